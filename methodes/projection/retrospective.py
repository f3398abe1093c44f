"""The method tried on the past: each stock but the last is projected, and compared with those delivered after it."""

from __future__ import annotations

import pandas as pd

from methodes.projection.attendus import HOLDING
from methodes.projection.conjoints import estimer_conjoints
from methodes.projection.foyers import types_de_personnes
from methodes.projection.hypotheses import estimer_hypotheses
from methodes.projection.mortalite import tables_de_mortalite
from methodes.projection.projeter import projeter

COLUMNS = {
    "territoire": "str",
    "mesure": "str",
    "millesime": "int64",
    "annee": "int64",
    "attendu": "float64",
    "borne_basse": "float64",
    "borne_haute": "float64",
    "observe": "float64",
    "annees_observees": "int64",
}


def eprouver(
    stocks: pd.DataFrame, appartenances: pd.DataFrame, mouvements: pd.DataFrame, mortalite: pd.DataFrame
) -> pd.DataFrame:
    """One row per territory, measure (persons, dwellings), stock projected and later stock.

    A projection knows the stocks, movements and death rates of its own year and before, and nothing later;
    `annees_observees` is how many years of movements it could learn from.
    """
    years = sorted(int(year) for year in stocks["millesime"].unique())
    tried = [_try(stocks, appartenances, mouvements, mortalite, years[i:]) for i in range(len(years) - 1)]
    none = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    return pd.concat([none, *tried], ignore_index=True)[list(COLUMNS)].astype(COLUMNS)


def _try(
    stocks: pd.DataFrame,
    memberships: pd.DataFrame,
    moves: pd.DataFrame,
    mortality: pd.DataFrame,
    years: list[int],
) -> pd.DataFrame:
    start, later = years[0], years[1:]
    known = stocks[stocks["millesime"] <= start]
    hypotheses = estimer_hypotheses(known, moves, tables_de_mortalite(mortality, connues_jusqu_a=start), start)
    projected = projeter(known[known["millesime"] == start], memberships, hypotheses, horizon=later[-1])
    whole = (projected["sexe"] == "ensemble") & (projected["droit"] == "ensemble")
    projected = projected[whole & projected["mesure"].isin(["personnes", HOLDING]) & projected["annee"].isin(later)]
    observed = pd.concat([_observed(stocks[stocks["millesime"] == year], memberships, year) for year in later])
    compared = projected.merge(observed, on=["territoire", "mesure", "annee"], how="left")
    compared["observe"] = compared["observe"].fillna(0.0)
    return compared.assign(annees_observees=len(hypotheses.annees_observees))


def _observed(stock: pd.DataFrame, memberships: pd.DataFrame, year: int) -> pd.DataFrame:
    lines = types_de_personnes(stock, estimer_conjoints(stock, year), year).lignes
    counted = lines.merge(memberships, on="unite").groupby("territoire")[["personnes", HOLDING]].sum()
    return counted.melt(ignore_index=False, var_name="mesure", value_name="observe").reset_index().assign(annee=year)
