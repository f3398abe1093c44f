-- Forty million lines at full scale: a view, so that they are stored once.
{{ config(materialized='view') }}

with lignes as (

    {{ lire_stock('insee_sirene_etablissements') }}

),

tranches as (

    select *
    from {{ ref('tranches_effectifs') }}

)

select
    lignes.siret,
    lignes.etat_administratif = 'A' as est_actif,
    {{ commune_de_rattachement('lignes.code_commune') }} as code_commune,
    lignes.code_ape,
    lignes.tranche_effectifs,
    tranches.effectif_min,
    tranches.effectif_max,
    try_cast(lignes.annee_effectifs as integer) as annee_effectifs,
    lignes.millesime,
    lignes.geographie,
    lignes.edition,
    lignes.nature,
    lignes.livraison,
    lignes.feuille,
    lignes.ligne
from lignes
left join tranches
    on lignes.tranche_effectifs = tranches.tranche_effectifs
