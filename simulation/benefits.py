"""Deliveries of the invented world about benefits: CNAF by commune and IRIS, INSEE by priority neighbourhood."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.cells import as_csv, cells
from simulation.communes import GEOGRAPHY
from simulation.distribution import Array
from simulation.world import World


def benefits(world: World, year: int, income_year: int) -> dict[str, str]:
    """The texts of the files by name: recipients in December of `year`, neighbourhoods of `income_year`."""
    return {
        f"s_ben_com_f_{year}-geo{GEOGRAPHY}.csv": _communes(world, year),
        f"data_CAF_{year}_IRIS-geo{GEOGRAPHY}.csv": _iris(world),
        f"REVN_{income_year}.csv": _neighbourhoods(world, income_year),
    }


def _communes(world: World, year: int) -> str:
    """Counts rounded down to a multiple of 5, as data.caf.fr rounds them."""
    drawn, count = world.benefits(), len(world.communes.codes)
    columns = {
        "indfoy_ndur": drawn.recipients,
        "indnbp_ndur": drawn.covered,
        "indfoy_rsa": drawn.rsa,
        "indnbp_rsa": drawn.rsa_covered,
        "indfoy_ppa": drawn.activity,
        "indfoy_aah": drawn.disabled,
    }
    return as_csv(
        {
            "dtreffre": [f"{year}-12-31"] * count,
            "numcomdo": world.communes.codes,
            "nomcom": world.communes.names,
            **{name: _whole(5 * np.floor(values / 5)) for name, values in columns.items()},
        }
    )


def _iris(world: World) -> str:
    """Counts to the unit, in communes that are divided into IRIS."""
    codes, communes, shares = world.iris()
    drawn = world.benefits()
    columns = {
        "A": drawn.recipients,
        "PERCOU": drawn.covered,
        "AAAH": drawn.disabled,
        "APPA": drawn.activity,
        "ARSAS": drawn.rsa,
    }
    return as_csv(
        {
            "CODGEO": codes,
            "NOTE": ["0"] * len(codes),
            **{name: _whole(_split(values, communes, shares)) for name, values in columns.items()},
        }
    )


def _split(totals: Array, communes: NDArray[np.intp], shares: Array) -> Array:
    """Each IRIS's part of its commune's total, in whole numbers that add up to it."""
    parts = np.zeros_like(shares)
    for commune in np.unique(communes).tolist():
        inside = communes == commune
        reached = np.rint(totals[commune] * np.minimum(np.cumsum(shares[inside]), 1.0))
        reached[-1] = totals[commune]
        parts[inside] = np.diff(reached, prepend=0.0)
    return parts


def _neighbourhoods(world: World, year: int) -> str:
    """Thousands set apart by a narrow no-break space, as INSEE writes them in this file."""
    drawn = world.neighbourhoods(year)
    incomes, law, shown = drawn.incomes, drawn.incomes.distribution, np.full(len(drawn.codes), True)
    rates = {name: np.round(share, 1) for name, share in incomes.sources.items()}
    activity, social = rates["PTSA"] + rates["PCHO"] + rates["PBEN"], rates["PPFAM"] + rates["PPMINI"] + rates["PPLOGT"]
    zero = ["0"] * len(drawn.codes)
    quantiles = {"Q2": 0.5, "Q1": 0.25, "Q3": 0.75, "D1": 0.1, "D9": 0.9}
    income = {f"DISP_{name}": _spaced(np.round(law.quantile(share), -1)) for name, share in quantiles.items()}
    return as_csv(
        {
            "CODGEO": drawn.codes,
            "LIBGEO": drawn.names,
            "PMIMP": cells(100 * incomes.taxed / incomes.households, 1, shown, ""),
            **income,
            "TP60": cells(100 * incomes.poor, 1, shown, ""),
            "PACT": cells(activity, 1, shown, ""),
            "PPEN": cells(rates["PPEN"], 1, shown, ""),
            "PPSOC": cells(social, 1, shown, ""),
            "PIMPOT": cells(100 - activity - rates["PPEN"] - rates["PPAT"] - social, 1, shown, ""),
            "PPAT": cells(rates["PPAT"], 1, shown, ""),
            "NOTE_FILO": zero,
            "C": _spaced(np.rint(0.95 * incomes.persons)),
            "CC2S": _spaced(np.rint(0.5 * incomes.poor * incomes.persons)),
            "NOTE_CNAM": zero,
            "A": _spaced(drawn.benefits.recipients),
            "APPA": _spaced(drawn.benefits.activity),
            "ARSAS": _spaced(drawn.benefits.rsa),
            "AAAH": _spaced(drawn.benefits.disabled),
            "NOTE_CNAF": zero,
        }
    )


def _whole(values: Array) -> list[str]:
    return [f"{value:.0f}" for value in values.tolist()]


def _spaced(values: Array) -> list[str]:
    return [f"{value:,.0f}".replace(",", "\u202f") for value in values.tolist()]
