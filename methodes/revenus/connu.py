"""Known territories: parts that publish their own distribution and are wholly made of other parts given."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from methodes.revenus.decile import Floats, Integers
from methodes.revenus.vintage import Vintage

_TOLERANCE = 0.005  # share of persons by which the communes given may miss their EPCI's own number


@dataclass(frozen=True)
class KnownTerritories:
    """`rows`: the k parts known; `weights`: k × n, share of each part of the vintage in the persons of each of them."""

    rows: Integers
    weights: sparse.csr_array

    @classmethod
    def of(cls, vintage: Vintage) -> "KnownTerritories":
        """The EPCI (or others) of a vintage with D1, the median and D9 whose communes cover 99.5 % of persons."""
        number = pd.Series(np.arange(len(vintage.parts)), index=vintage.parts["part"])
        parent = vintage.parts["parent"].map(number).to_numpy(dtype=np.float64, na_value=np.nan)
        child = np.flatnonzero(~np.isnan(parent))
        above = parent[child].astype(np.int64)
        persons = vintage.persons
        covered = np.bincount(above, persons[child], minlength=len(persons)) / persons
        known = (np.abs(covered - 1) <= _TOLERANCE) & ~vintage.median_only
        rows = np.flatnonzero(known)
        place = np.cumsum(known) - 1
        kept = known[above]
        child, above = child[kept], above[kept]
        shares = persons[child] / (covered * persons)[above]
        weights = sparse.csr_array((shares, (place[above], child)), shape=(len(rows), len(persons)))
        return cls(rows, weights)


def by_group(weights: sparse.csr_array, groups: Integers, counted: Floats) -> sparse.csr_array:
    """Share of each territory's persons in each group of parts (t × groups), a part counting from 0 to 1."""
    n = weights.shape[1]
    return sparse.csr_array(
        weights @ sparse.csr_array((counted, (np.arange(n), groups)), shape=(n, int(groups.max()) + 1))
    )
