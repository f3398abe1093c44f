with lignes as (

    {{ lire_brut('dgcl_epci_composition') }}

)

select
    code_commune,
    nom_commune,
    -- INSEE writes ZZZZZZZZZ for a commune that belongs to no EPCI.
    nullif(code_epci, 'ZZZZZZZZZ') as code_epci,
    case when code_epci <> 'ZZZZZZZZZ' then nom_epci end as nom_epci,
    nature_epci,
    {{ nombre('population_municipale') }} as population_municipale,
    {{ statut_nombre('population_municipale') }} as population_municipale_statut,
    geographie,
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
where code_commune = {{ commune_de_rattachement('code_commune') }}
