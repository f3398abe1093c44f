-- The totals INSEE prints for the départements and régions are those of the communes of the same edition.
with publies as (

    select *
    from {{ ref('stg_insee__populations_reference') }}
    where
        niveau in ('departement', 'region')
        and population_municipale is not null

),

departements as (

    select
        code_departement,
        min(code_region) as code_region
    from {{ ref('stg_insee__departements') }}
    group by code_departement

),

sommes as (

    select
        communes.millesime,
        communes.geographie,
        communes.edition,
        {{ departement_de('communes.code_territoire') }} as code_departement,
        sum(communes.population_municipale) as population_municipale
    from {{ ref('stg_insee__populations_reference') }} as communes
    where communes.niveau = 'commune'
    group by all

),

comparees as (

    select
        publies.niveau,
        publies.code_territoire,
        publies.millesime,
        publies.population_municipale,
        sum(sommes.population_municipale) as somme_des_communes
    from publies
    inner join sommes
        on
            publies.millesime = sommes.millesime
            and publies.geographie = sommes.geographie
            and publies.edition = sommes.edition
    left join departements
        on sommes.code_departement = departements.code_departement
    where
        publies.code_territoire
        = case publies.niveau when 'region' then departements.code_region else sommes.code_departement end
    group by all

)

select *
from comparees
where population_municipale <> somme_des_communes
