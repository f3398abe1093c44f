"""How much of each cité lies in each commune, in the inscribed property, its buffer zone and the neighbourhoods."""

from methodes.cites import recouvrements


def model(dbt, session):
    dbt.config(materialized="table")
    cites = dbt.ref("int_cites__contours").select("code_cite as code, geometrie").df()
    return recouvrements(cites, dbt.ref("int_cites__zones").df())
