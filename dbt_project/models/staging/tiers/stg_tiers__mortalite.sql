with lignes as (

    {{ lire_brut('tiers_mortalite', ['sexe', 'age']) }}

)

select
    sexe,
    cast(age as integer) as age,
    millesime,
    {{ nombre('taux_mortalite') }} as taux_mortalite,
    {{ statut_nombre('taux_mortalite') }} as taux_mortalite_statut,
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
