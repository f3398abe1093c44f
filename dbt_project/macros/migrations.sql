{#- Where somebody lived a year before, as the flows name it: a commune, '98' for a collectivity overseas (975, 977,
    978 and from 986 on: the census of France does not count those who leave for it), '99' abroad. -#}
{% macro lieu_anterieur(code) -%}
    case
        when left({{ code }}, 2) in ('98', '99') then left({{ code }}, 2)
        when left({{ code }}, 3) in ('975', '977', '978') then '98'
        else {{ commune_de_rattachement(code) }}
    end
{%- endmacro %}
