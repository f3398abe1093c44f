with lignes as (

    {{ lire_brut('insee_tous_salaries', ['code_zone']) }}

)

select
    code_zone,
    nom_zone,
    code_commune,
    csp,
    secteur,
    cast({{ nombre('salaries') }} as bigint) as salaries,
    -- INSEE applies the rule too: what it leaves blank it withholds.
    case when {{ nombre('salaries') }} is null then 'secret' else 'disponible' end as salaries_statut,
    cast({{ nombre('etablissements') }} as bigint) as etablissements,
    {{ nombre('part_premier_pct') }} as part_premier_pct,
    millesime,
    geographie,
    edition,
    nature,
    livraison,
    feuille,
    ligne
from lignes
