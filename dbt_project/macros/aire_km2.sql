{#- Area in km² of GeoJSON polygons (WGS84), without the spatial extension.
    Trapezoids on the sphere that has the area of the ellipsoid: sum of Δλ·(sin β1 + sin β2)/2·R², where β is the
    authalic latitude (Snyder, Map Projections: A Working Manual, 3-11 and 3-12). Rings after the first are holes.
    decimal and not double: sums of areas do not depend on the order of the rows. -#}
{% macro aire_km2(relation, cle, geometrie) -%}
    with polygones as (

        select
            {{ cle }},
            unnest(
                case json_extract_string({{ geometrie }}, '$.type')
                    when 'Polygon' then [json_extract({{ geometrie }}, '$.coordinates')]
                    when 'MultiPolygon' then cast(json_extract({{ geometrie }}, '$.coordinates') as json[])
                end
            ) as polygone
        from {{ relation }}

    ),

    anneaux as (

        select
            {{ cle }},
            unnest(cast(polygone as double[][][])) as points,
            generate_subscripts(cast(polygone as double[][][]), 1) as rang_anneau
        from polygones

    ),

    positions as (

        select
            {{ cle }},
            rang_anneau,
            list_transform(points, p -> radians(p[1])) as lambdas,
            list_transform(points, p -> {{ sinus_latitude_authalique('sin(radians(p[2]))') }}) as sinus
        from anneaux

    ),

    aires_anneaux as (

        select
            {{ cle }},
            rang_anneau,
            abs(list_sum(list_transform(
                range(1, len(lambdas)),
                i -> (lambdas[i + 1] - lambdas[i]) * (sinus[i + 1] + sinus[i]) / 2
            ))) * 6371.0071809 * 6371.0071809 as aire
        from positions

    )

    select
        {{ cle }},
        cast(sum(case rang_anneau when 1 then aire else -aire end) as decimal(18, 6)) as aire_km2
    from aires_anneaux
    group by {{ cle }}
{%- endmacro %}

{#- sin β from sin φ, GRS80: q(φ)/q(90°). -#}
{% macro sinus_latitude_authalique(s) -%}
    ({{ _q_authalique(s) }}) / ({{ _q_authalique('1.0') }})
{%- endmacro %}

{% macro _q_authalique(s) -%}
    {%- set e2 = 0.00669438002290 -%}
    {%- set e = 0.0818191910428 -%}
    (1 - {{ e2 }}) * ({{ s }} / (1 - {{ e2 }} * {{ s }} * {{ s }})
    - ln((1 - {{ e }} * {{ s }}) / (1 + {{ e }} * {{ s }})) / (2 * {{ e }}))
{%- endmacro %}
