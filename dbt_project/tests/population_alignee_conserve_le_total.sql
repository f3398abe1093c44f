-- What each edition of a census counts is found again, to the person, in the geography of analysis: but for
-- rejected codes and for communes one part of which the edition leaves out.
with parts as (

    select
        passages.geographie_origine as geographie,
        passages.code_origine as code_territoire,
        populations.millesime,
        bool_or(alignee.population_municipale is null) as incomplete
    from {{ ref('int_territoires__passages') }} as passages
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on
            passages.geographie_destination = geographies.geographie
            and geographies.est_analyse
    inner join {{ ref('stg_insee__populations_reference') }} as populations
        on
            populations.niveau = 'commune'
            and passages.geographie_origine = populations.geographie
            and passages.code_origine = populations.code_territoire
    left join {{ ref('int_population__alignee') }} as alignee
        on
            passages.code_destination = alignee.code_commune
            and populations.millesime = alignee.millesime
            and populations.geographie = alignee.geographie_source
    group by passages.geographie_origine, passages.code_origine, populations.millesime

),

livrees as (

    select
        populations.millesime,
        populations.geographie,
        sum(populations.population_municipale) as total
    from {{ ref('stg_insee__populations_reference') }} as populations
    inner join parts
        on
            populations.niveau = 'commune'
            and populations.code_territoire = parts.code_territoire
            and populations.millesime = parts.millesime
            and populations.geographie = parts.geographie
    where not parts.incomplete
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
inner join alignees
    on
        livrees.millesime = alignees.millesime
        and livrees.geographie = alignees.geographie
-- An incomplete commune may hold shares of a complete one: never more than what was delivered.
where
    alignees.total > livrees.total
    or alignees.total < livrees.total * 0.999
