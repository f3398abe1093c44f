select
    territoires.nom_territoire,
    indicateurs.* exclude (geographie_source),  -- noqa: AM04
    'INSEE, recensement de la population' as source,
    cast(indicateurs.geographie_source as integer) as geographie_source
from {{ ref('int_recensement__indicateurs') }} as indicateurs
inner join {{ ref('territoires') }} as territoires
    on
        indicateurs.niveau = territoires.niveau
        and indicateurs.code_territoire = territoires.code_territoire
where territoires.actif
