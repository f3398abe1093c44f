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
    cast({{ nombre('logements') }} as bigint) as logements,
    {{ statut_nombre('logements') }} as logements_statut,
    millesime,
    geographie,
    edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
