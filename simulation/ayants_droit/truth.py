"""What is true in the world, counted one by one: what a table made of its deliveries must say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from simulation.ayants_droit.dwellings import NOBODY
from simulation.ayants_droit.households import KIND, OWN
from simulation.ayants_droit.tally import Ints
from simulation.ayants_droit.world import MiningWorld
from simulation.communes import REGION

Cells = Counter[tuple[str, str]]
"""By commune and cité, the cité blank outside any; no cell is left with zero."""


def true_counts(world: MiningWorld, year: int) -> dict[str, Cells]:
    """Persons, households and dwellings at 31 December."""
    homes, park = world.stocks[year].homes, world.stocks[year].dwellings
    holders = homes.holder.sum(axis=1)
    own = (homes.holder & (homes.right == OWN)).sum(axis=1)
    in_kind = homes.listed & (homes.lodging == KIND)
    lived_in_kind = np.isin(np.arange(len(park.commune)), homes.dwelling[in_kind])

    def of_homes(weights: Ints) -> Cells:
        return _cells(world, homes.commune, homes.cite, weights)

    def of_dwellings(weights: Ints) -> Cells:
        return _cells(world, park.commune, park.cite, weights)

    return {
        "ayants_droit": of_homes(holders),
        "ayants_droit_propres": of_homes(own),
        "ayants_droit_reversion": of_homes(holders - own),
        "ayants_droit_loges_en_nature": of_homes(holders * in_kind),
        "menages_loges_en_nature": of_homes(in_kind.astype(np.int64)),
        "logements": of_dwellings(np.ones(len(park.commune), np.int64)),
        "logements_ayants_droit": of_dwellings(lived_in_kind.astype(np.int64)),
        "logements_vacants": of_dwellings((park.occupant == NOBODY).astype(np.int64)),
    }


def at_level(world: MiningWorld, cells: Cells, level: str) -> Counter[str]:
    """Counts of the territories of a level: `commune epci arrondissement departement region cite`."""
    communes = world.communes
    codes: Mapping[str, list[str]] = {
        "commune": communes.codes,
        "epci": communes.epci,
        "arrondissement": communes.arrondissement,
        "departement": communes.departement,
        "region": [REGION] * len(communes.codes),
    }
    above = {} if level == "cite" else dict(zip(communes.codes, codes[level], strict=True))
    found: Counter[str] = Counter()
    for (commune, cite), count in cells.items():
        if code := cite if level == "cite" else above[commune]:
            found[code] += count
    return found


def _cells(world: MiningWorld, commune: Ints, cite: Ints, weights: Ints) -> Cells:
    found: Cells = Counter()
    for home, place, weight in zip(commune.tolist(), cite.tolist(), weights.tolist(), strict=True):
        if weight:
            found[world.communes.codes[home], world.cites[place].code if place >= 0 else ""] += weight
    return found
