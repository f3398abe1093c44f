{#- Why a figure of INSEE is there or not. The producer withholds by `s` in one edition and by a blank in another:
    the same secret. `ns` (non significatif) and `nd` (non disponible) are not published, `so` means nothing there.
    With bornes, a rate published at 5 or 95 is a floor or a ceiling: INSEE writes 5 for [0;5] and 95 for [95;100],
    in every vintage and at every level. With peut_manquer, a column that a whole delivery leaves empty is one that
    its vintage does not have. 'illisible' is not an admitted status: a test of the model catches it. -#}
{% macro statut_insee(colonne, bornes=false, peut_manquer=false) -%}
    case
        {% if peut_manquer -%}
        when count({{ colonne }}) over (partition by livraison, millesime) = 0 then 'non_publie'
        {% endif -%}
        when {{ colonne }} is null or lower(trim({{ colonne }})) in ('', 's', 'c') then 'secret'
        when lower(trim({{ colonne }})) in ('ns', 'nd') then 'non_publie'
        when lower(trim({{ colonne }})) = 'so' then 'non_applicable'
        when {{ nombre(colonne) }} is null then 'illisible'
        {% if bornes -%}
        when {{ nombre(colonne) }} in (5, 95) then 'borne'
        {% endif -%}
        else 'disponible'
    end
{%- endmacro %}

{#- Codes of the house for INSEE's: its 1 is metropolitan France. What is not known is no territory at all. -#}
{% macro code_territoire_insee(niveau, code) -%}
    case
        when {{ niveau }} <> 'france' then {{ code }}
        when {{ code }} in ('1', 'FM') then 'FM'
    end
{%- endmacro %}
