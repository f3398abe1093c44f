"""Income distribution of the territories INSEE publishes none for: the mixture of their parts."""

from methodes.revenus import estimer_revenus


def model(dbt, session):
    dbt.config(materialized="table")
    parts = dbt.ref("int_pauvrete__parts").df()
    composition = dbt.ref("int_pauvrete__composition").filter("est_a_estimer").df()
    seuils = dbt.ref("int_pauvrete__seuils").df()
    # Persons and shares would tell how many live in what is left of an EPCI: one commune, sometimes, that hides it.
    untold = ["personnes", "part_deciles", "part_mediane", "part_reste"]
    return estimer_revenus(parts, composition, seuils).drop(columns=untold)
