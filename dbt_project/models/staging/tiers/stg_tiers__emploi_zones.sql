with lignes as (

    {{ lire_liste('tiers_emploi_zones') }}

)

select
    -- Of a zone that lies in several régions, the parts are there too (2851 of 0051): a région is made of
    -- them.
    code_zone_emploi,
    case when code_a5 = 'T' then 'ensemble' else 'A5' end as nomenclature,
    case when code_a5 = 'T' then 'ensemble' else code_a5 end as secteur,
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
