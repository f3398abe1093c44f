-- Establishments and jobs of each zone in each stock. Their coverage: communes of the list that the stock
-- has, SIRET of the list that it knows, or active establishments of the EPCI whose street at least is
-- known.
with definitions as (

    select *
    from {{ ref('int_zones__definitions') }}

),

stocks as (

    select distinct millesime
    from {{ ref('stg_insee__sirene_etablissements') }}

),

elements as (

    select *
    from {{ ref('int_zones__elements') }}

),

communes as (

    select *
    from {{ ref('int_zones__sirene_communes') }}

),

points as (

    select *
    from {{ ref('int_zones__points') }}

),

sommes_communes as (

    select
        listes.code_zone,
        stocks.millesime,
        sum(communes.etablissements) as etablissements,
        sum(communes.etablissements_sans_tranche) as etablissements_sans_tranche,
        sum(communes.etablissements_sans_plafond) as etablissements_sans_plafond,
        sum(communes.emplois_min) as emplois_min,
        sum(communes.emplois_max) as emplois_max,
        max(communes.annee_effectifs) as annee_effectifs,
        count(communes.code_commune) / count(*) as couverture,
        bool_or(listes.deborde) as deborde,
        {{ nature_la_plus_faible('communes.nature') }} as nature
    from {{ ref('int_zones__listes') }} as listes
    cross join stocks
    left join communes
        on
            listes.code_commune = communes.code_commune
            and stocks.millesime = communes.millesime
    group by listes.code_zone, stocks.millesime

),

sommes_etablissements as (

    select
        code_zone,
        millesime,
        count(*) as etablissements,
        count(*) filter (where effectif_min is null) as etablissements_sans_tranche,
        count(*) filter (where effectif_min is not null and effectif_max is null)
            as etablissements_sans_plafond,
        coalesce(sum(effectif_min), 0) as emplois_min,
        coalesce(sum(effectif_max), 0) as emplois_max,
        max(annee_effectifs) as annee_effectifs,
        {{ nature_la_plus_faible('nature') }} as nature
    from {{ ref('int_zones__etablissements') }}
    group by code_zone, millesime

),

connus as (

    select
        elements.code_zone,
        etablissements.millesime,
        count(*) as etablissements
    from {{ ref('stg_insee__sirene_etablissements') }} as etablissements
    inner join elements
        on
            elements.genre = 'etablissements'
            and etablissements.siret = elements.code
    group by elements.code_zone, etablissements.millesime

),

couvertures_listes as (

    select
        elements.code_zone,
        stocks.millesime,
        coalesce(max(connus.etablissements), 0) / count(*) as couverture
    from elements
    cross join stocks
    left join connus
        on
            elements.code_zone = connus.code_zone
            and stocks.millesime = connus.millesime
    where elements.genre = 'etablissements'
    group by elements.code_zone, stocks.millesime

),

-- Each commune has a town hall at least: a commune without any establishment was not delivered.
epci_livres as (

    select
        mailles.code_territoire as code_epci,
        stocks.millesime,
        count(communes.code_commune) = count(*) as est_livre
    from {{ ref('int_territoires__mailles') }} as mailles
    cross join stocks
    left join communes
        on
            mailles.code_commune = communes.code_commune
            and stocks.millesime = communes.millesime
    where mailles.niveau = 'epci'
    group by mailles.code_territoire, stocks.millesime

),

couvertures_epci as (

    select
        code_epci,
        millesime,
        avg(cast(est_localise as integer)) as couverture
    from points
    where code_epci is not null
    group by code_epci, millesime

),

couvertures_polygones as (

    select
        definitions.code_zone,
        epci_livres.millesime,
        case when epci_livres.est_livre then couvertures_epci.couverture end as couverture
    from definitions
    inner join epci_livres
        on definitions.code_epci = epci_livres.code_epci
    left join couvertures_epci
        on
            epci_livres.code_epci = couvertures_epci.code_epci
            and epci_livres.millesime = couvertures_epci.millesime
    where definitions.genre = 'polygone'

),

couvertures as (

    select * from couvertures_listes
    union all
    select * from couvertures_polygones

)

select
    definitions.code_zone,
    stocks.millesime,
    cast(coalesce(sommes_communes.etablissements, sommes_etablissements.etablissements, 0) as bigint)
        as etablissements,
    cast(coalesce(
        sommes_communes.etablissements_sans_tranche, sommes_etablissements.etablissements_sans_tranche, 0
    ) as bigint) as etablissements_sans_tranche,
    cast(coalesce(
        sommes_communes.etablissements_sans_plafond, sommes_etablissements.etablissements_sans_plafond, 0
    ) as bigint) as etablissements_sans_plafond,
    cast(coalesce(sommes_communes.emplois_min, sommes_etablissements.emplois_min, 0) as bigint)
        as emplois_min,
    cast(coalesce(sommes_communes.emplois_max, sommes_etablissements.emplois_max, 0) as bigint)
        as emplois_max,
    coalesce(sommes_communes.annee_effectifs, sommes_etablissements.annee_effectifs) as annee_effectifs,
    coalesce(sommes_communes.couverture, couvertures.couverture) as couverture,
    coalesce(sommes_communes.deborde, false) as deborde,
    {{ nature_la_plus_faible_de(
        'definitions.nature', 'coalesce(sommes_communes.nature, sommes_etablissements.nature)'
    ) }} as nature
from definitions
cross join stocks
left join sommes_communes
    on
        definitions.code_zone = sommes_communes.code_zone
        and stocks.millesime = sommes_communes.millesime
left join sommes_etablissements
    on
        definitions.code_zone = sommes_etablissements.code_zone
        and stocks.millesime = sommes_etablissements.millesime
left join couvertures
    on
        definitions.code_zone = couvertures.code_zone
        and stocks.millesime = couvertures.millesime
