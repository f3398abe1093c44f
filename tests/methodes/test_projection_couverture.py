"""Intervals hold what they say: 1 000 worlds of known mortality, whose deaths are observed, projected, then lived.

A count of persons is whole: an interval of exactly 90 % does not exist for it. The coverage that must be between 88 and
92 % is the randomised one: a world that falls on a bound counts for the part of that bound's chance inside the 90 %.
The bounds as published hold the whole of both their ends: they must hold at least as much.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from methodes.projection import comptage
from methodes.projection.attendus import Attendus, attendre
from methodes.projection.conjoints import estimer_conjoints
from methodes.projection.foyers import types_de_personnes
from methodes.projection.hypotheses import estimer_hypotheses
from methodes.projection.tirages import Futures
from tests.methodes.mines import KEY, START, Lives, hamlet, tables

WORLDS = 1_000
DRAWS = 64
SIZES = {"hameau": 20, "village": 200, "ville": 5_000}
YEARS = 25
FIRST, LAST = 1860, 2010
LEAVE = 0.03
# What the projection does not know: how much more miners and their widows die than the country.
TRUE = np.array([1.25, 1.1])
LAW = tables(spread=0.012)
CELLS = {
    "personnes": ("personnes", "ensemble", "ensemble"),
    "hommes": ("personnes", "H", "propre"),
    "veuves": ("personnes", "F", "reversion"),
    "logements": ("logements", "ensemble", "ensemble"),
    "libérés": ("logements_liberes", "ensemble", "ensemble"),
}
ROOT = np.linalg.cholesky(LAW.covariance)


def true_hazard(rng: np.random.Generator) -> np.ndarray:
    """The country's mortality turns as a random walk around its trend, whose slope is known by 22 years."""
    hazard = LAW.hazards(np.arange(FIRST, LAST), np.arange(START + 1, START + 1 + YEARS))
    drift = rng.normal(size=2) @ ROOT.T / np.sqrt(21)
    walk = np.cumsum(rng.normal(size=(YEARS, 2)) @ ROOT.T + drift, axis=0)
    return hazard * np.exp(walk.T)[:, None, :] * TRUE[:, None, None]


def past_moves(rng: np.random.Generator, stocks: pd.DataFrame) -> pd.DataFrame:
    """Deaths and departures of the year that follows each stock."""
    cohorts, year = (stocks[name].to_numpy(dtype=np.int64) for name in ("annee_naissance", "millesime"))
    sex = (stocks["sexe"] == "F").to_numpy().astype(int)
    hazard = LAW.hazards(np.arange(FIRST, LAST), np.arange(START - 1, START + 1))
    hazard = hazard[sex, cohorts - FIRST, year - (START - 2)] * TRUE[sex]
    persons = stocks["personnes"].to_numpy()
    dead = rng.binomial(persons, 1 - np.exp(-hazard))
    gone = rng.binomial(persons - dead, 1 - np.exp(-LEAVE))
    who = stocks[["sexe", "annee_naissance"]].assign(annee=year + 1)
    return pd.concat(
        [who.assign(motif="deces_sans_conjoint", personnes=dead), who.assign(motif="ehpad", personnes=gone)]
    )


def outcome(stock: pd.DataFrame, lives: dict[str, np.ndarray], unit: str) -> dict[str, np.ndarray]:
    """Counts by year of what the projection forecasts."""
    here = (stock["unite"] == unit).to_numpy()
    men = here & (stock["sexe"] == "H").to_numpy()
    own = (stock["droit"] == "propre").to_numpy()
    alive, taken = lives["propre"], lives["reversion"]
    held = (alive | taken)[here & (stock["logement"] == "nature").to_numpy()].sum(axis=0)
    return {
        "personnes": (alive | taken)[here].sum(axis=0),
        "hommes": alive[men & own].sum(axis=0),
        "veuves": alive[here & ~men & ~own].sum(axis=0) + taken[men].sum(axis=0),
        "logements": held,
        "libérés": np.concatenate([[0], held[:-1] - held[1:]]),
    }


def inside(true: np.ndarray, expected: Attendus) -> tuple[np.ndarray, np.ndarray]:
    """Part of the years inside the 90 %, randomised and by the published bounds, of counts `[cell, size, year]`."""
    cells = [expected.cellules.index(cell) for cell in CELLS.values()]
    sizes = [expected.territoires.index(size) for size in SIZES]
    chosen = np.ix_(cells, sizes)
    law = (expected.moyenne[chosen][:, :, 1:], expected.variance[chosen][:, :, 1:], expected.maximum[chosen][..., None])
    upto, below = comptage.repartition(true, *law), comptage.repartition(true - 1, *law)
    part = (np.minimum(upto, 0.95) - np.maximum(below, 0.05)) / np.maximum(upto - below, 1e-12)
    low, high = comptage.bornes(*law, 0.9)
    return np.clip(part, 0, 1).mean(axis=2), ((low <= true) & (true <= high)).mean(axis=2)


@pytest.fixture(scope="module")
def coverage() -> pd.DataFrame:
    """Mean over the worlds and the years, per size of territory and count."""
    rng = np.random.default_rng(2026)
    stocks = {
        year: pd.concat([hamlet(rng, n, unit, year) for unit, n in SIZES.items()], ignore_index=True)
        for year in (START - 2, START - 1, START)
    }
    stock = stocks[START]
    now = stock.groupby(KEY, dropna=False, as_index=False)["personnes"].sum()
    past = pd.concat(
        stocks[year].groupby(["sexe", "annee_naissance", "millesime"], as_index=False)["personnes"].sum()
        for year in (START - 2, START - 1)
    )
    # Every spouse is known here: the list itself teaches nothing of the unknown ones.
    known = pd.concat([past, now.head(0)])
    types = types_de_personnes(now, estimer_conjoints(now, START), START)
    memberships = pd.DataFrame({"unite": list(SIZES), "territoire": list(SIZES)})
    cohorts = np.arange(FIRST, LAST)
    held = np.zeros((2, len(CELLS), len(SIZES)))
    for _ in range(WORLDS):
        moves = past_moves(rng, past)
        hypotheses = estimer_hypotheses(known, moves, LAW, START)
        expected = attendre(types, memberships, Futures(hypotheses, cohorts, START + YEARS, DRAWS), FIRST)
        lives = Lives(stock, true_hazard(rng), FIRST, LEAVE).draw(rng)
        counts = [outcome(stock, lives, size) for size in SIZES]
        true = np.array([[count[name][1:] for count in counts] for name in CELLS])
        held += np.stack(inside(true, expected)) / WORLDS
    return pd.DataFrame(
        held.reshape(2, -1).T,
        index=pd.MultiIndex.from_product([CELLS, SIZES]),
        columns=["tiree", "publiee"],
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CELLS)
def test_between_88_and_92_worlds_in_a_hundred_are_inside_the_90_percent_interval(
    coverage: pd.DataFrame, size: str, name: str
) -> None:
    held = coverage.loc[(name, size)]
    print(f"{size}, {name} : {held['tiree']:.1%} (bornes publiées : {held['publiee']:.1%})")
    assert 0.88 <= held["tiree"] <= 0.92
    assert held["publiee"] >= held["tiree"] - 0.005
