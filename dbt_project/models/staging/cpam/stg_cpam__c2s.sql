with lignes as (

    {{ lire_brut('cpam_c2s') }}

)

select
    code_commune,
    regime,
    tranche_age,
    cast({{ nombre('proteges') }} as bigint) as proteges,
    {{ statut_nombre('proteges') }} as proteges_statut,
    cast({{ nombre('beneficiaires') }} as bigint) as beneficiaires,
    {{ statut_nombre('beneficiaires') }} as beneficiaires_statut,
    cast({{ nombre('dont_participation') }} as bigint) as dont_participation,
    {{ statut_nombre('dont_participation') }} as dont_participation_statut,
    millesime,
    geographie,
    edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
