-- Each census, from each geography in which it is published, carried to the geography of analysis.
with populations as (

    select *
    from {{ ref('int_population__publications') }}

),

passages as (

    select passages.*
    from {{ ref('int_territoires__passages') }} as passages
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on passages.geographie_destination = geographies.geographie
    where geographies.est_analyse

),

publications as (

    select distinct
        millesime,
        geographie
    from populations

),

-- Left join from the passages: a commune of the source's year that the source leaves out is a missing part.
parts as (

    select
        passages.code_destination as code_commune,
        passages.code_origine,
        publications.millesime,
        publications.geographie as geographie_source,
        passages.geographie_destination as geographie,
        -- Cumulated shares, rounded: the parts of a commune stay whole persons and add up to it exactly.
        round(populations.population_municipale * sum(passages.part) over cumul)
        - round(populations.population_municipale * (sum(passages.part) over cumul - passages.part))
            as population_municipale,
        passages.part,
        passages.est_estime,
        coalesce(populations.population_municipale_statut, 'non_publie') as statut,
        populations.edition,
        populations.rang_edition,
        populations.nature
    from publications
    inner join passages
        on publications.geographie = passages.geographie_origine
    left join populations
        on
            passages.code_origine = populations.code_commune
            and publications.millesime = populations.millesime
            and publications.geographie = populations.geographie
    window cumul as (
        partition by publications.millesime, publications.geographie, passages.code_origine
        order by passages.code_destination
        rows between unbounded preceding and current row
    )

)

select
    code_commune,
    millesime,
    geographie_source,
    geographie,
    case when bool_and(population_municipale is not null) then cast(sum(population_municipale) as bigint) end
        as population_municipale,
    case
        when
            bool_or(population_municipale is null)
            then max(statut) filter (where population_municipale is null)
        when bool_or(est_estime) then 'estime'
        else 'disponible'
    end as population_municipale_statut,
    list_sort(list({ 'code_origine': code_origine, 'part': part }) filter (where est_estime)) as scissions,
    case when count(distinct edition) > 1 then 'plusieurs' else min(edition) end as edition,
    max(rang_edition) as rang_edition,
    {{ nature_la_plus_faible('nature') }} as nature
from parts
group by code_commune, millesime, geographie_source, geographie
