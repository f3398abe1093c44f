"""Residential migrations of a census, in INSEE's two files: flows between communes, and weighted individuals.

Everything but the communes and their populations is invented, in round numbers:

- 99 % of the inhabitants are a year old or more; a year before, 6 % of those of Hauts-de-France lived in another
  commune (5 % in the Bassin minier): 40 % of these in the same EPCI, 25 % in the same arrondissement, 20 % in the same
  région, 12 % in the largest commune of another département, the others abroad. It is a gravity by steps: each commune
  sends in proportion to its inhabitants;
- elsewhere nobody moved, but from Hauts-de-France to that largest commune;
- those who move are younger than those who stay, retirees are 60 or more, children have no occupation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.cells import as_csv
from simulation.communes import GEOGRAPHY, Communes
from simulation.distribution import Array
from simulation.world import SEED

Ranks = NDArray[np.intp]

HOME = ("02", "59", "60", "62", "80")
"""The départements of Hauts-de-France, whose communes exchange with one another."""
ABROAD, OVERSEAS = "99999", "98818"
ARRONDISSEMENTS = {
    "75056": tuple(str(code) for code in range(75101, 75121)),
    "13055": tuple(str(code) for code in range(13201, 13217)),
    "69123": tuple(str(code) for code in range(69381, 69390)),
}
"""INSEE writes the municipal arrondissements instead of Paris, Marseille and Lyon: equal parts of them here."""
FROM = {"epci": 0.40, "arrondissement": 0.25, "region": 0.20, "outside": 0.12, "abroad": 0.03}
AGES = tuple(range(0, 100, 5))
STAYING = (4, 6, 6, 6, 5, 5, 6, 6, 6, 7, 7, 7, 7, 6, 5, 4, 3, 2, 1, 1)
MOVING = (7, 5, 4, 8, 16, 16, 11, 8, 6, 4, 4, 3, 3, 2, 1, 1, 1, 0, 0, 0)
"""Weights of the five-year ages, from 0 to 95."""
ACTIVE = (1, 6, 12, 25, 29, 27)
"""Weights of the six groups of occupations, from farmers to workers, at 20 to 59 years of age."""
UNIT = 1_000_000
"""Weights are whole millionths, so that a flow is the sum of its lines to the last decimal."""


@dataclass(frozen=True)
class _Places:
    """Communes and municipal arrondissements, in the order of their codes; every array has their length."""

    codes: list[str]
    names: list[str]
    parent: list[str]
    """The commune of an arrondissement; the code itself otherwise."""
    departement: list[str]
    groups: dict[str, NDArray[np.intp]]
    """Rank of the EPCI, arrondissement or région that a commune exchanges in."""
    home: NDArray[np.bool_]
    mining: NDArray[np.bool_]
    population: Array


@dataclass(frozen=True)
class _People:
    """Weighted lines: where each lives, where from (a rank; -1 abroad, -2 overseas), age, occupation 1 to 8, weight."""

    here: Ranks
    before: Ranks
    age: Ranks
    occupation: Ranks
    weight: NDArray[np.int64]


def migrations(communes: Communes, year: int) -> dict[str, str]:
    """Text by file name: flows of a census, and the individuals whose weights add up to them.

    With the communes of the whole country the exits are all there; with those of a région, those inside it only.
    """
    places = _places(communes)
    people = _people(places, np.random.default_rng([SEED, year]))
    return {
        f"base-flux-mobilite-residentielle-{year}-geo{GEOGRAPHY}.csv": _flows(places, people, year),
        f"FD_MIGCOM_{year}-geo{GEOGRAPHY}.csv": _individuals(places, people, year),
    }


def _places(communes: Communes) -> _Places:
    parts = [ARRONDISSEMENTS.get(code, (code,)) for code in communes.codes]
    rank = np.repeat(np.arange(len(parts)), [len(codes) for codes in parts])
    departement = [communes.departement[i] for i in rank]
    home = np.isin(departement, HOME)
    groups = {"epci": communes.epci, "arrondissement": communes.arrondissement}
    return _Places(
        [code for codes in parts for code in codes],
        [communes.names[i] for i in rank],
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


def _people(places: _Places, draw: np.random.Generator) -> _People:
    residents = np.where([code.startswith("976") for code in places.departement], 0, 0.99 * places.population)
    towns = _largest_outside(places)
    moved = np.where(places.home, np.where(places.mining, 0.05, 0.06), 0.0)
    moved[towns] = 0.002
    arrivals, stays = residents * moved, residents * (1 - moved)
    # A line stands for about thirty newcomers, or five hundred who stayed: few lines, whatever the commune.
    newcomers = np.repeat(
        np.arange(len(residents)), np.where(arrivals > 0, np.clip(np.rint(arrivals / 30), 1, 60), 0).astype(int)
    )
    lines = np.where(places.home, np.clip(np.rint(stays / 500), 2, 14), 1) * (stays > 0)
    stayers = np.repeat(np.arange(len(residents)), lines.astype(int))
    here = np.concatenate([newcomers, stayers])
    before = np.concatenate([_origins(places, newcomers, towns, draw), stayers])
    age = np.concatenate([_ages(MOVING, len(newcomers), draw), _ages(STAYING, len(stayers), draw)])
    weight = np.concatenate([_shared(arrivals, newcomers, draw), _shared(stays, stayers, draw)])
    return _People(here, before, age, _occupations(age, draw), weight)


def _largest_outside(places: _Places) -> Ranks:
    """The place with most inhabitants of each département that is not of Hauts-de-France."""
    _, of = np.unique(places.departement, return_inverse=True)
    order = np.lexsort((-places.population, of))
    first = order[np.unique(of[order], return_index=True)[1]]
    return np.sort(first[~places.home[first]])


def _origins(places: _Places, newcomers: Ranks, towns: Ranks, draw: np.random.Generator) -> Ranks:
    """Where each newcomer lived: a place of its group drawn by population, or abroad."""
    kind = draw.choice(len(FROM), len(newcomers), p=list(FROM.values()))
    origin = np.where(draw.random(len(newcomers)) < 0.05, -2, -1)
    for rank, name in enumerate(FROM):
        some = kind == rank
        if name in places.groups:
            origin[some] = _drawn_within(places.groups[name], places.population, newcomers[some], draw)
        elif name == "outside" and len(towns):
            origin[some] = _drawn(places.population[towns], towns, int(some.sum()), draw)
    from_home = ~places.home[newcomers]
    home = np.flatnonzero(places.home)
    origin[from_home] = _drawn(places.population[home], home, int(from_home.sum()), draw)
    return origin


def _drawn(weights: Array, ranks: Ranks, count: int, draw: np.random.Generator) -> Ranks:
    return ranks[draw.choice(len(ranks), count, p=weights / weights.sum())] if count else ranks[:0]


def _drawn_within(group: Ranks, weights: Array, wanted: Ranks, draw: np.random.Generator) -> Ranks:
    """For each wanted rank, a rank of the same group, in proportion to the weights."""
    order = np.argsort(group, kind="stable")
    reached = np.cumsum(weights[order])
    end = np.searchsorted(group[order], group[wanted], side="right") - 1
    start = np.searchsorted(group[order], group[wanted], side="left")
    below = np.where(start > 0, reached[start - 1], 0.0)
    found = np.searchsorted(reached, below + draw.random(len(wanted)) * (reached[end] - below), side="right")
    return order[np.minimum(found, end)]


def _ages(weights: tuple[int, ...], count: int, draw: np.random.Generator) -> Ranks:
    return np.array(AGES)[draw.choice(len(AGES), count, p=np.array(weights) / sum(weights))]


def _occupations(age: Ranks, draw: np.random.Generator) -> Ranks:
    """Groups 1 to 6 of those at work, 7 for retirees, 8 for children, students and others."""
    active = 1 + draw.choice(len(ACTIVE), len(age), p=np.array(ACTIVE) / sum(ACTIVE))
    without = (age < 15) | (draw.random(len(age)) < np.where(age < 20, 0.85, np.where(age < 25, 0.4, 0.12)))
    return np.where(age >= 60, 7, np.where(without, 8, active))


def _shared(totals: Array, of: Ranks, draw: np.random.Generator) -> NDArray[np.int64]:
    """The weight of each line, in millionths: uneven shares of its place's total."""
    share = draw.uniform(0.5, 1.5, len(of))
    of_place = np.bincount(of, weights=share, minlength=len(totals))
    return np.rint(totals[of] * share / of_place[of] * UNIT).astype(np.int64)


