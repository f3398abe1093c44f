"""The possible futures: multipliers, mortality's path and departures, drawn so as to fill their laws evenly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import stats

from methodes.projection.conjoints import gap_matrix
from methodes.projection.hypotheses import AGES_AU_DEPART, HALF, Hypotheses
from methodes.projection.mortalite import SEXES, Floats, Whole

SEED = 20260101


@dataclass(frozen=True)
class Future:
    """Chances `[sex, cohort, year]`, from the year of the stock: still there, dead without having left, and the spouse
    of a person of that sex and cohort still there, where only the gaps between spouses are known."""

    there: Floats
    dead: Floats
    unknown_spouse: Floats


class Futures:
    """One future a draw. `cohortes` are consecutive."""

    def __init__(self, hypotheses: Hypotheses, cohortes: Whole, horizon: int, tirages: int) -> None:
        self.hypotheses = hypotheses
        years = np.arange(hypotheses.annee + 1, horizon + 1)
        self.hazard = hypotheses.tables.hazards(cohortes, years)
        age = years[None, :] - 1 - cohortes[:, None]
        band = np.searchsorted(AGES_AU_DEPART, age, side="right") - 1
        self.departures = hypotheses.taux_de_depart[np.maximum(band, 0)]
        self.gaps = np.stack([gap_matrix(hypotheses.conjoints.ecarts[sex], len(cohortes)) for sex in SEXES])
        unsure = _unsure_years(hypotheses, len(years))
        draws = _normals(tirages, 3 + 2 * (unsure + 1))
        self.multipliers = hypotheses.quantiles(stats.norm.cdf(draws[:, :2]))
        self.paths = _paths(draws[:, 3:], hypotheses, len(years))
        self.levels = np.ones(tirages)
        if hypotheses.departs:
            counted = hypotheses.departs + HALF
            self.levels = stats.gamma.ppf(stats.norm.cdf(draws[:, 2]), counted) / counted

    def __iter__(self) -> Iterator[Future]:
        for multiplier, path, level in zip(self.multipliers, self.paths, self.levels, strict=True):
            dying = self.hazard * path[:, None, :] * multiplier[:, None, None]
            leaving = dying + level * self.departures
            there = _after(1.0, np.exp(-np.cumsum(leaving, axis=2)))
            by_death = np.divide(dying, leaving, out=np.zeros_like(dying), where=leaving > 0)
            dead = _after(0.0, np.cumsum((there[:, :, :-1] - there[:, :, 1:]) * by_death, axis=2))
            yield Future(there, dead, self.gaps @ there[::-1])


def _after(start: float, later: Floats) -> Floats:
    return np.concatenate([np.full((*later.shape[:-1], 1), start), later], axis=-1)


def _normals(draws: int, dimensions: int) -> Floats:
    """Normal numbers of mean zero, variance one and no correlation to the last digit: few draws are then enough."""
    numbers = np.random.default_rng(SEED).normal(size=(draws, dimensions))
    return np.asarray(np.linalg.qr(numbers - numbers.mean(axis=0)).Q * np.sqrt(draws))


def _unsure_years(hypotheses: Hypotheses, years: int) -> int:
    return hypotheses.annee - hypotheses.depart_du_doute + years if hypotheses.tables.annees_de_tendance else 0


def _paths(normals: Floats, hypotheses: Hypotheses, years: int) -> Floats:
    """Factor on the hazards `[draw, sex, year]`: a random walk of the index, and a drift known by its past moves."""
    tables = hypotheses.tables
    if not tables.annees_de_tendance:
        return np.ones((len(normals), 2, years))
    root = np.linalg.cholesky(tables.covariance + 1e-15 * np.eye(2))
    moves = normals.reshape(len(normals), -1, 2) @ root.T
    drift = moves[:, :1] / np.sqrt(tables.annees_de_tendance - 1)
    walk = np.cumsum(moves[:, 1:] + drift, axis=1)[:, -years:]
    return np.asarray(np.exp(walk.transpose(0, 2, 1)))
