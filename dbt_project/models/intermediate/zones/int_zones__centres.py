"""Centres of the communes whose outline is known, and of the polygons of the zones of activity."""

from methodes.zones import centroids


def model(dbt, session):
    dbt.config(materialized="table")
    return centroids(dbt.ref("int_zones__geometries").df())
