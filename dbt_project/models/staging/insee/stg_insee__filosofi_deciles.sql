{%- set figures = {
    'nbmen': 'menages',
    'nbpers': 'personnes',
    'nbuc': 'unites_consommation',
    'd1': 'revenu_d1',
    'd2': 'revenu_d2',
    'd3': 'revenu_d3',
    'd4': 'revenu_d4',
    'q2': 'revenu_median',
    'd6': 'revenu_d6',
    'd7': 'revenu_d7',
    'd8': 'revenu_d8',
    'd9': 'revenu_d9',
    'q1': 'revenu_q1',
    'q3': 'revenu_q3',
    'rd': 'rapport_interdecile',
    's80s20': 's80s20',
    'gi': 'gini'
} -%}

with lignes as (

    {{ lire_brut('insee_filosofi_deciles', ['code_territoire']) }}

)

select
    niveau,
    {{ code_territoire_insee('niveau', 'code_territoire') }} as code_territoire,
    nom_territoire,
    millesime,
    geographie,
    {% for brut, figure in figures.items() -%}
        {{ nombre(brut) }} as {{ figure }},
        {{ statut_insee(brut) }} as {{ figure }}_statut,
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
