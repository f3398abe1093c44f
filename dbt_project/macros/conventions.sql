{#- The day that a text says, 31/12/2025 or 2025-12-31, or null. -#}
{% macro date_lue(colonne) -%}
    cast(try_strptime({{ colonne }}, ['%d/%m/%Y', '%Y-%m-%d']) as date)
{%- endmacro %}

{#- What an agreement is on the day of the build: coming, in force until its last day included, lapsed after it. -#}
{% macro etat_de_la_convention(signee_le, fin_le) -%}
    case
        when {{ signee_le }} is null or {{ signee_le }} > {{ jour_du_calcul() }} then 'a_venir'
        when {{ fin_le }} < {{ jour_du_calcul() }} then 'echue'
        else 'en_vigueur'
    end
{%- endmacro %}

{#- The day of the build, in UTC as in the ledger. -#}
{% macro jour_du_calcul() -%}
    cast(now() at time zone 'UTC' as date)
{%- endmacro %}
