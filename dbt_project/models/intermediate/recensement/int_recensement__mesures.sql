-- Every count of the census files, long: the files say many things of one commune, and often the same.
with stocks as (

    {% for jeu in jeux_recensement() -%}
        {{ deplier_recensement(jeu) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- Births and deaths between two censuses, or of one year.
mouvements as (

    select
        code_commune,
        millesime,
        periode,
        geographie,
        'insee_rp_serie_historique' as jeu,
        edition,
        rang_edition,
        nature,
        naissances,
        deces
    from {{ ref('stg_insee__rp_serie_historique_mouvements') }}

    union all

    select
        code_commune,
        millesime,
        periode,
        geographie,
        'insee_rp_comparateur' as jeu,
        edition,
        rang_edition,
        nature,
        naissances,
        deces
    from {{ ref('stg_insee__rp_comparateur_mouvements') }}

    union all

    select
        code_commune,
        millesime,
        cast(millesime as varchar) as periode,
        geographie,
        'insee_etat_civil' as jeu,
        edition,
        rang_edition,
        nature,
        naissances,
        deces
    from {{ ref('stg_insee__etat_civil') }}

)

select
    code_commune,
    millesime,
    periode,
    geographie,
    jeu,
    rang_jeu,
    edition,
    rang_edition,
    nature,
    mesure,
    valeur
from stocks

union all

select
    code_commune,
    millesime,
    periode,
    geographie,
    jeu,
    case jeu when 'insee_etat_civil' then 1 when 'insee_rp_serie_historique' then 2 else 3 end as rang_jeu,
    edition,
    rang_edition,
    nature,
    mesure,
    valeur
from (unpivot mouvements on naissances, deces into name mesure value valeur)
