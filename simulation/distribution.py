"""Distributions of the standard of living, as log-logistic laws and mixtures of them on one grid."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_LOG_GRID: Array = np.linspace(np.log(500.0), np.log(2_000_000.0), 800)
_GRID: Array = np.exp(_LOG_GRID)


class Distribution:
    """The shares of persons under each income of a grid, one row a territory.

    A log-logistic law stands close to a log-normal one with heavier tails; its Gini index is 1 / shape.
    """

    def __init__(self, under: Array) -> None:
        """`under`: territories × incomes of the grid, each row rising from 0 to 1."""
        self.under = under

    @classmethod
    def log_logistic(cls, median: Array, shape: Array) -> Distribution:
        """One law a row; medians in euros a year per consumption unit."""
        return cls(1.0 / (1.0 + np.exp(-shape[:, None] * (_LOG_GRID[None, :] - np.log(median)[:, None]))))

    def mixed(self, weights: Array, groups: NDArray[np.intp], count: int) -> Distribution:
        """The mixtures of the rows of each group, by weight: rows of `groups` < 0 belong to none."""
        inside = groups >= 0
        total = np.bincount(groups[inside], weights[inside], count)
        summed = np.zeros((count, self.under.shape[1]))
        np.add.at(summed, groups[inside], self.under[inside] * weights[inside, None])
        return Distribution(summed / total[:, None])

    def quantile(self, share: float) -> Array:
        """The income under which that share of the persons live, in euros."""
        after = np.clip((self.under < share).sum(axis=1), 1, len(_GRID) - 1)
        rows = np.arange(len(self.under))
        low, high = self.under[rows, after - 1], self.under[rows, after]
        step = _LOG_GRID[1] - _LOG_GRID[0]
        quantiles: Array = np.exp(_LOG_GRID[after - 1] + step * (share - low) / (high - low))
        return quantiles

    def share_under(self, income: float) -> Array:
        """The share, 0 to 1, of the persons who live under an income in euros."""
        position = (np.log(income) - _LOG_GRID[0]) / (_LOG_GRID[1] - _LOG_GRID[0])
        before = int(position)
        part = position - before
        share: Array = self.under[:, before] * (1 - part) + self.under[:, before + 1] * part
        return share

    @cached_property
    def mean(self) -> Array:
        mean: Array = _GRID[0] + np.trapezoid(1 - self.under, _GRID, axis=1)
        return mean

    @property
    def gini(self) -> Array:
        """The Gini index, 0 to 1."""
        gini: Array = 1 - (_GRID[0] + np.trapezoid((1 - self.under) ** 2, _GRID, axis=1)) / self.mean
        return gini

    @property
    def s80_s20(self) -> Array:
        """What the richest fifth receives for 1 that the poorest fifth does."""
        slices = np.diff(self.under, axis=1) * (_GRID[1:] + _GRID[:-1]) / 2
        received = np.concatenate([np.zeros((len(slices), 1)), np.cumsum(slices, axis=1)], axis=1)
        poorest = np.array([np.interp(0.2, under, part) for under, part in zip(self.under, received, strict=True)])
        others = np.array([np.interp(0.8, under, part) for under, part in zip(self.under, received, strict=True)])
        ratio: Array = (received[:, -1] - others) / poorest
        return ratio
