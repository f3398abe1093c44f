select
    theme,
    indicateur,
    date_rupture,
    millesime,
    ce_qui_change,
    comparable,
    source,
    'observe' as nature
from {{ ref('ruptures_de_serie') }}
