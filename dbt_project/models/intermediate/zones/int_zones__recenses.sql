-- Poles that are lists of communes, by the census: their jobs, those of the zones d'emploi they are in,
-- and where those who hold them live.
with elements as (

    select *
    from {{ ref('int_zones__listes') }}

),

zones_emploi as (

    select *
    from {{ ref('int_zones__zones_emploi') }}

),

mailles as (

    select
        code_commune,
        code_territoire as code_zone_emploi
    from {{ ref('int_territoires__mailles') }}
    where niveau = 'zone_emploi'

),

centres as (

    select *
    from {{ ref('int_zones__centres') }}
    where niveau = 'commune'

),

-- Census: jobs held by residents of France, for a list of communes.
emplois as (

    select
        code_territoire,
        niveau,
        millesime,
        emplois,
        emplois_statut,
        nature
    from {{ ref('ancrage_local') }}
    where niveau in ('commune', 'zone_emploi')

),

recensements as (

    select
        millesime,
        {{ nature_la_plus_faible('nature') }} as nature
    from emplois
    group by millesime

),

emplois_des_poles as (

    select
        elements.code_zone,
        recensements.millesime,
        sum({{ sommable('emplois.emplois') }}) as emplois,
        count(emplois.emplois) / count(*) as couverture,
        coalesce(bool_or(elements.deborde or emplois.emplois_statut = 'estime'), false) as est_estime,
        coalesce(bool_or(emplois.emplois_statut = 'partiel'), false) as est_partiel
    from elements
    cross join recensements
    left join emplois
        on
            emplois.niveau = 'commune'
            and elements.code_commune = emplois.code_territoire
            and recensements.millesime = emplois.millesime
    group by elements.code_zone, recensements.millesime

),

flux as (

    select
        elements.code_zone,
        navettes.millesime,
        {{ sommable('navettes.flux') }} as flux,
        memes.code_commune is not null as vient_des_communes,
        coalesce(list_contains(zones_emploi.codes_zone_emploi, mailles.code_zone_emploi), false)
            as vient_de_la_zone_emploi,
        {{ distance_km('origines', 'destinations') }} as distance_km
    from {{ ref('navettes') }} as navettes
    inner join elements
        on navettes.code_destination = elements.code_commune
    inner join zones_emploi
        on elements.code_zone = zones_emploi.code_zone
    left join elements as memes
        on
            elements.code_zone = memes.code_zone
            and navettes.code_origine = memes.code_commune
    left join mailles
        on navettes.code_origine = mailles.code_commune
    left join centres as origines
        on navettes.code_origine = origines.code
    left join centres as destinations
        on navettes.code_destination = destinations.code
    where
        navettes.niveau = 'commune'
        and navettes.niveau_origine = 'commune'
        and navettes.niveau_destination = 'commune'

),

residences as (

    select
        code_zone,
        millesime,
        count(*) = count(flux) as sont_connues,
        coalesce(sum(flux) filter (where vient_des_communes), 0) as flux_communes,
        coalesce(sum(flux) filter (where vient_de_la_zone_emploi), 0) as flux_zone_emploi,
        sum({{ sommable('flux * distance_km') }})
        / nullif(sum(flux) filter (where distance_km is not null), 0)
            as distance_moyenne_km,
        coalesce(sum(flux) filter (where distance_km is not null), 0) / nullif(sum(flux), 0)
            as distance_couverture
    from flux
    group by code_zone, millesime

),

poles_recenses as (

    select
        poles.code_zone,
        poles.millesime,
        poles.emplois,
        poles.couverture,
        residences.flux_communes,
        residences.flux_zone_emploi,
        residences.distance_moyenne_km,
        residences.distance_couverture,
        case
            when poles.couverture < 1 then {{ statut_selon_couverture('poles.couverture') }}
            when poles.est_partiel then 'partiel'
            when poles.est_estime then 'estime'
            else 'disponible'
        end as statut,
        coalesce(residences.sont_connues, false) as residences_connues,
        recensements.nature
    from emplois_des_poles as poles
    inner join recensements
        on poles.millesime = recensements.millesime
    left join residences
        on
            poles.code_zone = residences.code_zone
            and poles.millesime = residences.millesime

),

codes as (

    select
        code_zone,
        unnest(codes_zone_emploi) as code_zone_emploi
    from zones_emploi

),

-- Jobs of the zones d'emploi that a pole is in; null where one of them is missing.
emplois_zones_emploi as (

    select
        codes.code_zone,
        emplois.millesime,
        case
            when count(*) = count(emplois.emplois) then sum({{ sommable('emplois.emplois') }})
        end as emplois,
        {{ statut_somme_entiere('emplois.emplois') }} as emplois_statut
    from codes
    inner join emplois
        on
            emplois.niveau = 'zone_emploi'
            and codes.code_zone_emploi = emplois.code_territoire
    group by codes.code_zone, emplois.millesime

)

select
    navettes.code_zone,
    navettes.millesime,
    navettes.emplois,
    navettes.statut,
    navettes.couverture,
    emplois_zones_emploi.emplois as emplois_zone_emploi,
    coalesce(emplois_zones_emploi.emplois_statut, 'non_publie') as emplois_zone_emploi_statut,
    navettes.flux_communes,
    navettes.flux_zone_emploi,
    case when not navettes.residences_connues then 'non_publie' else navettes.statut end as residence_statut,
    navettes.distance_moyenne_km,
    navettes.distance_couverture,
    case
        when not navettes.residences_connues or navettes.statut = 'non_publie' then 'non_publie'
        else {{ statut_selon_couverture('navettes.distance_couverture', 'navettes.statut', 0.95) }}
    end as distance_moyenne_km_statut,
    navettes.nature
from poles_recenses as navettes
left join emplois_zones_emploi
    on
        navettes.code_zone = emplois_zones_emploi.code_zone
        and navettes.millesime = emplois_zones_emploi.millesime
