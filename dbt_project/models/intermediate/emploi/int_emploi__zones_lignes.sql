-- What producers give for territories above the commune, one publication a source, level, nomenclature and
-- date. Zonings are fixed and the régions are those of 2016; the other levels count in their own year only.
{{ config(materialized='ephemeral') }}
{% set niveaux_mobiles = "('commune', 'epci', 'arrondissement')" -%}
{% set annuelle = {
    'etablissements': 'etablissements',
    'etablissements_statut': 'etablissements_statut',
    'condition': 'niveau not in ' ~ niveaux_mobiles ~ "
            or (niveau <> 'commune' and geographie = (select geographie from geographie_analyse))"
} -%}
{% set zone = {'niveau': "'zone_emploi'", 'code_territoire': 'code_zone_emploi'} -%}
{#- What is not said of a data set is said once, in the loop. -#}
{% set jeux = [
    dict(
        relation=ref('stg_urssaf__emploi_zones'),
        source="'urssaf_trimestriel'",
        periode='periode',
        publication='cast(publication as varchar)'
    ),
    dict(annuelle, relation=ref('stg_insee__flores'), source="'flores'"),
    dict(annuelle, relation=ref('stg_insee__melodi_flores'), source="'flores'", rang_jeu=2),
    dict(annuelle, relation=ref('stg_insee__clap'), source="'clap'"),
    dict(
        relation=ref('stg_tiers__emploi_communes'),
        source="'tiers_urssaf'",
        nomenclature="'ensemble'",
        secteur="'ensemble'",
        publication='cast(publication as varchar)',
        condition='niveau not in ' ~ niveaux_mobiles
    ),
    dict(
        zone,
        relation='pivots',
        source="'tiers_' || source",
        nomenclature="'A38'",
        secteur='code_a38',
        condition='effectif is not null or not est_entiere'
    ),
    dict(zone, relation=ref('stg_tiers__emploi_zones'), source="'tiers_estimations'")
] -%}
with geographie_analyse as (

    select geographie
    from {{ ref('int_territoires__geographies') }}
    where est_analyse

),

-- A class that the third party leaves out of a zone has nobody in it where the others add up to the
-- published total.
totaux_tiers as (

    select
        code_territoire as code_zone_emploi,
        millesime,
        effectif
    from {{ ref('stg_tiers__emploi_communes') }}
    where niveau = 'zone_emploi'

),

pivots as (

    select
        pivots.*,
        coalesce(sum(pivots.effectif) over zone = totaux_tiers.effectif, false) as est_entiere
    from {{ ref('stg_tiers__emploi_zones_a38') }} as pivots
    left join totaux_tiers
        on
            pivots.source = 'urssaf'
            and pivots.code_zone_emploi = totaux_tiers.code_zone_emploi
            and pivots.millesime = totaux_tiers.millesime
    window zone as (partition by pivots.source, pivots.code_zone_emploi, pivots.millesime)

),

lignes as (

    {% for jeu in jeux -%}
        select
            {{ jeu.source }} as source,
            {{ jeu.rang_jeu | default(1) }} as rang_jeu,
            {{ jeu.niveau | default('niveau') }} as niveau,
            {{ jeu.code_territoire | default('code_territoire') }} as code_territoire,
            {{ jeu.nomenclature | default('nomenclature') }} as nomenclature,
            {{ jeu.secteur | default('secteur') }} as secteur,
            millesime,
            {{ jeu.periode | default('null') }} as periode,
            {{ jeu.publication | default('null') }} as publication,
            effectif,
            effectif_statut,
            {{ jeu.etablissements | default('null') }} as etablissements,
            {{ jeu.etablissements_statut | default("'non_publie'") }} as etablissements_statut,
            edition,
            rang_edition,
            nature,
            geographie
        from {{ jeu.relation }}
        where {{ jeu.condition | default('true') }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    *,
    coalesce({{ dernier_jour('periode') }}, make_date(millesime, 12, 31)) as date_reference
from lignes
qualify rank() over (
        partition by source, niveau, nomenclature, millesime, periode
        order by publication desc nulls last, rang_jeu, rang_edition, geographie desc
    ) = 1
