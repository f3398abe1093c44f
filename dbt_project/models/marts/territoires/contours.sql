with contours as (

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
