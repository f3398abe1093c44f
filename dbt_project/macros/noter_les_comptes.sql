{#- Written by dbt's own process at the end of a run: publishing reopens the file and compares. -#}
{% macro noter_les_comptes(results) %}
    {% if execute and flags.WHICH in ('build', 'run', 'seed') %}
        {% for result in results
            if result.status == 'success' and result.node.resource_type in ('model', 'seed') %}
            {% set table_name = result.node.schema ~ '.' ~ result.node.alias %}
            delete from meta.comptes where nom_table = '{{ table_name }}';
            insert into meta.comptes select
                '{{ table_name }}' as nom_table,
                count(*) as lignes
            from {{ table_name }};
        {% endfor %}
    {% endif %}
{% endmacro %}
