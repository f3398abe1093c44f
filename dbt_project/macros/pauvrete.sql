{#- The figures of Filosofi's base by territory, as staging names them: written once, carried by the whole theme. -#}
{% macro figures_filosofi() -%}
    {{ return([
        'menages_fiscaux', 'personnes_menages_fiscaux',
        'revenu_median', 'revenu_d1', 'revenu_d9', 'rapport_interdecile',
        'part_menages_imposes', 'taux_pauvrete_60',
        'taux_pauvrete_60_moins_30_ans', 'taux_pauvrete_60_30_39_ans', 'taux_pauvrete_60_40_49_ans',
        'taux_pauvrete_60_50_59_ans', 'taux_pauvrete_60_60_74_ans', 'taux_pauvrete_60_75_ans_plus',
        'taux_pauvrete_60_proprietaires', 'taux_pauvrete_60_locataires',
        'part_revenus_activite', 'part_pensions', 'part_patrimoine', 'part_prestations_sociales',
        'part_prestations_familiales', 'part_minima_sociaux', 'part_prestations_logement', 'part_impots'
    ]) }}
{%- endmacro %}

{#- What only the deciles' file has. -#}
{% macro figures_deciles() -%}
    {{ return(['revenu_d2', 'revenu_d3', 'revenu_d4', 'revenu_d6', 'revenu_d7', 'revenu_d8', 'gini']) }}
{%- endmacro %}
