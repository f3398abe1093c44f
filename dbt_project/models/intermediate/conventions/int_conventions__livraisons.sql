-- What each data set under agreement received, and how long it may keep it. Bytes count from the day they
-- first came, whatever contract read them since; what was purged was received all the same.
with contenus as (

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

durees as (

    select
        jeu,
        min(conservation_mois) as conservation_mois
    from {{ ref('int_conventions__etats') }}
    where est_applicable
    group by jeu

)

select
    contrats.jeu,
    least(contrats.conservation_mois, durees.conservation_mois) as conservation_mois,
    max(contenus.recue_le) filter (where contenus.est_recue) as derniere_livraison,
    coalesce(bool_or(
        contenus.est_en_place
        and contenus.recue_le
        + to_months(least(contrats.conservation_mois, durees.conservation_mois)) < {{ jour_du_calcul() }}
    ), false) as conservation_ecoulee
from {{ source('meta', 'contrats') }} as contrats
left join durees
    on contrats.jeu = durees.jeu
left join contenus
    on contrats.jeu = contenus.jeu
where contrats.diffusion = 'convention'
group by contrats.jeu, contrats.conservation_mois, durees.conservation_mois
