with lignes as (

    {{ lire_brut('angdm_mouvements') }}

)

select
    code_commune,
    code_cite,
    sexe,
    cast({{ nombre('annee_naissance') }} as integer) as annee_naissance,
    droit,
    motif,
    code_commune_destination,
    cast({{ nombre('personnes') }} as bigint) as personnes,
    {{ statut_nombre('personnes') }} as personnes_statut,
    millesime,
    geographie,
    edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
