"""Pairs of features that may be one cité."""

from methodes.cites import paires


def model(dbt, session):
    dbt.config(materialized="table")
    return paires(dbt.ref("int_cites__objets").filter("objet is not null").df())
