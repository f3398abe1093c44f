with lignes as (

    {{ lire_brut('insee_cog_arrondissements') }}

)

select
    code_arrondissement,
    nom_arrondissement,
    code_departement,
    code_region,
    code_chef_lieu,
    geographie,
    edition,
    nature,
    livraison,
    ligne
from lignes
