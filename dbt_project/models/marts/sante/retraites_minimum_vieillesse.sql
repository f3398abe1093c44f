-- ASPA and ASV are not drawn together: their recipients add up.
{% set figures = ['retraites', 'beneficiaires_aspa', 'beneficiaires_asv'] %}
with sommes as (

    select
        *,
        beneficiaires_aspa + beneficiaires_asv as beneficiaires,
        case
            when not {{ est_admis('beneficiaires_aspa_statut') }} then beneficiaires_aspa_statut
            when not {{ est_admis('beneficiaires_asv_statut') }} then beneficiaires_asv_statut
            else {{ statut_le_plus_faible(['beneficiaires_aspa_statut', 'beneficiaires_asv_statut']) }}
        end as beneficiaires_statut
    from {{ ref('int_sante__retraites') }}

),

regle as (

    select max(seuil_personnes) as seuil
    from {{ ref('int_conventions__regles') }}
    where jeu = 'carsat_retraites'

),

jugees as (

    {{ sous_la_regle('sommes', figures + ['beneficiaires']) }}

)

select
    jugees.niveau,
    jugees.code_territoire,
    territoires.nom_territoire,
    jugees.millesime,
    jugees.sexe,
    jugees.tranche_age,
    'general' as regime,
    {% for figure in figures + ['beneficiaires'] -%}
        cast(jugees.{{ figure }} as double) as {{ figure }},
        jugees.{{ figure }}_statut,
    {% endfor -%}
    {{ si_admis(
        statut_ratio('jugees.beneficiaires', 'jugees.retraites'),
        'cast(100 * jugees.beneficiaires as double) / jugees.retraites'
    ) }} as part_minimum_vieillesse_pct,
    {{ statut_ratio('jugees.beneficiaires', 'jugees.retraites') }} as part_minimum_vieillesse_pct_statut,
    jugees.nature,
    'CARSAT' as source
from jugees
inner join {{ ref('territoires') }} as territoires
    on
        jugees.niveau = territoires.niveau
        and jugees.code_territoire = territoires.code_territoire
