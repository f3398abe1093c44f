-- Communes whose figure is a share of a commune since divided, with that share.
with communes as (

    select
        code_commune,
        millesime,
        unnest(scissions) as scission
    from {{ ref('int_population__communes') }}
    where population_municipale_statut = 'estime'

)

select
    communes.code_commune,
    communes.millesime,
    scission.code_origine,
    scission.part
from communes
