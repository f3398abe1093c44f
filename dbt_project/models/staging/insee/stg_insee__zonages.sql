with lignes as (

    {{ lire_brut('insee_appartenance') }}

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
