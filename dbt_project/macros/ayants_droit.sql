{#- What right-holders are counted by: name of the count, and which lines it is over. -#}
{% macro comptes_ayants_droit() -%}
    {{ return({
        'personnes': 'true',
        'hommes': "sexe = 'H'",
        'femmes': "sexe = 'F'",
        'droits_propres': "droit = 'propre'",
        'reversions': "droit = 'reversion'",
        'moins_75_ans': 'age < 75',
        'de_75_a_84_ans': 'age between 75 and 84',
        'plus_85_ans': 'age >= 85',
        'loges_en_nature': "logement = 'nature'",
        'indemnises': "logement = 'especes'"
    }) }}
{%- endmacro %}
