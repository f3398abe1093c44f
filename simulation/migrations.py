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
from simulation.places import (
    Places,
    Ranks,
    as_text,
    drawn,
    drawn_within,
    largest_outside,
    places_of,
    shared,
    summed_pairs,
)
from simulation.world import SEED

ABROAD, OVERSEAS = "99999", "98818"
FROM = {"epci": 0.40, "arrondissement": 0.25, "region": 0.20, "outside": 0.12, "abroad": 0.03}
AGES = tuple(range(0, 100, 5))
STAYING = (4, 6, 6, 6, 5, 5, 6, 6, 6, 7, 7, 7, 7, 6, 5, 4, 3, 2, 1, 1)
MOVING = (7, 5, 4, 8, 16, 16, 11, 8, 6, 4, 4, 3, 3, 2, 1, 1, 1, 0, 0, 0)
"""Weights of the five-year ages, from 0 to 95."""
ACTIVE = (1, 6, 12, 25, 29, 27)
"""Weights of the six groups of occupations, from farmers to workers, at 20 to 59 years of age."""


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
    places = places_of(communes)
    people = _people(places, np.random.default_rng([SEED, year]))
    return {
        f"base-flux-mobilite-residentielle-{year}-geo{GEOGRAPHY}.csv": _flows(places, people, year),
        f"FD_MIGCOM_{year}-geo{GEOGRAPHY}.csv": _individuals(places, people, year),
    }


def _people(places: Places, draw: np.random.Generator) -> _People:
    residents = np.where([code.startswith("976") for code in places.departement], 0, 0.99 * places.population)
    towns = largest_outside(places)
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
    weight = np.concatenate([shared(arrivals, newcomers, draw), shared(stays, stayers, draw)])
    return _People(here, before, age, _occupations(age, draw), weight)


def _origins(places: Places, newcomers: Ranks, towns: Ranks, draw: np.random.Generator) -> Ranks:
    """Where each newcomer lived: a place of its group drawn by population, or abroad."""
    kind = draw.choice(len(FROM), len(newcomers), p=list(FROM.values()))
    origin = np.where(draw.random(len(newcomers)) < 0.05, -2, -1)
    for rank, name in enumerate(FROM):
        some = kind == rank
        if name in places.groups:
            origin[some] = drawn_within(places.groups[name], places.population, newcomers[some], draw)
        elif name == "outside" and len(towns):
            origin[some] = drawn(places.population[towns], towns, int(some.sum()), draw)
    from_home = ~places.home[newcomers]
    home = np.flatnonzero(places.home)
    origin[from_home] = drawn(places.population[home], home, int(from_home.sum()), draw)
    return origin


def _ages(weights: tuple[int, ...], count: int, draw: np.random.Generator) -> Ranks:
    return np.array(AGES)[draw.choice(len(AGES), count, p=np.array(weights) / sum(weights))]


def _occupations(age: Ranks, draw: np.random.Generator) -> Ranks:
    """Groups 1 to 6 of those at work, 7 for retirees, 8 for children, students and others."""
    active = 1 + draw.choice(len(ACTIVE), len(age), p=np.array(ACTIVE) / sum(ACTIVE))
    without = (age < 15) | (draw.random(len(age)) < np.where(age < 20, 0.85, np.where(age < 25, 0.4, 0.12)))
    return np.where(age >= 60, 7, np.where(without, 8, active))


def _flows(places: Places, people: _People, year: int) -> str:
    """Every pair of places between which somebody moved, or that is one and the same."""
    here, before, flows = summed_pairs(people.here, people.before, people.weight)
    codes, names = [*places.codes, OVERSEAS, ABROAD], [*places.names, "Nouméa", "Etranger"]
    return as_csv(
        {
            "CODGEO": [codes[i] for i in here.tolist()],
            "LIBGEO": [names[i] for i in here.tolist()],
            "DCRAN": [codes[i] for i in before.tolist()],
            "L_DCRAN": [names[i] for i in before.tolist()],
            f"NBFLUX_C{year % 100:02d}_POP01P": as_text(flows),
        }
    )


def _individuals(places: Places, people: _People, year: int) -> str:
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
            "IPONDI": as_text(people.weight),
        }
    )
