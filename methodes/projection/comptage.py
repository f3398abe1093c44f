"""Law of a count of persons known by its mean and its variance: binomial, Poisson or negative binomial.

A sum of unlike chances has a smaller variance than a Poisson law, one whose chances are themselves unsure a larger one:
the three laws are one family (Panjer), and mean and variance choose in it. The rarer of « still there » and « gone » is
the one counted, so that both ends of a projection, where hardly anyone or nearly everyone is left, are exact.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from methodes.projection.mortalite import Floats

ALMOST = 1e-6


def repartition(k: Floats, moyenne: Floats, variance: Floats, maximum: Floats) -> Floats:
    """Chance that the count is at most `k`, between 0 and `maximum`."""
    k, mean, var, top = np.broadcast_arrays(k, moyenne, variance, maximum)
    gone = mean > top / 2
    below = _rare(np.where(gone, top - k - 1, k), np.where(gone, top - mean, mean), var)
    chance = np.where(gone, 1 - below, below)
    chance = np.where(k < 0, 0.0, np.where(k >= top, 1.0, chance))
    return np.where(np.isnan(mean), np.nan, chance)


def _rare(k: Floats, mean: Floats, var: Floats) -> Floats:
    mean = np.maximum(mean, 1e-300)
    ratio = np.maximum(var, 0) / mean
    inside = np.maximum(k, 0)
    chance: Floats = np.asarray(special.gammaincc(inside + 1, mean))  # Poisson
    under = ratio < 1 - ALMOST
    trials = np.where(under, mean / np.where(under, 1 - ratio, 1), np.inf)
    within = under & (inside < trials - ALMOST)
    chance[under] = 1.0
    chance[within] = special.betainc(trials[within] - inside[within], inside[within] + 1, ratio[within])
    over = ratio > 1 + ALMOST
    size = mean[over] / (ratio[over] - 1)
    chance[over] = special.betainc(size, inside[over] + 1, 1 / ratio[over])
    return np.where(k < 0, 0.0, chance)


def bornes(moyenne: Floats, variance: Floats, maximum: Floats, niveau: float) -> tuple[Floats, Floats]:
    """Whole bounds that leave at most (1 - niveau) / 2 on each side: a small count is covered a little more often."""
    aside = (1 - niveau) / 2
    return (
        _smallest(moyenne, variance, maximum, aside + 1e-12),
        _smallest(moyenne, variance, maximum, 1 - aside),
    )


def _smallest(mean: Floats, var: Floats, top: Floats, level: float) -> Floats:
    """The smallest count whose chance of not being passed reaches `level`, by bisection."""
    reach = 8 * np.sqrt(np.maximum(var, 0)) + 8
    low = np.floor(np.clip(np.nan_to_num(mean) - reach, 0, top)) - 1
    high = np.ceil(np.clip(np.nan_to_num(mean) + reach, 0, top))
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        reached = repartition(middle, mean, var, top) >= level
        high = np.where(reached, middle, high)
        low = np.where(reached, low, middle)
    return np.where(np.isnan(mean), np.nan, high)
