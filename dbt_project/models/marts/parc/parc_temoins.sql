-- What the landlords say beside what open data say of the same territory at the same date.
{% set figures = {
    'bailleurs': ['logements', 'vacants', 'dpe_connu', 'dpe_efg'],
    'rpls': ['logements', 'vacants', 'vides', 'dpe_connu', 'dpe_efg'],
    'ademe': ['diagnostics', 'dpe_efg'],
    'lovac': ['logements', 'vacants', 'vacants_2_ans', 'part_vacants_pct', 'part_vacants_2_ans_pct']
} %}
{% set chiffres = [] %}
{% for source, noms in figures.items() -%}
    {%- for nom in noms -%}
        {%- do chiffres.append(source ~ '_' ~ nom) -%}
    {%- endfor -%}
{%- endfor %}
-- The dwellings of 31 December are those of the next day.
with parc as (

    select * replace (millesime + 1 as millesime)
    from {{ ref('int_parc__territoires') }}
    where
        axe = 'ensemble'
        and niveau in (select niveau from {{ ref('int_territoires__mailles') }})

),

regle as (

    select max(seuil_logements) as seuil
    from {{ ref('int_conventions__regles') }}
    where jeu = 'bailleurs_parc'

),

bailleurs as (

    {{ sous_la_regle('parc', figures['bailleurs']) }}

),

rpls as (

    select *
    from {{ ref('int_temoins__rpls') }}

),

ademe as (

    select *
    from {{ ref('int_temoins__dpe') }}

),

lovac as (

    select *
    from {{ ref('int_temoins__lovac') }}

),

lieux as (

    select
        niveau,
        code_territoire,
        millesime,
        {{ nature_la_plus_faible('nature') }} as nature
    from (
        {% for source in figures -%}
            select
                niveau,
                code_territoire,
                millesime,
                nature
            from {{ source }}
            {{ 'union all' if not loop.last }}
        {% endfor %}
    )
    group by niveau, code_territoire, millesime

),

reunies as (

    select
        {% for source, noms in figures.items() -%}
            {% for nom in noms -%}
                {{ source }}.{{ nom }} as {{ source }}_{{ nom }},
                coalesce(
                    {{ source }}.{{ nom }}_statut,
                    case
                        when lieux.millesime in (select millesime from {{ source }}) then 'non_publie'
                        else 'non_charge'
                    end
                ) as {{ source }}_{{ nom }}_statut,
            {% endfor -%}
        {% endfor -%}
        {% for nom in figures['lovac'] -%}
            coalesce(lovac.{{ nom }}_couverture, 0) as lovac_{{ nom }}_couverture,
        {% endfor -%}
        lieux.*
    from lieux
    {% for source in figures -%}
        left join {{ source }}
            on
                lieux.niveau = {{ source }}.niveau
                and lieux.code_territoire = {{ source }}.code_territoire
                and lieux.millesime = {{ source }}.millesime
    {% endfor %}
),

rapportees as (

    select
        *,
        {{ statuts_des_ratios(rapports_temoins()) }},
        -- A landlord that is a social body has all its dwellings in RPLS, the vacant ones too.
        coalesce(bailleurs_logements > rpls_logements, false) as logements_en_trop,
        coalesce(bailleurs_vacants > rpls_vacants, false) as vacants_en_trop
    from reunies

)

select
    rapportees.niveau,
    rapportees.code_territoire,
    coalesce(territoires.nom_territoire, rapportees.code_territoire) as nom_territoire,
    rapportees.millesime,
    {% for chiffre in chiffres -%}
        cast(rapportees.{{ chiffre }} as double) as {{ chiffre }},
        rapportees.{{ chiffre }}_statut,
    {% endfor -%}
    {% for nom in figures['lovac'] -%}
        rapportees.lovac_{{ nom }}_couverture,
    {% endfor -%}
    {{ colonnes_des_ratios(rapports_temoins(), 'rapportees') }},
    nullif(concat_ws(
        ' ',
        case
            when rapportees.logements_en_trop
                then 'Les bailleurs déclarent plus de logements que le RPLS n’en recense.'
        end,
        case
            when rapportees.vacants_en_trop
                then 'Les bailleurs déclarent plus de logements vacants que le RPLS n’en recense.'
        end,
        case
            when (rapportees.logements_en_trop or rapportees.vacants_en_trop) and rapportees.millesime <= 2015
                then 'Maisons & Cités n’est un organisme HLM que depuis 2014 environ.'
        end
    ), '') as alerte,
    case
        when rapportees.logements_en_trop and rapportees.bailleurs_logements_statut = 'interne' then 'interne'
        when rapportees.vacants_en_trop and rapportees.bailleurs_vacants_statut = 'interne' then 'interne'
        when rapportees.logements_en_trop or rapportees.vacants_en_trop then 'disponible'
    end as alerte_statut,
    rapportees.nature,
    'bailleurs du Bassin minier, SDES (RPLS, LOVAC), ADEME' as source
from rapportees
left join {{ ref('territoires') }} as territoires
    on
        rapportees.niveau = territoires.niveau
        and rapportees.code_territoire = territoires.code_territoire
