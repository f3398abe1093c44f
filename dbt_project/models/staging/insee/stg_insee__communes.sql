with lignes as (

    {{ lire_brut('insee_cog_communes') }}

)

select
    coalesce(type_commune, 'COM') as type_commune,
    code_commune,
    nom_commune,
    code_departement,
    code_region,
    code_arrondissement,
    code_commune_parente,
    siren,
    geographie,
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
