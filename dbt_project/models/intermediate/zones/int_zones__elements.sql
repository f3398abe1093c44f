-- What a pole is the list of. A commune that is not known, or was divided since, keeps its line without a
-- commune.
with definitions as (

    select *
    from {{ ref('int_zones__definitions') }}
    where genre in ('communes', 'etablissements')

),

elements as (

    select
        definitions.code_zone,
        definitions.genre,
        poles.code,
        poles.geographie
    from {{ ref('stg_mission__poles') }} as poles
    inner join definitions
        on
            poles.code_pole = definitions.code_zone
            and poles.geographie = definitions.geographie

)

select
    elements.code_zone,
    elements.genre,
    elements.code,
    case when elements.genre = 'communes' then passages.code_commune end as code_commune
from elements
left join {{ ref('int_zones__passages') }} as passages
    on
        elements.geographie = passages.geographie
        and elements.code = passages.code_origine
