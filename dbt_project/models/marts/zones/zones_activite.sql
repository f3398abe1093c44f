with definitions as (

    select *
    from {{ ref('int_zones__definitions') }}

),

geographie_analyse as (

    select geographie
    from {{ ref('int_territoires__geographies') }}
    where est_analyse

),

zones_emploi as (

    select *
    from {{ ref('int_zones__zones_emploi') }}

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
        recenses.code_zone,
        'navettes' as source,
        recenses.millesime,
        null as etablissements,
        null as etablissements_sans_tranche,
        'non_applicable' as etablissements_statut,
        recenses.emplois,
        recenses.statut as emplois_statut,
        null as emplois_min,
        'non_applicable' as emplois_min_statut,
        null as emplois_max,
        'non_applicable' as emplois_max_statut,
        recenses.emplois_zone_emploi,
        recenses.emplois_zone_emploi_statut,
        coalesce(zones_emploi.zone_emploi_statut, 'non_publie') as zone_emploi_statut,
        recenses.flux_communes as residents_communes,
        recenses.flux_zone_emploi as residents_zone_emploi,
        recenses.residence_statut,
        recenses.distance_moyenne_km,
        recenses.distance_couverture,
        recenses.distance_moyenne_km_statut,
        null as annee_effectifs,
        recenses.couverture,
        recenses.nature
    from {{ ref('int_zones__recenses') }} as recenses
    left join zones_emploi
        on recenses.code_zone = zones_emploi.code_zone

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
