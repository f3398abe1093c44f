-- Diagnostics established in the year before a 1 January, in every territory.
{% set figures = ['diagnostics', 'dpe_efg'] %}
with lignes as (

    {{ liste_ouverte('stg_ademe__dpe') }}

),

comptees as (

    select
        code_commune,
        millesime + 1 as millesime,
        geographie,
        sum(diagnostics) as diagnostics,
        coalesce(sum(diagnostics) filter (where dpe in ('E', 'F', 'G')), 0) as dpe_efg,
        {% for figure in figures -%}
            'non_publie' as {{ figure }}_statut,
        {% endfor -%}
        {{ nature_la_plus_faible('nature') }} as nature
    from lignes
    where dpe <> 'inconnu'
    group by code_commune, millesime, geographie

),

alignees as (

    {{ aligner_comptes('comptees', ['millesime'], figures) }}

),

repondues as (

    {{ communes_d_une_liste('alignees') }}

),

{{ sommes_des_repondues(figures) }}
