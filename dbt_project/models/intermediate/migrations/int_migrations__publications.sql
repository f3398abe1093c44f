-- The file that each breakdown of each census comes from: a whole one, never two put together.
with livrees as (

    select distinct
        'insee_migrations' as jeu,
        1 as rang_jeu,
        'ensemble' as critere,
        millesime,
        geographie,
        edition,
        rang_edition,
        nature
    from {{ ref('stg_insee__migrations') }}

    union all

    select distinct
        'insee_migrations_individus' as jeu,
        2 as rang_jeu,
        unnest(['ensemble', 'age', 'csp']) as critere,
        millesime,
        geographie,
        edition,
        rang_edition,
        nature
    from {{ ref('stg_insee__migrations_individus') }}

),

geographies as (

    select distinct
        passages.geographie_origine,
        passages.geographie_destination
    from {{ ref('int_territoires__passages') }} as passages
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on passages.geographie_destination = geographies.geographie
    where geographies.est_analyse

)

select
    livrees.millesime,
    livrees.critere,
    livrees.jeu,
    livrees.edition,
    livrees.nature,
    livrees.geographie as geographie_source,
    geographies.geographie_destination as geographie
from livrees
-- What comes from a year that no passage leaves is listed in marts.rejets.
inner join geographies
    on livrees.geographie = geographies.geographie_origine
qualify row_number() over (
        partition by livrees.millesime, livrees.critere
        order by livrees.rang_jeu, livrees.rang_edition, livrees.geographie desc
    ) = 1
