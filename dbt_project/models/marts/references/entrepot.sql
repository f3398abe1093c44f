with entrepot as (

    select mode
    from {{ source('meta', 'entrepot') }}

),

geographie_analyse as (

    select geographie
    from {{ ref('int_territoires__geographies') }}
    where est_analyse

),

natures as (

    select
        case
            when bool_or(nature = 'simule') then 'simule'
            when count(distinct nature) > 1 then 'mixte'
            else min(nature)
        end as nature
    from {{ source('meta', 'livraisons') }}
    where livraison in (select livraison from {{ source('meta', 'cases') }})

)

select
    entrepot.mode,
    geographie_analyse.geographie,
    natures.nature
from entrepot
left join geographie_analyse
    on true
cross join natures
