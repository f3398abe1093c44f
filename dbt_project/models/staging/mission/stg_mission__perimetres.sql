with lignes as (

    {{ lire_brut('mission_perimetres', ['code_perimetre']) }}

)

select
    code_perimetre,
    nom_perimetre,
    code_commune,
    geographie,
    edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
