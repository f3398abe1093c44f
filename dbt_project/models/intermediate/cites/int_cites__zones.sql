-- What a cité or a slag heap may lie in. The Mission's outlines of communes are finer than the embedded ones.
with communes as (

    select
        code_commune,
        geometrie,
        nature,
        1 as rang,
        0 as geographie
    from {{ ref('stg_mission__communes') }}

    union all

    select
        code_commune,
        geometrie,
        nature,
        2 as rang,
        geographie
    from {{ ref('stg_ign__contours_communes') }}

),

contours_communes as (

    select *
    from communes
    qualify row_number() over (partition by code_commune order by rang, geographie desc) = 1

)

select
    'commune' as genre,
    code_commune as code_zone,
    geometrie,
    nature
from contours_communes

union all

select
    'bien_inscrit' as genre,
    'bien_inscrit' as code_zone,
    geometrie,
    nature
from {{ ref('stg_mission__bien_inscrit') }}

union all

select
    'zone_tampon' as genre,
    'zone_tampon' as code_zone,
    geometrie,
    nature
from {{ ref('stg_mission__zone_tampon') }}

union all

-- Each neighbourhood, and all those of its time together: outlines that overlap a little count once.
select
    unnest([niveau, niveau || '_reunis']) as genre,
    unnest([code_qpv, niveau]) as code_zone,
    geometrie,
    nature
from {{ ref('stg_anct__qpv_contours') }}
