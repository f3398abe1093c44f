-- From the communes of each file kept to those of the geography of analysis.
with geographies as (

    select distinct
        geographie_source,
        geographie
    from {{ ref('int_migrations__publications') }}

)

select
    passages.geographie_origine as geographie_source,
    passages.code_origine,
    passages.code_destination as code_commune,
    passages.part,
    passages.est_estime
from {{ ref('int_territoires__passages') }} as passages
inner join geographies
    on
        passages.geographie_origine = geographies.geographie_source
        and passages.geographie_destination = geographies.geographie
