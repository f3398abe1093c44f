-- The population of each commune and census, wherever it is published: populations de référence first, then
-- the files of the census, which go back to 1968 (population sans doubles comptes before 2006).
with publications as (

    select
        code_territoire as code_commune,
        millesime,
        geographie,
        population_municipale,
        population_municipale_statut,
        edition,
        rang_edition,
        nature
    from {{ ref('stg_insee__populations_reference') }}
    where niveau = 'commune'

    union all

    select
        code_commune,
        millesime,
        geographie,
        cast(round(valeur) as bigint) as population_municipale,
        'disponible' as population_municipale_statut,
        jeu as edition,
        100 + rang_jeu as rang_edition,
        nature
    from {{ ref('int_recensement__mesures') }}
    where mesure = 'population'

),

recensements_reels as (

    select distinct millesime
    from publications
    where nature <> 'simule'

)

select publications.*
from publications
left join recensements_reels
    on publications.millesime = recensements_reels.millesime
-- An invented population does not fill a hole in a census that is real.
where
    publications.nature <> 'simule'
    or recensements_reels.millesime is null
qualify row_number() over (
        partition by publications.code_commune, publications.millesime, publications.geographie
        order by
            publications.population_municipale is not null desc,
            publications.rang_edition,
            publications.edition
    ) = 1
