"""Right-holders and dwellings held in kind, projected to 2050 from the last list."""

from methodes.projection import projeter_dernier_stock


def model(dbt, session):
    dbt.config(materialized="table")
    stocks = dbt.ref("int_ayants_droit__stocks").filter("personnes is not null").df()
    unites = dbt.ref("int_ayants_droit__unites").df()
    mouvements = dbt.ref("int_ayants_droit__mouvements").df()
    mortalite = dbt.ref("int_mortalite__quotients").select("annee, sexe, age, taux_mortalite as taux").df()
    return projeter_dernier_stock(stocks, unites, mouvements, mortalite)
