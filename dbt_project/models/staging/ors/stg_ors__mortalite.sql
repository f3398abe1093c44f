with lignes as (

    {{ lire_brut('ors_mortalite', ['periode_debut']) }}

)

select
    cast({{ nombre('periode_debut') }} as integer) as periode_debut,
    cast({{ nombre('periode_fin') }} as integer) as periode_fin,
    niveau_territoire as niveau,
    code_territoire,
    sexe,
    cause,
    cast({{ nombre('observes') }} as bigint) as observes,
    {{ statut_nombre('observes') }} as observes_statut,
    {{ nombre('attendus') }} as attendus,
    {{ statut_nombre('attendus') }} as attendus_statut,
    significatif,
    millesime,
    geographie,
    edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
