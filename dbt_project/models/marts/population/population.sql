with populations as (

    select *
    from {{ ref('int_population__territoires') }}

),

territoires as (

    select *
    from {{ ref('territoires') }}

),

evolutions as (

    select *
    from {{ ref('int_population__evolutions') }}

)

select
    populations.niveau,
    populations.code_territoire,
    territoires.nom_territoire,
    populations.millesime,
    populations.population_municipale,
    populations.population_municipale_statut,
    populations.population_municipale_couverture as couverture,
    {{ densite_hab_km2('populations.population_municipale', 'territoires.surface_km2') }} as densite_hab_km2,
    case
        when populations.population_municipale is null then populations.population_municipale_statut
        when
            populations.population_municipale_statut = 'partiel' and territoires.surface_km2 is not null
            then 'partiel'
        else territoires.surface_km2_statut
    end as densite_hab_km2_statut,
    evolutions.millesime_reference,
    evolutions.taux_annuel_moyen_pct,
    evolutions.taux_annuel_moyen_pct_statut,
    evolutions.taux_annuel_moyen_pct_couverture,
    populations.nature,
    'INSEE, populations de référence' as source,
    populations.edition,
    populations.geographie_source,
    populations.geographie
from populations
inner join territoires
    on
        populations.niveau = territoires.niveau
        and populations.code_territoire = territoires.code_territoire
inner join evolutions
    on
        populations.niveau = evolutions.niveau
        and populations.code_territoire = evolutions.code_territoire
        and populations.millesime = evolutions.millesime
