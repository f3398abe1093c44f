"""Salaried employment: one invented economy, from which the files of URSSAF and INSEE are all drawn.

Everything but the communes and their populations is invented, in round numbers:

- private jobs at the end of 2006: 24 for 100 inhabitants in Hauts-de-France, more in towns, a fifth less in the Bassin
  minier, where industry weighs half as much again; 30 for 100 elsewhere. Their classes of activity are those of
  `ACTIVITIES`: one or two in a village (none in one out of eight), up to thirty in a town;
- jobs follow the curve of their activity, which falls in 2008 and 2009, and in 2020; those of Hauts-de-France lose
  0.2 % a year more, industry in the Bassin 1 % a year more, and 6 % more between 2007 and 2009; each line strays from
  that by a trend of its own (standard deviation 0.8 % a year) and 2 % of chance a year;
- one line out of twenty appears between 2007 and 2022, one out of twenty goes, never the last of a place; textiles
  leave the Bassin after 2012, batteries come into it in 2021;
- out of Hauts-de-France the communes of 1 000 inhabitants or more have one activity each, and share the jobs of their
  country in it by population: right for France, coarse below. The smaller ones, and Mayotte, have none;
- Flores and Clap add the jobs of `PUBLIC`, in proportion to the inhabitants; all their other sectors are URSSAF's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulation.communes import REGION, Communes
from simulation.distribution import Array
from simulation.emploi_activities import (
    ACTIVITIES,
    BATTERIES,
    CLASSES,
    CURVE,
    INDUSTRY,
    PUBLIC,
    SIZE,
    TEXTILES,
    TRANSPORT,
    WEIGHT,
    indexes,
)
from simulation.emploi_zones import zones_of
from simulation.nomenclature import Nomenclature
from simulation.places import Places, places_of
from simulation.shares import Counts
from simulation.world import SEED

Ranks = NDArray[np.intp]
Flags = NDArray[np.bool_]

FIRST, LAST = 2006, 2024
"""Years of URSSAF's yearly file."""
_ALWAYS = (0, 9999)


@dataclass(frozen=True)
class _Lines:
    """One line a place and class of activity, in the order of places and classes."""

    place: Ranks
    activity: Ranks
    jobs: Array
    """At the end of 2006."""
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    """Years of the first and last jobs."""
    trend: Array


class Employment:
    """The invented economy of France, the same whatever is asked and in whatever order."""

    def __init__(self, communes: Communes, naf: Nomenclature) -> None:
        self.communes, self.naf = communes, naf
        self.zones = zones_of(communes)
        self.places = places_of(communes)
        self.home = np.array([region == REGION for region in communes.region])
        self._lines = _lines(communes, self.places, self.home)
        self.place, self.activity = self._lines.place, self._lines.activity
        self.commune = self.places.commune[self.place]
        self.sectors = naf.codes("a38")
        of_class = [self.sectors.index(naf.parents["a38"][ape]) for ape in CLASSES]
        self._sector = np.array(of_class)[self.activity]
        self.headcount = cache(self._headcount)

    def present(self, year: int) -> Flags:
        """The lines that have an establishment at the end of a year."""
        return (self._lines.first <= year) & (year <= self._lines.last)

    def _headcount(self, year: int) -> Counts:
        """Private jobs of each line on 31 December, none where it has no establishment; any year since 1997."""
        lines, since = self._lines, year - FIRST
        home, mining = self.home[self.commune], self.communes.mining[self.commune]
        industry = CURVE[self.activity] == INDUSTRY
        drift = -0.002 * since * home + mining * industry * (-0.01 * since - 0.03 * np.clip(year - 2007, 0, 2))
        chance = np.random.default_rng([SEED, 5, year]).normal(0.0, 0.02, len(lines.place))
        stray = home * (lines.trend * since + chance)
        jobs = lines.jobs * indexes(year)[self.activity] * np.exp(drift + stray)
        return np.where(self.present(year), np.rint(jobs), 0).astype(np.int64)

    def establishments(self, year: int) -> Counts:
        """One at least where a line is present, even with nobody left on 31 December."""
        count = np.maximum(np.rint(self.headcount(year) / SIZE[self.activity]), 1)
        return np.where(self.present(year), count, 0).astype(np.int64)

    def private(self, year: int) -> tuple[Counts, Counts]:
        """Jobs and establishments of URSSAF's file, a row a commune, a column a sector of A38."""
        shape = (len(self.communes.codes), len(self.sectors))
        jobs, establishments = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        np.add.at(jobs, (self.commune, self._sector), self.headcount(year))
        np.add.at(establishments, (self.commune, self._sector), self.establishments(year))
        return jobs, establishments

    def salaried(self, year: int) -> tuple[Counts, Counts]:
        """The same of Flores and Clap: with the public sector and agriculture."""
        jobs, establishments = self.private(year)
        size = self.communes.population
        for sector, (rate, mean) in PUBLIC.items():
            there = {"AZ": size < 5_000, "QA": size >= 5_000}.get(sector, size > 0)
            added = np.rint(size * rate * there * _pull(size, sector != "AZ") * (1 + 0.003 * (year - FIRST)))
            rank = self.sectors.index(sector)
            jobs[:, rank] += added.astype(np.int64)
            establishments[:, rank] += np.ceil(added / mean).astype(np.int64)
        return jobs, establishments


