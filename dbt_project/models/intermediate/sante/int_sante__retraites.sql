-- Retirees of the régime général of every territory, by sex and age, both together too.
{% set figures = ['retraites', 'beneficiaires_aspa', 'beneficiaires_asv'] %}
{% set mesures = [] %}
{% for figure in figures %}
    {% do mesures.append({'nom': figure, 'genre': 'effectif', 'couverture_minimale': none}) %}
{% endfor %}
with alignees as (

    {{ aligner_comptes(ref('stg_carsat__retraites'), ['millesime', 'sexe', 'tranche_age'], figures) }}

),

communes as (

    select
        code_commune,
        millesime,
        coalesce(sexe, 'ensemble') as sexe,
        coalesce(tranche_age, 'ensemble') as tranche_age,
        {% for figure in figures -%}
            {{ compte(figure) }} as {{ figure }},
            {{ statut_compte(figure, figure ~ '_statut') }} as {{ figure }}_statut,
        {% endfor -%}
        {{ nature_la_plus_faible('nature') }} as nature
    from alignees
    group by code_commune, millesime, cube(sexe, tranche_age)

),

-- A commune that the delivery names has nobody where it has no line.
livrees as (

    select distinct
        code_commune,
        millesime
    from alignees

),

scissions as (

    {{ scissions_livrees(ref('stg_carsat__retraites')) }}

),

sommes as (

    {{ agreger(
        'communes', mesures, cle=['millesime', 'sexe', 'tranche_age'], scissions='scissions', livraison=['millesime'],
        livrees='livrees'
    ) }}

),

natures as (

    select
        millesime,
        {{ nature_la_plus_faible('nature') }} as nature
    from alignees
    group by millesime

)

select
    sommes.niveau,
    sommes.code_territoire,
    sommes.millesime,
    sommes.sexe,
    sommes.tranche_age,
    {% for figure in figures -%}
        sommes.{{ figure }},
        sommes.{{ figure }}_statut,
    {% endfor -%}
    natures.nature
from sommes
inner join natures
    on sommes.millesime = natures.millesime
