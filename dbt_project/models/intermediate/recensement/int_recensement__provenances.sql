-- Where the figures of each territory and census come from.
with communes as (

    select distinct
        code_commune,
        millesime,
        periode,
        jeu,
        geographie_source,
        geographie,
        nature
    from {{ ref('int_recensement__communes') }}
    where valeur is not null

)

select
    mailles.niveau,
    mailles.code_territoire,
    communes.millesime,
    communes.periode,
    case when count(distinct communes.jeu) > 1 then 'plusieurs' else min(communes.jeu) end as edition,
    case when count(distinct communes.geographie_source) = 1 then min(communes.geographie_source) end
        as geographie_source,
    min(communes.geographie) as geographie,
    {{ nature_la_plus_faible('communes.nature') }} as nature
from {{ ref('int_territoires__mailles') }} as mailles
inner join communes
    on mailles.code_commune = communes.code_commune
group by mailles.niveau, mailles.code_territoire, communes.millesime, communes.periode
