"""Mixtures: cumulated shares of territories, weighted by persons, and what is read on them."""

import numpy as np
from scipy import sparse
from scipy.special import logit

from methodes.revenus.decile import Floats
from methodes.revenus.loi import Laws, cumulative_shares

_ROWS_AT_ONCE = 500  # parts evaluated together: bounds the memory, changes nothing else
_NEARLY_NONE = 1e-12  # share whose logit is still a number


def mix(weights: sparse.csr_array, laws: Laws, grid: Floats) -> Floats:
    """Cumulated shares of t territories on the grid, from t × n weights (each row sums to 1) and n laws."""
    columns = weights.tocsc()
    mixed = np.zeros((weights.shape[0], len(grid)))
    number = len(laws.deciles)
    for start in range(0, number, _ROWS_AT_ONCE):
        block = slice(start, start + _ROWS_AT_ONCE)
        if columns.indptr[min(start + _ROWS_AT_ONCE, number)] > columns.indptr[start]:
            mixed += columns[:, block] @ cumulative_shares(laws.take(block), grid)
    return mixed


def quantiles(shares: Floats, levels: Floats, grid: Floats) -> Floats:
    """Log income under which lies each share of `levels`: t × len(levels), from t × m increasing cumulated shares.

    Between two points of the grid the logit of the share is taken as straight, as the law nearly is.
    """
    rows = np.arange(len(shares))
    found = np.empty((len(shares), len(levels)))
    for column, level in enumerate(levels):
        right = np.clip((shares < level).sum(axis=1), 1, len(grid) - 1)
        low, high = (logit(np.clip(shares[rows, side], _NEARLY_NONE, 1 - _NEARLY_NONE)) for side in (right - 1, right))
        found[:, column] = grid[right - 1] + (logit(level) - low) / (high - low) * (grid[right] - grid[right - 1])
    return found


def income_grid(log_deciles: Floats, step: float) -> Floats:
    """Evenly spaced log incomes that reach well beyond the lowest D1 and the highest D9."""
    low, high = np.floor(log_deciles.min() / step) * step - 1.0, np.ceil(log_deciles.max() / step) * step + 1.0
    return np.asarray(np.arange(low, high + step, step), dtype=np.float64)
