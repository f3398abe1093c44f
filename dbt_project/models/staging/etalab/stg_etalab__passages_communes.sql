with lignes as (

    {{ lire_brut('etalab_passages_communes', ['code_ancien']) }}

)

select
    code_ancien,
    code_actuel,
    geographie,
    edition,
    nature,
    livraison,
    ligne
from lignes
