-- What was received under each agreement, and whether some of it is kept for too long. Bytes count from the
-- day they first came, whatever contract read them since; what was purged was received all the same.
with jour as (

    select {{ jour_du_calcul() }} as jour

),

conventions as (

    select *
    from {{ ref('int_conventions__etats') }}

),

contenus as (

    select
        jeu,
        sha256,
        min(cast(charge_le as date)) as recue_le,
        bool_or(retiree_le is null) as est_en_place,
        bool_or(retiree_le is null or purgee_le is not null) as est_recue,
        flatten(list(coalesce(partenaires, []))) as partenaires
    from {{ source('meta', 'livraisons') }}
    where diffusion = 'convention'
    group by jeu, sha256

),

-- The agreements of the partners that a delivery names; where it names none of theirs, all those of its data
-- set.
liens as (

    select
        conventions.convention,
        contenus.jeu,
        contenus.sha256,
        conventions.est_applicable,
        conventions.conservation_mois
    from contenus
    inner join conventions
        on contenus.jeu = conventions.jeu
    qualify
        list_contains(contenus.partenaires, conventions.partenaire)
        or not bool_or(list_contains(contenus.partenaires, conventions.partenaire))
            over (partition by contenus.jeu, contenus.sha256)

),

durees as (

    select
        liens.jeu,
        liens.sha256,
        least(
            any_value(contrats.conservation_mois),
            min(liens.conservation_mois) filter (where liens.est_applicable)
        ) as conservation_mois
    from liens
    inner join {{ source('meta', 'contrats') }} as contrats
        on liens.jeu = contrats.jeu
    group by liens.jeu, liens.sha256

)

select
    conventions.convention,
    conventions.jeu,
    max(contenus.recue_le) filter (where contenus.est_recue) as derniere_livraison,
    coalesce(
        bool_or(
            contenus.est_en_place
            and contenus.recue_le + to_months(durees.conservation_mois) < jour.jour
        ),
        false
    ) as conservation_ecoulee
from conventions
cross join jour
left join liens
    on
        conventions.convention = liens.convention
        and conventions.jeu = liens.jeu
left join contenus
    on
        liens.jeu = contenus.jeu
        and liens.sha256 = contenus.sha256
left join durees
    on
        liens.jeu = durees.jeu
        and liens.sha256 = durees.sha256
group by conventions.convention, conventions.jeu
