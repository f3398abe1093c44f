"""Years at which half, then nine tenths, of the right-holders are gone."""

from methodes.projection import echeances


def model(dbt, session):
    dbt.config(materialized="table")
    return echeances(dbt.ref("int_ayants_droit__projections").df())
