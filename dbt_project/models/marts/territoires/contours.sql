with natures as (

    select
        niveau,
        code_territoire,
        {{ nature_la_plus_faible('nature') }} as nature
    from {{ ref('int_territoires__parties') }}
    group by niveau, code_territoire

),

contours as (

    select
        'commune' as niveau,
        code_commune as code_territoire,
        geometrie,
        geographie,
        nature
    from {{ ref('stg_ign__contours_communes') }}

    union all

    select
        'departement' as niveau,
        code_departement as code_territoire,
        geometrie,
        geographie,
        nature
    from {{ ref('stg_ign__contours_departements') }}

    union all

    select
        reunis.niveau,
        reunis.code_territoire,
        reunis.geometrie,
        geographies.geographie,
        natures.nature
    from {{ ref('int_territoires__contours') }} as reunis
    inner join natures
        on reunis.niveau = natures.niveau and reunis.code_territoire = natures.code_territoire
    cross join {{ ref('int_territoires__geographies') }} as geographies
    where geographies.est_analyse

),

derniers as (

    select *
    from contours
    qualify rank() over (partition by niveau, code_territoire order by geographie desc) = 1

)

select
    derniers.niveau,
    derniers.code_territoire,
    coalesce(noms.nom_territoire, derniers.code_territoire || ' (nom non chargé)') as nom_territoire,
    derniers.geometrie,
    derniers.nature
from derniers
left join {{ ref('int_territoires__noms') }} as noms
    on
        derniers.niveau = noms.niveau
        and derniers.code_territoire = noms.code_territoire
