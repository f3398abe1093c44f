"""Income distribution of the territories INSEE publishes none for: the mixture of their parts."""

from methodes.revenus import estimer_revenus


def model(dbt, session):
    dbt.config(materialized="table")
    parts = dbt.ref("int_pauvrete__parts").df()
    composition = dbt.ref("int_pauvrete__composition").filter("est_a_estimer").df()
    seuils = dbt.ref("int_pauvrete__seuils").df()
    return estimer_revenus(parts, composition, seuils)
