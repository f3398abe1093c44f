"""Slopes of the two tails, learned on known territories."""

from collections.abc import Sequence

import numpy as np
from scipy.special import logit

from methodes.revenus.connu import KnownTerritories
from methodes.revenus.decile import LEVELS, MEDIAN, Floats
from methodes.revenus.loi import Laws, pchip_slopes
from methodes.revenus.melange import income_grid, mix, quantiles
from methodes.revenus.vintage import Vintage

_LEAST_KNOWN = 40
_LEAST_COVERED = 0.85  # share of persons whose deciles are published, for a territory to speak of tails alone
_STEP = 0.01
_NUDGE = 0.1
_BOUNDS = (0.5, 2.0)


def learn_tails(vintages: Sequence[Vintage], logs: Sequence[Floats], known: Sequence[KnownTerritories]) -> list[Floats]:
    """n × 2 factors (below D1, above D9) by which each vintage's laws multiply the slopes they have at their ends.

    What lies under the D1 of a well-off commune, or over the D9 of a poor one, is not published but weighs on the D1
    and D9 of the territory that holds both. The factor is 1 + a + b × bend below and 1 + a + b × bend + c × log of the
    median relative to the nation above, where the bend is the log of the end slope over that of the second interval.
    The coefficients are those that take off, by least squares, the errors on D1 and D9 of the known territories whose
    communes publish nine deciles for 85 % of persons, the best covered weighing most. With fewer than 40 of these a
    vintage takes the mean of the others; failing all, factors are 1.
    """
    found = [_coefficients(*each) for each in zip(vintages, logs, known, strict=True)]
    learned = [each for each in found if each is not None]
    default = np.mean(learned, axis=0) if learned else np.zeros(5)
    return [_factors(each, default if own is None else own) for each, own in zip(logs, found, strict=True)]


def _reasons(logs: Floats) -> tuple[Floats, Floats]:
    """What explains the factor below (n × 2) and above (n × 3)."""
    knots = np.broadcast_to(logit(LEVELS), logs.shape)
    slopes = pchip_slopes(logs, knots)
    secant = np.diff(knots, axis=1) / np.diff(logs, axis=1)
    one = np.ones(len(logs))
    below, above = np.log(slopes[:, 0] / secant[:, 1]), np.log(slopes[:, 8] / secant[:, -2])
    return np.column_stack([one, below]), np.column_stack([one, above, logs[:, MEDIAN]])


def _factors(logs: Floats, coefficients: Floats) -> Floats:
    below, above = _reasons(logs)
    return np.clip(1 + np.column_stack([below @ coefficients[:2], above @ coefficients[2:]]), *_BOUNDS)


def _coefficients(vintage: Vintage, logs: Floats, known: KnownTerritories) -> Floats | None:
    covered = np.asarray(known.weights @ (~vintage.median_only).astype(np.float64))
    telling = np.flatnonzero(covered >= _LEAST_COVERED)
    if len(telling) < _LEAST_KNOWN:
        return None
    weights, truth = known.weights[telling], logs[known.rows[telling]]
    used = np.flatnonzero(weights.sum(axis=0))
    weights, laws = weights.tocsc()[:, used].tocsr(), logs[used]
    grid = income_grid(laws, _STEP)
    straight = np.ones((len(used), 2))

    def ends(tails: Floats) -> Floats:
        return quantiles(mix(weights, Laws(laws, tails), grid), LEVELS, grid)[:, [0, 8]]

    reached = ends(straight)
    trust = 1 / np.hypot(0.03, 1 - covered[telling])
    found = []
    for side, reasons in enumerate(_reasons(laws)):
        answers = []
        for reason in reasons.T:
            tails = straight.copy()
            tails[:, side] += _NUDGE * reason
            answers.append((ends(tails) - reached)[:, side] / _NUDGE)
        answer = np.column_stack(answers) * trust[:, None]
        wanted = (truth[:, [0, 8][side]] - reached[:, side]) * trust
        found.append(np.linalg.lstsq(answer, wanted, rcond=None)[0])
    return np.concatenate(found)
