"""The published parts of one vintage, as arrays the methods compute with."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from methodes.revenus.decile import DECILES, MEDIAN, Floats, Integers, Masks

_LEAST_GAP = 1e-5  # between two deciles that rounding made equal, in log income


@dataclass(frozen=True)
class Vintage:
    """`parts` (one row a part, index 0…n−1) and, row for row, logs of its deciles over the vintage's scale (n × 9)."""

    millesime: int
    parts: pd.DataFrame
    scale: float
    logs: Floats

    @classmethod
    def of(cls, millesime: int, parts: pd.DataFrame, scale: float) -> "Vintage":
        """Sort the parts (the order of rows must not matter) and keep of each the deciles that form a usable set."""
        ordered = parts.sort_values("part", ignore_index=True).astype({"parent": object})
        logs = np.log(ordered[DECILES].to_numpy(dtype=np.float64, na_value=np.nan) / scale)
        whole = np.asarray(~np.isnan(logs).any(axis=1))
        ends = np.asarray(~np.isnan(logs[:, [0, MEDIAN, 8]]).any(axis=1))
        kept = np.where(whole[:, None], logs, np.nan)
        kept[:, MEDIAN] = logs[:, MEDIAN]
        kept[ends, 0], kept[ends, 8] = logs[ends, 0], logs[ends, 8]
        return cls(millesime, ordered, scale, np.where(whole[:, None], strictly_increasing(kept), kept))

    @property
    def persons(self) -> Floats:
        return self.parts["personnes"].to_numpy(dtype=np.float64)

    @property
    def communes(self) -> Masks:
        return np.asarray(self.parts["niveau"] == "commune", dtype=np.bool_)

    @property
    def whole(self) -> Masks:
        """Parts that have nine deciles."""
        return np.asarray(~np.isnan(self.logs).any(axis=1))

    @property
    def median_only(self) -> Masks:
        return np.asarray(np.isnan(self.logs[:, 0]) | np.isnan(self.logs[:, 8]))

    @property
    def groups(self) -> Integers:
        """Number of the EPCI of each part; a part without a parent is alone in its group."""
        parent = self.parts["parent"].astype(object)
        alone = parent.isna()
        return np.asarray(pd.factorize(parent.where(~alone, " " + self.parts["part"].astype(str)))[0])

    @property
    def areas(self) -> Integers:
        """Number of the wider area of each part, whose EPCI are neighbours; one area where nobody says."""
        if "groupe" not in self.parts:
            return np.zeros(len(self.parts), dtype=np.int64)
        return np.asarray(pd.factorize(self.parts["groupe"].astype(object).fillna(""))[0])


def strictly_increasing(logs: Floats) -> Floats:
    """Deciles put in increasing order outwards from the median, which does not move."""
    gaps = _LEAST_GAP * (np.arange(9) - MEDIAN)
    flat = logs - gaps
    upper = np.maximum.accumulate(flat[:, MEDIAN:], axis=1)
    lower = np.minimum.accumulate(flat[:, MEDIAN::-1], axis=1)[:, ::-1]
    return np.asarray(np.hstack([lower[:, :-1], upper]) + gaps, dtype=np.float64)
