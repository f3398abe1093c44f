"""The households of right-holders at the end of the first year, and where they live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from simulation.ayants_droit import hypotheses as h
from simulation.ayants_droit.tally import Flags, Ints
from simulation.communes import Communes
from simulation.distribution import Array

HOME = ("59", "62")
OWN, SURVIVOR = 0, 1
MAN, WOMAN = 0, 1
NO_LODGING, CASH, KIND = 0, 1, 2


class Settlement(Protocol):
    """A cité, as far as its inhabitants go."""

    @property
    def code(self) -> str: ...

    @property
    def communes(self) -> tuple[str, ...]: ...

    @property
    def landlords(self) -> tuple[str, ...]: ...

    @property
    def layers(self) -> tuple[str, ...]: ...


@dataclass
class Households:
    """One row a household; arrays of persons have two columns: the former miner or survivor, then the spouse."""

    commune: Ints
    cite: Ints
    """Rank of the cité, -1 out of any."""
    dwelling: Ints
    """Rank of the landlord's dwelling, -1 elsewhere."""
    lodging: Ints
    birth: Ints
    sex: Ints
    right: Ints
    alive: Flags
    holder: Flags
    """The person is in the partner's list."""
    unknown_spouse: Flags
    heating: Flags
    social_care: Flags
    means: Ints
    """Rank of the resources among the bands of the landlords."""
    entered: Ints
    """Year in which it entered its dwelling."""

    @property
    def listed(self) -> Flags:
        """Households of which someone is in the list."""
        return self.holder[:, 0] | self.holder[:, 1]

    def copy(self) -> Households:
        return Households(**{name: array.copy() for name, array in vars(self).items()})


def draw_households(
    communes: Communes, cites: Sequence[Settlement], persons: int, draw: np.random.Generator
) -> Households:
    """Households of so many right-holders; those of a landlord have no rank of dwelling yet, but a mark: 0."""
    kind = draw.permutation(_parts(h.HOUSEHOLDS, round(persons / (1 + h.HOUSEHOLDS["couple_deux_droits"]))))
    couple, two = kind <= 1, kind == 1
    count = len(kind)
    commune = _homes(communes, count, draw)
    birth, sex = _persons(kind == 3, draw)
    lodging = draw.choice(4, count, p=list(h.LODGINGS.values()))
    with_landlord = lodging <= 1
    return Households(
        commune,
        np.where(with_landlord, cite_of(commune, communes, cites, draw), -1),
        np.where(with_landlord, 0, -1),
        np.select([lodging == 0, lodging <= 2], [KIND, CASH], NO_LODGING).astype(np.int64),
        birth,
        sex,
        np.stack([np.where(kind == 3, SURVIVOR, OWN), np.full(count, OWN)], axis=1),
        np.stack([np.ones(count, np.bool_), couple], axis=1),
        np.stack([np.ones(count, np.bool_), two], axis=1),
        (draw.random(count) < h.SPOUSE_UNKNOWN) & ~two,
        draw.random(count) < h.HEATING,
        draw.random(count) < h.SOCIAL_CARE,
        draw.choice(4, count, p=[0.1, 0.45, 0.4, 0.05]),
        np.minimum(birth[:, 0] + draw.integers(22, 60, count), h.FIRST_YEAR),
    )


def _parts(shares: dict[str, float], total: int) -> Ints:
    """The rank of a share, as many times as its part of the total."""
    ends = np.rint(np.cumsum(list(shares.values())) * total).astype(np.int64)
    return np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))


def _homes(communes: Communes, count: int, draw: np.random.Generator) -> Ints:
    """The commune of each household: of the Bassin, by its population and its own chance."""
    chance = np.exp(draw.normal(0.0, 0.7, len(communes.codes)))
    weight = np.where(communes.mining, communes.population * np.clip(chance, 0.2, 3.0), 0.0)
    most = np.floor(communes.population * h.LARGEST_SHARE / 2)
    wanted = np.minimum(np.floor(weight / weight.sum() * count), most).astype(np.int64)
    spare = np.flatnonzero(communes.mining)
    left = count - int(wanted.sum())
    room = np.maximum(most - wanted, 0.0)[spare]
    extra = np.floor(room / room.sum() * left).astype(np.int64)
    extra[np.argsort(-room, kind="stable")[: left - int(extra.sum())]] += 1
    wanted[spare] += extra
    return draw.permutation(np.repeat(np.arange(len(wanted)), wanted))


def _persons(survivor: Flags, draw: np.random.Generator) -> tuple[Ints, Ints]:
    """Years of birth and sexes; the spouse of the ones who have none is drawn too, and lives nowhere."""
    count = len(survivor)
    mean, spread = (np.where(survivor, s, m) for m, s in zip(h.MINER_AGE, h.SURVIVOR_AGE, strict=True))
    age = np.clip(np.rint(draw.normal(mean, spread)), *h.AGES).astype(np.int64)
    younger = np.rint(draw.normal(*h.SPOUSE_YOUNGER, count)).astype(np.int64)
    birth = h.FIRST_YEAR - np.stack([age, np.clip(age - younger, *h.AGES)], axis=1)
    sex = np.stack([np.where(survivor, WOMAN, MAN), np.where(survivor, MAN, WOMAN)], axis=1)
    return birth.astype(np.int64), sex.astype(np.int64)


def cite_of(commune: Ints, communes: Communes, cites: Sequence[Settlement], draw: np.random.Generator) -> Ints:
    """For each commune of a list, the rank of one of its cités, or -1."""
    found: Ints = np.full(len(commune), -1, np.int64)
    rank = {code: i for i, code in enumerate(communes.codes)}
    inside = draw.random(len(commune)) < h.IN_CITE
    of_commune: dict[int, list[int]] = {}
    for i, cite in enumerate(cites):
        for code in cite.communes:
            of_commune.setdefault(rank[code], []).append(i)
    for home, own in sorted(of_commune.items()):
        rows = np.flatnonzero((commune == home) & inside)
        found[rows] = draw.choice(own, len(rows))
    return found


def moves_by_commune(communes: Communes) -> Array:
    """Where a household that moves within Nord and Pas-de-Calais goes: as people are spread there."""
    near = np.isin(communes.departement, HOME)
    persons = np.where(near, communes.population, 0.0)
    weights: Array = persons / persons.sum()
    return weights
