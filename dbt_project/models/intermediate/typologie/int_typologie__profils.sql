-- The communes of the eight EPCI at each census, with what they are grouped by.
with communes as (

    select code_commune
    from {{ ref('int_territoires__mailles') }}
    where
        niveau = 'perimetre'
        and code_territoire = 'epci8'

)

select
    indicateurs.code_territoire as code_commune,
    indicateurs.population,
    indicateurs.* exclude (niveau, code_territoire, population)  -- noqa: AM04
from {{ ref('int_recensement__indicateurs') }} as indicateurs
inner join communes
    on
        indicateurs.niveau = 'commune'
        and indicateurs.code_territoire = communes.code_commune
