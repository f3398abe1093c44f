-- What each commune code has become as a whole in the geography of analysis: a divided commune is not
-- followed, since nothing says in which part its establishments and its employees are.
with passages as (

    select
        passages.geographie_origine as geographie,
        passages.code_origine,
        passages.code_destination
    from {{ ref('int_territoires__passages') }} as passages
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on passages.geographie_destination = geographies.geographie
    where geographies.est_analyse

)

select
    geographie,
    code_origine,
    min(code_destination) as code_commune
from passages
group by geographie, code_origine
having count(*) = 1
