"""The communes' incomes brought to the territories above them."""

from __future__ import annotations

import numpy as np

from simulation.communes import REGION, Communes
from simulation.distribution import Array
from simulation.world import Incomes

Territories = tuple[list[str], list[str], Incomes]
"""Codes, names and incomes, one row a territory."""


def raise_to_level(communes: Communes, incomes: Incomes, level: str) -> Territories:
    """The territories of a level, `COM EPCI ARR DEP REG`: counts added, distributions mixed, rates weighted."""
    if level == "COM":
        return communes.codes, communes.names, incomes
    of_commune = {
        "EPCI": communes.epci,
        "ARR": communes.arrondissement,
        "DEP": communes.departement,
        "REG": [REGION] * len(communes.codes),
    }[level]
    codes = sorted(set(of_commune) - {""})
    rank = {code: i for i, code in enumerate(codes)}
    groups = np.array([rank.get(code, -1) for code in of_commune])

    def total(values: Array) -> Array:
        return np.bincount(groups[groups >= 0], values[groups >= 0], len(codes)).astype(np.float64)

    def mean(values: Array, weights: Array) -> Array:
        return total(values * weights) / total(weights)

    received = incomes.units * incomes.distribution.mean
    summed = Incomes(
        total(incomes.persons),
        total(incomes.households),
        np.round(total(incomes.units), 1),
        total(incomes.taxed),
        incomes.distribution.mixed(incomes.persons, groups, len(codes)),
        mean(incomes.poor, incomes.persons),
        {name: mean(poor, incomes.persons) for name, poor in incomes.poor_by_group.items()},
        {name: mean(share, received) for name, share in incomes.sources.items()},
    )
    return codes, [communes.labels[code] for code in codes], summed
