"""Deciles between D1, the median and D9, for parts and vintages that publish these three only."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.interpolate import PchipInterpolator
from scipy.special import logit

from methodes.revenus.decile import LEVELS, MEDIAN, Floats, Masks
from methodes.revenus.vintage import Vintage, strictly_increasing

_LEAST_LEARNING = 60
_ENDS = [0, MEDIAN, 8]
_GROUP_SHRINKAGE = 3.0  # communes without any gap added to the mean of an EPCI
_OWN_SHRINKAGE = {"commune": 3.0, "autre": 1.0}  # vintages without any gap added to a part's own mean


def fill_between(vintages: Sequence[Vintage]) -> list[Floats]:
    """Logs of the vintages where each part with D1, the median and D9 has its nine deciles (others are left alone).

    The place of each missing decile between its two neighbours is a cubic function of log(MED/D1), log(D9/MED) and
    log(MED/national median), learned on the parts of the same kind (communes, or larger territories), of any vintage,
    that publish nine deciles. To it is added a share of the gap seen, in those vintages, on the part itself and on the
    communes of its EPCI. With fewer than 60 parts to learn from, the nine come from a monotone cubic in the logit.
    """
    every = np.vstack([vintage.logs for vintage in vintages])
    names = pd.concat([vintage.parts[["niveau", "part", "parent"]] for vintage in vintages], ignore_index=True)
    communes = np.asarray(names["niveau"] == "commune", dtype=np.bool_)
    filled = every.copy()
    for kind, rows in (("commune", communes), ("autre", ~communes)):
        known = rows & ~np.isnan(every).any(axis=1)
        wanted = rows & ~known & ~np.isnan(every[:, _ENDS]).any(axis=1)
        if wanted.any() and known.sum() < _LEAST_LEARNING:
            filled[wanted] = _by_the_law(every[wanted][:, _ENDS])
        elif wanted.any():
            filled[wanted] = _by_learning(every, names, known, wanted, _OWN_SHRINKAGE[kind])
    bounds = np.cumsum([len(vintage.logs) for vintage in vintages])[:-1]
    return np.split(filled, bounds)


def _by_learning(logs: Floats, names: pd.DataFrame, known: Masks, wanted: Masks, shrinkage: float) -> Floats:
    observed, features = _places(logs[known]), _features(logs[known])
    learned, *_ = np.linalg.lstsq(features, observed, rcond=None)
    gaps = observed - features @ learned
    of_group = _mean_gap(gaps, names["parent"].fillna(names["part"]), known, wanted, _GROUP_SHRINKAGE)
    own = gaps - _mean_gap(gaps, names["parent"].fillna(names["part"]), known, known, _GROUP_SHRINKAGE)
    of_part = _mean_gap(own, names["part"], known, wanted, shrinkage)
    places = np.clip(_features(logs[wanted]) @ learned + of_group + of_part, 0, 1)
    filled = logs[wanted].copy()
    low, middle, high = (filled[:, [column]] for column in _ENDS)
    filled[:, 1:4] = low + places[:, :3] * (middle - low)
    filled[:, 5:8] = middle + places[:, 3:] * (high - middle)
    return strictly_increasing(filled)


def _mean_gap(gaps: Floats, key: "pd.Series[str]", known: Masks, wanted: Masks, shrinkage: float) -> Floats:
    """Mean gap of the known rows of the same key, as if `shrinkage` more of them had none: a row each wanted one."""
    groups, codes = key[known].to_numpy(), key[wanted].to_numpy()
    frame = pd.DataFrame(gaps).groupby(groups)
    means = frame.sum().div(frame.size() + shrinkage, axis=0)
    return np.asarray(means.reindex(codes).fillna(0.0), dtype=np.float64)


def _features(logs: Floats) -> Floats:
    """Every product of up to three of the three explanations: n × 20."""
    three = [logs[:, MEDIAN] - logs[:, 0], logs[:, 8] - logs[:, MEDIAN], logs[:, MEDIAN]]
    columns = [np.ones(len(logs)), *three]
    for i, first in enumerate(three):
        for j, second in enumerate(three[i:], start=i):
            columns.append(first * second)
            columns.extend(first * second * third for third in three[j:])
    return np.column_stack(columns)


def _places(logs: Floats) -> Floats:
    low, middle, high = (logs[:, [column]] for column in _ENDS)
    return np.hstack([(logs[:, 1:4] - low) / (middle - low), (logs[:, 5:8] - middle) / (high - middle)])


def _by_the_law(ends: Floats) -> Floats:
    filled = PchipInterpolator(logit(LEVELS[_ENDS]), ends, axis=1)(logit(LEVELS))
    filled[:, _ENDS] = ends
    return strictly_increasing(filled)
