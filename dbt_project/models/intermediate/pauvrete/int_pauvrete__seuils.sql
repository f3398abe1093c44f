-- National median of each vintage; null where INSEE's row is not loaded: it is then estimated.
with publiees as (

    select
        millesime,
        revenu_median
    from {{ ref('int_pauvrete__publications') }}
    where
        niveau = 'france'
        and code_territoire = 'FM'

)

select
    millesimes.millesime,
    publiees.revenu_median as mediane_nationale
from (
    select distinct millesime
    from {{ ref('int_pauvrete__parts') }}
) as millesimes
left join publiees
    on millesimes.millesime = publiees.millesime
