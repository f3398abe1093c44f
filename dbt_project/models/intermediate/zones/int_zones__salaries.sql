-- Employees of each zone under agreement. The total is told if the rule allows; its parts by residence only
-- if it allows each of them, since two of them give the third.
with regle as (

    select
        seuil_personnes as unites_minimum,
        part_maximum_pct
    from {{ ref('int_conventions__regles') }}
    where jeu = 'insee_tous_salaries'

),

cellules as (

    select *
    from {{ ref('int_zones__tous_salaries') }}

),

centres as (

    select *
    from {{ ref('int_zones__centres') }}

),

polygones as (

    select
        code as code_zone,
        longitude,
        latitude
    from centres
    where niveau = 'zone'

),

-- Where a zone is: the centre of its polygon, or of its communes taken together.
positions as (

    select *
    from polygones

    union all

    select
        communes.code_zone,
        sum({{ sommable('centres.longitude * surfaces.surface_km2') }})
        / sum({{ sommable('surfaces.surface_km2') }}) as longitude,
        sum({{ sommable('centres.latitude * surfaces.surface_km2') }})
        / sum({{ sommable('surfaces.surface_km2') }}) as latitude
    from {{ ref('int_zones__communes') }} as communes
    left join polygones
        on communes.code_zone = polygones.code_zone
    left join centres
        on
            centres.niveau = 'commune'
            and communes.code_commune = centres.code
    left join {{ ref('int_territoires__surfaces') }} as surfaces
        on communes.code_commune = surfaces.code_commune
    where polygones.code_zone is null
    group by communes.code_zone
    having count(*) = count(centres.longitude) and count(*) = count(surfaces.surface_km2)

),

residences as (

    select
        code as code_commune,
        longitude,
        latitude
    from centres
    where niveau = 'commune'

),

distances as (

    select
        cellules.code_zone,
        cellules.millesime,
        cellules.salaries,
        {{ distance_km('residences', 'positions') }} as distance_km
    from cellules
    left join positions
        on cellules.code_zone = positions.code_zone
    left join residences
        on cellules.code_commune = residences.code_commune

),

moyennes as (

    select
        code_zone,
        millesime,
        sum({{ sommable('salaries * distance_km') }})
        / nullif(sum(salaries) filter (where distance_km is not null), 0)
            as distance_moyenne_km,
        coalesce(sum(salaries) filter (where distance_km is not null), 0) / nullif(sum(salaries), 0)
            as distance_couverture
    from distances
    group by code_zone, millesime

),

totaux as (

    select
        code_zone,
        millesime,
        min(nom_zone) as nom_zone,
        case when count(*) = count(salaries) then sum(salaries) end as salaries,
        max(etablissements) as unites,
        case when count(*) = count(premier) then sum(premier) end as premiers,
        count(*) = count(lieu) as lieux_connus,
        min(edition) as edition,
        {{ nature_la_plus_faible('nature') }} as nature
    from cellules
    group by code_zone, millesime

),

lieux as (

    select
        code_zone,
        millesime,
        bool_and(est_dicible) as lieux_dicibles,
        coalesce(sum(salaries) filter (where lieu = 'communes_de_la_zone'), 0) as salaries_communes,
        coalesce(sum(salaries) filter (where lieu in ('communes_de_la_zone', 'reste_de_la_zone_emploi')), 0)
            as salaries_zone_emploi
    from {{ ref('int_zones__salaries_lieux') }}
    group by code_zone, millesime

)

select
    totaux.code_zone,
    totaux.nom_zone,
    totaux.millesime,
    cast(totaux.salaries as bigint) as salaries,
    {{ est_dicible('totaux.salaries', 'totaux.unites', 'totaux.premiers') }} as est_dicible,
    totaux.lieux_connus,
    lieux.lieux_dicibles,
    cast(lieux.salaries_communes as bigint) as salaries_communes,
    cast(lieux.salaries_zone_emploi as bigint) as salaries_zone_emploi,
    moyennes.distance_moyenne_km,
    moyennes.distance_couverture,
    totaux.edition,
    totaux.nature
from totaux
inner join lieux
    on
        totaux.code_zone = lieux.code_zone
        and totaux.millesime = lieux.millesime
inner join moyennes
    on
        totaux.code_zone = moyennes.code_zone
        and totaux.millesime = moyennes.millesime
left join regle
    on true
