with lignes as (

    {{ lire_brut('angdm_ayants_droit') }}

)

select
    code_commune,
    code_cite,
    sexe,
    cast({{ nombre('annee_naissance') }} as integer) as annee_naissance,
    droit,
    conjoint_vivant,
    conjoint_ayant_droit,
    cast({{ nombre('annee_naissance_conjoint') }} as integer) as annee_naissance_conjoint,
    logement,
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
