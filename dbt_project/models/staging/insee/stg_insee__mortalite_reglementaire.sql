with lignes as (

    {{ lire_brut('insee_mortalite_reglementaire') }}

)

select
    table_mortalite,
    sexe,
    cast(age as integer) as age,
    cast(survivants as bigint) as survivants,
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
