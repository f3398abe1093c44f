{#- Every figure has an admitted status, and is null exactly when its status says it is missing. -#}
{% test statuts_coherents(model, figures) %}

{% for figure in figures %}
select
    '{{ figure }}' as figure,
    {{ figure }}_statut as statut,
    count(*) as nombre
from {{ model }}
where
    {{ figure }}_statut is null
    or {{ figure }}_statut not in (
        'disponible', 'secret', 'non_publie', 'non_applicable', 'non_charge', 'arrondi', 'borne', 'partiel', 'estime',
        'interne'
    )
    or ({{ figure }} is null)
    <> ({{ figure }}_statut in ('secret', 'non_publie', 'non_applicable', 'non_charge'))
group by {{ figure }}_statut
{{ 'union all' if not loop.last }}
{% endfor %}

{% endtest %}
