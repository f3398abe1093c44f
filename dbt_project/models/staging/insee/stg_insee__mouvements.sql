with lignes as (

    {{ lire_brut('insee_cog_mouvements') }}

)

select
    mod as type_mouvement,
    try_cast(date_effet as date) as date_effet,
    type_commune_avant,
    code_commune_avant,
    nom_commune_avant,
    type_commune_apres,
    code_commune_apres,
    nom_commune_apres,
    geographie,
    edition,
    nature,
    livraison,
    ligne
from lignes
