-- Codes of communes that the files name, with the first line of each: what marts.rejets judges.
with codes as (

    select
        'insee_sirene_etablissements' as jeu,
        code_commune,
        millesime,
        geographie,
        livraison,
        feuille,
        ligne,
        nature
    from {{ ref('stg_insee__sirene_etablissements') }}
    where est_actif

    union all

    select
        'mission_poles' as jeu,
        code as code_commune,
        geographie as millesime,
        geographie,
        livraison,
        feuille,
        ligne,
        nature
    from {{ ref('stg_mission__poles') }}
    where genre = 'communes'

    union all

    select
        'insee_tous_salaries' as jeu,
        {{ commune_de_rattachement('code_commune') }} as code_commune,
        millesime,
        geographie,
        livraison,
        feuille,
        ligne,
        nature
    from {{ ref('stg_insee__tous_salaries') }}
    where code_commune <> '99999'

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
from codes
where code_commune is not null
group by jeu, code_commune, millesime, geographie, livraison
