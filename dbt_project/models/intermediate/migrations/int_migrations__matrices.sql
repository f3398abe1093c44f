with flux as (

    select *
    from {{ ref('int_migrations__flux') }}
    where critere = 'ensemble'

),

livrees as (

    select *
    from {{ ref('int_migrations__livrees') }}
    where critere = 'ensemble'

),

zones as (

    select *
    from {{ ref('int_migrations__zones') }}

),

-- Around a perimeter, only what it exchanges: two départements outside it make no row.
sommes as (

    select
        arrivees.niveau,
        arrivees.decoupage,
        coalesce(departs.niveau_zone, 'ailleurs') as niveau_origine,
        coalesce(departs.code_zone, flux.code_origine) as code_origine,
        arrivees.niveau_zone as niveau_destination,
        arrivees.code_zone as code_destination,
        flux.millesime,
        sum(flux.flux) as flux,
        bool_or(flux.est_estime) as est_estime
    from flux
    inner join zones as arrivees
        on flux.code_destination = arrivees.code_commune
    left join zones as departs
        on
            flux.code_origine = departs.code_commune
            and arrivees.niveau = departs.niveau
            and arrivees.decoupage = departs.decoupage
    where arrivees.niveau in (arrivees.niveau_zone, departs.niveau_zone)
    group by all

),

couvertures as (

    select
        zones.niveau,
        zones.decoupage,
        zones.niveau_zone,
        zones.code_zone,
        livrees.millesime,
        bool_and(livrees.est_livree) as est_livree,
        case
            when bool_and(livrees.est_livree) then 1.0
            when sum(livrees.population) > 0
                then sum(livrees.population * livrees.est_livree::integer) / sum(livrees.population)
            else 0.0
        end as couverture
    from zones
    inner join livrees
        on zones.code_commune = livrees.code_commune
    group by zones.niveau, zones.decoupage, zones.niveau_zone, zones.code_zone, livrees.millesime

),

-- Zones that hold some parts only of a commune since divided: their flows are shares.
partielles as (

    select distinct
        niveau,
        decoupage,
        niveau_zone,
        code_zone,
        millesime
    from (
        select
            zones.niveau,
            zones.decoupage,
            zones.niveau_zone,
            zones.code_zone,
            scissions.millesime,
            scissions.code_origine
        from {{ ref('int_migrations__scissions') }} as scissions
        inner join zones
            on scissions.code_commune = zones.code_commune
        group by all
        having abs(sum(scissions.part) - 1) > 1e-9
    ) as incompletes

)

select
    sommes.niveau,
    sommes.decoupage,
    sommes.niveau_origine,
    sommes.code_origine,
    sommes.niveau_destination,
    sommes.code_destination,
    sommes.millesime,
    case when couvertures.couverture >= 0.95 then sommes.flux end as flux,
    case
        when couvertures.couverture < 0.95 then 'non_publie'
        when not couvertures.est_livree then 'partiel'
        when sommes.est_estime and (departs.niveau is not null or arrivees.niveau is not null) then 'estime'
        else 'disponible'
    end as flux_statut,
    couvertures.couverture
from sommes
inner join couvertures
    on
        sommes.niveau = couvertures.niveau
        and sommes.decoupage = couvertures.decoupage
        and sommes.niveau_destination = couvertures.niveau_zone
        and sommes.code_destination = couvertures.code_zone
        and sommes.millesime = couvertures.millesime
left join partielles as arrivees
    on
        sommes.niveau = arrivees.niveau
        and sommes.decoupage = arrivees.decoupage
        and sommes.niveau_destination = arrivees.niveau_zone
        and sommes.code_destination = arrivees.code_zone
        and sommes.millesime = arrivees.millesime
left join partielles as departs
    on
        sommes.niveau = departs.niveau
        and sommes.decoupage = departs.decoupage
        and sommes.niveau_origine = departs.niveau_zone
        and sommes.code_origine = departs.code_zone
        and sommes.millesime = departs.millesime
-- From nowhere to nowhere.
where sommes.code_origine <> 'ZZ' or sommes.code_destination <> 'ZZ'
