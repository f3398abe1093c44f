-- Right-holders of every territory and perimeter, and of the cités.
{% set noms = (comptes_ayants_droit() | list) + ['annees_vecues'] %}
with comptes as (

    select *
    from {{ ref('int_ayants_droit__comptes') }}

),

alignees as (

    select
        * exclude (niveau, code_territoire),
        code_territoire as code_commune
    from comptes
    where niveau = 'commune'

),

repondues as (

    select *
    from {{ ref('int_ayants_droit__repondues') }}

),

{{ sommes_des_repondues(noms) }}

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
