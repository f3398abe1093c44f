-- Fixed zonings (zones d'emploi, named perimeters), in the COG year of the producer's list.
select
    'zone_emploi' || case zonage when 2010 then '_2010' else '' end as zonage,
    'zone_emploi' || case zonage when 2010 then '_2010' else '' end as niveau,
    code_zone_emploi as code_territoire,
    code_commune,
    geographie,
    nature
from {{ ref('stg_insee__zones_emploi') }}
where
    code_zone_emploi is not null
    and zonage in (2010, 2020)

union

select
    'zone_emploi' as zonage,
    'zone_emploi' as niveau,
    code_zone_emploi_2020 as code_territoire,
    code_commune,
    geographie,
    nature
from {{ ref('stg_insee__appartenance') }}
where
    code_zone_emploi_2020 is not null
    -- The list of the zones d'emploi, where loaded for the same year, is the reference.
    and geographie not in (
        select geographie from {{ ref('stg_insee__zones_emploi') }}
        where zonage = 2020
    )

union

select
    'zone_emploi_2010' as zonage,
    'zone_emploi_2010' as niveau,
    code_zone_emploi_2010 as code_territoire,
    code_commune,
    geographie,
    nature
from {{ ref('stg_insee__appartenance') }}
where
    code_zone_emploi_2010 is not null
    and geographie not in (
        select geographie from {{ ref('stg_insee__zones_emploi') }}
        where zonage = 2010
    )

union

select
    'perimetre:' || code_perimetre as zonage,
    'perimetre' as niveau,
    code_perimetre as code_territoire,
    code_commune,
    geographie,
    nature
from {{ ref('stg_mission__perimetres') }}
