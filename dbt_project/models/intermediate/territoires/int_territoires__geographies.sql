with annees as (

    select
        geographie,
        count(*) as nombre_communes
    from {{ ref('int_territoires__communes') }}
    group by geographie

),

-- Whole in this year: list of communes, départements, régions and composition of the EPCI.
completes as (

    select geographie from {{ ref('stg_insee__communes') }}
    intersect
    select geographie from {{ ref('stg_insee__departements') }}
    intersect
    select geographie from {{ ref('stg_insee__regions') }}
    intersect
    select geographie from {{ ref('stg_dgcl__epci_composition') }}

),

geographie_analyse as (

    -- Without the variable, 'None' is no number.
    select coalesce(try_cast('{{ var("geographie") }}' as integer), max(geographie)) as geographie
    from completes

)

select
    annees.geographie,
    lead(annees.geographie) over (order by annees.geographie) as geographie_suivante,
    annees.nombre_communes,
    coalesce(annees.geographie = geographie_analyse.geographie, false) as est_analyse
from annees
cross join geographie_analyse
