-- Fixed zonings carried to every COG year in hand, from the nearest year in which the producer lists them.
with zonages as (

    select *
    from {{ ref('int_territoires__zonages') }}

),

passages as (

    select *
    from {{ ref('int_territoires__passages') }}

),

populations as (

    select
        code_territoire as code_commune,
        max(population_municipale) as population
    from {{ ref('stg_insee__populations_reference') }}
    where niveau = 'commune'
    group by code_territoire

),

annees as (

    select
        zonages.zonage,
        geographies.geographie,
        zonages.geographie as geographie_source
    from (
        select distinct
            zonage,
            geographie
        from zonages
    ) as zonages
    cross join {{ ref('int_territoires__geographies') }} as geographies
    -- Without a list of the communes of that year, the producer's codes cannot be followed.
    where zonages.geographie in (select geographie from {{ ref('int_territoires__geographies') }})
    qualify row_number() over (
            partition by zonages.zonage, geographies.geographie
            order by abs(geographies.geographie - zonages.geographie), zonages.geographie desc
        ) = 1

),

paires as (

    select distinct
        geographie,
        geographie_source
    from annees

),

-- The one commune of the source year a commune of another year corresponds to: same code, else largest.
correspondances as (

    select
        paires.geographie,
        paires.geographie_source,
        passages.code_origine as code_commune,
        passages.code_destination as code_source
    from paires
    inner join passages
        on
            paires.geographie = passages.geographie_origine
            and paires.geographie_source = passages.geographie_destination
    qualify row_number() over (
            partition by paires.geographie, paires.geographie_source, passages.code_origine
            order by
                passages.part desc,
                passages.code_origine = passages.code_destination desc,
                passages.code_destination
        ) = 1

    union all

    select
        paires.geographie,
        paires.geographie_source,
        passages.code_destination as code_commune,
        passages.code_origine as code_source
    from paires
    inner join passages
        on
            paires.geographie = passages.geographie_destination
            and paires.geographie_source = passages.geographie_origine
    left join populations
        on passages.code_origine = populations.code_commune
    where paires.geographie > paires.geographie_source
    qualify row_number() over (
            partition by paires.geographie, paires.geographie_source, passages.code_destination
            order by
                passages.code_origine = passages.code_destination desc,
                coalesce(populations.population, 0) * passages.part desc,
                passages.code_origine
        ) = 1

)

select
    correspondances.geographie,
    correspondances.code_commune,
    zonages.niveau,
    zonages.code_territoire,
    zonages.geographie as geographie_source,
    zonages.nature
from annees
inner join zonages
    on
        annees.zonage = zonages.zonage
        and annees.geographie_source = zonages.geographie
inner join correspondances
    on
        annees.geographie = correspondances.geographie
        and annees.geographie_source = correspondances.geographie_source
        and zonages.code_commune = correspondances.code_source
