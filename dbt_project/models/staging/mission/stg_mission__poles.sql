with lignes as (

    {{ lire_brut('mission_poles', ['code_pole']) }}

)

select
    code_pole,
    nom_pole,
    genre,
    code,
    geographie,
    edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
