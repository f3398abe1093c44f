-- The agreements with their state today, and whether they are those that bind: the ones in force, else the
-- ones that were or will be; of the data set, or of their partner alone where its deliveries name it.
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

),

-- Where several partners deliver a data set, its deliveries say which of them.
nommes as (

    select distinct
        jeu,
        unnest(partenaires) as partenaire
    from {{ source('meta', 'livraisons') }}

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
    or not bool_or(etats.etat = 'en_vigueur') over (partition by conventions.jeu, nommes.partenaire)
        as est_applicable,
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
left join nommes
    on
        conventions.jeu = nommes.jeu
        and conventions.partenaire = nommes.partenaire
