with appartenances as (

    select *
    from {{ ref('int_territoires__appartenances') }}

),

noms as (

    select *
    from {{ ref('int_territoires__noms') }}

)

select
    appartenances.code_commune,
    appartenances.niveau,
    appartenances.code_territoire,
    coalesce(noms.nom_territoire, appartenances.code_territoire || ' (nom non chargé)') as nom_territoire,
    appartenances.geographie,
    appartenances.geographie_source,
    appartenances.nature
from appartenances
left join noms
    on
        appartenances.niveau = noms.niveau
        and appartenances.code_territoire = noms.code_territoire
