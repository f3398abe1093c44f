"""Shape of the distribution of a commune that publishes its median only."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from methodes.revenus.decile import MEDIAN, Floats, Integers, Masks
from methodes.revenus.vintage import Vintage, strictly_increasing

LEAST_LEARNING = 60
SMALL = 2500.0  # persons: about the size at which INSEE begins to publish deciles
_LIKENESS = 0.15  # log-median distance at which a neighbour's weight falls to 0.61
_SHRINKAGE = 1.0  # weight of the national shape, in neighbours
_DEFAULT_SHAPE = np.log(np.array([11620, 14760, 17370, 19690, 21930, 24410, 27390, 31590, 39600]) / 21930)
"""Deciles over the median of metropolitan France, disposable income 2019 (INSEE, Filosofi)."""


def predict_shapes(vintages: Sequence[Vintage], filled: Sequence[Floats]) -> list[Floats]:
    """Logs of nine deciles for every part of every vintage; `filled` says those already known, row for row.

    log(Dk/MED) is first a regression on the commune's median and size, on persons a household, and on the mean and
    spread of medians in its EPCI, learned on communes that have nine deciles, the small ones weighing most. To it is
    added the mean gap seen on communes of the same EPCI of like median, shrunk as if one more neighbour had none.
    A vintage with fewer than 60 such communes learns from all; when all have fewer, the shape is that of France 2019.
    """
    with_households = all(_households_known(vintage) for vintage in vintages)
    features = [_features(vintage, with_households) for vintage in vintages]
    known = [vintage.communes & ~np.isnan(logs).any(axis=1) for vintage, logs in zip(vintages, filled, strict=True)]
    shapes = [logs - vintage.logs[:, [MEDIAN]] for vintage, logs in zip(vintages, filled, strict=True)]
    predicted = []
    for at, vintage in enumerate(vintages):
        own = [at] if known[at].sum() >= LEAST_LEARNING else range(len(vintages))
        expected = _expected_shape(
            features[at],
            np.vstack([features[i][known[i]] for i in own]),
            np.vstack([shapes[i][known[i]] for i in own]),
            np.concatenate([vintages[i].persons[known[i]] for i in own]),
        )
        wanted: Masks = np.asarray(np.isnan(filled[at]).any(axis=1))
        gaps = np.where(known[at][:, None], shapes[at] - expected, 0.0)
        shape: Floats = expected + _gap_of_neighbours(vintage, gaps, known[at], wanted)
        drawn = strictly_increasing(vintage.logs[:, [MEDIAN]] + shape)
        predicted.append(np.where(wanted[:, None], drawn, filled[at]))
    return predicted


def _households_known(vintage: Vintage) -> bool:
    return "menages" in vintage.parts and bool((vintage.parts["menages"] > 0).all())


def _features(vintage: Vintage, with_households: bool) -> Floats:
    """What a shape is explained by: n × 13, or n × 16 with persons a household."""
    level, persons, groups = vintage.logs[:, MEDIAN], vintage.persons, vintage.groups
    weight = np.where(vintage.communes, persons, 0.0)
    weight = np.where(np.bincount(groups, weight)[groups] > 0, weight, persons)
    total = np.bincount(groups, weight)
    around = (np.bincount(groups, weight * level) / total)[groups]
    spread = np.sqrt(np.bincount(groups, weight * (level - around) ** 2) / total)[groups]
    size = np.log(np.maximum(persons, SMALL) / SMALL)
    columns = [np.ones(len(level)), level, level**2, level**3, size, size * level, size**2]
    columns += [around, around**2, around * level, spread, spread * level]
    if with_households:
        crowd = np.log(persons / vintage.parts["menages"].to_numpy(dtype=np.float64))
        columns += [crowd, crowd * level, crowd**2]
    return np.column_stack(columns)


def _expected_shape(wanted: Floats, features: Floats, shapes: Floats, persons: Floats) -> Floats:
    if len(shapes) < LEAST_LEARNING:
        return np.broadcast_to(_DEFAULT_SHAPE, (len(wanted), 9))
    root = np.sqrt(np.minimum(1.0, SMALL / persons))[:, None]
    learned, *_ = np.linalg.lstsq(features * root, shapes * root, rcond=None)
    return np.asarray(wanted @ learned, dtype=np.float64)


def _gap_of_neighbours(vintage: Vintage, gaps: Floats, known: Masks, wanted: Masks) -> Floats:
    """Mean gap to the expected shape over the communes of the same EPCI that have nine deciles: n × 9."""
    place = pd.DataFrame({"group": vintage.groups, "row": np.arange(len(gaps))})
    pairs = place[wanted].merge(place[known], on="group", suffixes=("", "_near"))
    row: Integers = pairs["row"].to_numpy()
    near: Integers = pairs["row_near"].to_numpy()
    level = vintage.logs[:, MEDIAN]
    weight = np.exp(-0.5 * ((level[row] - level[near]) / _LIKENESS) ** 2)
    total = np.bincount(row, weight, minlength=len(gaps)) + _SHRINKAGE
    sums = [np.bincount(row, weight * gaps[near, rank], minlength=len(gaps)) for rank in range(9)]
    return np.asarray(np.column_stack(sums) / total[:, None])
