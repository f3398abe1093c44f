"""Mean and variance of the persons and dwellings of each territory, over the possible futures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from methodes.projection.foyers import Types
from methodes.projection.mortalite import Floats
from methodes.projection.tirages import Future, Futures

# Each cell sums groups of persons (sex and right at the start): those still there, and the spouses who took over.
GROUPS = (("H", "propre"), ("F", "propre"), ("H", "reversion"), ("F", "reversion"))
CELLS: dict[tuple[str, str], tuple[tuple[int, ...], tuple[int, ...]]] = {
    ("H", "propre"): ((0,), ()),
    ("F", "propre"): ((1,), ()),
    ("ensemble", "propre"): ((0, 1), ()),
    ("H", "reversion"): ((2,), (1,)),
    ("F", "reversion"): ((3,), (0,)),
    ("ensemble", "reversion"): ((2, 3), (0, 1)),
    ("H", "ensemble"): ((0, 2), (1,)),
    ("F", "ensemble"): ((1, 3), (0,)),
    ("ensemble", "ensemble"): ((0, 1, 2, 3), (0, 1)),
}
HOLDING, FREED = "logements", "logements_liberes"


@dataclass(frozen=True)
class Attendus:
    """`[cell, territory, year]`; `maximum` is the number of persons (or dwellings) the cell may ever count."""

    cellules: tuple[tuple[str, str, str], ...]
    territoires: list[str]
    moyenne: Floats
    variance: Floats
    maximum: Floats
    depart: Floats


def attendre(types: Types, appartenances: pd.DataFrame, futures: Futures, first_cohort: int) -> Attendus:
    """`appartenances`: unite, territoire. Chance of each person given a future, and doubt between the futures."""
    territories, persons, dwellings = _matrices(types, appartenances)
    chance = _Chances(types, first_cohort)
    total = _Sums()
    draws = 0
    for future in futures:
        still, taken, held = chance.given(future)
        freed = held[:, :-1] - held[:, 1:]
        total.kinds(still, taken, held, freed)
        stay, take = [g @ still for g in persons], [g @ taken for g in persons]
        counted = [sum(stay[i] for i in a) + sum(take[i] for i in b) for a, b in CELLS.values()]
        total.territories([*counted, dwellings @ held, _padded(dwellings @ freed)])
        draws += 1
    own = total.own_variances(draws)
    stay, take, both = ([g @ own[name] for g in persons] for name in ("still", "taken", "both"))
    within = []
    for a, b in CELLS.values():
        # A person who is still there and the spouse who takes over exclude each other: counted together, one chance.
        together = set(a) & set(b)
        within.append(sum(both[i] if i in together else stay[i] for i in a) + sum(take[i] for i in set(b) - together))
    within += [dwellings @ own["held"], _padded(dwellings @ own["freed"])]
    mean = total.mean / draws
    spread = np.maximum(total.square / draws - mean**2, 0)
    top = [_count(persons, types.reversible, a, b) for a, b in CELLS.values()] + [dwellings.sum(axis=1)] * 2
    start = [_count(persons, types.reversible, a, ()) for a, _ in CELLS.values()] + [dwellings.sum(axis=1)] * 2
    names = [("personnes", sex, right) for sex, right in CELLS]
    return Attendus(
        (*names, (HOLDING, "ensemble", "ensemble"), (FREED, "ensemble", "ensemble")),
        territories,
        mean,
        np.stack(within) + spread,
        np.stack([np.asarray(t).ravel() for t in top]),
        np.stack([np.asarray(s).ravel() for s in start]),
    )


class _Chances:
    """Chances of each kind of person given a future, `[kind, year]`."""

    def __init__(self, types: Types, first_cohort: int) -> None:
        self.types = types
        self.own = (types.sexe, types.cohorte - first_cohort)
        self.known = types.conjoint >= 0
        self.spouse = (1 - types.sexe, np.where(self.known, types.conjoint - first_cohort, 0))

    def given(self, future: Future) -> tuple[Floats, Floats, Floats]:
        """Still there; the spouse took over; someone of the household is there, who holds the dwelling."""
        still = future.there[self.own]
        spouse = self._spouse(future)
        taken = np.where(self.types.reversible[:, None], future.dead[self.own] * spouse, 0.0)
        # The stock is known, whatever is not of the spouses.
        taken[:, 0] = 0.0
        held = np.where(self.types.couple[:, None], 1 - (1 - still) * (1 - spouse), still + taken)
        return still, taken, held

    def _spouse(self, future: Future) -> Floats:
        there = np.where(self.known[:, None], future.there[self.spouse], future.unknown_spouse[self.own])
        return there * self.types.vivant[:, None]


class _Sums:
    """Sums over the futures: of chances and their squares by kind, of counts and their squares by territory."""

    def __init__(self) -> None:
        self.chances: dict[str, Floats] = {}
        self.squares: dict[str, Floats] = {}
        self.mean: Floats = np.zeros(1)
        self.square: Floats = np.zeros(1)

    def kinds(self, still: Floats, taken: Floats, held: Floats, freed: Floats) -> None:
        named = {"still": still, "taken": taken, "both": still + taken, "held": held, "freed": freed}
        for name, chance in named.items():
            self.chances[name] = self.chances.get(name, 0.0) + chance
            self.squares[name] = self.squares.get(name, 0.0) + chance**2

    def territories(self, counts: list[Floats]) -> None:
        stacked = np.stack(counts)
        self.mean = self.mean + stacked
        self.square = self.square + stacked**2

    def own_variances(self, draws: int) -> dict[str, Floats]:
        return {name: (chance - self.squares[name]) / draws for name, chance in self.chances.items()}


def _padded(counts: Floats) -> Floats:
    """Freed in the year of the stock: not known, and no column of the projection."""
    return np.concatenate([np.full((len(counts), 1), np.nan), counts], axis=1)


def _count(
    persons: list[sparse.csr_array], reversible: np.ndarray, still: tuple[int, ...], taken: tuple[int, ...]
) -> Floats:
    everyone, spouses = np.ones(len(reversible)), reversible.astype(float)
    # A couple of which both are counted in the cell is one chance.
    alone = [i for i in taken if i not in still]
    return np.asarray(sum(persons[i] @ everyone for i in still) + sum(persons[i] @ spouses for i in alone), dtype=float)


def _matrices(types: Types, memberships: pd.DataFrame) -> tuple[list[str], list[sparse.csr_array], sparse.csr_array]:
    lines = types.lignes
    units = {unit: i for i, unit in enumerate(sorted(lines["unite"].unique()))}
    kept = memberships[memberships["unite"].isin(units)]
    territories = sorted(kept["territoire"].unique())
    row = kept["territoire"].map({t: i for i, t in enumerate(territories)})
    belongs = sparse.csr_array(
        (np.ones(len(kept)), (row, kept["unite"].map(units))), shape=(len(territories), len(units))
    )
    shape = (len(units), len(types.sexe))
    place = (lines["unite"].map(units), lines["type"])
    group = 2 * (~types.propre) + types.sexe
    persons = []
    for g in range(len(GROUPS)):
        mine = lines["personnes"].where(group[lines["type"]] == g, 0)
        matrix = belongs @ sparse.csr_array((mine, place), shape=shape)
        matrix.eliminate_zeros()
        persons.append(matrix)
    dwellings = belongs @ sparse.csr_array((lines["logements"], place), shape=shape)
    dwellings.eliminate_zeros()
    return territories, persons, dwellings
