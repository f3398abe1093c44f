-- Right-holders of every territory and perimeter, and of the cités.
{% set noms = (comptes_ayants_droit() | list) + ['annees_vecues'] %}
{% set mesures = [] %}
{% for nom in noms %}
    {% do mesures.append({'nom': nom, 'genre': 'effectif', 'couverture_minimale': none}) %}
{% endfor %}
with comptes as (

    select *
    from {{ ref('int_ayants_droit__comptes') }}

),

-- A commune that the list answers for and does not name has nobody.
communes as (

    select
        repondues.code_commune,
        repondues.millesime,
        {% for nom in noms -%}
            case when comptes.niveau is null then 0 else comptes.{{ nom }} end as {{ nom }},
            coalesce(comptes.{{ nom }}_statut, 'disponible') as {{ nom }}_statut,
        {% endfor -%}
        comptes.nature
    from {{ ref('int_ayants_droit__repondues') }} as repondues
    left join comptes
        on
            comptes.niveau = 'commune'
            and repondues.code_commune = comptes.code_territoire
            and repondues.millesime = comptes.millesime

),

sommes as (

    {{ agreger('communes', mesures) }}

),

natures as (

    select
        millesime,
        {{ nature_la_plus_faible('nature') }} as nature
    from comptes
    group by millesime

)

select
    sommes.niveau,
    sommes.code_territoire,
    sommes.millesime,
    {% for nom in noms -%}
        sommes.{{ nom }},
        sommes.{{ nom }}_statut,
    {% endfor -%}
    natures.nature
from sommes
inner join natures
    on sommes.millesime = natures.millesime

union all

select
    niveau,
    code_territoire,
    millesime,
    {% for nom in noms -%}
        {{ nom }},
        {{ nom }}_statut,
    {% endfor -%}
    nature
from comptes
where niveau = 'cite'
