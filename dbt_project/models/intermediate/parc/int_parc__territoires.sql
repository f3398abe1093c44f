-- Dwellings of every territory, and of the cités: all of them, then along one axis at a time. An axis that
-- nothing loaded tells has no rows.
{% set axes = {
    'ensemble': "'ensemble'",
    'bailleur': 'bailleur',
    'patrimoine': 'patrimoine',
    'erbm': 'erbm',
    'qpv_2015': 'qpv_2015',
    'qpv_2024': 'qpv_2024'
} %}
{% set cle = ['millesime', 'axe', 'modalite'] %}
with logements as (

    select *
    from {{ ref('int_parc__logements') }}

),

repondues as (

    {{ communes_repondues('logements') }}

),

{% for lieux, code in {'communes': 'code_commune', 'cites': 'code_cite'}.items() -%}
    {{ lieux }} as (

        {% for axe, modalite in axes.items() -%}
            select
                {{ code }},
                millesime,
                '{{ axe }}' as axe,
                {{ modalite }} as modalite,
                {{ colonnes_comptees(comptes_parc(), 'logements') }},
                {{ nature_la_plus_faible('nature') }} as nature
            from logements
            where
                {{ code }} is not null
                and {{ modalite }} is not null
            group by {{ code }}, millesime{{ ', ' ~ modalite if axe != 'ensemble' }}
            {{ 'union all' if not loop.last }}
        {% endfor %}

    ),

{% endfor -%}
scissions as (

    {{ scissions_livrees(ref('stg_bailleurs__parc')) }}

),

sommes as (

    {{ agreger(
        'communes', comptes_entiers(comptes_parc()), cle=cle, scissions='scissions', livraison=['millesime'],
        livrees='repondues'
    ) }}

)

{{ sommes_et_nature(comptes_parc(), cle, 'logements') }}

union all

select
    'cite' as niveau,
    code_cite as code_territoire,
    millesime,
    axe,
    modalite,
    {% for nom in comptes_parc() -%}
        {{ nom }},
        {{ nom }}_statut,
    {% endfor -%}
    nature
from cites
