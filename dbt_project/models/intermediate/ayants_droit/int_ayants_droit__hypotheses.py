"""What the projection of the last list takes for granted: the miners' mortality, and the table it starts from."""

from methodes.projection import decrire_dernier_stock


def model(dbt, session):
    dbt.config(materialized="table")
    stocks = dbt.ref("int_ayants_droit__stocks").filter("personnes is not null").df()
    mouvements = dbt.ref("int_ayants_droit__mouvements").df()
    mortalite = dbt.ref("int_mortalite__quotients").select("annee, sexe, age, taux_mortalite as taux").df()
    return decrire_dernier_stock(stocks, mouvements, mortalite)
