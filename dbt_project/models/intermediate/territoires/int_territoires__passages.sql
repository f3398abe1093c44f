-- Passages between any two COG years in hand: the successive ones, chained.
with recursive communes as (

    select
        geographie,
        code_commune
    from {{ ref('int_territoires__communes') }}

),

successifs as (

    select *
    from {{ ref('int_territoires__passages_successifs') }}

),

chemins as (

    select
        geographie as geographie_origine,
        code_commune as code_origine,
        geographie,
        code_commune,
        cast(1.0 as double) as part,
        false as est_estime
    from communes

    union all

    select
        chemins.geographie_origine,
        chemins.code_origine,
        successifs.geographie_destination as geographie,
        successifs.code_destination as code_commune,
        chemins.part * successifs.part as part,
        chemins.est_estime or successifs.est_estime as est_estime
    from chemins
    inner join successifs
        on
            chemins.geographie = successifs.geographie_origine
            and chemins.code_commune = successifs.code_origine

),

-- A scission undone by a merger makes the origin whole again. Rounded: the paths are added in no fixed order.
totaux as (

    select
        geographie_origine,
        code_origine,
        geographie,
        code_commune,
        round(sum(part), 12) as part,
        bool_or(est_estime) and abs(sum(part) - 1) > 1e-9 as est_estime
    from chemins
    group by geographie_origine, code_origine, geographie, code_commune

),

mouvements as (

    select max(geographie) as geographie
    from {{ ref('stg_insee__mouvements') }}

)

select
    totaux.geographie_origine,
    totaux.code_origine,
    totaux.geographie as geographie_destination,
    totaux.code_commune as code_destination,
    totaux.part,
    totaux.est_estime,
    case
        when totaux.geographie_origine = totaux.geographie then 'identite'
        when totaux.geographie <= mouvements.geographie then 'mouvements'
        when totaux.geographie_origine < mouvements.geographie then 'mixte'
        else 'table_passage'
    end as methode
from totaux
cross join mouvements
