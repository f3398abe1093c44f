select
    code_origine,
    code_destination,
    geographie_origine,
    part
from {{ ref('int_territoires__passages') }}
where
    geographie_origine = geographie_destination
    and (code_origine <> code_destination or part <> 1)
