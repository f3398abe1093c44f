"""The landlords' dwellings: where right-holders live, those that they free, who moves in after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.ayants_droit import hypotheses as h
from simulation.ayants_droit.households import Households, Settlement
from simulation.ayants_droit.tally import Flags, Ints

LANDLORDS = ("Bailleur simulé A", "Bailleur simulé B")
NOBODY, TENANT = -2, -1
"""Occupants that are no household of right-holders."""
NEVER = 9999
"""Year of works that are not to be."""
ALONE, COUPLE, CHILDREN, ONE_PARENT, OTHERS = range(5)
_SIZES = (1, 2, 4, 3, 3)


@dataclass
class Dwellings:
    """One row a dwelling; what concerns tenants is what the last of them were."""

    commune: Ints
    cite: Ints
    landlord: Ints
    collective: Flags
    rooms: Ints
    energy: Ints
    """Class before works, 0 for A, 6 for G, 7 where unknown."""
    works: Ints
    """Year of the rehabilitation, or `NEVER`."""
    erbm: Flags
    occupant: Ints
    """Rank of the household of right-holders, or `TENANT`, or `NOBODY`."""
    entered: Ints
    birth: Ints
    """Of the tenants' reference person."""
    size: Ints
    composition: Ints
    means: Ints

    def copy(self) -> Dwellings:
        return Dwellings(**{name: array.copy() for name, array in vars(self).items()})


def draw_dwellings(homes: Households, cites: Sequence[Settlement], draw: np.random.Generator) -> Dwellings:
    """Dwellings of the households marked as a landlord's, whose ranks are set, and others in the same places."""
    lived = np.flatnonzero(homes.dwelling == 0)
    homes.dwelling[lived] = np.arange(len(lived))
    others = draw.integers(len(lived), size=round(h.OTHER_DWELLINGS * len(lived)))
    place = np.concatenate([lived, lived[others]])
    count, cite = len(place), homes.cite[place]
    works = np.where(
        draw.random(count) < h.REHABILITATED, draw.integers(h.FIRST_WORKS, h.FIRST_WORKS + 20, count), 9999
    )
    own = [[LANDLORDS.index(name) for name in cite.landlords] or [0] for cite in cites]
    either = draw.integers(2, size=count).tolist()
    dwellings = Dwellings(
        homes.commune[place],
        cite,
        np.array([own[c][e % len(own[c])] if c >= 0 else e for c, e in zip(cite.tolist(), either, strict=True)]),
        np.where(cite >= 0, 0.05, 0.5) > draw.random(count),
        np.clip(np.rint(draw.normal(4.2, 1.0, count)), 1, 6).astype(np.int64),
        draw.choice(8, count, p=[0.0, 0.02, 0.08, 0.25, 0.3, 0.2, 0.1, 0.05]),
        works,
        np.array([c >= 0 and "erbm" in cites[c].layers for c in cite.tolist()]) & (works >= 2018),
        np.concatenate([lived, np.full(len(others), TENANT)]),
        np.concatenate([homes.entered[lived], np.full(len(others), h.FIRST_YEAR)]),
        *(np.zeros(count, np.int64) for _ in range(4)),
    )
    _move_in(dwellings, np.arange(len(lived), count), h.FIRST_YEAR - draw.integers(0, 25, len(others)), draw)
    dwellings.occupant[len(lived) :][draw.random(len(others)) < h.EMPTY] = NOBODY
    return dwellings


def let_a_year(dwellings: Dwellings, left: Ints, year: int, draw: np.random.Generator) -> None:
    """A year of lettings: `left` are the dwellings that right-holders free. What is freed is let from the next year."""
    empty = np.flatnonzero(dwellings.occupant == NOBODY)
    leaving = (dwellings.occupant == TENANT) & (draw.random(len(dwellings.occupant)) < h.TENANT_LEAVES)
    dwellings.occupant[leaving] = NOBODY
    dwellings.occupant[left] = NOBODY
    relet = empty[draw.random(len(empty)) < h.RELET]
    _move_in(dwellings, relet, np.full(len(relet), year), draw)


def _move_in(dwellings: Dwellings, rows: Ints, entered: Ints, draw: np.random.Generator) -> None:
    """New tenants: younger, poorer and more numerous than the right-holders."""
    count = len(rows)
    composition = draw.choice(5, count, p=[0.25, 0.14, 0.33, 0.22, 0.06])
    dwellings.occupant[rows] = TENANT
    dwellings.entered[rows] = entered
    dwellings.birth[rows] = entered - np.clip(np.rint(draw.gamma(6.0, 6.5, count)), 19, 85).astype(np.int64)
    dwellings.composition[rows] = composition
    more = np.where(composition >= CHILDREN, draw.integers(0, 3, count), 0)
    dwellings.size[rows] = np.array(_SIZES)[composition] + more
    dwellings.means[rows] = draw.choice(4, count, p=[0.28, 0.45, 0.22, 0.05])
