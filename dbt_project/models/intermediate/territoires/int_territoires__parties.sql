-- What the outline of a territory is made of: its communes, if each of them has one; the features of a cité.
with contours as (

    select
        code_commune,
        geometrie,
        nature
    from {{ ref('stg_ign__contours_communes') }}
    qualify row_number() over (partition by code_commune order by geographie desc) = 1

),

communes as (

    select
        mailles.niveau,
        mailles.code_territoire,
        contours.geometrie,
        contours.nature
    from {{ ref('int_territoires__mailles') }} as mailles
    left join contours
        on mailles.code_commune = contours.code_commune
    where mailles.niveau in ('epci', 'arrondissement', 'zone_emploi', 'zone_emploi_2010')
    qualify
        count(contours.geometrie) over (partition by mailles.niveau, mailles.code_territoire)
        = count(*) over (partition by mailles.niveau, mailles.code_territoire)

)

select *
from communes

union all

select
    'cite' as niveau,
    code_cite as code_territoire,
    geometrie,
    nature
from {{ ref('int_cites__contours') }}
