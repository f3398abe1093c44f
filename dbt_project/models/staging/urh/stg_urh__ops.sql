with lignes as (

    {{ lire_brut('urh_ops') }}

)

select
    code_commune,
    bailleur,
    caracteristique,
    modalite,
    cast({{ nombre('menages') }} as bigint) as menages,
    {{ statut_nombre('menages') }} as menages_statut,
    millesime,
    geographie,
    edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
