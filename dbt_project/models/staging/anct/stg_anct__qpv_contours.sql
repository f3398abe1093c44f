with lignes as (

    {{ lire_brut('anct_qpv_contours', ['code_qpv']) }}

)

select
    case left(code_qpv, 2) when 'QN' then 'qpv_2024' else 'qpv' end as niveau,
    code_qpv,
    nom_qpv,
    -- Three characters: 059, 02A, 971.
    case when substr(code_qpv, 3, 1) = '0' then substr(code_qpv, 4, 2) else substr(code_qpv, 3, 3) end
        as code_departement,
    geometrie,
    edition,
    nature,
    livraison,
    ligne
from lignes
