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
            when count(distinct nature) > 1 then 'mixte'
            else coalesce(min(nature), 'observe')
        end as nature
    from {{ source('meta', 'livraisons') }}
    where
        remplacee_par is null
        and retiree_le is null

)

select
    entrepot.mode,
    geographie_analyse.geographie,
    natures.nature
from entrepot
left join geographie_analyse
    on true
cross join natures
