-- Latest name of every territory, whatever the year in which it existed.
with noms as (

    select
        'commune' as niveau,
        code_commune as code,
        nom_commune as nom,
        geographie,
        1 as rang
    from {{ ref('stg_insee__communes') }}
    where type_commune = 'COM'
    union all
    select
        'commune' as niveau,
        code_commune as code,
        nom_commune as nom,
        geographie,
        2 as rang
    from {{ ref('stg_insee__appartenance') }}
    union all
    select
        'commune' as niveau,
        code_commune as code,
        nom_commune as nom,
        geographie,
        3 as rang
    from {{ ref('stg_insee__zones_emploi') }}
    union all
    select
        'commune' as niveau,
        code_commune as code,
        nom_commune as nom,
        geographie,
        4 as rang
    from {{ ref('stg_dgcl__epci_composition') }}
    union all
    select
        'commune' as niveau,
        code_territoire as code,
        nom_commune as nom,
        geographie,
        5 as rang
    from {{ ref('stg_insee__populations_reference') }}
    where niveau = 'commune'
    union all
    select
        'epci' as niveau,
        code_epci as code,
        nom_epci as nom,
        geographie,
        1 as rang
    from {{ ref('stg_dgcl__epci_composition') }}
    union all
    select
        'arrondissement' as niveau,
        code_arrondissement as code,
        nom_arrondissement as nom,
        geographie,
        1 as rang
    from {{ ref('stg_insee__arrondissements') }}
    union all
    select
        'departement' as niveau,
        code_departement as code,
        nom_departement as nom,
        geographie,
        1 as rang
    from {{ ref('stg_insee__departements') }}
    union all
    select
        'region' as niveau,
        code_region as code,
        nom_region as nom,
        geographie,
        1 as rang
    from {{ ref('stg_insee__regions') }}
    union all
    select
        case zonage when 2010 then 'zone_emploi_2010' else 'zone_emploi' end as niveau,
        code_zone_emploi as code,
        nom_zone_emploi as nom,
        geographie,
        1 as rang
    from {{ ref('stg_insee__zones_emploi') }}
    union all
    select
        case niveau_zone
            when 'EPCI' then 'epci'
            when 'ARR' then 'arrondissement'
            when 'DEP' then 'departement'
            when 'REG' then 'region'
            when 'ZE2010' then 'zone_emploi_2010'
            when 'ZE2020' then 'zone_emploi'
        end as niveau,
        code_zone as code,
        nom_zone as nom,
        geographie,
        2 as rang
    from {{ ref('stg_insee__zonages') }}
    union all
    select
        'perimetre' as niveau,
        code_perimetre as code,
        nom_perimetre as nom,
        geographie,
        1 as rang
    from {{ ref('stg_mission__perimetres') }}
    union all
    select
        niveau,
        code_territoire as code,
        nom_territoire as nom,
        0 as geographie,
        9 as rang
    from {{ ref('libelles_territoires') }}

)

select
    niveau,
    code as code_territoire,
    nom as nom_territoire
from noms
where
    niveau is not null
    and code is not null
    and nom is not null
qualify row_number() over (partition by niveau, code order by geographie desc, rang, nom) = 1
