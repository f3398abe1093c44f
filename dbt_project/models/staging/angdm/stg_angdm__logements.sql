with lignes as (

    {{ lire_brut('angdm_logements') }}

)

select
    code_commune,
    code_cite,
    bailleur,
    cast({{ nombre('ayants_droit_du_logement') }} as integer) as ayants_droit_du_logement,
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
