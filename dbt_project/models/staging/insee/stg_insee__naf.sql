with lignes as (

    {{ lire_brut('insee_naf') }}

)

select
    code_ape,
    libelle_ape,
    code_a88,
    libelle_a88,
    code_a38,
    libelle_a38,
    code_a17,
    libelle_a17,
    code_a5,
    libelle_a5,
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
