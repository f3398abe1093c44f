-- Area of each commune of the geography of analysis, from its simplified outline; null without an outline.
with communes as (

    select
        communes.code_commune,
        geographies.geographie
    from {{ ref('int_territoires__communes') }} as communes
    inner join {{ ref('int_territoires__geographies') }} as geographies
        on communes.geographie = geographies.geographie
    where geographies.est_analyse

),

contours as (

    select
        code_commune,
        geometrie
    from {{ ref('stg_ign__contours_communes') }}
    qualify row_number() over (partition by code_commune order by geographie desc) = 1

),

aires as (

    {{ aire_km2('contours', 'code_commune', 'geometrie') }}

)

select
    communes.code_commune,
    communes.geographie,
    aires.aire_km2 as surface_km2,
    case when aires.aire_km2 is null then 'non_charge' else 'estime' end as surface_km2_statut
from communes
left join aires
    on communes.code_commune = aires.code_commune
