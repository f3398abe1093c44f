-- Zones d'emploi (ZE 2020) of each zone. Status: non_charge without any composition, non_publie where a
-- commune of the zone is in none of them: the zone is then compared with nothing.
with communes as (

    select *
    from {{ ref('int_zones__communes') }}

),

zones_emploi as (

    select
        code_commune,
        code_territoire as code_zone_emploi
    from {{ ref('int_territoires__mailles') }}
    where niveau = 'zone_emploi'

),

chargement as (

    select count(*) > 0 as est_fait
    from zones_emploi

)

select
    communes.code_zone,
    list_sort(list(distinct zones_emploi.code_zone_emploi)) as codes_zone_emploi,
    case
        when not bool_and(chargement.est_fait) then 'non_charge'
        when count(*) > count(zones_emploi.code_zone_emploi) then 'non_publie'
        else 'disponible'
    end as zone_emploi_statut
from communes
cross join chargement
left join zones_emploi
    on communes.code_commune = zones_emploi.code_commune
group by communes.code_zone
