-- The territories that each unit is in: those of its commune, and its cité.
with unites as (

    select distinct
        unite,
        code_commune,
        code_cite
    from {{ ref('int_ayants_droit__stocks') }}

)

select
    unites.unite,
    concat_ws('|', mailles.niveau, mailles.code_territoire) as territoire
from unites
inner join {{ ref('int_territoires__mailles') }} as mailles
    on unites.code_commune = mailles.code_commune

union all

select
    unites.unite,
    concat_ws('|', 'cite', cites.code_cite) as territoire
from unites
inner join {{ ref('int_cites__cites') }} as cites
    on unites.code_cite = cites.code_cite
