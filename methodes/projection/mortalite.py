"""Death rates by sex, age and year: observed, then carried on to the horizon along their trend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

SEXES = ("H", "F")
HORIZON = 2050
AGES = 121

# The trend leaves the years of Covid out; the level is that of the last three years before them.
TREND_FIRST, TREND_LAST = 1998, 2019
BASE_YEARS = 3
SHORTEST_TREND = 10

# Above 95 the death rates of a table are themselves extrapolated: they are closed by a logistic curve (Kannisto).
CLOSING_FIRST, CLOSING_LAST = 80, 95
# The ages of most deaths of right-holders: the index of mortality whose yearly moves tell how sure a trend is.
INDEX_AGES = slice(70, 96)


@dataclass(frozen=True)
class Tables:
    """`taux[sex, age, year]` is a yearly hazard; `covariance`, that of the yearly moves of the index of both sexes."""

    premiere: int
    taux: Floats
    annee_base: int
    tendance: Floats
    covariance: Floats
    annees_de_tendance: int

    def hazards(self, cohortes: Whole, annees: Whole) -> Floats:
        """Hazard of a cohort over a calendar year, `[sex, cohort, year]`.

        On 1 January the cohort's exact ages are spread over one year: half of the year is lived at each of two ages.
        """
        age = np.clip(annees[None, :] - 1 - cohortes[:, None], 0, AGES - 2)
        year = (annees - self.premiere)[None, :]
        return (self.taux[:, age, year] + self.taux[:, age + 1, year]) / 2


def tables_de_mortalite(taux: pd.DataFrame, connues_jusqu_a: int = HORIZON) -> Tables:
    """Tables up to the horizon, from `annee, sexe, age, taux` (yearly death rates), no later year being looked at.

    Per sex and age, ln(rate) has a linear trend over 1998-2019, started from the level of 2017-2019. Fewer than ten
    years of rates have no trend: the last level is held. An observed year keeps its own rates.
    """
    known = taux[taux["annee"] <= connues_jusqu_a]
    cube = known.pivot_table(index="annee", columns=["sexe", "age"], values="taux")
    columns = pd.MultiIndex.from_product([SEXES, range(CLOSING_LAST + 1)])
    observed = cube.reindex(columns=columns).to_numpy().reshape(len(cube), 2, -1).transpose(1, 0, 2)
    years = cube.index.to_numpy(dtype=np.int64)
    logs = np.log(np.maximum(observed, 1e-12))

    fitted = (years >= TREND_FIRST) & (years <= TREND_LAST)
    if not fitted.any():
        fitted = years == years.max()
    base_years = years[fitted][-BASE_YEARS:]
    base = logs[:, np.isin(years, base_years)].mean(axis=1)
    slope, covariance = np.zeros_like(base), np.zeros((2, 2))
    if fitted.sum() >= SHORTEST_TREND:
        slope = _slopes(years[fitted], logs[:, fitted])
        index = logs[:, fitted][:, :, INDEX_AGES].mean(axis=2)
        covariance = np.cov(np.diff(index))

    span = np.arange(min(years.min(), TREND_LAST), HORIZON + 1)
    ahead = span - base_years.mean()
    rates = np.exp(base[:, None, :] + slope[:, None, :] * ahead[None, :, None])
    rates[:, years - span[0]] = observed
    closed = _close(rates)
    return Tables(
        premiere=int(span[0]),
        taux=closed.transpose(0, 2, 1).copy(),
        annee_base=int(base_years[-1]),
        tendance=slope,
        covariance=covariance,
        annees_de_tendance=int(fitted.sum()) if slope.any() else 0,
    )


def _slopes(years: Whole, logs: Floats) -> Floats:
    centred = years - years.mean()
    slopes: Floats = np.einsum("t,sta->sa", centred, logs) / (centred**2).sum()
    return slopes


def _close(rates: Floats) -> Floats:
    """Rates `[sex, year, age <= 95]` carried to 120 by a line through logit(rate) between 80 and 95."""
    ages = np.arange(CLOSING_FIRST, CLOSING_LAST + 1)
    top = np.clip(rates[:, :, CLOSING_FIRST:], 1e-9, 1 - 1e-9)
    logit = np.log(top / (1 - top))
    centred = ages - ages.mean()
    slope = (logit * centred).sum(axis=2) / (centred**2).sum()
    beyond = np.arange(CLOSING_LAST + 1, AGES) - ages.mean()
    line = logit.mean(axis=2)[:, :, None] + slope[:, :, None] * beyond
    closed = np.where(rates[:, :, -1:] > 0, 1 / (1 + np.exp(-line)), 0.0)
    return np.concatenate([rates, closed], axis=2)
