-- The lines of communes of every source, side by side; too many to be written twice.
{{ config(materialized='ephemeral') }}
{% set communales = {
    'insee_flores': ['stg_insee__flores', 'flores', 1],
    'insee_melodi': ['stg_insee__melodi_flores', 'flores', 2],
    'insee_clap': ['stg_insee__clap', 'clap', 1]
} -%}
select
    'urssaf' as source,
    'urssaf_emploi_communes' as jeu,
    1 as rang_jeu,
    code_commune,
    'A88' as nomenclature,
    code_a88 as secteur,
    millesime,
    geographie,
    cast(publication as varchar) as publication,
    effectif,
    effectif_statut,
    etablissements,
    etablissements_statut,
    edition,
    nature
from {{ ref('stg_urssaf__emploi_communes') }}

union all

{% for jeu, (modele, source, rang) in communales.items() -%}
    select
        '{{ source }}' as source,
        '{{ jeu }}' as jeu,
        {{ rang }} as rang_jeu,
        code_territoire as code_commune,
        nomenclature,
        secteur,
        millesime,
        geographie,
        cast(null as varchar) as publication,
        effectif,
        effectif_statut,
        etablissements,
        etablissements_statut,
        edition,
        nature
    from {{ ref(modele) }}
    where niveau = 'commune'

    union all

{% endfor -%}
select
    'tiers_urssaf' as source,
    'tiers_urssaf_serie' as jeu,
    1 as rang_jeu,
    code_territoire as code_commune,
    'ensemble' as nomenclature,
    'ensemble' as secteur,
    millesime,
    geographie,
    cast(publication as varchar) as publication,
    effectif,
    effectif_statut,
    null as etablissements,
    'non_publie' as etablissements_statut,
    edition,
    nature
from {{ ref('stg_tiers__emploi_communes') }}
where niveau = 'commune'
