{%- set figures = {
    'a': 'allocataires',
    'percou': 'personnes_couvertes',
    'arsas': 'allocataires_rsa',
    'appa': 'allocataires_prime_activite',
    'aaah': 'allocataires_aah',
    'aal': 'allocataires_logement',
    'am': 'allocataires_monoparents',
    'enf': 'enfants_couverts'
} -%}

with lignes as (

    {{ lire_brut('cnaf_allocataires_iris', ['code_iris']) }}

)

select
    niveau,
    code_iris as code_territoire,
    {{ commune_de_rattachement('left(code_iris, 5)') }} as code_commune,
    millesime,
    geographie,
    {% for brut, figure in figures.items() -%}
        {{ nombre(brut) }} as {{ figure }},
        {{ statut_insee(brut, peut_manquer=true) }} as {{ figure }}_statut,
    {% endfor -%}
    note,
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
