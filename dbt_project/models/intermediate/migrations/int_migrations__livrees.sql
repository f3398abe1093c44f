-- A commune is delivered when all those that made it are, each with every flow that reaches it.
with publications as (

    select *
    from {{ ref('int_migrations__publications') }}

),

passages as (

    select *
    from {{ ref('int_migrations__passages') }}

),

lignes as (

    select
        'insee_migrations' as jeu,
        millesime,
        geographie,
        code_commune,
        code_anterieur,
        flux
    from {{ ref('stg_insee__migrations') }}

    union all

    select
        'insee_migrations_individus' as jeu,
        millesime,
        geographie,
        code_commune,
        code_anterieur,
        effectif as flux
    from {{ ref('stg_insee__migrations_individus') }}

),

departs_connus as (

    select distinct
        geographie_source,
        code_origine
    from passages

),

residences as (

    select
        lignes.jeu,
        lignes.millesime,
        lignes.geographie,
        lignes.code_commune,
        bool_and(
            lignes.flux is not null
            and (departs_connus.code_origine is not null or lignes.code_anterieur in ('98', '99'))
        ) as est_entiere
    from lignes
    left join departs_connus
        on
            lignes.geographie = departs_connus.geographie_source
            and lignes.code_anterieur = departs_connus.code_origine
    group by lignes.jeu, lignes.millesime, lignes.geographie, lignes.code_commune

),

poids as (

    {{ habitants_au_plus_pres('publications', 'millesime') }}

),

communes as (

    select
        passages.code_commune,
        publications.millesime,
        publications.critere,
        bool_and(coalesce(residences.est_entiere, false)) as est_livree
    from publications
    inner join passages
        on publications.geographie_source = passages.geographie_source
    left join residences
        on
            publications.jeu = residences.jeu
            and publications.millesime = residences.millesime
            and publications.geographie_source = residences.geographie
            and passages.code_origine = residences.code_commune
    group by passages.code_commune, publications.millesime, publications.critere

)

-- Nobody lives in a few communes: there is nobody to count.
select
    communes.code_commune,
    communes.millesime,
    communes.critere,
    communes.est_livree or coalesce(poids.population = 0, false) as est_livree,
    coalesce(poids.population, 0) as population
from communes
left join poids
    on
        communes.code_commune = poids.code_commune
        and communes.millesime = poids.millesime
