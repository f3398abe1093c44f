-- A zone is what the latest list, or the latest inventory of its EPCI, says of it, whatever the year of the
-- figures.
with poles as (

    select *
    from {{ ref('stg_mission__poles') }}
    qualify rank() over (partition by code_pole order by geographie desc) = 1

),

polygones as (

    select *
    from {{ ref('stg_epci__zones_activite') }}
    qualify rank() over (partition by code_epci order by millesime desc) = 1

)

select
    code_pole as code_zone,
    min(nom_pole) as nom_zone,
    min(genre) as genre,
    cast(null as varchar) as code_epci,
    cast(null as varchar) as geometrie,
    geographie,
    {{ nature_la_plus_faible('nature') }} as nature
from poles
group by code_pole, geographie

union all

select
    code_zone,
    nom_zone,
    'polygone' as genre,
    code_epci,
    geometrie,
    millesime as geographie,
    nature
from polygones
