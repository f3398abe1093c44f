"""The possible futures: multipliers, mortality's path and departures, drawn so as to fill their laws evenly."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import stats

from methodes.projection.conjoints import gap_matrix
from methodes.projection.hypotheses import EHPAD_AGES, HALF, Hypotheses
from methodes.projection.mortalite import SEXES, Floats, Whole

SEED = 20260101


class Futures:
    """`cohortes` are consecutive; every survival is `[sex, cohort, year]`, the first year being the stock's, at 1."""

    def __init__(self, hypotheses: Hypotheses, cohortes: Whole, horizon: int, tirages: int) -> None:
        self.hypotheses = hypotheses
        years = np.arange(hypotheses.annee + 1, horizon + 1)
        self.hazard = hypotheses.tables.hazards(cohortes, years)
        age = years[None, :] - 1 - cohortes[:, None]
        band = np.searchsorted(EHPAD_AGES, age, side="right") - 1
        self.departures = np.cumsum(hypotheses.taux_ehpad[np.maximum(band, 0)], axis=1)
        self.gaps = np.stack([gap_matrix(hypotheses.conjoints.ecarts[sex], len(cohortes)) for sex in SEXES])
        rng = np.random.default_rng(SEED)
        self.multipliers = hypotheses.quantiles(_even(rng, tirages, 2))
        self.paths = _paths(rng, hypotheses, len(years), tirages)
        self.ehpad = np.ones(tirages)
        if hypotheses.departs_ehpad:
            level = _even(rng, tirages, 1)[:, 0]
            self.ehpad = stats.gamma.ppf(level, hypotheses.departs_ehpad + HALF) / (hypotheses.departs_ehpad + HALF)

    def __iter__(self) -> Iterator[tuple[Floats, Floats, Floats, Floats]]:
        """Per future: alive, at home, and the same two for the unknown spouse of a person of that sex and cohort."""
        for multiplier, path, ehpad in zip(self.multipliers, self.paths, self.ehpad, strict=True):
            dead = np.cumsum(self.hazard * path[:, None, :], axis=2) * multiplier[:, None, None]
            alive = _from_one(np.exp(-dead))
            home = alive * _from_one(np.exp(-ehpad * self.departures))
            yield alive, home, self.gaps @ alive[::-1], self.gaps @ home[::-1]


def _from_one(survival: Floats) -> Floats:
    return np.concatenate([np.ones((*survival.shape[:-1], 1)), survival], axis=-1)


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
