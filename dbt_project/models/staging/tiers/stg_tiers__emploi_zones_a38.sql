with lignes as (

    {{ lire_liste('tiers_emploi_zones_a38', ['source']) }}

)

select
    lower(source) as source,
    code_zone_emploi,
    code_a38,
    millesime,
    2020 as geographie,
    cast(effectif as bigint) as effectif,
    {{ statut_nombre('effectif') }} as effectif_statut,
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
