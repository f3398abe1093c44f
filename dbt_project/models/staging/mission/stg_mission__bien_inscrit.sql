with lignes as (

    {{ lire_brut('mission_bien_inscrit') }}

)

select
    no_section,
    section,
    no_element,
    nom,
    geometrie,
    edition,
    nature,
    livraison,
    ligne
from lignes
