-- Both ends of each flow, carried to the geography of analysis.
with publications as (

    select *
    from {{ ref('int_migrations__publications') }}

),

passages as (

    select *
    from {{ ref('int_migrations__passages') }}

),

ensembles as (

    select
        publications.millesime,
        publications.critere,
        'ensemble' as modalite,
        publications.geographie_source,
        flux.code_anterieur,
        flux.code_commune,
        flux.flux
    from {{ ref('stg_insee__migrations') }} as flux
    inner join publications
        on
            publications.jeu = 'insee_migrations'
            and flux.millesime = publications.millesime
            and flux.geographie = publications.geographie_source

),

categories as (

    select
        unnest(range(1, 9)) as csp,
        unnest([
            'agriculteurs', 'artisans_commercants', 'cadres', 'professions_intermediaires',
            'employes', 'ouvriers', 'retraites', 'autres_sans_activite'
        ]) as modalite

),

individus as (

    select
        publications.millesime,
        publications.critere,
        case
            when publications.critere = 'ensemble' then 'ensemble'
            when publications.critere = 'csp' then categories.modalite
            when individus.age < 15 then 'moins_de_15_ans'
            when individus.age < 25 then '15_24_ans'
            when individus.age < 40 then '25_39_ans'
            when individus.age < 55 then '40_54_ans'
            when individus.age < 65 then '55_64_ans'
            when individus.age < 80 then '65_79_ans'
            when individus.age >= 80 then '80_ans_plus'
        end as modalite,
        publications.geographie_source,
        individus.code_anterieur,
        individus.code_commune,
        individus.effectif as flux
    from {{ ref('stg_insee__migrations_individus') }} as individus
    inner join publications
        on
            publications.jeu = 'insee_migrations_individus'
            and individus.millesime = publications.millesime
            and individus.geographie = publications.geographie_source
    left join categories
        on individus.csp = categories.csp

),

flux as (

    select * from ensembles
    union all
    select * from individus

),

-- Who stayed in a commune since divided stayed in one of its parts, and did not go from one to the other.
restes as (

    select
        flux.millesime,
        flux.critere,
        flux.modalite,
        passages.code_commune as code_origine,
        passages.code_commune as code_destination,
        flux.flux,
        passages.part,
        passages.est_estime
    from flux
    inner join passages
        on
            flux.geographie_source = passages.geographie_source
            and flux.code_commune = passages.code_origine
    where flux.code_commune = flux.code_anterieur

),

deplaces as (

    select
        flux.millesime,
        flux.critere,
        flux.modalite,
        coalesce(departs.code_commune, flux.code_anterieur) as code_origine,
        arrivees.code_commune as code_destination,
        flux.flux,
        arrivees.part * coalesce(departs.part, 1) as part,
        arrivees.est_estime or coalesce(departs.est_estime, false) as est_estime
    from flux
    inner join passages as arrivees
        on
            flux.geographie_source = arrivees.geographie_source
            and flux.code_commune = arrivees.code_origine
    left join passages as departs
        on
            flux.geographie_source = departs.geographie_source
            and flux.code_anterieur = departs.code_origine
    where
        flux.code_commune <> flux.code_anterieur
        and (departs.code_commune is not null or flux.code_anterieur in ('98', '99'))

),

parts as (

    select * from restes
    union all
    select * from deplaces

)

-- decimal and not double: sums do not depend on the order of the rows.
select
    millesime,
    critere,
    modalite,
    code_origine,
    code_destination,
    code_origine in ('98', '99') as vient_d_ailleurs,
    sum(case when part = 1 then flux else cast(flux * part as decimal(28, 12)) end) as flux,
    bool_or(est_estime) as est_estime
from parts
where flux is not null
group by millesime, critere, modalite, code_origine, code_destination
