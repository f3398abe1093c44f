{#- Each combination of columns of the model is found in another table (nulls aside). -#}
{% test reference(model, colonnes, vers, colonnes_vers=none) %}

select distinct {{ colonnes | join(', ') }}
from {{ model }}
where {% for colonne in colonnes %}{{ colonne }} is not null{{ ' and ' if not loop.last }}{% endfor %}
except
select {{ (colonnes_vers or colonnes) | join(', ') }}
from {{ vers }}

{% endtest %}
