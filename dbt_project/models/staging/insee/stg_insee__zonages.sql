with lignes as (

    {{ lire_brut('insee_appartenance', ['code_commune', 'niveau_zone', 'code_zone']) }}

)

select
    niveau_zone,
    code_zone,
    nom_zone,
    geographie,
    edition,
    nature,
    livraison,
    ligne
from lignes
where niveau = 'zonage'