def _pull(size: Array, towns: bool) -> Array:
    """Towns have more jobs than their inhabitants hold, villages fewer."""
    return np.exp(np.clip(0.22 * np.log2(np.maximum(size, 1.0) / 8_000), -1.2, 0.7)) if towns else np.ones_like(size)


def _lines(communes: Communes, places: Places, home: Flags) -> _Lines:
    draw = np.random.default_rng([SEED, 6])
    # A commune counts among those of 1 000 inhabitants if any census said so.
    large = np.max([np.nan_to_num(persons) for persons in communes.censuses.values()], axis=0) >= 1_000
    inside = np.flatnonzero(home[places.commune])
    of_inside = places.commune[inside]
    here = _drawn(places.population[inside], ~large[of_inside], communes.mining[of_inside], draw)
    kept = ~home & large & np.array([not code.startswith("976") for code in communes.codes])
    outside = np.flatnonzero(kept[places.commune])
    elsewhere = np.arange(len(outside)) % len(ACTIVITIES)
    total = 0.3 * float(communes.population[kept].sum())
    shared = np.bincount(elsewhere, places.population[outside], len(ACTIVITIES))[elsewhere]
    jobs = total * (WEIGHT / WEIGHT.sum())[elsewhere] * places.population[outside] / shared
    place = np.concatenate([inside[here[0]], outside])
    activity = np.concatenate([here[1], elsewhere])
    first, last = _lives(place, activity, communes, places, draw)
    moving = np.arange(len(place)) < len(here[0])
    order = np.lexsort((activity, place))
    return _Lines(
        place[order],
        activity[order],
        np.concatenate([here[2], jobs])[order],
        np.where(moving, first, _ALWAYS[0])[order],
        np.where(moving, last, _ALWAYS[1])[order],
        draw.normal(0.0, 0.008, len(place))[order],
    )


def _drawn(size: Array, village: Flags, mining: Flags, draw: np.random.Generator) -> tuple[Ranks, Ranks, Array]:
    """Place, class and jobs of the lines of Hauts-de-France: classes drawn by weight, small ones only in villages."""
    many = np.clip(np.rint(2.6 * np.log2(np.maximum(size, 1.0) / 1_000) + 2.5), 2, 30)
    few = 1 + (draw.random(len(size)) < 0.35) - (draw.random(len(size)) < 0.125) * 2
    count = np.where(village, np.clip(few, 0, 2), many)
    heavy = np.where(CURVE == INDUSTRY, 1.5, np.where(CURVE == TRANSPORT, 1.2, 1.0))
    weight = np.where(mining[:, None], WEIGHT * heavy, WEIGHT) * np.where(village[:, None], SIZE < 16, 1.0)
    # The largest of keys drawn so are a draw without replacement, in proportion to the weights.
    with np.errstate(divide="ignore"):
        keys = np.log(weight) + draw.gumbel(size=weight.shape)
    rank = np.argsort(np.argsort(-keys, axis=1, kind="stable"), axis=1)
    place, activity = np.nonzero(rank < count[:, None])
    share = weight[place, activity] * np.exp(draw.normal(0.0, 0.4, len(place)))
    jobs = 0.24 * size * _pull(size, True) * np.where(mining, 0.8, 1.0)
    return place, activity, jobs[place] * share / np.bincount(place, share, len(size))[place]


def _lives(
    place: Ranks, activity: Ranks, communes: Communes, places: Places, draw: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last year of each line, in the order of places; the last activity of a place never leaves it."""
    first, last = np.full(len(place), _ALWAYS[0]), np.full(len(place), _ALWAYS[1])
    chance, year = draw.random(len(place)), draw.integers(2007, 2023, len(place))
    lasting = np.zeros(len(place), np.bool_)
    lasting[len(place) - 1 - np.unique(place[::-1], return_index=True)[1]] = True
    first = np.where((chance < 0.05) & ~lasting, year, first)
    last = np.where((chance > 0.95) & ~lasting, year, last)
    mining, ape = communes.mining[places.commune[place]], np.array(CLASSES)[activity]
    first = np.where(mining & np.isin(ape, BATTERIES), 2021, first)
    last = np.where(mining & np.isin(ape, BATTERIES), _ALWAYS[1], last)
    return first, np.where(mining & np.isin(ape, TEXTILES), 2012, last)
