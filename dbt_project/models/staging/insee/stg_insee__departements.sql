with lignes as (

    {{ lire_brut('insee_cog_departements') }}

)

select
    code_departement,
    nom_departement,
    code_region,
    code_chef_lieu,
    geographie,
    edition,
    nature,
    livraison,
    ligne
from lignes
