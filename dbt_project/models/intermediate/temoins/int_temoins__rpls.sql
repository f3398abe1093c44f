-- Dwellings of all the social bodies in every territory, at 1 January.
{% set figures = ['logements', 'vacants', 'vides', 'dpe_connu', 'dpe_efg'] %}
with lignes as (

    {{ liste_ouverte('stg_sdes__rpls') }}

),

comptees as (

    select
        code_commune,
        millesime,
        geographie,
        sum(logements) as logements,
        -- One dwelling whose occupation is not said may be vacant.
        {% for nom, valeurs in {'vacants': "'vacant', 'vide'", 'vides': "'vide'"}.items() -%}
            case
                when not bool_or(occupation = 'inconnue')
                    then coalesce(sum(logements) filter (where occupation in ({{ valeurs }})), 0)
            end as {{ nom }},
        {% endfor -%}
        coalesce(sum(logements) filter (where dpe <> 'inconnu'), 0) as dpe_connu,
        coalesce(sum(logements) filter (where dpe in ('E', 'F', 'G')), 0) as dpe_efg,
        {% for figure in figures -%}
            'non_publie' as {{ figure }}_statut,
        {% endfor -%}
        {{ nature_la_plus_faible('nature') }} as nature
    from lignes
    group by code_commune, millesime, geographie

),

alignees as (

    {{ aligner_comptes('comptees', ['millesime'], figures) }}

),

repondues as (

    {{ communes_d_une_liste('alignees') }}

),

{{ sommes_des_repondues(figures) }}
