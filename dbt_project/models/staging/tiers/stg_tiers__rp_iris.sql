{#- Header of the third party: our figure, and the count without which it means nothing. -#}
{%- set parts = {
    'dmv_65p_pct': ['part_65_ans_plus_pct', 'p_pop'],
    'dmv_75p_pct': ['part_75_ans_plus_pct', 'p_pop'],
    'men_seul_pct': ['part_menages_une_personne_pct', 'men_tot_stock'],
    'men_mono_pct': ['part_menages_monoparentaux_pct', 'men_tot_stock'],
    'dsp_csp_agri_pct': ['part_agriculteurs_pct', 'p_pop'],
    'dsp_csp_artis_pct': ['part_artisans_commercants_pct', 'p_pop'],
    'dsp_csp_cadres_pct': ['part_cadres_pct', 'p_pop'],
    'dsp_csp_profint_pct': ['part_professions_intermediaires_pct', 'p_pop'],
    'dsp_csp_employes_pct': ['part_employes_pct', 'p_pop'],
    'dsp_csp_ouvriers_pct': ['part_ouvriers_pct', 'p_pop'],
    'dsp_csp_retraites_pct': ['part_retraites_pct', 'p_pop'],
    'dsp_csp_inactifs_pct': ['part_autres_sans_activite_pct', 'p_pop'],
    'dsp_dipl_sup_pct': ['part_diplomes_superieur_pct', 'p_pop'],
    'soc_txchom_1564': ['taux_chomage_recensement_pct', 'p_pop'],
    'log_prop_pct': ['part_proprietaires_pct', 'men_tot_stock'],
    'log_loc_pct': ['part_locataires_pct', 'men_tot_stock'],
    'log_vac_pct': ['taux_vacance_pct', 'p_pop'],
    'log_emmenrec_pct': ['part_emmenages_recents_pct', 'men_tot_stock']
} -%}

with lignes as (

    {{ lire_brut('tiers_rp_iris', ['code_iris']) }}

),

-- Until 2013 the census calls « supérieur » what is above two years of higher education: another share.
comparables as (

    select * replace (case when millesime >= 2014 then dsp_dipl_sup_pct end as dsp_dipl_sup_pct)
    from lignes

)

select
    niveau,
    code_iris as code_territoire,
    nom_iris as nom_territoire,
    {{ commune_de_rattachement('code_commune') }} as code_commune,
    code_departement,
    type_iris,
    millesime,
    geographie,
    cast({{ nombre('p_pop') }} as bigint) as population,
    {{ statut_nombre('p_pop') }} as population_statut,
    {{ nombre('men_tot_stock') }} as menages,
    {{ statut_nombre('men_tot_stock') }} as menages_statut,
    {% for brut, (figure, base) in parts.items() -%}
        case when {{ nombre(brut) }} between 0 and 100 then {{ nombre(brut) }} end as {{ figure }},
        case
            when {{ brut }} is null and {{ nombre(base) }} = 0 then 'non_applicable'
            when {{ nombre(brut) }} not between 0 and 100 then 'non_publie'
            else {{ statut_nombre(brut) }}
        end as {{ figure }}_statut,
    {% endfor -%}
    {{ nombre('dmv_iv_ind') }} as indice_vieillissement,
    case
        when dmv_iv_ind is null and {{ nombre('p_pop') }} = 0 then 'non_applicable'
        else {{ statut_nombre('dmv_iv_ind') }}
    end as indice_vieillissement_statut,
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from comparables
