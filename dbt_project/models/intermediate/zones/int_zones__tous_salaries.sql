-- The agreement's cells with the place of residence as the zone sees it: its communes, the rest of its
-- zones d'emploi, elsewhere (or merely out of its communes, where its zones d'emploi are not known); null
-- where the commune of residence is unknown, or the zone has no communes.
with salaries as (

    select
        *,
        {{ commune_de_rattachement('code_commune') }} as code_origine
    from {{ ref('stg_insee__tous_salaries') }}

),

communes as (

    select *
    from {{ ref('int_zones__communes') }}

),

zones_emploi as (

    select *
    from {{ ref('int_zones__zones_emploi') }}

),

mailles as (

    select
        code_commune,
        code_territoire as code_zone_emploi
    from {{ ref('int_territoires__mailles') }}
    where niveau = 'zone_emploi'

),

residences as (

    select
        salaries.code_zone,
        salaries.nom_zone,
        salaries.csp,
        salaries.salaries,
        salaries.etablissements,
        salaries.part_premier_pct,
        salaries.millesime,
        salaries.edition,
        salaries.nature,
        salaries.livraison,
        salaries.feuille,
        salaries.ligne,
        case when salaries.code_origine = '99999' then '99999' else passages.code_commune end as code_commune
    from salaries
    left join {{ ref('int_zones__passages') }} as passages
        on
            salaries.geographie = passages.geographie
            and salaries.code_origine = passages.code_origine

)

select
    residences.*,
    case
        when residences.code_commune is null or zones_emploi.code_zone is null then null
        when communes.code_commune is not null then 'communes_de_la_zone'
        when zones_emploi.zone_emploi_statut <> 'disponible' then 'hors_des_communes'
        when list_contains(zones_emploi.codes_zone_emploi, mailles.code_zone_emploi)
            then 'reste_de_la_zone_emploi'
        else 'ailleurs'
    end as lieu,
    residences.salaries * residences.part_premier_pct / 100 as premier
from residences
left join zones_emploi
    on residences.code_zone = zones_emploi.code_zone
left join communes
    on
        residences.code_zone = communes.code_zone
        and residences.code_commune = communes.code_commune
left join mailles
    on residences.code_commune = mailles.code_commune
