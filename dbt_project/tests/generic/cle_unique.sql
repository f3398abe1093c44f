{#- No two rows share the key, and its columns are never null (unless vides_admis). -#}
{% test cle_unique(model, colonnes, vides_admis=false) %}

select
    {{ colonnes | join(', ') }},
    count(*) as nombre
from {{ model }}
group by {{ colonnes | join(', ') }}
having
    count(*) > 1
    {% if not vides_admis -%}
    or {% for colonne in colonnes %}{{ colonne }} is null{{ ' or ' if not loop.last }}{% endfor %}
    {%- endif %}

{% endtest %}
