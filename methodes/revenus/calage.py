"""Correction of predicted shapes so that known territories come out right on average."""

from collections.abc import Sequence

import numpy as np

from methodes.revenus.connu import KnownTerritories
from methodes.revenus.decile import LEVELS, MEDIAN, Floats
from methodes.revenus.forme import SMALL
from methodes.revenus.loi import Laws
from methodes.revenus.melange import income_grid, mix, quantiles
from methodes.revenus.vintage import Vintage, strictly_increasing

_LEAST_KNOWN = 40
_LEAST_SHARE = 0.05  # of persons in communes with a median only, for a territory to teach something
_ROUNDS = 2
_STEP = 0.02


def calibrate(vintages: Sequence[Vintage], laws: Sequence[Laws], known: Sequence[KnownTerritories]) -> list[Floats]:
    """Logs where the deciles of communes with a median only are corrected; n × 9 each, medians do not move.

    INSEE publishes deciles of large communes only, so the shape of small ones is an extrapolation. The EPCI made
    mostly of small communes are published, and show by how much it errs: the log error on each decile of the known
    territories is regressed, without constant, on the share of persons in median-only communes and on that share
    times the log of their size; what is found is taken off. A vintage with fewer than 40 known territories takes the
    mean correction of the others, or none.
    """
    found = [_correction(*each) for each in zip(vintages, laws, known, strict=True)]
    learned = [correction for correction in found if correction is not None]
    default = np.mean(learned, axis=0) if learned else np.zeros((2, 9))
    return [
        _corrected(vintage, each.deciles, default if correction is None else correction)
        for vintage, each, correction in zip(vintages, laws, found, strict=True)
    ]


def _correction(vintage: Vintage, laws: Laws, known: KnownTerritories) -> Floats | None:
    """2 × 9 coefficients, or None when too few territories are known."""
    exposure = np.asarray(known.weights @ _reasons(vintage))
    telling = np.flatnonzero(exposure[:, 0] >= _LEAST_SHARE)
    if len(telling) < _LEAST_KNOWN:
        return None
    logs = laws.deciles
    weights, truth, exposure = known.weights[telling], logs[known.rows[telling]], exposure[telling]
    used = np.flatnonzero(weights.sum(axis=0))
    weights = weights.tocsc()[:, used].tocsr()
    grid = income_grid(logs, _STEP)
    total = np.zeros((2, 9))
    for _ in range(_ROUNDS):
        shares = mix(weights, Laws(_corrected(vintage, logs, total), laws.tails).take(used), grid)
        error = quantiles(shares, LEVELS, grid) - truth
        step, *_ = np.linalg.lstsq(exposure, error, rcond=None)
        step[:, MEDIAN] = 0.0
        total += step
    return total


def _reasons(vintage: Vintage) -> Floats:
    """n × 2: one and the log of size, for communes with a median only; zero for the others."""
    reasons = np.column_stack([np.ones(len(vintage.parts)), np.log(vintage.persons / SMALL)])
    return np.where((vintage.median_only & vintage.communes)[:, None], reasons, 0.0)


def _corrected(vintage: Vintage, logs: Floats, correction: Floats) -> Floats:
    moved = strictly_increasing(logs - _reasons(vintage) @ correction)
    return np.where((vintage.median_only & vintage.communes)[:, None], moved, logs)
