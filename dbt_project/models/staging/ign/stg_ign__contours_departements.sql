with lignes as (

    {{ lire_brut('ign_contours_departements', ['code_departement']) }}

)

select
    code_departement,
    geometrie,
    geographie,
    edition,
    nature,
    livraison,
    ligne
from lignes
