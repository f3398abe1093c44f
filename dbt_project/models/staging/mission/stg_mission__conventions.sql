with lignes as (

    {{ lire_brut('mission_conventions', ['convention']) }}

)

select
    convention,
    partenaire,
    objet,
    jeu,
    {{ date_lue('signee_le') }} as signee_le,
    {{ date_lue('fin_le') }} as fin_le,
    cast({{ nombre('cadence_mois') }} as integer) as cadence_mois,
    role_contact,
    diffusion,
    cast({{ nombre('seuil_personnes') }} as integer) as seuil_personnes,
    cast({{ nombre('seuil_logements') }} as integer) as seuil_logements,
    {{ nombre('part_maximum_pct') }} as part_maximum_pct,
    cast({{ nombre('conservation_mois') }} as integer) as conservation_mois,
    edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
