{% set figures = ['actifs_occupes', 'emplois', 'stables', 'entrants', 'sortants', 'sortants_etranger'] %}
with navettes as (

    select
        niveau,
        code_territoire,
        millesime,
        {% for figure in figures -%}
            cast({{ figure }} as double) as {{ figure }},
            {{ figure }}_statut,
            couverture as {{ figure }}_couverture,
        {% endfor -%}
        couverture
    from {{ ref('int_navettes__territoires') }}

),

territoires as (

    select *
    from {{ ref('territoires') }}

),

publications as (

    select *
    from {{ ref('int_navettes__publications') }}
    where critere = 'ensemble'

),

rapports as (

    select
        *,
        {{ colonnes_des_rapports('ancrage_local') }},
        {{ rapport_de_sommes('emplois', 'actifs_occupes', 100) }} as indice_concentration_emploi,
        {{ statut_rapport('emplois', 'actifs_occupes') }} as indice_concentration_emploi_statut
    from navettes

)

select
    rapports.niveau,
    rapports.code_territoire,
    territoires.nom_territoire,
    rapports.millesime,
    {% for figure in figures + [
        'part_emplois_residents_pct', 'part_actifs_sur_place_pct', 'indice_concentration_emploi'
    ] -%}
        rapports.{{ figure }},
        rapports.{{ figure }}_statut,
    {% endfor -%}
    rapports.couverture,
    publications.nature,
    {{ source_du_flux('navettes', 'publications.jeu') }} as source,
    publications.edition,
    publications.geographie_source,
    publications.geographie
from rapports
inner join publications
    on rapports.millesime = publications.millesime
inner join territoires
    on
        rapports.niveau = territoires.niveau
        and rapports.code_territoire = territoires.code_territoire
