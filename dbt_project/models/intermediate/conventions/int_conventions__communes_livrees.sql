-- Communes that the partners' deliveries name, with the first line of each. Several partners deliver the
-- landlords' data set: their lines name them.
{% set jeux = {
    'angdm_ayants_droit': 'stg_angdm__ayants_droit',
    'angdm_prestations': 'stg_angdm__prestations',
    'angdm_mouvements': 'stg_angdm__mouvements',
    'angdm_logements': 'stg_angdm__logements',
    'bailleurs_parc': 'stg_bailleurs__parc',
    'urh_ops': 'stg_urh__ops',
    'rdm_pensions': 'stg_rdm__pensions',
    'carsat_retraites': 'stg_carsat__retraites',
    'cpam_c2s': 'stg_cpam__c2s'
} -%}
{% for jeu, modele in jeux.items() -%}
    select
        '{{ jeu }}' as jeu,
        {{ 'bailleur' if jeu == 'bailleurs_parc' else 'cast(null as varchar)' }} as partenaire,
        code_commune,
        millesime,
        geographie,
        livraison,
        min(feuille) as feuille,
        min(ligne) as ligne,
        {{ nature_la_plus_faible('nature') }} as nature
    from {{ ref(modele) }}
    group by all
    {{ 'union all' if not loop.last }}
{% endfor %}
