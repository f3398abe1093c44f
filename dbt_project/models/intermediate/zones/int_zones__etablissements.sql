-- Active establishments of the zones that are a list of them, or a polygon.
with listes as (

    select
        code_zone,
        code as siret
    from {{ ref('int_zones__elements') }}
    where genre = 'etablissements'

)

select
    listes.code_zone,
    etablissements.siret,
    etablissements.millesime,
    passages.code_commune,
    etablissements.effectif_min,
    etablissements.effectif_max,
    etablissements.annee_effectifs,
    etablissements.nature
from {{ ref('stg_insee__sirene_etablissements') }} as etablissements
inner join listes
    on etablissements.siret = listes.siret
left join {{ ref('int_zones__passages') }} as passages
    on
        etablissements.geographie = passages.geographie
        and etablissements.code_commune = passages.code_origine
where etablissements.est_actif

union all

select
    localises.code_zone,
    localises.siret,
    localises.millesime,
    points.code_commune,
    points.effectif_min,
    points.effectif_max,
    points.annee_effectifs,
    points.nature
from {{ ref('int_zones__localises') }} as localises
inner join {{ ref('int_zones__points') }} as points
    on
        localises.siret = points.siret
        and localises.millesime = points.millesime
