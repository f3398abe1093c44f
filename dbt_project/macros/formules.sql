{#- Mean annual rate, in %, from the ratio of two populations n years apart. -#}
{% macro taux_annuel_moyen_pct(rapport, duree_annees) -%}
    100 * (pow({{ rapport }}, 1.0 / {{ duree_annees }}) - 1)
{%- endmacro %}

{% macro densite_hab_km2(population, surface_km2) -%}
    {{ population }} / nullif(cast({{ surface_km2 }} as double), 0)
{%- endmacro %}
