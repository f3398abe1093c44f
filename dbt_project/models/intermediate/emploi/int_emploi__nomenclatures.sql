-- Which class of a coarser nomenclature each class lies in, itself included.
with naf as (

    select distinct
        code_a88,
        code_a38,
        code_a17,
        code_a5
    from {{ ref('stg_insee__naf') }}

)

{% for source in nomenclatures_emploi() -%}
    {% for cible in nomenclatures_emploi()[loop.index0:] -%}
        select distinct
            '{{ source }}' as nomenclature_source,
            code_{{ source | lower }} as secteur_source,
            '{{ cible }}' as nomenclature,
            code_{{ cible | lower }} as secteur
        from naf
        union all
    {% endfor -%}
{% endfor -%}
select
    'ensemble' as nomenclature_source,
    'ensemble' as secteur_source,
    'ensemble' as nomenclature,
    'ensemble' as secteur
