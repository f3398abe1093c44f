"""The cité of each feature."""

from methodes.cites import regrouper


def model(dbt, session):
    dbt.config(materialized="table")
    objets = dbt.ref("int_cites__objets").filter("objet is not null").df()
    return regrouper(objets, dbt.ref("int_cites__paires").df())
