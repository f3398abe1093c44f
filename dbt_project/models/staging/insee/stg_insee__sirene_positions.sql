-- Forty million lines at full scale: a view, so that they are stored once.
{{ config(materialized='view') }}

with lignes as (

    {{ lire_stock('insee_sirene_geolocalise') }}

),

positions as (

    select
        siret,
        {{ nombre('longitude') }} as longitude,
        {{ nombre('latitude') }} as latitude,
        qualite_xy,
        millesime,
        edition,
        nature,
        livraison,
        feuille,
        ligne
    from lignes

)

select
    siret,
    longitude,
    latitude,
    -- 33 is a point taken at random in the commune: it says nothing of a zone.
    coalesce(longitude is not null and latitude is not null and qualite_xy in ('11', '12', '21', '22'), false)
        as est_localise,
    qualite_xy,
    millesime,
    edition,
    nature,
    livraison,
    feuille,
    ligne
from positions
