{%- set figures = {
    'tp60': 'taux_pauvrete_60',
    'disp_q2': 'revenu_median',
    'disp_q1': 'revenu_q1',
    'disp_q3': 'revenu_q3',
    'disp_d1': 'revenu_d1',
    'disp_d9': 'revenu_d9',
    'decuc_q2': 'revenu_declare_median',
    'pmimp': 'part_menages_imposes',
    'pact': 'part_revenus_activite',
    'ppen': 'part_pensions',
    'ppat': 'part_patrimoine',
    'ppsoc': 'part_prestations_sociales',
    'pimpot': 'part_impots',
    'c': 'personnes_protegees_cnam',
    'cc2s': 'beneficiaires_c2s',
    'ccmuc': 'beneficiaires_cmuc',
    'a': 'allocataires',
    'apres50': 'allocataires_dependants_50',
    'apres100': 'allocataires_dependants_100',
    'arsas': 'allocataires_rsa',
    'appa': 'allocataires_prime_activite',
    'aaah': 'allocataires_aah'
} -%}
{#- Rates that the producer writes as 5 in [0;5] and as 95 in [95;100]. -#}
{%- set bornes = ['tp60'] -%}

with lignes as (

    {{ lire_brut('insee_revenus_qpv', ['code_qpv']) }}

)

select
    -- The code says the outlines: QP are the neighbourhoods of 2015, QN those of 2024.
    case left(code_qpv, 2) when 'QN' then 'qpv_2024' else 'qpv' end as niveau,
    code_qpv as code_territoire,
    nom_qpv as nom_territoire,
    millesime,
    case left(code_qpv, 2) when 'QN' then 2024 else 2015 end as geographie,
    {% for brut, figure in figures.items() -%}
        {{ nombre(brut) }} as {{ figure }},
        {{ statut_insee(brut, bornes=brut in bornes, peut_manquer=true) }} as {{ figure }}_statut,
    {% endfor -%}
    note_filo,
    note_cnam,
    note_cnaf,
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
-- The line of all neighbourhoods together is of no territory.
where code_qpv not like 'Ensemble%'
