-- From each COG year in hand to any later one, the shares of a commune add up to 1, and no commune is lost
-- but those that marts.rejets names.
with attendues as (

    select
        communes.geographie as geographie_origine,
        communes.code_commune as code_origine,
        geographies.geographie as geographie_destination
    from {{ ref('int_territoires__communes') }} as communes
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on communes.geographie <= geographies.geographie
    where
        not exists (
            select 1
            from {{ ref('rejets') }} as rejets
            where
                rejets.code_territoire = communes.code_commune
                and rejets.geographie = communes.geographie
                and rejets.motif not like 'géographie postérieure%'
        )

),

sommes as (

    select
        geographie_origine,
        code_origine,
        geographie_destination,
        sum(part) as part
    from {{ ref('int_territoires__passages') }}
    group by geographie_origine, code_origine, geographie_destination

)

select
    attendues.*,
    sommes.part
from attendues
left join sommes
    on
        attendues.geographie_origine = sommes.geographie_origine
        and attendues.code_origine = sommes.code_origine
        and attendues.geographie_destination = sommes.geographie_destination
where
    sommes.part is null
    or abs(sommes.part - 1) > 1e-9
