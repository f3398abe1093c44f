-- Communes of each zone: those of its list, or those where its establishments stand in the latest stock.
-- None is left out in silence: an element without a commune keeps its line.
with etablissements as (

    select *
    from {{ ref('int_zones__etablissements') }}
    qualify rank() over (partition by code_zone order by millesime desc) = 1

)

select distinct
    code_zone,
    code_commune
from {{ ref('int_zones__elements') }}
where genre = 'communes'

union

select distinct
    code_zone,
    code_commune
from etablissements
