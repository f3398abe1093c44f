with jour as (

    select {{ jour_du_calcul() }} as jour

),

conventions as (

    select *
    from {{ ref('int_conventions__etats') }}

),

livraisons as (

    select *
    from {{ ref('int_conventions__livraisons') }}

),

attendues as (

    select
        conventions.*,
        livraisons.derniere_livraison,
        livraisons.conservation_ecoulee,
        jour.jour,
        cast(
            coalesce(livraisons.derniere_livraison, conventions.signee_le)
            + to_months(conventions.cadence_mois) as date
        ) as prochaine_livraison
    from conventions
    cross join jour
    left join livraisons
        on
            conventions.convention = livraisons.convention
            and conventions.jeu = livraisons.jeu

)

select
    convention,
    partenaire,
    objet,
    jeu,
    signee_le,
    fin_le,
    case when conservation_ecoulee then 'conservation_ecoulee' else etat end as etat,
    jour as etat_au,
    cadence_mois,
    derniere_livraison,
    prochaine_livraison,
    case
        when etat = 'en_vigueur' and prochaine_livraison is not null
            then cast(greatest(date_diff('day', prochaine_livraison, jour), 0) as integer)
    end as jours_de_retard,
    case
        when etat = 'en_vigueur' and prochaine_livraison is not null then 'disponible'
        else 'non_applicable'
    end as jours_de_retard_statut,
    role_contact,
    diffusion,
    seuil_personnes,
    seuil_logements,
    part_maximum_pct,
    conservation_mois,
    nature,
    'mission_conventions' as source
from attendues
