-- Active establishments that a polygon could hold: those of the EPCI that delivered some, and any that
-- stands in the rectangle around all of them. The positions are those of the year of the stock or, failing
-- that, the latest.
with zones as (

    select *
    from {{ ref('int_zones__definitions') }}
    where genre = 'polygone'

),

sommets as (

    select
        unnest(
            case json_extract_string(geometrie, '$.type')
                when 'Polygon' then flatten(cast(json_extract(geometrie, '$.coordinates') as double[][][]))
                else flatten(flatten(cast(json_extract(geometrie, '$.coordinates') as double[][][][])))
            end
        ) as sommet
    from zones

),

rectangle as (

    select
        min(sommet[1]) as ouest,
        max(sommet[1]) as est,
        min(sommet[2]) as sud,
        max(sommet[2]) as nord
    from sommets

),

communes as (

    select distinct
        passages.geographie,
        passages.code_origine,
        passages.code_commune,
        mailles.code_territoire as code_epci
    from {{ ref('int_zones__passages') }} as passages
    inner join {{ ref('int_territoires__mailles') }} as mailles
        on
            passages.code_commune = mailles.code_commune
            and mailles.niveau = 'epci'
    where mailles.code_territoire in (select code_epci from zones)

),

annees_positions as (

    select distinct millesime
    from {{ ref('stg_insee__sirene_positions') }}

),

annees as (

    select
        stocks.millesime,
        coalesce(
            max(annees_positions.millesime) filter (where annees_positions.millesime = stocks.millesime),
            max(annees_positions.millesime)
        ) as millesime_positions
    from (select distinct millesime from {{ ref('stg_insee__sirene_etablissements') }}) as stocks
    left join annees_positions
        on true
    group by stocks.millesime

),

positions as (

    select
        positions.siret,
        positions.longitude,
        positions.latitude,
        positions.nature,
        annees.millesime,
        positions.longitude between rectangle.ouest and rectangle.est
        and positions.latitude between rectangle.sud and rectangle.nord as est_dans_le_rectangle
    from {{ ref('stg_insee__sirene_positions') }} as positions
    inner join annees
        on positions.millesime = annees.millesime_positions
    cross join rectangle
    where positions.est_localise

)

select
    etablissements.siret,
    etablissements.millesime,
    communes.code_epci,
    coalesce(communes.code_commune, passages.code_commune) as code_commune,
    positions.siret is not null as est_localise,
    positions.longitude,
    positions.latitude,
    etablissements.effectif_min,
    etablissements.effectif_max,
    etablissements.annee_effectifs,
    {{ nature_la_plus_faible_de('etablissements.nature', 'positions.nature') }} as nature
from {{ ref('stg_insee__sirene_etablissements') }} as etablissements
left join positions
    on
        etablissements.siret = positions.siret
        and etablissements.millesime = positions.millesime
left join communes
    on
        etablissements.geographie = communes.geographie
        and etablissements.code_commune = communes.code_origine
left join {{ ref('int_zones__passages') }} as passages
    on
        etablissements.geographie = passages.geographie
        and etablissements.code_commune = passages.code_origine
where
    etablissements.est_actif
    and (communes.code_commune is not null or positions.est_dans_le_rectangle)
