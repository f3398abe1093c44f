{%- set figures = {
    'disp_tp60': 'taux_pauvrete_60',
    'disp_med': 'revenu_median',
    'disp_d1': 'revenu_d1',
    'disp_d2': 'revenu_d2',
    'disp_d3': 'revenu_d3',
    'disp_d4': 'revenu_d4',
    'disp_d6': 'revenu_d6',
    'disp_d7': 'revenu_d7',
    'disp_d8': 'revenu_d8',
    'disp_d9': 'revenu_d9',
    'disp_q1': 'revenu_q1',
    'disp_q3': 'revenu_q3',
    'disp_rd': 'rapport_interdecile',
    'disp_s80s20': 's80s20',
    'disp_gi': 'gini',
    'disp_pact': 'part_revenus_activite',
    'disp_ppen': 'part_pensions',
    'disp_ppat': 'part_patrimoine',
    'disp_ppsoc': 'part_prestations_sociales',
    'disp_ppmini': 'part_minima_sociaux',
    'disp_pimpot': 'part_impots'
} -%}
{#- Rates that the producer writes as 5 in [0;5] and as 95 in [95;100]. -#}
{%- set bornes = ['disp_tp60'] -%}

with lignes as (

    {{ lire_brut('insee_revenus_disponibles_iris', ['code_iris']) }}

)

select
    niveau,
    code_iris as code_territoire,
    nom_iris as nom_territoire,
    {{ commune_de_rattachement('left(code_iris, 5)') }} as code_commune,
    millesime,
    geographie,
    {% for brut, figure in figures.items() -%}
        {{ nombre(brut) }} as {{ figure }},
        {{ statut_insee(brut, bornes=brut in bornes, peut_manquer=true) }} as {{ figure }}_statut,
    {% endfor -%}
    disp_note as note,
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
