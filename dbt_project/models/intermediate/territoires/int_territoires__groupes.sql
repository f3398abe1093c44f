-- Communes that are of exactly the same territories have one number: sums of many rows begin there.
with communes as (

    select
        code_commune,
        string_agg(niveau || ':' || code_territoire, ' ' order by niveau, code_territoire) as territoires
    from {{ ref('int_territoires__mailles') }}
    where niveau <> 'commune'
    group by code_commune

)

select
    code_commune,
    cast(dense_rank() over (order by territoires) as integer) as groupe
from communes
