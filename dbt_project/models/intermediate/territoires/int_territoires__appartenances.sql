-- Territories every commune belongs to, in every COG year in hand.
with communes as (

    select *
    from {{ ref('int_territoires__communes') }}

),

appartenance as (

    select *
    from {{ ref('stg_insee__appartenance') }}

),

epci as (

    select
        code_commune,
        code_epci as code_territoire,
        geographie,
        nature
    from {{ ref('stg_dgcl__epci_composition') }}
    where code_epci is not null

    union all

    select
        code_commune,
        code_epci as code_territoire,
        geographie,
        nature
    from appartenance
    where
        code_epci is not null
        and geographie not in (select geographie from {{ ref('stg_dgcl__epci_composition') }})

),

arrondissements as (

    select
        code_commune,
        code_arrondissement as code_territoire,
        geographie,
        nature
    from {{ ref('stg_insee__communes') }}
    where
        type_commune = 'COM'
        and code_arrondissement is not null

    union all

    select
        code_commune,
        code_arrondissement as code_territoire,
        geographie,
        nature
    from appartenance
    where
        code_arrondissement is not null
        and geographie not in (select geographie from {{ ref('stg_insee__communes') }})

),

-- The régions of 2016 are unions of départements: one table serves every year since.
regions_actuelles as (

    select
        code_departement,
        code_region,
        geographie,
        nature
    from {{ ref('stg_insee__departements') }}
    qualify row_number() over (partition by code_departement order by geographie desc) = 1

),

regions as (

    select
        communes.code_commune,
        regions_actuelles.code_region as code_territoire,
        communes.geographie,
        regions_actuelles.geographie as geographie_source,
        regions_actuelles.nature
    from communes
    inner join regions_actuelles
        on communes.code_departement = regions_actuelles.code_departement
    where communes.geographie >= 2016

    union all

    select
        code_commune,
        code_region as code_territoire,
        geographie,
        geographie as geographie_source,
        nature
    from appartenance
    where
        geographie < 2016
        and code_region is not null

),

zonages as (

    select *
    from {{ ref('int_territoires__zonages_reportes') }}

),

bassin as (

    select
        code_commune,
        geographie,
        geographie_source
    from zonages
    where
        niveau = 'perimetre'
        and code_territoire = 'bassin_minier'

),

-- Its two départements and the rest of each, the rest of the région; none where the Bassin is not known.
candidats as (

    select
        derives.code_perimetre,
        derives.dans_le_bassin,
        communes.code_commune,
        communes.geographie,
        communes.nature
    from communes
    left join regions_actuelles
        on communes.code_departement = regions_actuelles.code_departement
    inner join (
        values
        ('bassin_nord', true, 'departement', '59'),
        ('bassin_pas_de_calais', true, 'departement', '62'),
        ('region_hors_bassin', false, 'region', '32'),
        ('nord_hors_bassin', false, 'departement', '59'),
        ('pas_de_calais_hors_bassin', false, 'departement', '62')
    ) as derives (code_perimetre, dans_le_bassin, niveau, code_territoire)
        on
            derives.code_territoire
            = case derives.niveau
                when 'region' then regions_actuelles.code_region else communes.code_departement
            end
    where communes.geographie in (select geographie from bassin)

),

perimetres_derives as (

    select
        candidats.code_commune,
        candidats.code_perimetre as code_territoire,
        candidats.geographie,
        sources.geographie_source,
        candidats.nature
    from candidats
    inner join (
        select distinct
            geographie,
            geographie_source
        from bassin
    ) as sources
        on candidats.geographie = sources.geographie
    left join bassin as membres
        on
            candidats.code_commune = membres.code_commune
            and candidats.geographie = membres.geographie
    where (membres.code_commune is not null) = candidats.dans_le_bassin

),

france as (

    select
        communes.code_commune,
        codes.code_territoire,
        communes.geographie,
        communes.nature
    from communes
    inner join (values ('FR'), ('FRHM'), ('FM')) as codes (code_territoire)
        on
            codes.code_territoire = 'FR'
            or (codes.code_territoire = 'FRHM' and communes.code_departement <> '976')
            or (codes.code_territoire = 'FM' and communes.code_departement not like '97%')

),

toutes as (

    select
        'epci' as niveau,
        code_territoire,
        code_commune,
        geographie,
        geographie as geographie_source,
        nature
    from epci
    union all
    select
        'arrondissement' as niveau,
        code_territoire,
        code_commune,
        geographie,
        geographie as geographie_source,
        nature
    from arrondissements
    union all
    select
        'region' as niveau,
        code_territoire,
        code_commune,
        geographie,
        geographie_source,
        nature
    from regions
    union all
    select
        'departement' as niveau,
        code_departement,
        code_commune,
        geographie,
        geographie as geographie_source,
        nature
    from communes
    union all
    select
        'france' as niveau,
        code_territoire,
        code_commune,
        geographie,
        geographie as geographie_source,
        nature
    from france
    union all
    select
        'perimetre' as niveau,
        code_territoire,
        code_commune,
        geographie,
        geographie_source,
        nature
    from perimetres_derives
    union all
    select
        niveau,
        code_territoire,
        code_commune,
        geographie,
        geographie_source,
        nature
    from zonages

)

select
    toutes.geographie,
    toutes.code_commune,
    toutes.niveau,
    toutes.code_territoire,
    toutes.geographie_source,
    toutes.nature
from toutes
inner join communes
    on
        toutes.geographie = communes.geographie
        and toutes.code_commune = communes.code_commune
