{%- set taux_de_pauvrete = {
    'tp60': 'taux_pauvrete_60',
    'tp60age1': 'taux_pauvrete_60_moins_30_ans',
    'tp60age2': 'taux_pauvrete_60_30_39_ans',
    'tp60age3': 'taux_pauvrete_60_40_49_ans',
    'tp60age4': 'taux_pauvrete_60_50_59_ans',
    'tp60age5': 'taux_pauvrete_60_60_74_ans',
    'tp60age6': 'taux_pauvrete_60_75_ans_plus',
    'tp60tol1': 'taux_pauvrete_60_proprietaires',
    'tp60tol2': 'taux_pauvrete_60_locataires'
} -%}
{%- set toujours_publies = {
    'nbmenfisc': 'menages_fiscaux',
    'nbpersmenfisc': 'personnes_menages_fiscaux',
    'med': 'revenu_median',
    'pimp': 'part_menages_imposes',
    'pact': 'part_revenus_activite',
    'pben': 'part_independants',
    'ppen': 'part_pensions',
    'ppat': 'part_patrimoine',
    'ppsoc': 'part_prestations_sociales',
    'ppfam': 'part_prestations_familiales',
    'ppmini': 'part_minima_sociaux',
    'pplogt': 'part_prestations_logement',
    'pimpot': 'part_impots',
    'd1': 'revenu_d1',
    'd9': 'revenu_d9',
    'rd': 'rapport_interdecile'
} -%}
{#- Wages and unemployment benefits: one column in the vintages of 28 columns, two in the others. -#}
{%- set selon_le_millesime = {
    'ptsa': 'part_salaires',
    'pcho': 'part_chomage',
    'ptsac': 'part_salaires_et_chomage'
} -%}

with lignes as (

    {{ lire_brut('insee_filosofi', ['code_territoire']) }}

)

select
    niveau,
    {{ code_territoire_insee('niveau', 'code_territoire') }} as code_territoire,
    nom_territoire,
    millesime,
    geographie,
    {% for brut, figure in toujours_publies.items() -%}
        {{ nombre(brut) }} as {{ figure }},
        {{ statut_insee(brut) }} as {{ figure }}_statut,
    {% endfor -%}
    {% for brut, figure in taux_de_pauvrete.items() -%}
        {{ nombre(brut) }} as {{ figure }},
        {{ statut_insee(brut, bornes=true) }} as {{ figure }}_statut,
    {% endfor -%}
    {% for brut, figure in selon_le_millesime.items() -%}
        {{ nombre(brut) }} as {{ figure }},
        {{ statut_insee(brut, peut_manquer=true) }} as {{ figure }}_statut,
    {% endfor -%}
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
-- Municipal arrondissements are listed beside the commune they make: they are none, and never add to it.
where
    niveau <> 'commune'
    or code_territoire = {{ commune_de_rattachement('code_territoire') }}
