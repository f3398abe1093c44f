-- One figure per commune of the geography of analysis and census: the exact one before the estimated one.
with communes as (

    select
        communes.code_commune,
        geographies.geographie
    from {{ ref('int_territoires__communes') }} as communes
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on communes.geographie = geographies.geographie
    where geographies.est_analyse

),

alignee as (

    select *
    from {{ ref('int_population__alignee') }}

),

retenue as (

    select *
    from alignee
    qualify row_number() over (
            partition by code_commune, millesime
            order by
                population_municipale is not null desc,
                population_municipale_statut = 'disponible' desc,
                rang_edition,
                geographie_source desc
        ) = 1

)

select
    communes.code_commune,
    millesimes.millesime,
    communes.geographie,
    retenue.population_municipale,
    coalesce(retenue.population_municipale_statut, 'non_publie') as population_municipale_statut,
    retenue.scissions,
    retenue.edition,
    retenue.geographie_source,
    retenue.nature
from communes
cross join (
    select distinct millesime
    from {{ ref('int_population__publications') }}
) as millesimes
left join retenue
    on
        communes.code_commune = retenue.code_commune
        and millesimes.millesime = retenue.millesime
