{%- set figures = [
    'individus', 'menages', 'menages_pauvres', 'menages_proprietaires', 'logements_sociaux', 'individus_65_79',
    'individus_80_plus'
] -%}
with lignes as (

    {{ lire_liste('insee_carreaux_200m') }}

)

select
    'carreau_200m' as niveau,
    code_carreau as code_territoire,
    codes_communes,
    cast(regexp_extract(code_carreau, 'N(\d+)E', 1) as bigint) as nord_m,
    cast(regexp_extract(code_carreau, 'N\d+E(\d+)', 1) as bigint) as est_m,
    millesime,
    geographie,
    {% for figure in figures -%}
        {{ nombre(figure) }} as {{ figure }},
        case
            when {{ nombre(figure) }} is null then 'non_publie'
            when est_impute = '1' then 'estime'
            else 'disponible'
        end as {{ figure }}_statut,
    {% endfor -%}
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
