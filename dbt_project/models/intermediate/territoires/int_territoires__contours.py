"""The outline of each territory that is a union of others."""

from methodes.cites import reunir


def model(dbt, session):
    dbt.config(materialized="table")
    return reunir(dbt.ref("int_territoires__parties").select("niveau, code_territoire, geometrie").df())
