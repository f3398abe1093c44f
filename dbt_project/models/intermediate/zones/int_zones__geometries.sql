with communes as (

    select
        'commune' as niveau,
        code_commune as code,
        geometrie
    from {{ ref('stg_ign__contours_communes') }}
    qualify row_number() over (partition by code_commune order by geographie desc) = 1

),

zones as (

    select
        'zone' as niveau,
        code_zone as code,
        geometrie
    from {{ ref('int_zones__definitions') }}
    where genre = 'polygone'

)

select * from communes
union all
select * from zones
