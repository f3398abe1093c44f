with lignes as (

    {{ lire_brut('carsat_retraites') }}

)

select
    code_commune,
    sexe,
    tranche_age,
    cast({{ nombre('retraites') }} as bigint) as retraites,
    {{ statut_nombre('retraites') }} as retraites_statut,
    cast({{ nombre('beneficiaires_aspa') }} as bigint) as beneficiaires_aspa,
    {{ statut_nombre('beneficiaires_aspa') }} as beneficiaires_aspa_statut,
    cast({{ nombre('beneficiaires_asv') }} as bigint) as beneficiaires_asv,
    {{ statut_nombre('beneficiaires_asv') }} as beneficiaires_asv_statut,
    millesime,
    geographie,
    edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
