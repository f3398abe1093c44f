"""What open data say of the same dwellings, and of the private ones beside: RPLS, LOVAC and ADEME's diagnostics.

The landlords are social bodies: each of their dwellings is in RPLS, as it is in their own delivery of the day before.
The dwellings of other bodies, the private ones and the diagnostics follow the populations of the communes.
"""

from __future__ import annotations

import numpy as np

from simulation.ayants_droit.households import HOME
from simulation.ayants_droit.landlords import ENERGY, dwellings
from simulation.ayants_droit.tally import Flags, Ints, Table
from simulation.ayants_droit.world import MiningWorld
from simulation.communes import GEOGRAPHY
from simulation.distribution import Array
from simulation.world import SEED

INHABITANTS_BY_DWELLING = 2.15
OTHERS_FROM = 1_000
"""Inhabitants from which a commune has dwellings of other social bodies."""
INHABITANTS_BY_OTHER, INHABITANTS_BY_DIAGNOSTIC = 60, 300
PRIVATE_SHARE, EMPTY, EMPTY_FOR_LONG = 0.75, (0.05, 0.12), 0.45
WITHHELD_UNDER = 11
_LABELS = (0.02, 0.05, 0.22, 0.31, 0.22, 0.11, 0.05)
_TYPES = {"individuel": "I", "collectif": "C"}
_MODES = {"locataire": "1", "vacant": "2", "ayant_droit": "6"}


def social_dwellings(world: MiningWorld, year: int) -> Table:
    """RPLS at 1 January: a row a dwelling; the landlords' are those of 31 December of the year before."""
    own = {name: column.texts() for name, column in dwellings(world, year - 1).items()}
    draw = np.random.default_rng([SEED, year, 1])
    near, population = _near(world), world.communes.population
    others = np.where(near & (population >= OTHERS_FROM), population // INHABITANTS_BY_OTHER, 0).astype(np.int64)
    count = int(others.sum())
    labels = [*ENERGY[:7], ""]
    return {
        "DEPCOM": own["code_commune"] + _codes(world, others),
        "TYPECONST": [_TYPES[word] for word in own["type_logement"]] + _drawn(draw, ["I", "C", "E"], count, 0.3, 0.68),
        "NBPIECE": own["pieces"] + _drawn(draw, ["2", "3", "4"], count, 0.25, 0.4),
        "DPEENERGIE": [word if word in labels else "" for word in own["dpe"]]
        + _drawn(draw, labels, count, *(share * 0.9 for share in _LABELS)),
        "MODE": [_MODES[word] for word in own["occupation"]] + _drawn(draw, ["1", "2", "3"], count, 0.94, 0.035),
    }


def vacancy(world: MiningWorld, years: tuple[int, ...]) -> Table:
    """LOVAC: private dwellings of each commune, several years side by side; fewer than eleven are withheld."""
    near, population = _near(world), world.communes.population
    rows = np.flatnonzero(near).tolist()
    two = GEOGRAPHY % 100
    table = {
        f"CODGEO_{two}": [world.communes.codes[row] for row in rows],
        f"LIBGEO_{two}": [world.communes.names[row] for row in rows],
    }
    for year in years:
        draw = np.random.default_rng([SEED, year, 2])
        private = np.rint(population[near] / INHABITANTS_BY_DWELLING * PRIVATE_SHARE).astype(np.int64)
        empty = draw.binomial(private, draw.uniform(*EMPTY, len(rows)))
        table |= {
            f"pp_total_{year % 100}": list(map(str, private.tolist())),
            f"pp_vacant_{year % 100}": _withheld(empty),
            f"pp_vacant_plus_2ans_{year % 100}": _withheld(draw.binomial(empty, EMPTY_FOR_LONG)),
        }
    return table


def diagnostics(world: MiningWorld, years: tuple[int, ...]) -> Table:
    """ADEME's: a row a diagnostic of these years."""
    found: Table = {name: [] for name in ("numero_dpe", "date_etablissement_dpe", "etiquette_dpe")}
    found |= {"type_batiment": [], "code_insee_ban": []}
    each = np.where(_near(world), world.communes.population // INHABITANTS_BY_DIAGNOSTIC, 0).astype(np.int64)
    count = int(each.sum())
    for year in years:
        draw = np.random.default_rng([SEED, year, 3])
        days = np.datetime64(f"{year}-01-01") + draw.integers(0, 365, count)
        found["numero_dpe"] += [f"SIM{year}E{rank:07}" for rank in range(count)]
        found["date_etablissement_dpe"] += np.datetime_as_string(days).tolist()
        found["etiquette_dpe"] += _drawn(draw, list(ENERGY[:7]), count, *_LABELS[:-1])
        found["type_batiment"] += _drawn(draw, ["maison", "appartement"], count, 0.7)
        found["code_insee_ban"] += _codes(world, each)
    return found


def _near(world: MiningWorld) -> Flags:
    """The communes of the two départements that the partners answer for."""
    near: Flags = np.isin(world.communes.departement, HOME)
    return near


def _codes(world: MiningWorld, counts: Ints) -> list[str]:
    """The code of each commune as many times as it counts."""
    return [world.communes.codes[row] for row in np.repeat(np.arange(len(counts)), counts).tolist()]


def _drawn(draw: np.random.Generator, words: list[str], count: int, *shares: float) -> list[str]:
    """Words in these shares, the last of them in what is left."""
    odds: Array = np.array([*shares, 1 - sum(shares)])
    return [words[rank] for rank in draw.choice(len(words), count, p=odds).tolist()]


def _withheld(counts: Ints) -> list[str]:
    return ["s" if count < WITHHELD_UNDER else str(count) for count in counts.tolist()]
