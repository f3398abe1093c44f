with appartenances as (

    select *
    from {{ ref('int_territoires__appartenances') }}

),

communes as (

    select *
    from {{ ref('int_territoires__communes') }}

),

annees as (

    select
        niveau,
        code_territoire,
        max(geographie) as geographie
    from appartenances
    group by niveau, code_territoire

    union all

    select
        'commune' as niveau,
        code_commune as code_territoire,
        max(geographie) as geographie
    from communes
    group by code_commune

),

-- A territory is described in the latest year in which it exists.
dernieres as (

    select
        annees.niveau,
        annees.code_territoire,
        annees.geographie,
        appartenances.code_commune,
        appartenances.nature
    from annees
    inner join appartenances
        on
            annees.niveau = appartenances.niveau
            and annees.code_territoire = appartenances.code_territoire
            and annees.geographie = appartenances.geographie

    union all

    select
        annees.niveau,
        annees.code_territoire,
        annees.geographie,
        communes.code_commune,
        communes.nature
    from annees
    inner join communes
        on
            annees.niveau = 'commune'
            and annees.code_territoire = communes.code_commune
            and annees.geographie = communes.geographie

),

regions as (

    select
        geographie,
        code_commune,
        code_territoire as code_region
    from appartenances
    where niveau = 'region'

),

descriptions as (

    select
        dernieres.niveau,
        dernieres.code_territoire,
        dernieres.geographie,
        count(*) as nombre_communes,
        -- A territory astride two départements or régions has neither.
        case when count(distinct communes.code_departement) = 1 then min(communes.code_departement) end
            as code_departement,
        case when count(distinct regions.code_region) = 1 and count(regions.code_region) = count(*)
                then min(regions.code_region)
        end as code_region,
        {{ nature_la_plus_faible('dernieres.nature') }} as nature
    from dernieres
    inner join communes
        on
            dernieres.geographie = communes.geographie
            and dernieres.code_commune = communes.code_commune
    left join regions
        on
            dernieres.geographie = regions.geographie
            and dernieres.code_commune = regions.code_commune
    group by dernieres.niveau, dernieres.code_territoire, dernieres.geographie

),

actifs as (

    select distinct
        niveau,
        code_territoire
    from {{ ref('int_territoires__mailles') }}

),

surfaces as (

    {{ agreger(
        ref('int_territoires__surfaces'),
        [{'nom': 'surface_km2', 'genre': 'effectif', 'couverture_minimale': none}],
        cle=['geographie']
    ) }}

),

-- A cité is a part of its communes, never a sum of them: it is in no list of members.
cites as (

    select
        'cite' as niveau,
        cites.code_cite as code_territoire,
        cites.nom as nom_territoire,
        case when count(distinct communes.code_departement) = 1 then min(communes.code_departement) end
            as code_departement,
        case when count(distinct communes.code_region) = 1 then min(communes.code_region) end as code_region,
        cast(count(communes.code_territoire) as integer) as nombre_communes,
        cites.surface_m2 / 1000000 as surface_km2,
        'estime' as surface_km2_statut,
        geographies.geographie,
        true as actif,
        cites.nature
    from {{ ref('int_cites__cites') }} as cites
    cross join {{ ref('int_territoires__geographies') }} as geographies
    left join descriptions as communes
        on
            communes.niveau = 'commune'
            and list_contains(cites.communes, communes.code_territoire)
    where geographies.est_analyse
    group by
        cites.code_cite, cites.nom, cites.surface_m2, geographies.geographie, cites.nature

)

select
    descriptions.niveau,
    descriptions.code_territoire,
    coalesce(noms.nom_territoire, descriptions.code_territoire || ' (nom non chargé)') as nom_territoire,
    descriptions.code_departement,
    descriptions.code_region,
    cast(descriptions.nombre_communes as integer) as nombre_communes,
    cast(surfaces.surface_km2 as double) as surface_km2,
    coalesce(surfaces.surface_km2_statut, 'non_charge') as surface_km2_statut,
    descriptions.geographie,
    actifs.niveau is not null as actif,
    descriptions.nature
from descriptions
left join {{ ref('int_territoires__noms') }} as noms
    on
        descriptions.niveau = noms.niveau
        and descriptions.code_territoire = noms.code_territoire
left join actifs
    on
        descriptions.niveau = actifs.niveau
        and descriptions.code_territoire = actifs.code_territoire
left join surfaces
    on
        descriptions.niveau = surfaces.niveau
        and descriptions.code_territoire = surfaces.code_territoire

union all

select * from cites
