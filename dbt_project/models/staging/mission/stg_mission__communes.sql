with lignes as (

    {{ lire_brut('mission_communes') }}

)

select
    code_commune,
    nom_commune,
    code_epci,
    geometrie,
    edition,
    nature,
    livraison,
    ligne
from lignes
