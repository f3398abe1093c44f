"""Invented lists of right-holders, their true mortality and the lives they lead, for the tests of the projection."""

from __future__ import annotations

import numpy as np
import pandas as pd

from methodes.projection import Hypotheses, Tables, estimer_conjoints
from methodes.projection.hypotheses import AGES_AU_DEPART
from methodes.projection.mortalite import AGES, HORIZON

START = 2024
LINE = {
    "unite": "62498",
    "sexe": "H",
    "annee_naissance": 1940,
    "droit": "propre",
    "conjoint_vivant": "non",
    "conjoint_ayant_droit": "non",
    "annee_naissance_conjoint": None,
    "logement": "nature",
    "personnes": 1,
}
KEY = [name for name in LINE if name != "personnes"]


def people(*lines: dict[str, object], year: int = START) -> pd.DataFrame:
    """Lines that differ from a lone old miner housed in kind by what is said of them."""
    table = pd.DataFrame([{**LINE, **line} for line in lines])
    table["annee_naissance_conjoint"] = table["annee_naissance_conjoint"].astype("Int64")
    return table.assign(millesime=year)


def whole(stock: pd.DataFrame) -> pd.DataFrame:
    """Each unit is a territory, and all of them together are another."""
    units = pd.Series(stock["unite"].unique())
    return pd.concat(
        [pd.DataFrame({"unite": units, "territoire": units}), pd.DataFrame({"unite": units, "territoire": "bassin"})]
    )


def tables(level: float = 1.0, spread: float = 0.0, flat: float | None = None) -> Tables:
    """Gompertz's law (or the same `flat` hazard at all ages), men dying more, falling 2 % a year."""
    years = np.arange(1998, HORIZON + 1)
    ages = np.arange(AGES)
    if flat is None:
        old = np.exp(-10.2 + 0.095 * ages) * level
        rates = np.stack([1.4 * old, old])[:, :, None] * np.exp(-0.02 * (years - 2018))
    else:
        rates = np.full((2, AGES, len(years)), flat)
    return Tables(1998, rates, 2019, np.full((2, 96), -0.02), spread**2 * np.array([[1.0, 0.7], [0.7, 1.5]]), 22)


def sure(stock: pd.DataFrame, law: Tables, leave: float = 0.0) -> Hypotheses:
    """Hypotheses without doubt: mortality is the law's, and departures happen at one rate."""
    rates = np.full(len(AGES_AU_DEPART), leave)
    return Hypotheses(START, law, estimer_conjoints(stock, START), None, None, rates, 0.0, ())


def hamlet(rng: np.random.Generator, persons: int, unit: str, year: int = START) -> pd.DataFrame:
    """A list in the proportions of the mines: old, more women than men, most of them survivors."""
    men = rng.random(persons) < 0.4
    cohort = year - np.clip(rng.normal(80, 7, persons), 55, 102).astype(int)
    own = men | (rng.random(persons) < 0.12)
    spouse = np.where(own, rng.choice(["oui", "non"], persons, p=[0.65, 0.35]), "non")
    gap = rng.integers(-2, 9, persons) * np.where(men, 1, -1)
    stock = pd.DataFrame(
        {
            "unite": unit,
            "sexe": np.where(men, "H", "F"),
            "annee_naissance": cohort,
            "droit": np.where(own, "propre", "reversion"),
            "conjoint_vivant": spouse,
            "conjoint_ayant_droit": "non",
            "annee_naissance_conjoint": pd.array(np.minimum(cohort + gap, year - 40), dtype="Int64"),
            "logement": rng.choice(["nature", "especes"], persons, p=[0.6, 0.4]),
            "personnes": 1,
        }
    )
    stock.loc[stock["conjoint_vivant"] != "oui", "annee_naissance_conjoint"] = pd.NA
    return stock.assign(millesime=year)


class Lives:
    """What becomes of each person of a list, one person a line, under a known mortality: one draw."""

    def __init__(self, stock: pd.DataFrame, hazard: np.ndarray, first: int, leave: float = 0.0) -> None:
        """`hazard[sex, cohort, year]`, the cohorts from `first` on; `leave` is the rate of departure at any age."""
        sex = (stock["sexe"] == "F").to_numpy().astype(int)
        cohort = stock["annee_naissance"].to_numpy(dtype=int) - first
        self.married = (stock["conjoint_vivant"] == "oui").to_numpy()
        self.reverts = self.married & (stock["droit"] == "propre").to_numpy()
        theirs = np.where(self.married, stock["annee_naissance_conjoint"].fillna(first).to_numpy(dtype=int) - first, 0)
        dead = np.concatenate([np.zeros((*hazard.shape[:2], 1)), np.cumsum(hazard, axis=2)], axis=2)
        self.person, self.spouse, self.leave = dead[sex, cohort], dead[1 - sex, theirs], leave

    def draw(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        """Per person and year: still there, or the spouse who took over at the death."""
        years = np.arange(self.person.shape[1])
        death, departure = self._end(rng, self.person), rng.exponential(size=len(self.person)) / max(self.leave, 1e-12)
        spouse = np.minimum(
            self._end(rng, self.spouse), rng.exponential(size=len(self.person)) / max(self.leave, 1e-12)
        )
        there = np.minimum(death, departure)[:, None] > years
        widowed = (self.reverts & (death < departure))[:, None] & (death[:, None] <= years)
        return {"propre": there, "reversion": widowed & (spouse[:, None] > years)}

    @staticmethod
    def _end(rng: np.random.Generator, dead: np.ndarray) -> np.ndarray:
        """Time of death: where the cumulated hazard meets an exponential, straight within a year."""
        met = rng.exponential(size=len(dead))
        year = (dead[:, 1:] <= met[:, None]).sum(axis=1)
        row = np.arange(len(dead))
        after = np.minimum(year + 1, dead.shape[1] - 1)
        step = np.maximum(dead[row, after] - dead[row, year], 1e-300)
        return np.where(year == dead.shape[1] - 1, np.inf, year + (met - dead[row, year]) / step)
