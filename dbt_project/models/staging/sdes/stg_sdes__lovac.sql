{%- set figures = ['logements', 'vacants', 'vacants_2_ans'] -%}
with lignes as (

    {{ lire_brut('sdes_lovac', ['code_commune']) }}

)

select
    niveau,
    code_commune as code_territoire,
    nom_commune as nom_territoire,
    millesime,
    geographie,
    {% for figure in figures -%}
        cast({{ nombre(figure) }} as bigint) as {{ figure }},
        case
            when {{ nombre(figure) }} is not null then 'disponible'
            when lower({{ figure }}) = 's' then 'secret'
            else 'non_publie'
        end as {{ figure }}_statut,
    {% endfor -%}
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
