"""Counts cut into parts that add up to them, and chance that depends on nobody else's."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from simulation.distribution import Array
from simulation.world import SEED

Counts = NDArray[np.int64]
"""Whole thousandths of persons, households or dwellings: sums of them are exact, as no sum of decimals is."""
UNIT = 1000


def split(totals: Counts, weights: Array) -> Counts:
    """The parts of each total on a new last axis, in proportion to positive weights; they add up to the total."""
    reached = np.cumsum(np.broadcast_to(weights, (*totals.shape, np.shape(weights)[-1])), axis=-1)
    ends = np.rint(totals[..., None] * (reached / reached[..., -1:])).astype(np.int64)
    parts: Counts = np.diff(ends, axis=-1, prepend=0)
    return parts


def part(totals: Counts, share: Array | float) -> Counts:
    """A share of each total, from 0 to 1: never more than the total."""
    return scaled(totals, np.clip(share, 0.0, 1.0))


def scaled(totals: Counts, factor: Array) -> Counts:
    """Each total times a factor, to the nearest thousandth."""
    return np.rint(totals * factor).astype(np.int64)


def stray(topic: str, size: Array, columns: int, year: int | None = None) -> Array:
    """Factors around 1, a row a commune, wider in small ones: the same for ever but for a touch of the year, if given.

    They depend on the topic, the year and the number of communes, not on what was drawn before.
    """
    spread = np.clip(4.0 / np.sqrt(np.maximum(size, 1.0)), 0.03, 0.3)[:, None]
    key = zlib.crc32(topic.encode())
    chance = np.random.default_rng([SEED, key]).normal(0.0, 1.0, (len(size), columns))
    if year is not None:
        chance += 0.15 * np.random.default_rng([SEED, key, year]).normal(0.0, 1.0, (len(size), columns))
    return np.exp(chance * spread)
