-- What producers give for territories above the commune, one publication a source, level, nomenclature and
-- date. Zonings are fixed and the régions are those of 2016; the other levels count in their own year only.
{{ config(materialized='ephemeral') }}
{% set niveaux_mobiles = "('commune', 'epci', 'arrondissement')" -%}
{% set annuelles = {
    'insee_flores': ['stg_insee__flores', 'flores', 1],
    'insee_melodi': ['stg_insee__melodi_flores', 'flores', 2],
    'insee_clap': ['stg_insee__clap', 'clap', 1]
} -%}
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

    select
        'urssaf_trimestriel' as source,
        1 as rang_jeu,
        niveau,
        code_territoire,
        nomenclature,
        secteur,
        millesime,
        periode,
        cast(publication as varchar) as publication,
        effectif,
        effectif_statut,
        null as etablissements,
        'non_publie' as etablissements_statut,
        edition,
        rang_edition,
        nature,
        geographie
    from {{ ref('stg_urssaf__emploi_zones') }}

    union all

    {% for jeu, (modele, source, rang) in annuelles.items() -%}
        select
            '{{ source }}' as source,
            {{ rang }} as rang_jeu,
            niveau,
            code_territoire,
            nomenclature,
            secteur,
            millesime,
            null as periode,
            null as publication,
            effectif,
            effectif_statut,
            etablissements,
            etablissements_statut,
            edition,
            rang_edition,
            nature,
            geographie
        from {{ ref(modele) }}
        where
            niveau not in {{ niveaux_mobiles }}
            or (niveau <> 'commune' and geographie = (select geographie from geographie_analyse))

        union all

    {% endfor -%}
    select
        'tiers_urssaf' as source,
        1 as rang_jeu,
        niveau,
        code_territoire,
        'ensemble' as nomenclature,
        'ensemble' as secteur,
        millesime,
        null as periode,
        cast(publication as varchar) as publication,
        effectif,
        effectif_statut,
        null as etablissements,
        'non_publie' as etablissements_statut,
        edition,
        rang_edition,
        nature,
        geographie
    from {{ ref('stg_tiers__emploi_communes') }}
    where niveau not in {{ niveaux_mobiles }}

    union all

    select
        'tiers_' || source as source,
        1 as rang_jeu,
        'zone_emploi' as niveau,
        code_zone_emploi as code_territoire,
        'A38' as nomenclature,
        code_a38 as secteur,
        millesime,
        null as periode,
        null as publication,
        effectif,
        effectif_statut,
        null as etablissements,
        'non_publie' as etablissements_statut,
        edition,
        rang_edition,
        nature,
        geographie
    from pivots
    where
        effectif is not null
        or not est_entiere

    union all

    select
        'tiers_estimations' as source,
        1 as rang_jeu,
        'zone_emploi' as niveau,
        code_zone_emploi as code_territoire,
        nomenclature,
        secteur,
        millesime,
        null as periode,
        null as publication,
        effectif,
        effectif_statut,
        null as etablissements,
        'non_publie' as etablissements_statut,
        edition,
        rang_edition,
        nature,
        geographie
    from {{ ref('stg_tiers__emploi_zones') }}

)

select
    *,
    coalesce({{ dernier_jour('periode') }}, make_date(millesime, 12, 31)) as date_reference
from lignes
qualify rank() over (
        partition by source, niveau, nomenclature, millesime, periode
        order by publication desc nulls last, rang_jeu, rang_edition, geographie desc
    ) = 1
