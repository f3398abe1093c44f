-- How much of each cité lies in the neighbourhoods of 2015 and in those of 2024; nothing where their outlines
-- are not loaded. A layer may be that of one département: it answers for the cités in it, not for the others.
{% set generations = {'2015': 'qpv', '2024': 'qpv_2024'} %}
with departements as (

    select
        {% for annee, niveau in generations.items() -%}
            bool_or(niveau = '{{ niveau }}') as a_ses_contours_{{ annee }},
        {% endfor -%}
        code_departement
    from {{ ref('stg_anct__qpv_contours') }}
    group by code_departement

),

couvertes as (

    select
        {% for annee in generations -%}
            bool_and(coalesce(departements.a_ses_contours_{{ annee }}, false)) as a_ses_contours_{{ annee }},
        {% endfor -%}
        lieux.code as code_cite
    from {{ ref('int_cites__recouvrements') }} as lieux
    left join departements
        on {{ departement_de('lieux.code_zone') }} = departements.code_departement
    where lieux.genre = 'commune'
    group by lieux.code

),

surfaces as (

    select
        {% for annee, niveau in generations.items() -%}
            coalesce(max(surface_m2) filter (where genre = '{{ niveau }}_reunis'), 0)
                as surface_qpv_{{ annee }}_m2,
        {% endfor -%}
        any_value(surface_totale_m2) as surface_m2,
        code as code_cite
    from {{ ref('int_cites__recouvrements') }}
    group by code

)

select
    {% for annee in generations -%}
        case when couvertes.a_ses_contours_{{ annee }}
                -- The areas of a whole and of its part are rounded apart.
                then least(100 * surfaces.surface_qpv_{{ annee }}_m2 / surfaces.surface_m2, 100)
        end as part_qpv_{{ annee }}_pct,
    {% endfor -%}
    surfaces.code_cite
from surfaces
left join couvertes
    on surfaces.code_cite = couvertes.code_cite
