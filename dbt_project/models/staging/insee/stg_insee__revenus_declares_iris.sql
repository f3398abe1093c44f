{%- set figures = {
    'dec_tp60': 'taux_bas_revenus_declares_60',
    'dec_pimp': 'part_menages_imposes',
    'dec_med': 'revenu_declare_median',
    'dec_d1': 'revenu_declare_d1',
    'dec_d2': 'revenu_declare_d2',
    'dec_d3': 'revenu_declare_d3',
    'dec_d4': 'revenu_declare_d4',
    'dec_d6': 'revenu_declare_d6',
    'dec_d7': 'revenu_declare_d7',
    'dec_d8': 'revenu_declare_d8',
    'dec_d9': 'revenu_declare_d9',
    'dec_q1': 'revenu_declare_q1',
    'dec_q3': 'revenu_declare_q3',
    'dec_rd': 'rapport_interdecile_declare',
    'dec_s80s20': 's80s20_declare',
    'dec_gi': 'gini_declare'
} -%}

with lignes as (

    {{ lire_brut('insee_revenus_declares_iris', ['code_iris']) }}

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
        {{ statut_insee(brut, peut_manquer=true) }} as {{ figure }}_statut,
    {% endfor -%}
    dec_incert as incertitude,
    dec_note as note,
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
