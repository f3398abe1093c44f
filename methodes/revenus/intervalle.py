"""Half-widths of 90 % intervals, learned on known territories."""

from dataclasses import dataclass

import numpy as np

from methodes.revenus.decile import Floats, Integers

COVERAGE = 0.90
LEAST_KNOWN = 40
_ROUNDS = 20
_CLASSES = 3
_SHARED_BY_EPCI = 0.1  # beyond some ten whole EPCI errors share causes, and no longer make up for each other


@dataclass(frozen=True)
class Exposure:
    """What the errors of t territories depend on: four vectors.

    `concentration`, `uncertain`: sums over the EPCI of a territory of their squared share of its persons (1 if it has
    one EPCI only), and of the squared share of those of their persons whose part publishes a median only, or is left.
    `mean_uncertain`: the latter for one EPCI alone, in mean over the persons. `detailed`: share of persons whose part
    is not a whole EPCI.
    """

    concentration: Floats
    uncertain: Floats
    mean_uncertain: Floats
    detailed: Floats


@dataclass(frozen=True)
class Spread:
    """Error of one figure: its 90 % quantile is reach × √variance, where, for one EPCI made of its communes,

    variance = `floor` + `slope` × uncertain, and `common` is the part of it that neighbouring EPCI share. There is a
    reach for each class of uncertain exposure, `edges` being the bounds between classes.
    """

    floor: float
    slope: float
    edges: Floats
    reaches: Floats
    common: float

    def half_width(self, exposure: Exposure) -> Floats:
        least = np.maximum(_SHARED_BY_EPCI, self.common * exposure.detailed)
        shared = self.common * np.maximum(exposure.mean_uncertain - exposure.uncertain, 0.0)
        variance = self.floor * np.maximum(exposure.concentration, least)
        reach = self.reaches[np.searchsorted(self.edges, exposure.uncertain + shared)]
        return np.asarray(reach * np.sqrt(variance + self.slope * (exposure.uncertain + shared)))

    @classmethod
    def learn(cls, errors: Floats, uncertain: Floats, persons: Floats, groups: Integers) -> "Spread | None":
        """From the errors of k known EPCI, their exposure, persons and group (neighbours); None with fewer than 40.

        The variance is a straight line in the exposure, fitted by the maximum of a Gaussian likelihood (weighted least
        squares on squared errors, repeated), neither coefficient negative; a reach is the 90 % quantile of what |error|
        is to it in a third of the territories, with the finite-sample rank (k + 1) of conformal prediction: errors of
        well and badly known territories have not the same tails.
        """
        kept = ~np.isnan(errors)
        squared, uncertain = errors[kept] ** 2, uncertain[kept]
        if len(squared) < LEAST_KNOWN or squared.max() == 0:
            return None
        floor, slope = float(squared.mean()), 0.0
        for _ in range(_ROUNDS):
            floor, slope = _line(squared, uncertain, floor + slope * uncertain)
        relative = errors[kept] / np.sqrt(floor + slope * uncertain)
        classes = min(_CLASSES, len(relative) // LEAST_KNOWN)
        edges = np.quantile(uncertain, np.arange(1, classes) / classes)
        place = np.searchsorted(edges, uncertain)
        reaches = np.array([_reach(relative[place == each]) for each in range(classes) if (place == each).any()])
        if len(reaches) < classes:
            edges, reaches = edges[:0], np.array([_reach(relative)])
        return cls(floor, slope, edges, reaches, _common(relative, persons[kept], groups[kept]))


def _reach(relative: Floats) -> float:
    rank = min(int(np.ceil(COVERAGE * (len(relative) + 1))), len(relative)) - 1
    return float(np.sort(np.abs(relative))[rank])


def _common(relative: Floats, persons: Floats, groups: Integers) -> float:
    """Correlation of the errors of neighbours: that which gives the means of the groups the variance they have."""
    number = int(groups.max()) + 1
    total = np.bincount(groups, persons, minlength=number)
    share = persons / total[groups]
    mean = np.bincount(groups, share * relative, minlength=number)
    alone = np.bincount(groups, (share * relative) ** 2, minlength=number)
    pairs = 1 - np.bincount(groups, share**2, minlength=number)[total > 0]
    if pairs.sum() <= 0:
        return 0.0
    return float(np.clip((mean**2 - alone).sum() / pairs.sum(), 0.0, 1.0))


def _line(squared: Floats, exposure: Floats, variance: Floats) -> tuple[float, float]:
    """Weighted least-squares line whose two coefficients are not negative."""
    weight = 1 / variance**2
    mean = np.average(squared, weights=weight)
    mean_exposure = np.average(exposure, weights=weight)
    moment = np.average((exposure - mean_exposure) ** 2, weights=weight)
    slope = 0.0
    if moment > 0:
        slope = max(float(np.average((exposure - mean_exposure) * (squared - mean), weights=weight) / moment), 0.0)
    floor = float(mean - slope * mean_exposure)
    least = 0.01 * float(squared.mean())
    return (floor, slope) if floor > least else (least, slope)
