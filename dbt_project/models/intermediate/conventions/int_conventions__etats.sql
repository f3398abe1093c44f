-- The agreements with their state today, and whether they are those that bind their data set: the ones in
-- force, else the ones that were or will be.
with conventions as (

    select *
    from {{ ref('stg_mission__conventions') }}

),

etats as (

    select
        convention,
        jeu,
        {{ etat_de_la_convention('signee_le', 'fin_le') }} as etat
    from conventions

)

select
    conventions.convention,
    conventions.partenaire,
    conventions.objet,
    conventions.jeu,
    conventions.signee_le,
    conventions.fin_le,
    etats.etat,
    etats.etat = 'en_vigueur'
    or not bool_or(etats.etat = 'en_vigueur') over (partition by conventions.jeu) as est_applicable,
    conventions.cadence_mois,
    conventions.role_contact,
    conventions.diffusion,
    conventions.seuil_personnes,
    conventions.seuil_logements,
    conventions.part_maximum_pct,
    conventions.conservation_mois,
    conventions.nature
from conventions
inner join etats
    on
        conventions.convention = etats.convention
        and conventions.jeu = etats.jeu