def _flows(places: _Places, people: _People, year: int) -> str:
    """Every pair of places between which somebody moved, or that is one and the same."""
    keys = (people.here.astype(np.int64) + 2) * (len(places.codes) + 2) + people.before + 2
    pairs, line = np.unique(keys, return_inverse=True)
    flows = np.zeros(len(pairs), np.int64)
    np.add.at(flows, line, people.weight)
    here = (pairs // (len(places.codes) + 2) - 2).tolist()
    before = (pairs % (len(places.codes) + 2) - 2).tolist()
    codes, names = [*places.codes, OVERSEAS, ABROAD], [*places.names, "Nouméa", "Etranger"]
    return as_csv(
        {
            "CODGEO": [codes[i] for i in here],
            "LIBGEO": [names[i] for i in here],
            "DCRAN": [codes[i] for i in before],
            "L_DCRAN": [names[i] for i in before],
            f"NBFLUX_C{year % 100:02d}_POP01P": _weights(flows),
        }
    )


def _individuals(places: _Places, people: _People, year: int) -> str:
    """The columns that tell who moved: the others of INSEE's file would say nothing here."""
    codes = [*places.codes, OVERSEAS, ABROAD]
    parents = [places.parent[i] for i in people.here.tolist()]
    own = [places.codes[i] for i in people.here.tolist()]
    occupation = people.occupation.tolist()
    # RP 2022 took to the nomenclature of 2020: status and group, instead of eight groups.
    column = {"CS1": [str(group) for group in occupation]}
    if year >= 2022:
        column = {"STAT_GSEC": [{7: "32", 8: "40"}.get(group, f"1{group}") for group in occupation]}
    return as_csv(
        {
            "COMMUNE": parents,
            "ARM": [code if code != parent else "ZZZZZ" for code, parent in zip(own, parents, strict=True)],
            "AGEREVQ": [str(age) for age in people.age.tolist()],
            **column,
            "DCRAN": [codes[i] for i in people.before.tolist()],
            "IPONDI": _weights(people.weight),
        }
    )


def _weights(millionths: NDArray[np.int64]) -> list[str]:
    return [f"{value // UNIT}.{value % UNIT:06d}" for value in millionths.tolist()]
