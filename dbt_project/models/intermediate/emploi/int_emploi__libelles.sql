-- The name of each class of each nomenclature of activities.
{% for nomenclature in nomenclatures_emploi() -%}
    select
        '{{ nomenclature }}' as nomenclature,
        code_{{ nomenclature | lower }} as secteur,
        min(libelle_{{ nomenclature | lower }}) as libelle
    from {{ ref('stg_insee__naf') }}
    group by code_{{ nomenclature | lower }}
    {{ 'union all' if not loop.last }}
{% endfor -%}
