"""Which squares of 200 metres each cité covers, inhabited or not."""

from methodes.cites import carreaux_recouverts


def model(dbt, session):
    dbt.config(materialized="table")
    return carreaux_recouverts(dbt.ref("int_cites__contours").select("code_cite as code, geometrie").df())
