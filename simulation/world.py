"""One seeded world: invented incomes and benefits of the real communes of Hauts-de-France.

No figure of a producer enters it but populations and territories. Everything else is invented, in round numbers:

- the median of metropolitan France is 20 000 € in 2016, 21 000 € in 2019, its Gini index 1 / 3.6; a commune's
  median strays from it by its EPCI (standard deviation 4 %) and its own chance (5 %), loses 12 % in the Bassin minier
  and 3 % for each doubling of the population above 5 000, gains 6 % in the belt of a large town;
- a person is poor under 60 % of the national median of the year; age and tenure multiply the risk of poverty;
- salaries, pensions and benefits share the disposable income, benefits weighing more where more are poor;
- benefit recipients follow population and poverty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from simulation import neighbourhoods
from simulation.communes import Communes
from simulation.distribution import Array, Distribution

SEED = 620_498
NATIONAL_MEDIAN: Mapping[int, float] = MappingProxyType({2016: 20_000.0, 2019: 21_000.0})
NATIONAL_SHAPE = 3.6

AGES = {
    "AGE1": (0.09, 1.5),
    "AGE2": (0.20, 1.2),
    "AGE3": (0.22, 1.15),
    "AGE4": (0.19, 1.0),
    "AGE5": (0.19, 0.65),
    "AGE6": (0.11, 0.6),
}
"""Share of the persons and relative risk of poverty by age of the household's reference person."""
TENURES = {"TOL1": (0.58, 0.45), "TOL2": (0.42, 1.75)}
"""The same of owners and tenants."""

SOURCES = {
    # share of the disposable income before taxes, and its change for one more poor person in one
    "PTSA": (57.0, -45.0),
    "PCHO": (2.5, 8.0),
    "PBEN": (4.5, -6.0),
    "PPEN": (26.0, 0.0),
    "PPAT": (8.0, -15.0),
    "PPFAM": (2.2, 6.0),
    "PPMINI": (1.8, 12.0),
    "PPLOGT": (1.2, 9.0),
}
_TYPICAL_POVERTY = 0.15


@dataclass(frozen=True)
class Incomes:
    """A year of the world, one row a commune."""

    persons: Array
    households: Array
    units: Array
    """Consumption units, to the tenth."""
    taxed: Array
    """Taxed households, a number of them."""
    distribution: Distribution
    poor: Array
    """Share of poor persons, 0 to 1."""
    poor_by_group: dict[str, Array]
    """Share of poor persons, 0 to 1, by the groups of `AGES` and `TENURES`."""
    sources: dict[str, Array]
    """Shares of the disposable income, in %, by the names of `SOURCES`, and taxes (`PIMPOT`), negative: 100 in all."""


@dataclass(frozen=True)
class Benefits:
    """Recipients in December, one row a territory: whole numbers of households, or of persons where it says covered."""

    recipients: Array
    covered: Array
    rsa: Array
    rsa_covered: Array
    activity: Array
    disabled: Array


@dataclass(frozen=True)
class Neighbourhoods:
    """Invented priority neighbourhoods: codes that no real one bears, in real towns."""

    codes: list[str]
    names: list[str]
    incomes: Incomes
    benefits: Benefits


