-- Households of the survey OPS, and what their landlord says that it let the day before.
{% set mots = 'L’enquête compte plus de ménages que le bailleur n’a déclaré de logements occupés.' %}
with enquetes as (

    select *
    from {{ ref('int_temoins__occupation') }}

),

parc as (

    select
        niveau,
        code_territoire,
        millesime + 1 as millesime,
        modalite as bailleur,
        menages as logements_occupes,
        menages_statut as logements_occupes_statut
    from {{ ref('int_parc__territoires') }}
    where axe = 'bailleur'

),

regles as (

    select
        max(seuil_logements) filter (where jeu = 'urh_ops') as seuil_enquete,
        max(seuil_logements) filter (where jeu = 'bailleurs_parc') as seuil_parc
    from {{ ref('int_conventions__regles') }}

),

reunies as (

    select
        enquetes.* replace (
            {{ statut_interne('enquetes.menages_statut', 'enquetes.menages', 'regles.seuil_enquete') }}
                as menages_statut
        ),
        touts.menages as tous_menages,
        {{ statut_interne('touts.menages_statut', 'touts.menages', 'regles.seuil_enquete') }}
            as tous_menages_statut,
        parc.logements_occupes,
        -- The two lists of landlords may differ: only the same landlord's two figures compare.
        case
            when enquetes.bailleur = 'ensemble' or enquetes.modalite <> 'ensemble' then 'non_applicable'
            when parc.bailleur is null then 'non_charge'
            else {{ statut_interne(
                'parc.logements_occupes_statut', 'parc.logements_occupes', 'regles.seuil_parc'
            ) }}
        end as logements_occupes_statut
    from enquetes
    inner join enquetes as touts
        on
            enquetes.niveau = touts.niveau
            and enquetes.code_territoire = touts.code_territoire
            and enquetes.millesime = touts.millesime
            and enquetes.bailleur = touts.bailleur
            and enquetes.caracteristique = touts.caracteristique
            and touts.modalite = 'ensemble'
    left join parc
        on
            enquetes.niveau = parc.niveau
            and enquetes.code_territoire = parc.code_territoire
            and enquetes.millesime = parc.millesime
            and enquetes.bailleur = parc.bailleur
            and enquetes.modalite = 'ensemble'
    cross join regles

),

rapportees as (

    select
        *,
        {{ statuts_des_ratios({
            'part_menages_pct': ['menages', 'tous_menages'],
            'part_repondue_pct': ['menages', 'logements_occupes']
        }) }},
        coalesce(menages > logements_occupes, false) as en_trop
    from reunies

)

select
    rapportees.niveau,
    rapportees.code_territoire,
    coalesce(territoires.nom_territoire, rapportees.code_territoire) as nom_territoire,
    rapportees.millesime,
    rapportees.bailleur,
    rapportees.caracteristique,
    rapportees.modalite,
    cast(rapportees.menages as double) as menages,
    rapportees.menages_statut,
    cast(rapportees.logements_occupes as double) as logements_occupes,
    rapportees.logements_occupes_statut,
    {{ colonnes_des_ratios({
        'part_menages_pct': ['menages', 'tous_menages'],
        'part_repondue_pct': ['menages', 'logements_occupes']
    }, 'rapportees') }},
    case when rapportees.en_trop then '{{ mots }}' end as alerte,
    case
        when not rapportees.en_trop then null
        when 'interne' in (rapportees.menages_statut, rapportees.logements_occupes_statut) then 'interne'
        else 'disponible'
    end as alerte_statut,
    rapportees.nature,
    'Union régionale pour l’habitat' as source
from rapportees
left join {{ ref('territoires') }} as territoires
    on
        rapportees.niveau = territoires.niveau
        and rapportees.code_territoire = territoires.code_territoire
