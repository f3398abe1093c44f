with lignes as (

    {{ lire_brut('epci_zones_activite', ['code_epci']) }}

)

select
    -- Two EPCI may give the same number.
    code_epci || '-' || code_zone as code_zone,
    nom_zone,
    code_epci,
    geometrie,
    millesime,
    edition,
    nature,
    livraison,
    ligne
from lignes
