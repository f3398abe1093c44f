"""Establishments in the polygons of the zones of activity."""

from methodes.zones import establishments_in_zones


def model(dbt, session):
    dbt.config(materialized="table")
    points = dbt.ref("int_zones__points").filter("est_localise").select("siret, millesime, longitude, latitude").df()
    zones = dbt.ref("int_zones__definitions").filter("genre = 'polygone'").select("code_zone, geometrie").df()
    return establishments_in_zones(points, zones)
