with lignes as (

    {{ lire_brut('ign_contours_communes', ['code_commune']) }}

)

select
    code_commune,
    nom_commune,
    geometrie,
    geographie,
    edition,
    nature,
    livraison,
    ligne
from lignes
