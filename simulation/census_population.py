"""Inhabitants, births and deaths of every year since 1968: the embedded censuses, and what they leave out, invented.

- A commune grows or shrinks at a rate of its own: 0.3 % a year before the first embedded census (standard deviation
  0.4 %), −0.1 % in the Bassin minier.
- Two embedded censuses that differ by more than 30 %, in a commune of 200 inhabitants, are not of the same
  territory (communes nouvelles that one of them knows by their chief town only): the earlier one is left out.
- 17 births for 1 000 inhabitants in 1968, 11 in 2022; 10.5 deaths, and 9.5; 5 % and 15 % more in the Bassin minier.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from simulation.communes import Communes
from simulation.distribution import Array
from simulation.shares import Counts
from simulation.world import SEED

FIRST = 1968


class Populations:
    """Whole persons, one a commune: the same for the same communes, whatever is asked before."""

    def __init__(self, communes: Communes) -> None:
        self.communes = communes
        draw = np.random.default_rng([SEED, FIRST])
        self._growth = np.where(communes.mining, -0.001, 0.003) + draw.normal(0.0, 0.004, len(communes.codes))
        self._births = np.where(communes.mining, 1.05, 1.0) * np.exp(draw.normal(0.0, 0.08, len(communes.codes)))
        self._deaths = np.where(communes.mining, 1.15, 1.0) * np.exp(draw.normal(0.0, 0.10, len(communes.codes)))
        self._censuses = _same_territory(communes)
        self.on = cache(self._on)
        self._flows = cache(self._drawn_flows)

    def _on(self, year: int) -> Counts:
        """Inhabitants on 1 January: an embedded census where there is one."""
        known = sorted(self._censuses)
        if year in known:
            exact = self._censuses[year]
            return np.rint(np.where(np.isnan(exact), self._drawn(year), exact)).astype(np.int64)
        return np.rint(self._drawn(year)).astype(np.int64)

    def births(self, first: int, after: int) -> Counts:
        """Births of the years from `first` to the one before `after`."""
        return sum((self._flows(year)[0] for year in range(first, after)), np.zeros(len(self._growth), np.int64))

    def deaths(self, first: int, after: int) -> Counts:
        """Deaths of the years from `first` to the one before `after`."""
        return sum((self._flows(year)[1] for year in range(first, after)), np.zeros(len(self._growth), np.int64))

    def _drawn(self, year: int) -> Array:
        """Between two known censuses, on the curve that joins them; outside, at the commune's own rate."""
        before, after = self._nearest(year, -1), self._nearest(year, 1)
        late, early = np.isnan(after[0]), np.isnan(before[0])
        slope = np.where(late | early, self._growth, np.log(after[0] / before[0]) / (after[1] - before[1]))
        start = np.where(early, after[0], before[0])
        distance = year - np.where(early, after[1], before[1])
        drawn: Array = start * np.exp(slope * distance)
        return drawn

    def _nearest(self, year: int, side: int) -> tuple[Array, Array]:
        """The known census before (-1) or after (1) a year, and its year, commune by commune."""
        persons, years = np.full(len(self._growth), np.nan), np.full(len(self._growth), np.nan)
        for other in sorted(self._censuses, key=lambda known: -side * known):
            if (other - year) * side > 0:
                known = ~np.isnan(self._censuses[other])
                persons[known], years[known] = np.maximum(self._censuses[other][known], 1.0), other
        return persons, years

    def _drawn_flows(self, year: int) -> tuple[Counts, Counts]:
        draw = np.random.default_rng([SEED, 1, year])
        persons, age = self.on(year), min(max(year - FIRST, 0), 54)
        births = draw.poisson(persons * self._births * (0.017 - 0.006 * age / 54))
        deaths = draw.poisson(persons * self._deaths * (0.0105 - 0.001 * age / 54))
        return births.astype(np.int64), deaths.astype(np.int64)


def _same_territory(communes: Communes) -> dict[int, Array]:
    """The embedded censuses, without those that a jump parts from the later ones."""
    kept: dict[int, Array] = {}
    later = np.full(len(communes.codes), np.nan)
    believed = np.ones(len(communes.codes), np.bool_)
    for year in sorted(communes.censuses, reverse=True):
        persons = communes.censuses[year]
        jump = (np.abs(np.log(np.maximum(persons, 1.0) / np.maximum(later, 1.0))) > np.log(1.3)) & (later >= 200)
        believed &= ~jump
        kept[year] = np.where(believed, persons, np.nan)
        later = np.where(np.isnan(kept[year]), later, kept[year])
    return kept
