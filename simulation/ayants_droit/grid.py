"""INSEE's squares of 200 metres over the cités: each dwelling stands somewhere in its cité, others around it.

A square of fewer than eleven households says of them what all such squares say together: INSEE imputes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.ayants_droit.dwellings import COUPLE
from simulation.ayants_droit.landlords import AGES, MEANS, Lettings
from simulation.ayants_droit.tally import Flags, Ints, Table
from simulation.ayants_droit.world import MiningWorld
from simulation.cites import HALF, Cite, squares_of
from simulation.distribution import Array
from simulation.world import SEED

SIDE_M = 200
IMPUTED_UNDER = 11
NEIGHBOURS = 1.5
"""Households around a cité, as far as its width, for each of its dwellings."""
FIGURES = ("ind", "men", "men_pauv", "men_prop", "log_soc", "ind_65_79", "ind_80p")


@dataclass(frozen=True)
class Homes:
    """One row a household or an empty dwelling: the cité, where it stands, and what it adds to each figure."""

    cite: Ints
    """Rank of the cité, -1 around it."""
    commune: Ints
    degrees: Array
    figures: dict[str, Ints]


def grid(world: MiningWorld, cites: Sequence[Cite], year: int) -> Table:
    """The squares over the cités at the end of a year: `idcar_200m`, `i_est_200`, `lcog_geo` and the figures."""
    homes = settle(world, cites, year)
    square, rank = np.unique(np.floor(on_the_map(homes.degrees) / SIDE_M).astype(np.int64), axis=0, return_inverse=True)
    rank = rank.ravel()
    sums = {name: np.bincount(rank, weights, len(square)) for name, weights in homes.figures.items()}
    kept = sums["men"] > 0
    imputed = kept & (sums["men"] < IMPUTED_UNDER)
    for name in FIGURES:
        if name != "men" and imputed.any():
            sums[name][imputed] = sums["men"][imputed] * sums[name][imputed].sum() / sums["men"][imputed].sum()
    commune = np.full(len(square), len(world.communes.codes))
    np.minimum.at(commune, rank, homes.commune)
    corners = (square * SIDE_M).tolist()
    rows = np.flatnonzero(kept).tolist()
    return {
        "idcar_200m": [f"CRS3035RES200mN{corners[row][1]}E{corners[row][0]}" for row in rows],
        "i_est_200": [str(int(imputed[row])) for row in rows],
        "lcog_geo": [world.communes.codes[commune[row]] for row in rows],
        **{name: [f"{sums[name][row]:.1f}" for row in rows] for name in FIGURES},
    }


def settle(world: MiningWorld, cites: Sequence[Cite], year: int) -> Homes:
    """The dwellings of the landlords in the cités, and private households around these."""
    park, let = world.stocks[year].dwellings, Lettings(world, year)
    draw = np.random.default_rng([SEED, year, 4])
    inside = np.flatnonzero(park.cite >= 0)
    lived: Flags = let.occupation[inside] > 0
    old, very_old = np.maximum(let.old[inside], 0), let.age[inside] == AGES.index("75_plus")
    own = {
        "ind": np.maximum(let.size[inside], 0),
        "men": lived.astype(np.int64),
        "men_pauv": (let.means[inside] == MEANS.index("moins_20")).astype(np.int64),
        "men_prop": np.zeros(len(inside), np.int64),
        "log_soc": np.ones(len(inside), np.int64),
        "ind_65_79": np.where(very_old, 0, old),
        "ind_80p": np.where(very_old, old, 0),
    }
    around = draw.choice(inside, round(NEIGHBOURS * len(inside)))
    persons, owners = draw.integers(1, 5, len(around)), draw.random(len(around)) < 0.7
    elders = np.where((persons <= COUPLE + 1) & (draw.random(len(around)) < 0.3), persons, 0)
    others = {
        "ind": persons,
        "men": np.ones(len(around), np.int64),
        "men_pauv": (~owners & (draw.random(len(around)) < 0.3)).astype(np.int64),
        "men_prop": owners.astype(np.int64),
        "log_soc": np.zeros(len(around), np.int64),
        "ind_65_79": elders,
        "ind_80p": np.zeros(len(around), np.int64),
    }
    centres = [squares_of(cite) for cite in cites]
    return Homes(
        np.concatenate([park.cite[inside], np.full(len(around), -1)]),
        np.concatenate([park.commune[inside], park.commune[around]]),
        np.concatenate(
            [_in_squares(centres, park.cite[inside], draw), _about_squares(centres, park.cite[around], draw)]
        ),
        {name: np.concatenate([own[name], others[name]]) for name in FIGURES},
    )


def on_the_map(degrees: Array) -> Array:
    """Easting and northing of INSEE's squares, in metres, of longitudes and latitudes.

    EPSG 3035: Lambert's azimuthal equal-area projection of the ellipsoid, about 52° N 10° E (Snyder, 24-17 to 24-20).
    """
    squared = 0.0066943800229
    e = np.sqrt(squared)

    def authalic(sine: Array) -> Array:
        height: Array = (1 - squared) * (sine / (1 - squared * sine**2) + np.arctanh(e * sine) / e)
        return height

    pole, centre = authalic(np.array(1.0)), np.radians(52.0)
    middle = np.arcsin(authalic(np.sin(centre)) / pole)
    latitude, longitude = np.arcsin(authalic(np.sin(np.radians(degrees[:, 1]))) / pole), np.radians(degrees[:, 0] - 10)
    radius = 6_378_137.0 * np.sqrt(pole / 2)
    stretch = 6_378_137.0 * np.cos(centre) / np.sqrt(1 - squared * np.sin(centre) ** 2) / (radius * np.cos(middle))
    facing = np.sin(middle) * np.sin(latitude) + np.cos(middle) * np.cos(latitude) * np.cos(longitude)
    scale = radius * np.sqrt(2 / (1 + facing))
    north = np.cos(middle) * np.sin(latitude) - np.sin(middle) * np.cos(latitude) * np.cos(longitude)
    return np.column_stack(
        [
            4_321_000 + scale * stretch * np.cos(latitude) * np.sin(longitude),
            3_210_000 + scale / stretch * north,
        ]
    )


def _in_squares(centres: list[list[tuple[float, float]]], cite: Ints, draw: np.random.Generator) -> Array:
    """A point of one of the squares of each dwelling's cité."""
    which = draw.integers(0, 1 << 30, len(cite)).tolist()
    middle = np.array([centres[c][w % len(centres[c])] for c, w in zip(cite.tolist(), which, strict=True)])
    return middle.reshape(-1, 2) + draw.uniform(-1, 1, (len(cite), 2)) * HALF


def _about_squares(centres: list[list[tuple[float, float]]], cite: Ints, draw: np.random.Generator) -> Array:
    """A point to the north or to the south of the cité of each neighbour, out of it, no farther than its height."""
    middle = np.array([centres[c][0] for c in cite.tolist()]).reshape(-1, 2)
    side = draw.choice([-1.0, 1.0], len(cite))
    away = np.column_stack([draw.uniform(-1, 1, len(cite)), side * draw.uniform(1, 3, len(cite))])
    return middle + away * HALF
