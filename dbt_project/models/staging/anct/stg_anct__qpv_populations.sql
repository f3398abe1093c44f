with lignes as (

    {{ lire_brut('anct_qpv_populations', ['code_qpv']) }}

)

select
    -- The code says the outlines: QP are the neighbourhoods of 2015, QN those of 2024.
    case left(code_qpv, 2) when 'QN' then 'qpv_2024' else 'qpv' end as niveau,
    code_qpv as code_territoire,
    nom_qpv as nom_territoire,
    millesime,
    case left(code_qpv, 2) when 'QN' then 2024 else 2015 end as geographie,
    {{ nombre('population') }} as population,
    {{ statut_insee('population') }} as population_statut,
    edition,
    rang_edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
