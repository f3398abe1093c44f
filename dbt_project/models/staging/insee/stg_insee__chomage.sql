-- One list an edition: the whole series is estimated anew each quarter.
with lignes as (

    {{ lire_liste('insee_chomage', ['publication']) }}

)

select
    case when niveau = 'region' and code_territoire like 'F%' then 'france' else niveau end as niveau,
    -- The series of France leaves Mayotte out.
    case
        when code_territoire in ('FR', 'FRHM') then 'FRHM'
        else rtrim(code_territoire, '*')
    end as code_territoire,
    nom_territoire,
    code_region,
    periode,
    millesime,
    publication,
    case
        when niveau = 'zone_emploi' then 2020
        when niveau = 'zone_emploi_2010' then 2010
        else geographie
    end as geographie,
    {{ nombre('taux_chomage') }} as taux_chomage,
    {{ statut_nombre('taux_chomage') }} as taux_chomage_statut,
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
