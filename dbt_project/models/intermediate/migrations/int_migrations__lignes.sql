-- Codes that the files name at either end of a flow, with the first line of each: what marts.rejets judges.
with bouts as (

    select
        'insee_migrations' as jeu,
        unnest([code_commune, code_anterieur]) as code_commune,
        millesime,
        geographie,
        livraison,
        feuille,
        ligne,
        nature
    from {{ ref('stg_insee__migrations') }}

    union all

    select
        'insee_migrations_individus' as jeu,
        unnest([code_commune, code_anterieur]) as code_commune,
        millesime,
        geographie,
        livraison,
        feuille,
        ligne,
        nature
    from {{ ref('stg_insee__migrations_individus') }}

)

select
    jeu,
    code_commune,
    millesime,
    geographie,
    livraison,
    min(feuille) as feuille,
    min(ligne) as ligne,
    {{ nature_la_plus_faible('nature') }} as nature
from bouts
where code_commune not in ('98', '99')
group by jeu, code_commune, millesime, geographie, livraison
