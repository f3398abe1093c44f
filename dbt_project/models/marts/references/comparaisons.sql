select
    theme,
    millesime_debut,
    millesime_fin,
    duree_annees,
    admissible,
    motif,
    source,
    'observe' as nature
from {{ ref('int_population__paires') }}
