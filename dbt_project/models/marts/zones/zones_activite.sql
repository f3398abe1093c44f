with definitions as (

    select *
    from {{ ref('int_zones__definitions') }}

),

geographie_analyse as (

    select geographie
    from {{ ref('int_territoires__geographies') }}
    where est_analyse

),

elements as (

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

salaries as (

    select *
    from {{ ref('int_zones__salaries') }}

),

-- Whether a commune of residence is hidden: the mean distance would help to give it back.
caches as (

    select
        code_zone,
        millesime,
        bool_or(salaries is null) as en_ont
    from {{ ref('int_zones__residences') }}
    where critere = 'commune'
    group by code_zone, millesime

),

-- Zones that the agreement alone names.
conventions as (

    select
        code_zone,
        arg_max(nom_zone, millesime) as nom_zone
    from salaries
    group by code_zone

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

),

lignes as (

    select
        code_zone,
        'sirene' as source,
        millesime,
        etablissements,
        etablissements_sans_tranche,
        etablissements_statut,
        emplois,
        emplois_statut,
        emplois_min,
        etablissements_statut as emplois_min_statut,
        emplois_max,
        emplois_max_statut,
        emplois_zone_emploi,
        'estime' as emplois_zone_emploi_statut,
        zone_emploi_statut,
        -- Neither a polygon nor a list of communes says where the employees of its establishments live.
        cast(null as double) as residents_communes,
        cast(null as double) as residents_zone_emploi,
        'non_applicable' as residence_statut,
        cast(null as double) as distance_moyenne_km,
        cast(null as double) as distance_couverture,
        'non_applicable' as distance_moyenne_km_statut,
        annee_effectifs,
        couverture,
        nature
    from {{ ref('int_zones__sirene') }}

    union all

    select
        navettes.code_zone,
        'navettes' as source,
        navettes.millesime,
        null as etablissements,
        null as etablissements_sans_tranche,
        'non_applicable' as etablissements_statut,
        navettes.emplois,
        navettes.statut as emplois_statut,
        null as emplois_min,
        'non_applicable' as emplois_min_statut,
        null as emplois_max,
        'non_applicable' as emplois_max_statut,
        emplois_zones_emploi.emplois as emplois_zone_emploi,
        coalesce(emplois_zones_emploi.emplois_statut, 'non_publie') as emplois_zone_emploi_statut,
        coalesce(zones_emploi.zone_emploi_statut, 'non_publie') as zone_emploi_statut,
        navettes.flux_communes as residents_communes,
        navettes.flux_zone_emploi as residents_zone_emploi,
        case when not navettes.residences_connues then 'non_publie' else navettes.statut end
            as residence_statut,
        navettes.distance_moyenne_km,
        navettes.distance_couverture,
        case
            when not navettes.residences_connues or navettes.statut = 'non_publie' then 'non_publie'
            else {{ statut_selon_couverture('navettes.distance_couverture', 'navettes.statut', 0.95) }}
        end as distance_moyenne_km_statut,
        null as annee_effectifs,
        navettes.couverture,
        navettes.nature
    from poles_recenses as navettes
    left join zones_emploi
        on navettes.code_zone = zones_emploi.code_zone
    left join emplois_zones_emploi
        on
            navettes.code_zone = emplois_zones_emploi.code_zone
            and navettes.millesime = emplois_zones_emploi.millesime

    union all

    -- Base tous salariés: where employees live, as far as the agreement lets it be told.
    select
        salaries.code_zone,
        'tous_salaries' as source,
        salaries.millesime,
        null as etablissements,
        null as etablissements_sans_tranche,
        'non_applicable' as etablissements_statut,
        salaries.salaries as emplois,
        case when salaries.est_dicible then 'disponible' else 'secret' end as emplois_statut,
        null as emplois_min,
        'non_applicable' as emplois_min_statut,
        null as emplois_max,
        'non_applicable' as emplois_max_statut,
        null as emplois_zone_emploi,
        'non_applicable' as emplois_zone_emploi_statut,
        coalesce(zones_emploi.zone_emploi_statut, 'non_publie') as zone_emploi_statut,
        salaries.salaries_communes as residents_communes,
        salaries.salaries_zone_emploi as residents_zone_emploi,
        case
            when not salaries.est_dicible then 'secret'
            when not salaries.lieux_connus then 'non_publie'
            when not salaries.lieux_dicibles then 'secret'
            else 'disponible'
        end as residence_statut,
        -- To a tenth: times the jobs, a mean is an equation between the communes of residence.
        round(salaries.distance_moyenne_km, 1) as distance_moyenne_km,
        -- Times the jobs, it would count the residents of some communes.
        null as distance_couverture,
        case
            when not salaries.est_dicible then 'secret'
            when coalesce(caches.en_ont, true) then 'secret'
            else {{ statut_selon_couverture('salaries.distance_couverture', "'estime'", 0.95) }}
        end as distance_moyenne_km_statut,
        null as annee_effectifs,
        null as couverture,
        salaries.nature
    from salaries
    left join caches
        on
            salaries.code_zone = caches.code_zone
            and salaries.millesime = caches.millesime
    left join zones_emploi
        on salaries.code_zone = zones_emploi.code_zone

),


statuts as (

    select
        lignes.*,
        lignes.etablissements_statut as etablissements_sans_tranche_statut,
        coalesce(definitions.nom_zone, conventions.nom_zone) as nom_zone,
        coalesce(definitions.genre, 'convention') as genre,
        array_to_string(zones_emploi.codes_zone_emploi, ', ') as codes_zone_emploi,
        {{ nature_la_plus_faible_de('lignes.nature', 'definitions.nature') }} as nature_la_plus_faible,
        case
            when lignes.source = 'tous_salaries' then 'non_applicable'
            when lignes.emplois_statut in ('non_publie', 'non_charge') then lignes.emplois_statut
            when lignes.zone_emploi_statut <> 'disponible' then lignes.zone_emploi_statut
            when lignes.emplois_zone_emploi is null then 'non_publie'
            when lignes.emplois_zone_emploi = 0 then 'non_applicable'
            else {{ statut_le_plus_faible(['lignes.emplois_statut', 'lignes.emplois_zone_emploi_statut']) }}
        end as part_emplois_zone_emploi_pct_statut,
        case
            when lignes.residence_statut in ('non_applicable', 'non_publie', 'secret')
                then lignes.residence_statut
            when lignes.zone_emploi_statut <> 'disponible' then lignes.zone_emploi_statut
            when lignes.emplois = 0 then 'non_applicable'
            else lignes.residence_statut
        end as propension_locale_zone_emploi_pct_statut,
        case
            when lignes.residence_statut in ('non_applicable', 'non_publie', 'secret')
                then lignes.residence_statut
            when lignes.emplois = 0 then 'non_applicable'
            else lignes.residence_statut
        end as propension_locale_communes_pct_statut
    from lignes
    left join definitions
        on lignes.code_zone = definitions.code_zone
    left join zones_emploi
        on lignes.code_zone = zones_emploi.code_zone
    left join conventions
        on lignes.code_zone = conventions.code_zone

)

select
    code_zone,
    nom_zone,
    genre,
    source,
    millesime,
    {{ si_dicible('etablissements', 'bigint') }},
    {{ si_dicible('etablissements_sans_tranche', 'bigint') }},
    {{ si_dicible('emplois', 'double') }},
    {{ si_dicible('emplois_min', 'bigint') }},
    {{ si_dicible('emplois_max', 'bigint') }},
    {{ si_dicible('part_emplois_zone_emploi_pct', 'double', '100.0 * emplois / emplois_zone_emploi') }},
    {{ si_dicible(
        'propension_locale_zone_emploi_pct', 'double', '100.0 * residents_zone_emploi / emplois'
    ) }},
    {{ si_dicible('propension_locale_communes_pct', 'double', '100.0 * residents_communes / emplois') }},
    {{ si_dicible('distance_moyenne_km', 'double') }},
    cast(distance_couverture as double) as distance_couverture,
    codes_zone_emploi,
    cast(annee_effectifs as integer) as annee_effectifs,
    cast(couverture as double) as couverture,
    nature_la_plus_faible as nature,
    geographie_analyse.geographie
from statuts
left join geographie_analyse
    on true
