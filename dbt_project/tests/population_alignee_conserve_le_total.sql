-- What is published of a census in one geography is found again, to the person, in the geography of analysis:
-- but for rejected codes, and for communes that end in one of which the edition leaves another part out.
with parts as (

    select
        passages.geographie_origine as geographie,
        passages.code_origine as code_commune,
        populations.millesime,
        bool_and(alignee.population_municipale is not null) as est_entiere,
        bool_or(alignee.population_municipale is not null) as est_presente
    from {{ ref('int_territoires__passages') }} as passages
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on
            passages.geographie_destination = geographies.geographie
            and geographies.est_analyse
    inner join {{ ref('int_population__publications') }} as populations
        on
            passages.geographie_origine = populations.geographie
            and passages.code_origine = populations.code_commune
    left join {{ ref('int_population__alignee') }} as alignee
        on
            passages.code_destination = alignee.code_commune
            and populations.millesime = alignee.millesime
            and populations.geographie = alignee.geographie_source
    group by passages.geographie_origine, passages.code_origine, populations.millesime

),

-- Exact where every commune arrives whole; one divided between a known and an unknown one widens the bounds.
livrees as (

    select
        populations.millesime,
        populations.geographie,
        coalesce(sum(populations.population_municipale) filter (where parts.est_entiere), 0) as total_minimal,
        coalesce(sum(populations.population_municipale) filter (where parts.est_presente), 0) as total_maximal
    from {{ ref('int_population__publications') }} as populations
    inner join parts
        on
            populations.code_commune = parts.code_commune
            and populations.millesime = parts.millesime
            and populations.geographie = parts.geographie
    group by populations.millesime, populations.geographie

),

alignees as (

    select
        millesime,
        geographie_source as geographie,
        sum(population_municipale) as total
    from {{ ref('int_population__alignee') }}
    group by millesime, geographie_source

)

select
    livrees.*,
    alignees.total as total_aligne
from livrees
left join alignees
    on
        livrees.millesime = alignees.millesime
        and livrees.geographie = alignees.geographie
where coalesce(alignees.total, 0) not between livrees.total_minimal and livrees.total_maximal
