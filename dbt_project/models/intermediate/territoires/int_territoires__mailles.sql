-- Communes of each territory in the geography of analysis: what every commune measure is summed over.
with appartenances as (

    select
        niveau,
        code_territoire,
        code_commune
    from {{ ref('int_territoires__appartenances') }}
    inner join {{ ref('int_territoires__geographies') }}
        using (geographie)
    where est_analyse

),

communes as (

    select code_commune
    from {{ ref('int_territoires__communes') }}
    inner join {{ ref('int_territoires__geographies') }}
        using (geographie)
    where est_analyse

)

select
    niveau,
    code_territoire,
    code_commune
from appartenances

union all

select
    'commune' as niveau,
    code_commune as code_territoire,
    code_commune
from communes
