-- What each data set under agreement received, and how long it may keep it. Bytes count from the day they
-- first came, whatever contract read them since; what was purged was received all the same.
with jour as (

    select {{ jour_du_calcul() }} as jour

),

contenus as (

    select
        jeu,
        sha256,
        min(cast(charge_le as date)) as recue_le,
        bool_or(retiree_le is null) as est_en_place,
        bool_or(retiree_le is null or purgee_le is not null) as est_recue
    from {{ source('meta', 'livraisons') }}
    where diffusion = 'convention'
    group by jeu, sha256

),

accords as (

    select
        jeu,
        min(conservation_mois) as conservation_mois
    from {{ ref('int_conventions__etats') }}
    where est_applicable
    group by jeu

),

durees as (

    select
        contrats.jeu,
        least(contrats.conservation_mois, accords.conservation_mois) as conservation_mois
    from {{ source('meta', 'contrats') }} as contrats
    left join accords
        on contrats.jeu = accords.jeu
    where contrats.diffusion = 'convention'

)

select
    durees.jeu,
    max(contenus.recue_le) filter (where contenus.est_recue) as derniere_livraison,
    coalesce(
        bool_or(
            contenus.est_en_place
            and contenus.recue_le + to_months(durees.conservation_mois) < jour.jour
        ),
        false
    ) as conservation_ecoulee
from durees
cross join jour
left join contenus
    on durees.jeu = contenus.jeu
group by durees.jeu
