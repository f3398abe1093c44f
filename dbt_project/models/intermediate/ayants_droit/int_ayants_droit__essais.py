"""Each past list projected, and compared with those delivered after it."""

from methodes.projection import eprouver


def model(dbt, session):
    dbt.config(materialized="table")
    stocks = dbt.ref("int_ayants_droit__stocks").filter("personnes is not null").df()
    unites = dbt.ref("int_ayants_droit__unites").df()
    mouvements = dbt.ref("int_ayants_droit__mouvements").df()
    mortalite = dbt.ref("int_mortalite__quotients").select("annee, sexe, age, taux_mortalite as taux").df()
    return eprouver(stocks, unites, mouvements, mortalite)
