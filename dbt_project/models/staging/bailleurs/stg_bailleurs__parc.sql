with lignes as (

    {{ lire_brut('bailleurs_parc', ['bailleur']) }}

)

select
    bailleur,
    code_commune,
    code_cite,
    type_logement,
    cast({{ nombre('pieces') }} as integer) as pieces,
    dpe,
    rehabilitation,
    cast({{ nombre('annee_rehabilitation') }} as integer) as annee_rehabilitation,
    programme,
    occupation,
    cast({{ nombre('annee_entree') }} as integer) as annee_entree,
    cast({{ nombre('taille_menage') }} as integer) as taille_menage,
    tranche_age,
    ressources,
    cast({{ nombre('personnes_65_plus') }} as integer) as personnes_65_plus,
    -- A row of these editions is one of them.
    case
        when edition like 'par_logement_%' then 1
        else cast({{ nombre('logements') }} as bigint)
    end as logements,
    case
        when edition like 'par_logement_%' then 'disponible'
        else {{ statut_nombre('logements') }}
    end as logements_statut,
    reference_logement,
    millesime,
    geographie,
    edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
