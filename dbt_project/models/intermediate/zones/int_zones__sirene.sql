-- What each stock says of each zone: establishments, jobs by their classes of size (the middle of the
-- bounds), and the jobs of its zones d'emploi in the same stock, all of which are needed.
with sommes as (

    select *
    from {{ ref('int_zones__sirene_sommes') }}

),

definitions as (

    select *
    from {{ ref('int_zones__definitions') }}

),

zones_emploi as (

    select *
    from {{ ref('int_zones__zones_emploi') }}

),

positions_chargees as (

    select count(*) > 0 as existent
    from {{ source('meta', 'cases') }}
    where jeu = 'insee_sirene_geolocalise'

),

jugees as (

    select
        sommes.*,
        case
            when definitions.genre = 'polygone' and not positions_chargees.existent then 'non_charge'
            else {{ statut_selon_couverture(
                'sommes.couverture', "case when sommes.deborde then 'estime' else 'disponible' end"
            ) }}
        end as statut
    from sommes
    inner join definitions
        on sommes.code_zone = definitions.code_zone
    cross join positions_chargees

),

codes as (

    select
        code_zone,
        unnest(codes_zone_emploi) as code_zone_emploi
    from zones_emploi

),

emplois_zones_emploi as (

    select
        codes.code_zone,
        emplois.millesime,
        case when count(*) = count(emplois.emplois) then sum(emplois.emplois) end as emplois
    from codes
    inner join {{ ref('int_zones__sirene_zones_emploi') }} as emplois
        on codes.code_zone_emploi = emplois.code_zone_emploi
    group by codes.code_zone, emplois.millesime

)

select
    jugees.code_zone,
    jugees.millesime,
    jugees.etablissements,
    jugees.etablissements_sans_tranche,
    jugees.statut as etablissements_statut,
    jugees.emplois_min,
    jugees.emplois_max,
    case
        when jugees.statut in ('non_publie', 'non_charge') then jugees.statut
        when jugees.etablissements_sans_plafond > 0 then 'non_publie'
        else jugees.statut
    end as emplois_max_statut,
    (jugees.emplois_min + jugees.emplois_max) / 2 as emplois,
    case
        when jugees.statut in ('non_publie', 'non_charge') then jugees.statut
        when jugees.etablissements_sans_plafond > 0 then 'non_publie'
        when jugees.statut = 'disponible' then 'estime'
        else jugees.statut
    end as emplois_statut,
    emplois_zones_emploi.emplois as emplois_zone_emploi,
    coalesce(zones_emploi.zone_emploi_statut, 'non_publie') as zone_emploi_statut,
    jugees.annee_effectifs,
    jugees.couverture,
    jugees.nature
from jugees
left join zones_emploi
    on jugees.code_zone = zones_emploi.code_zone
left join emplois_zones_emploi
    on
        jugees.code_zone = emplois_zones_emploi.code_zone
        and jugees.millesime = emplois_zones_emploi.millesime
