with lignes as (

    {{ lire_brut('angdm_prestations') }}

)

select
    code_commune,
    prestation,
    droit,
    cast({{ nombre('beneficiaires') }} as bigint) as beneficiaires,
    {{ statut_nombre('beneficiaires') }} as beneficiaires_statut,
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
