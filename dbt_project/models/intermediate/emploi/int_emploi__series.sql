-- Totals of the territories that are followed over time.
select
    source,
    niveau,
    code_territoire,
    date_reference,
    millesime,
    periode,
    cast(round(effectif, 6) as double) as effectif,
    effectif_statut,
    couverture,
    parts,
    publication,
    nature
from {{ ref('int_emploi__totaux') }}
where {{ est_suivi() }}
