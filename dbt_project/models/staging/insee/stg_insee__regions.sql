with lignes as (

    {{ lire_brut('insee_cog_regions') }}

)

select
    code_region,
    nom_region,
    code_chef_lieu,
    geographie,
    edition,
    nature,
    livraison,
    ligne
from lignes
