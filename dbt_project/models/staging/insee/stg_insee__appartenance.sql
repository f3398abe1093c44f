with lignes as (

    {{ lire_brut('insee_appartenance') }}

)

select
    code_commune,
    nom_commune,
    code_departement,
    code_region,
    -- INSEE writes ZZZZZZZZZ for a commune that belongs to no EPCI.
    nullif(code_epci, 'ZZZZZZZZZ') as code_epci,
    nature_epci,
    code_arrondissement,
    code_zone_emploi_2010,
    code_zone_emploi_2020,
    geographie,
    edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
where
    niveau = 'commune'
    and code_commune = {{ commune_de_rattachement('code_commune') }}
