"""Groups of communes by their profile."""

from methodes.typologie import GROUPES, INDICATEURS, grouper


def model(dbt, session):
    dbt.config(materialized="table")
    profils = dbt.ref("int_typologie__profils").df()
    return grouper(profils, INDICATEURS, GROUPES)
