-- Choosing the best edition loses no cell: one figure per commune, census and geography delivered.
with livrees as (

    select distinct
        _millesime as millesime,
        _geographie as geographie,
        {{ commune_de_rattachement('code_commune') }} as code_commune
    from {{ source('raw', 'insee_populations_reference') }}
    where _niveau = 'commune'

),

gardees as (

    select
        millesime,
        geographie,
        code_territoire as code_commune
    from {{ ref('stg_insee__populations_reference') }}
    where niveau = 'commune'

)

select
    livrees.*,
    gardees.code_commune as code_garde
from livrees
full outer join gardees
    on
        livrees.millesime = gardees.millesime
        and livrees.geographie = gardees.geographie
        and livrees.code_commune = gardees.code_commune
where
    livrees.code_commune is null
    or gardees.code_commune is null
