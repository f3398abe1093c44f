with lignes as (

    {{ lire_brut('rdm_pensions') }}

)

select
    code_commune,
    sexe,
    droit,
    cast({{ nombre('pensionnes') }} as bigint) as pensionnes,
    {{ statut_nombre('pensionnes') }} as pensionnes_statut,
    {{ nombre('montant_annuel_eur') }} as montant_annuel_eur,
    {{ statut_nombre('montant_annuel_eur') }} as montant_annuel_eur_statut,
    millesime,
    geographie,
    edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
