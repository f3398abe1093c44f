{%- set figures = {
    'tp40': 'taux_pauvrete_40',
    'tp50': 'taux_pauvrete_50',
    'tp60': 'taux_pauvrete_60',
    'tp60q2': 'revenu_median_pauvres',
    'tp60ip': 'intensite_pauvrete'
} -%}
{#- Rates that the producer writes as 5 in [0;5] and as 95 in [95;100]. -#}
{%- set bornes = ['tp40', 'tp50', 'tp60'] -%}

with lignes as (

    {{ lire_brut('insee_filosofi_pauvres', ['code_territoire']) }}

)

select
    niveau,
    {{ code_territoire_insee('niveau', 'code_territoire') }} as code_territoire,
    nom_territoire,
    millesime,
    geographie,
    {% for brut, figure in figures.items() -%}
        {{ nombre(brut) }} as {{ figure }},
        {{ statut_insee(brut, bornes=brut in bornes) }} as {{ figure }}_statut,
    {% endfor -%}
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
-- Municipal arrondissements are listed beside the commune they make: they are none, and never add to it.
where
    niveau <> 'commune'
    or code_territoire = {{ commune_de_rattachement('code_territoire') }}
