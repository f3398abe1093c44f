"""Right-holders and dwellings of each territory up to the horizon: expected number and 90 % interval."""

from __future__ import annotations

import numpy as np
import pandas as pd

from methodes.projection.attendus import FREED, Attendus, attendre
from methodes.projection.comptage import bornes
from methodes.projection.foyers import types_de_personnes
from methodes.projection.hypotheses import Hypotheses, hypotheses_du_dernier_stock
from methodes.projection.mortalite import HORIZON
from methodes.projection.tirages import Futures

NIVEAU = 0.90
TIRAGES = 200
# Cohorts on each side of the list's, for spouses of whom only the gap in age is known.
MARGIN = 60
COLUMNS = {
    "territoire": "str",
    "millesime": "int64",
    "annee": "int64",
    "mesure": "str",
    "sexe": "str",
    "droit": "str",
    "attendu": "float64",
    "borne_basse": "float64",
    "borne_haute": "float64",
    "depart": "float64",
    "maximum": "float64",
}


def projeter_dernier_stock(
    stocks: pd.DataFrame, appartenances: pd.DataFrame, mouvements: pd.DataFrame, mortalite: pd.DataFrame
) -> pd.DataFrame:
    """The last stock delivered, up to 2050; no row where none was."""
    if stocks.empty:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    hypotheses = hypotheses_du_dernier_stock(stocks, mouvements, mortalite)
    return projeter(stocks[stocks["millesime"] == hypotheses.annee], appartenances, hypotheses)


def projeter(
    stock: pd.DataFrame, appartenances: pd.DataFrame, hypotheses: Hypotheses, horizon: int = HORIZON
) -> pd.DataFrame:
    """One row per territory, year, measure, sex and right.

    `stock` as in `types_de_personnes`; `appartenances`: unite, territoire, a unit being in as many as wanted. Expected
    numbers add up over territories, sexes and rights; bounds do not. `depart` is the count of the stock, `maximum`
    what the count may reach.
    """
    expected = attendus(stock, appartenances, hypotheses, horizon)
    low, high = bornes(expected.moyenne, expected.variance, expected.maximum[:, :, None], NIVEAU)
    measures, sexes, rights = (np.array(part) for part in zip(*expected.cellules, strict=True))
    cells, territories, years = expected.moyenne.shape
    cell, territory, year = (i.ravel() for i in np.indices((cells, territories, years)))
    projected = pd.DataFrame(
        {
            "territoire": np.array(expected.territoires, dtype=object)[territory],
            "millesime": hypotheses.annee,
            "annee": hypotheses.annee + year,
            "mesure": measures[cell],
            "sexe": sexes[cell],
            "droit": rights[cell],
            "attendu": expected.moyenne.ravel(),
            "borne_basse": low.ravel(),
            "borne_haute": high.ravel(),
            "depart": expected.depart[cell, territory],
            "maximum": expected.maximum[cell, territory],
        }
    )
    told = (projected["mesure"] != FREED) | (projected["annee"] > hypotheses.annee)
    return projected[told].astype(COLUMNS).reset_index(drop=True)


def attendus(stock: pd.DataFrame, appartenances: pd.DataFrame, hypotheses: Hypotheses, horizon: int) -> Attendus:
    """Mean and variance of each count, before they are read as an interval."""
    types = types_de_personnes(stock, hypotheses.conjoints, hypotheses.annee)
    born = np.concatenate([types.cohorte, types.conjoint[types.conjoint >= 0]])
    first, last = int(born.min()) - MARGIN, int(born.max()) + MARGIN
    futures = Futures(hypotheses, np.arange(first, last + 1, dtype=np.int64), horizon, TIRAGES)
    return attendre(types, appartenances, futures, first)