class World:
    """The invented world of some communes: the same for the same communes, whoever asks and in whatever order."""

    def __init__(self, communes: Communes) -> None:
        self.communes = communes
        count, draw = len(communes.codes), np.random.default_rng(SEED)
        epci = sorted(set(communes.epci))
        by_epci = dict(zip(epci, draw.normal(0.0, 0.04, len(epci)), strict=True))
        self._wealth = np.array([by_epci[siren] for siren in communes.epci]) + draw.normal(0.0, 0.05, count)
        self._shape = draw.normal(0.0, 0.2, count)
        self._covered = draw.uniform(0.95, 0.98, count)
        self._household = draw.uniform(2.1, 2.6, count)
        self._age_risk = np.exp(draw.normal(0.0, 0.15, (6, count)))
        self._tenure_risk = np.exp(draw.normal(0.0, 0.1, (2, count)))
        self._source = np.exp(draw.normal(0.0, 0.08, (len(SOURCES), count)))
        self._benefit = np.exp(draw.normal(0.0, 0.1, (5, count)))
        self._year = {year: np.exp(draw.normal(0.0, 0.01, count)) for year in NATIONAL_MEDIAN}

    def incomes(self, year: int) -> Incomes:
        """The incomes of the communes in a year that `NATIONAL_MEDIAN` has."""
        persons = np.rint(self.communes.population * self._covered)
        noise = _Noise(self._age_risk, self._tenure_risk, self._source)
        return _incomes(year, persons, np.rint(persons / self._household), self._distribution(year), noise)

    def national(self, year: int) -> Incomes:
        """Metropolitan France, in one row: a law of its own, since the world holds one region only."""
        persons = np.rint(np.array([self.communes.metropolitan_population * 0.965]))
        law = Distribution.log_logistic(np.array([NATIONAL_MEDIAN[year]]), np.array([NATIONAL_SHAPE]))
        return _incomes(year, persons, np.rint(persons / 2.3), law, _Noise.none(1))

    def benefits(self) -> Benefits:
        """The benefits of the communes, with the poverty of the last incomes."""
        return _benefits(self.communes.population, self.incomes(max(NATIONAL_MEDIAN)).poor, self._benefit)

    def neighbourhoods(self, year: int) -> Neighbourhoods:
        """The priority neighbourhoods of 2015: an eighth of the persons of their towns, incomes lower by 30 %."""
        towns = neighbourhoods.towns(self.communes)
        persons = np.rint(self.communes.population[towns] / 8)
        median = 0.7 * self._distribution(year).quantile(0.5)[towns]
        law = Distribution.log_logistic(median, np.full(len(towns), 4.4))
        incomes = _incomes(year, persons, np.rint(persons / 2.4), law, _Noise.none(len(towns)))
        return Neighbourhoods(
            neighbourhoods.codes(self.communes, 2015),
            neighbourhoods.names(self.communes),
            incomes,
            _benefits(persons, incomes.poor, np.ones((5, len(towns)))),
        )

    def iris(self) -> tuple[list[str], NDArray[np.intp], Array]:
        """Invented IRIS of the communes of 5 000 inhabitants or more: code, rank of the commune, share of it."""
        draw, codes, ranks, shares = np.random.default_rng(SEED + 1), [], [], []
        for rank in np.flatnonzero(self.communes.population >= 5_000).tolist():
            count = int(self.communes.population[rank] // 2_500)
            weights = draw.uniform(0.5, 1.5, count)
            codes += [f"{self.communes.codes[rank]}{101 + i:04d}" for i in range(count)]
            ranks += [rank] * count
            shares += (weights / weights.sum()).tolist()
        return codes, np.array(ranks), np.array(shares)

    def _distribution(self, year: int) -> Distribution:
        size = self.communes.population
        above = np.log2(np.maximum(size, 5_000) / 5_000)
        log_median = (
            np.log(NATIONAL_MEDIAN[year])
            + self._wealth
            + np.log(self._year[year])
            - 0.12 * self.communes.mining
            - 0.03 * above
            + 0.06 * self._belt(size)
        )
        return Distribution.log_logistic(np.exp(log_median), np.clip(4.2 - 0.12 * above + self._shape, 3.2, 5.0))

    def _belt(self, size: Array) -> NDArray[np.bool_]:
        """Small communes, out of the Bassin, of an EPCI of 80 000 inhabitants or more."""
        of_epci: dict[str, float] = {}
        for siren, persons in zip(self.communes.epci, size, strict=True):
            of_epci[siren] = of_epci.get(siren, 0.0) + float(persons)
        large = np.array([siren != "" and of_epci[siren] >= 80_000 for siren in self.communes.epci])
        return large & (size < 5_000) & ~self.communes.mining


@dataclass(frozen=True)
class _Noise:
    """What chance multiplies, one column a territory: risks by age and tenure, sources of income."""

    ages: Array
    tenures: Array
    sources: Array

    @classmethod
    def none(cls, count: int) -> _Noise:
        return cls(np.ones((len(AGES), count)), np.ones((len(TENURES), count)), np.ones((len(SOURCES), count)))


def _benefits(population: Array, poor: Array, noise: Array) -> Benefits:
    extra = poor - _TYPICAL_POVERTY
    rates = (0.17 + 0.4 * extra, 0.13 * poor, 0.065 + 0.12 * extra, 0.019 + 0.03 * extra)
    recipients, rsa, activity, disabled = (
        np.rint(population * np.clip(rate, 0.0, 1.0) * chance) for rate, chance in zip(rates, noise[:4], strict=True)
    )
    return Benefits(
        recipients,
        np.rint(recipients * 2.3 * noise[4]),
        np.minimum(rsa, recipients),
        np.rint(np.minimum(rsa, recipients) * 2.1),
        np.minimum(activity, recipients),
        np.minimum(disabled, recipients),
    )


def _incomes(year: int, persons: Array, households: Array, distribution: Distribution, noise: _Noise) -> Incomes:
    poor = distribution.share_under(0.6 * NATIONAL_MEDIAN[year])
    return Incomes(
        persons,
        households,
        np.round(persons * 0.55 + households * 0.3, 1),
        np.rint(households * np.clip(0.9 - 2.6 * poor, 0.1, 0.9)),
        distribution,
        poor,
        {**_by_group(poor, AGES, noise.ages), **_by_group(poor, TENURES, noise.tenures)},
        _sources(poor, noise.sources),
    )


def _by_group(poor: Array, groups: Mapping[str, tuple[float, float]], noise: Array) -> dict[str, Array]:
    """Poverty by group, such that the groups together have the poverty of all."""
    risks = {name: risk * of_group for (name, (_, risk)), of_group in zip(groups.items(), noise, strict=True)}
    together = sum((groups[name][0] * risk for name, risk in risks.items()), np.zeros_like(poor))
    return {name: poor * risk / together for name, risk in risks.items()}


def _sources(poor: Array, noise: Array) -> dict[str, Array]:
    extra = poor - _TYPICAL_POVERTY
    taxes = -np.clip(15.0 - 30.0 * extra, 4.0, 25.0)
    parts = {
        name: np.maximum(share + slope * extra, 0.1) * of_source
        for (name, (share, slope)), of_source in zip(SOURCES.items(), noise, strict=True)
    }
    scale = (100.0 - taxes) / sum(parts.values(), np.zeros_like(poor))
    return {**{name: part * scale for name, part in parts.items()}, "PIMPOT": taxes}
