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
        rng = np.random.default_rng(SEED)
        self.multipliers = hypotheses.quantiles(_even(rng, tirages, 2))
        self.paths = _paths(rng, hypotheses, len(years), tirages)
        self.levels = np.ones(tirages)
        if hypotheses.departs:
            counted = hypotheses.departs + HALF
            self.levels = stats.gamma.ppf(_even(rng, tirages, 1)[:, 0], counted) / counted

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


def _even(rng: np.random.Generator, draws: int, dimensions: int) -> Floats:
    """Latin hypercube: each dimension takes each of `draws` levels once."""
    ranks = np.stack([rng.permutation(draws) for _ in range(dimensions)], axis=1)
    return np.asarray((ranks + 0.5) / draws)


def _paths(rng: np.random.Generator, hypotheses: Hypotheses, years: int, draws: int) -> Floats:
    """Factor on the hazards `[draw, sex, year]`: a random walk of the index, and a drift known by its past moves."""
    tables = hypotheses.tables
    if not tables.annees_de_tendance:
        return np.ones((draws, 2, years))
    before = hypotheses.annee - hypotheses.depart_du_doute
    root = np.linalg.cholesky(tables.covariance + 1e-15 * np.eye(2))
    steps = stats.norm.ppf(_even(rng, draws, 2 * (before + years))).reshape(draws, before + years, 2) @ root.T
    drift = stats.norm.ppf(_even(rng, draws, 2)) @ root.T / np.sqrt(tables.annees_de_tendance - 1)
    walk = np.cumsum(steps + drift[:, None, :], axis=1)[:, before:]
    return np.asarray(np.exp(walk.transpose(0, 2, 1)))
