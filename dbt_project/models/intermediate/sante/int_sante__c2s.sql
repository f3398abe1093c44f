-- Protected persons and recipients of every territory, by scheme and age, all of them together too.
{% set figures = ['proteges', 'beneficiaires', 'dont_participation'] %}
{% set mesures = [] %}
{% for figure in figures %}
    {% do mesures.append({'nom': figure, 'genre': 'effectif', 'couverture_minimale': none}) %}
{% endfor %}
with alignees as (

    {{ aligner_comptes(ref('stg_cpam__c2s'), ['millesime', 'regime', 'tranche_age'], figures) }}

),

-- 'ensemble' is all the schemes that are delivered, and says which.
communes as (

    select
        code_commune,
        millesime,
        coalesce(regime, 'ensemble') as regime,
        coalesce(tranche_age, 'ensemble') as tranche_age,
        {% for figure in figures -%}
            {{ compte(figure) }} as {{ figure }},
            {{ statut_compte(figure, figure ~ '_statut') }} as {{ figure }}_statut,
        {% endfor -%}
        {{ nature_la_plus_faible('nature') }} as nature
    from alignees
    group by code_commune, millesime, cube(regime, tranche_age)

),

-- A commune that the delivery names has nobody where it has no line.
livrees as (

    select distinct
        code_commune,
        millesime
    from alignees

),

scissions as (

    {{ scissions_livrees(ref('stg_cpam__c2s')) }}

),

sommes as (

    {{ agreger(
        'communes', mesures, cle=['millesime', 'regime', 'tranche_age'], scissions='scissions', livraison=['millesime'],
        livrees='livrees'
    ) }}

),

regimes as (

    select
        millesime,
        array_to_string(list_sort(list(distinct regime)), ', ') as regimes,
        {{ nature_la_plus_faible('nature') }} as nature
    from alignees
    group by millesime

)

select
    sommes.niveau,
    sommes.code_territoire,
    sommes.millesime,
    sommes.regime,
    sommes.tranche_age,
    case when sommes.regime = 'ensemble' then regimes.regimes else sommes.regime end as regimes_compris,
    {% for figure in figures -%}
        sommes.{{ figure }},
        sommes.{{ figure }}_statut,
    {% endfor -%}
    regimes.nature
from sommes
inner join regimes
    on sommes.millesime = regimes.millesime
