with lignes as (

    {{ lire_brut('insee_zones_emploi') }}

)

select
    code_commune,
    nom_commune,
    code_zone_emploi,
    nom_zone_emploi,
    millesime as zonage,
    geographie,
    edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
where code_commune = {{ commune_de_rattachement('code_commune') }}
