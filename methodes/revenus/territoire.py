"""Distributions and rates of a vintage's territories, from those of its parts."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from methodes.revenus.connu import by_group
from methodes.revenus.decile import LEVELS, Floats, Integers
from methodes.revenus.intervalle import Exposure
from methodes.revenus.loi import Laws, cumulative_shares
from methodes.revenus.melange import income_grid, mix, quantiles
from methodes.revenus.reste import remainder
from methodes.revenus.vintage import Vintage

_STEP = 0.005  # of log income: reading between two points of the grid then costs next to nothing


@dataclass(frozen=True)
class Territories:
    """t territories: shares of persons in each part (`published`, t × n) and in what is left of it (`left`, t × n)."""

    published: sparse.csr_array
    left: sparse.csr_array

    @classmethod
    def of(cls, vintage: Vintage, composition: pd.DataFrame, names: pd.MultiIndex) -> "Territories":
        """Those named, in that order, from the composition of the vintage; shares of a territory sum to 1."""
        number = pd.Index(vintage.parts["part"]).get_indexer(composition["part"])
        row = names.get_indexer(pd.MultiIndex.from_frame(composition[["niveau", "code_territoire"]]))
        persons = composition["personnes"].to_numpy(dtype=np.float64)
        share = persons / np.bincount(row, persons, minlength=len(names))[row]
        shape = (len(names), len(vintage.parts))
        left = np.asarray(composition["genre"] == "reste", dtype=np.bool_)
        return cls(*(sparse.csr_array((share[k], (row[k], number[k])), shape=shape) for k in (~left, left)))

    @classmethod
    def made_of_parts(cls, published: sparse.csr_array) -> "Territories":
        return cls(published, sparse.csr_array(published.shape))


def distribution(vintage: Vintage, laws: Laws, territories: Territories, threshold: float) -> tuple[Floats, Floats]:
    """Log deciles of the territories (t × 9) and their poverty rate in %, `threshold` being a log income.

    The rate of a part is its cumulated share at the threshold, put back into the interval that its published rate
    stands for (a rate of 12 published to the unit is between 11.5 and 12.5). Without a threshold there is no rate.
    """
    grid = income_grid(laws.deciles, _STEP)
    shares = mix(territories.published, laws, grid)
    known = not np.isnan(threshold)
    rates = territories.published @ _rates(vintage, laws, threshold) if known else np.full(shares.shape[0], np.nan)
    epci = np.unique(territories.left.indices)
    if len(epci):
        left = _left(vintage, laws, epci, grid)
        weights = territories.left.tocsc()[:, epci]
        shares += weights @ left
        if known:
            at = np.array([np.interp(threshold, grid, each) for each in left])
            rates += weights @ (100 * at)
    return quantiles(shares, LEVELS, grid), np.asarray(rates)


def exposure(vintage: Vintage, territories: Territories) -> Exposure:
    """What the errors of these territories depend on."""
    groups = vintage.groups
    parent = vintage.parts["parent"]
    of_children = pd.Series(groups, index=parent).groupby(level=0).first()
    own = pd.Series(groups, index=vintage.parts["part"])
    left_groups = vintage.parts["part"].map(of_children).fillna(own.reset_index(drop=True)).to_numpy(dtype=np.int64)
    both = sparse.csr_array(sparse.hstack([territories.published, territories.left]))
    uncertain = np.concatenate([vintage.median_only.astype(np.float64), np.ones(len(groups))])
    every = np.concatenate([groups, left_groups])
    shares, unsure = by_group(both, every, np.ones(len(every))), by_group(both, every, uncertain)
    return Exposure(
        concentration=_sums(shares.power(2)),
        uncertain=_sums(unsure.power(2)),
        mean_uncertain=_sums(unsure.power(2).multiply(shares.power(-1))),
        detailed=territories.published @ vintage.communes.astype(np.float64) + _sums(territories.left),
    )


def _sums(rows: sparse.csr_array) -> Floats:
    return np.asarray(rows.sum(axis=1), dtype=np.float64).ravel()


def _rates(vintage: Vintage, laws: Laws, threshold: float) -> Floats:
    around = threshold + _STEP * np.array([-1.0, 0.0, 1.0])
    rate = 100 * cumulative_shares(laws, around)[:, 1]
    published = vintage.parts["taux_pauvrete_60"].to_numpy(dtype=np.float64, na_value=np.nan)
    half_step = vintage.parts["pas_taux"].to_numpy(dtype=np.float64, na_value=np.nan) / 2
    return np.where(np.isnan(published), rate, np.clip(rate, published - half_step, published + half_step))


def _left(vintage: Vintage, laws: Laws, epci: Integers, grid: Floats) -> Floats:
    """Cumulated shares of what is left of these EPCI, by rows of parts, once the parts they contain are out."""
    persons = vintage.persons
    place = pd.Index(vintage.parts["part"].to_numpy()[epci]).get_indexer(vintage.parts["parent"])
    child = np.flatnonzero(place >= 0)
    inside: Floats = np.bincount(place[child], persons[child], minlength=len(epci)).astype(np.float64)
    shares = persons[child] / inside[place[child]]
    weights = sparse.csr_array((shares, (place[child], child)), shape=(len(epci), len(persons)))
    whole = cumulative_shares(laws.take(epci), grid)
    return remainder(whole, mix(weights, laws, grid), persons[epci], inside)
