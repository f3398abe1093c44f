with classes as (

    select *
    from {{ ref('stg_insee__naf') }}

)

select
    'APE' as nomenclature,
    code_ape as code_activite,
    libelle_ape as libelle,
    code_a88,
    code_a38,
    code_a17,
    code_a5,
    nature
from classes

union all

select distinct
    'A88' as nomenclature,
    code_a88 as code_activite,
    libelle_a88 as libelle,
    code_a88,
    code_a38,
    code_a17,
    code_a5,
    nature
from classes

union all

select distinct
    'A38' as nomenclature,
    code_a38 as code_activite,
    libelle_a38 as libelle,
    cast(null as varchar) as code_a88,
    code_a38,
    code_a17,
    code_a5,
    nature
from classes

union all

select distinct
    'A17' as nomenclature,
    code_a17 as code_activite,
    libelle_a17 as libelle,
    cast(null as varchar) as code_a88,
    cast(null as varchar) as code_a38,
    code_a17,
    code_a5,
    nature
from classes

union all

select distinct
    'A5' as nomenclature,
    code_a5 as code_activite,
    libelle_a5 as libelle,
    cast(null as varchar) as code_a88,
    cast(null as varchar) as code_a38,
    cast(null as varchar) as code_a17,
    code_a5,
    nature
from classes
