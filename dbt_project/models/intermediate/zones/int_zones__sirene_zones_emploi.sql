-- Jobs of each zone d'emploi in each stock, by the classes of size. A stock without one of its communes
-- does not tell them, nor one where a class has no end.
with communes as (

    select *
    from {{ ref('int_zones__sirene_communes') }}

),

stocks as (

    select distinct millesime
    from communes

)

select
    mailles.code_territoire as code_zone_emploi,
    stocks.millesime,
    case
        when count(communes.code_commune) = count(*) and sum(communes.etablissements_sans_plafond) = 0
            then sum(communes.emplois_min + communes.emplois_max) / 2
    end as emplois
from {{ ref('int_territoires__mailles') }} as mailles
cross join stocks
left join communes
    on
        mailles.code_commune = communes.code_commune
        and stocks.millesime = communes.millesime
where mailles.niveau = 'zone_emploi'
group by mailles.code_territoire, stocks.millesime
