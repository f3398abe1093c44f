with lignes as (

    {{ lire_brut('mission_zone_tampon') }}

)

select
    id,
    geometrie,
    edition,
    nature,
    livraison,
    ligne
from lignes
