"""The law assumed between published deciles and beyond them."""

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from methodes.revenus.decile import LEVELS, Floats, Integers


@dataclass(frozen=True)
class Laws:
    """n distributions: their log deciles (n × 9), and the factors on the slopes of their two tails (n × 2)."""

    deciles: Floats
    tails: Floats

    @classmethod
    def straight(cls, deciles: Floats) -> "Laws":
        """Laws whose tails go on with the slope they have at D1 and D9."""
        return cls(deciles, np.ones((len(deciles), 2)))

    def take(self, rows: Integers | slice) -> "Laws":
        return Laws(self.deciles[rows], self.tails[rows])


def cumulative_shares(laws: Laws, grid: Floats) -> Floats:
    """Share of persons below each income of `grid`: n laws and m evenly spaced log incomes give n × m.

    The logit of the cumulated share is a monotone cubic (PCHIP, Fritsch and Carlson 1980) in the logarithm of income,
    which passes through the nine deciles; beyond D1 and D9 it goes on straight with the slope it has there, times the
    law's factor: that is a log-logistic tail, Pareto's at the top. Linear, Gaussian and other tails were compared: see
    docs/methodes/revenus-d-un-perimetre.md.
    """
    start, terms = _pieces(laws)
    counts = _points_by_piece(laws.deciles, grid).ravel()
    shape = (len(laws.deciles), len(grid))
    u = grid - np.repeat(start.ravel(), counts).reshape(shape)
    score = np.repeat(terms[3].ravel(), counts).reshape(shape)
    for term in terms[2::-1]:
        score *= u
        score += np.repeat(term.ravel(), counts).reshape(shape)
    np.negative(score, out=score)
    np.exp(score, out=score)
    score += 1.0
    return np.asarray(np.reciprocal(score, out=score), dtype=np.float64)


def _pieces(laws: Laws) -> tuple[Floats, list[Floats]]:
    """Start (n × 10) and four polynomial terms (n × 10 each) of the two straight tails and the eight cubics."""
    x = laws.deciles
    y = np.broadcast_to(logit(LEVELS), x.shape)
    slopes = pchip_slopes(x, y)
    width = np.diff(x, axis=1)
    secant = np.diff(y, axis=1) / width
    first, second = slopes[:, :-1], slopes[:, 1:]
    zero = np.zeros((len(x), 1))
    square = np.hstack([zero, (3 * secant - 2 * first - second) / width, zero])
    cube = np.hstack([zero, (first + second - 2 * secant) / width**2, zero])
    slope = np.hstack([slopes[:, :1] * laws.tails[:, :1], first, slopes[:, -1:] * laws.tails[:, 1:]])
    return np.hstack([x[:, :1], x]), [np.hstack([y[:, :1], y]), slope, square, cube]


def _points_by_piece(log_deciles: Floats, grid: Floats) -> Integers:
    """Number of points of the grid before D1, between deciles, and from D9 on: n × 10."""
    step = grid[1] - grid[0]
    first = np.clip(np.ceil((log_deciles - grid[0]) / step), 0, len(grid)).astype(np.int64)
    return np.asarray(np.diff(first, axis=1, prepend=0, append=len(grid)), dtype=np.int64)


def pchip_slopes(x: Floats, y: Floats) -> Floats:
    """Slopes of the monotone cubic: weighted harmonic means inside, three-point formula kept positive at both ends."""
    width = np.diff(x, axis=1)
    secant = np.diff(y, axis=1) / width
    slopes = np.empty_like(x)
    before = width[:, :-1] + 2 * width[:, 1:]
    after = 2 * width[:, :-1] + width[:, 1:]
    slopes[:, 1:-1] = (before + after) / (before / secant[:, :-1] + after / secant[:, 1:])
    slopes[:, 0] = _end_slope(width[:, 0], width[:, 1], secant[:, 0], secant[:, 1])
    slopes[:, -1] = _end_slope(width[:, -1], width[:, -2], secant[:, -1], secant[:, -2])
    return slopes


def _end_slope(near: Floats, far: Floats, near_secant: Floats, far_secant: Floats) -> Floats:
    """End slope, held within a third and three times the secant so that a tail is neither flat nor a wall."""
    slope = ((2 * near + far) * near_secant - near * far_secant) / (near + far)
    return np.clip(slope, near_secant / 3, 3 * near_secant)
