with lignes as (

    {{ lire_liste('tiers_emploi_zones') }}

)

select
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
-- The regional parts of a zone that lies in several regions (2851 of 0051) stay in raw: the zone is there.
where left(code_zone_emploi, 2) = '00' or cast(right(code_zone_emploi, 2) as integer) <= 50
