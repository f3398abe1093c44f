"""Places between which people move or commute, and the drawing of who goes where: what two census files share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.communes import Communes
from simulation.distribution import Array

Ranks = NDArray[np.intp]

HOME = ("02", "59", "60", "62", "80")
"""The départements of Hauts-de-France, whose communes exchange with one another."""
ARRONDISSEMENTS = {
    "75056": tuple(str(code) for code in range(75101, 75121)),
    "13055": tuple(str(code) for code in range(13201, 13217)),
    "69123": tuple(str(code) for code in range(69381, 69390)),
}
"""INSEE writes the municipal arrondissements instead of Paris, Marseille and Lyon: equal parts of them here."""
UNIT = 1_000_000
"""Weights are whole millionths, so that a flow is the sum of its lines to the last decimal."""


@dataclass(frozen=True)
class Places:
    """Communes and municipal arrondissements, in the order of their codes; every array has their length."""

    codes: list[str]
    names: list[str]
    commune: Ranks
    """Rank of the commune that each is, or is a part of."""
    parent: list[str]
    """The commune of an arrondissement; the code itself otherwise."""
    departement: list[str]
    groups: dict[str, NDArray[np.intp]]
    """Rank of the EPCI, arrondissement or région that a commune exchanges in."""
    home: NDArray[np.bool_]
    mining: NDArray[np.bool_]
    population: Array


def places_of(communes: Communes) -> Places:
    """INSEE and URSSAF list the municipal arrondissements: equal parts of their commune here."""
    parts = [ARRONDISSEMENTS.get(code, (code,)) for code in communes.codes]
    rank = np.repeat(np.arange(len(parts)), [len(codes) for codes in parts])
    departement = [communes.departement[i] for i in rank]
    home = np.isin(departement, HOME)
    groups = {"epci": communes.epci, "arrondissement": communes.arrondissement}
    return Places(
        [code for codes in parts for code in codes],
        [communes.names[i] for i in rank],
        rank,
        [communes.codes[i] for i in rank],
        departement,
        {
            **{name: np.unique(np.array(of)[rank], return_inverse=True)[1] for name, of in groups.items()},
            "region": home.astype(np.intp),
        },
        home,
        communes.mining[rank],
        communes.population[rank] / np.array([len(codes) for codes in parts])[rank],
    )


def largest_outside(places: Places) -> Ranks:
    """The place with most inhabitants of each département that is not of Hauts-de-France."""
    _, of = np.unique(places.departement, return_inverse=True)
    order = np.lexsort((-places.population, of))
    first = order[np.unique(of[order], return_index=True)[1]]
    return np.sort(first[~places.home[first]])


def drawn(weights: Array, ranks: Ranks, count: int, draw: np.random.Generator) -> Ranks:
    return ranks[draw.choice(len(ranks), count, p=weights / weights.sum())] if count else ranks[:0]


def drawn_within(group: Ranks, weights: Array, wanted: Ranks, draw: np.random.Generator) -> Ranks:
    """For each wanted rank, a rank of the same group, in proportion to the weights."""
    order = np.argsort(group, kind="stable")
    reached = np.cumsum(weights[order])
    end = np.searchsorted(group[order], group[wanted], side="right") - 1
    start = np.searchsorted(group[order], group[wanted], side="left")
    below = np.where(start > 0, reached[start - 1], 0.0)
    found = np.searchsorted(reached, below + draw.random(len(wanted)) * (reached[end] - below), side="right")
    return order[np.minimum(found, end)]


def shared(totals: Array, of: Ranks, draw: np.random.Generator) -> NDArray[np.int64]:
    """The weight of each line, in millionths: uneven shares of its place's total."""
    share = draw.uniform(0.5, 1.5, len(of))
    of_place = np.bincount(of, weights=share, minlength=len(totals))
    return np.rint(totals[of] * share / of_place[of] * UNIT).astype(np.int64)


def summed_pairs(here: Ranks, there: Ranks, weight: NDArray[np.int64]) -> tuple[Ranks, Ranks, NDArray[np.int64]]:
    """Each pair of places once, in order, with the sum of its weights; ranks from -2 on, which name no place."""
    size = int(max(here.max(), there.max())) + 3
    pairs, line = np.unique((here.astype(np.int64) + 2) * size + there + 2, return_inverse=True)
    flows = np.zeros(len(pairs), np.int64)
    np.add.at(flows, line, weight)
    return pairs // size - 2, pairs % size - 2, flows


def as_text(millionths: NDArray[np.int64]) -> list[str]:
    return [f"{value // UNIT}.{value % UNIT:06d}" for value in millionths.tolist()]
