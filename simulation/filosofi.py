"""Filosofi deliveries of the invented world, with INSEE's columns, roundings and thresholds of secrecy.

INSEE shows medians and counts above 50 households or 100 persons, the rest above 1 000 households or 2 000 persons; a
rate of poverty also needs 200 persons and 11 households on each side of the threshold, and stays within 5 and 95 %.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.cells import as_csv, cells
from simulation.communes import GEOGRAPHY
from simulation.distribution import Array
from simulation.levels import Territories, raise_to_level
from simulation.world import AGES, TENURES, Incomes, World

_ACTIVITY = ("PTSA", "PCHO", "PBEN")
_BENEFITS = ("PPFAM", "PPMINI", "PPLOGT")
_Shown = NDArray[np.bool_]


def filosofi(world: World, year: int) -> dict[str, dict[str, str]]:
    """The archives of a year by name, each the texts of its members by name: one member a level."""
    incomes = world.incomes(year)
    levels = {level: raise_to_level(world.communes, incomes, level) for level in ("COM", "EPCI", "ARR", "DEP", "REG")}
    metropole: Territories = (["1"], ["France métropolitaine"], world.national(year))
    return {
        f"base-cc-filosofi-{year}_CSV-geo{GEOGRAPHY}.zip": {
            f"cc_filosofi_{year}_{level}-geo{GEOGRAPHY}.csv": _base(year, level, territories)
            for level, territories in {**levels, "METRO": metropole}.items()
        },
        f"FILO{year}_DISP-geo{GEOGRAPHY}.zip": {
            f"FILO{year}_DISP_{level}-geo{GEOGRAPHY}.csv": _deciles(year, territories)
            for level, territories in {**levels, "METROPOLE": metropole}.items()
            if level != "ARR"
        },
    }


def _base(year: int, level: str, territories: Territories) -> str:
    codes, _, incomes = territories
    few, wide = _shown(incomes)
    rates = 0 if level == "COM" else 1
    d1, d9 = _tens(incomes.distribution.quantile(0.1)), _tens(incomes.distribution.quantile(0.9))
    columns = {
        "NBMENFISC": cells(incomes.households, 0, few, "s"),
        "NBPERSMENFISC": cells(incomes.persons, 0, few, "s"),
        "MED": cells(_tens(incomes.distribution.quantile(0.5)), 0, few, "s"),
        "PIMP": cells(100 * incomes.taxed / np.maximum(incomes.households, 1), rates, wide, "s"),
        "TP60": _poverty(incomes, incomes.poor, 1.0, rates),
        **{
            f"TP60{name}": _poverty(incomes, incomes.poor_by_group[name], share, rates)
            for name, (share, _) in {**AGES, **TENURES}.items()
        },
        **_sources(incomes, wide, "s"),
        "D1": cells(d1, 0, wide, "s"),
        "D9": cells(d9, 0, wide, "s"),
        "RD": cells(d9 / d1, 1, wide, "s"),
    }
    return as_csv({"CODGEO": codes, **{f"{name}{year % 100}": cell for name, cell in columns.items()}})


def _deciles(year: int, territories: Territories) -> str:
    """A commune too small for its median has no line, one too small for its deciles has blanks."""
    codes, names, incomes = territories
    few, wide = _shown(incomes)
    law, yy = incomes.distribution, year % 100
    q1, q2, q3 = (_tens(law.quantile(share)) for share in (0.25, 0.5, 0.75))
    deciles = {n: _tens(law.quantile(n / 10)) for n in (1, 2, 3, 4, 6, 7, 8, 9)}
    columns = {
        "CODGEO": codes,
        "LIBGEO": names,
        f"NBMEN{yy}": cells(incomes.households, 0, few, ""),
        f"NBPERS{yy}": cells(incomes.persons, 0, few, ""),
        f"NBUC{yy}": cells(incomes.units, 1, few, ""),
        f"Q1{yy}": cells(q1, 0, wide, ""),
        f"Q2{yy}": cells(q2, 0, few, ""),
        f"Q3{yy}": cells(q3, 0, wide, ""),
        "Q3_Q1": cells(q3 - q1, 0, wide, ""),
        **{f"D{n}{yy}": cells(decile, 0, wide, "") for n, decile in deciles.items()},
        "RD": cells(deciles[9] / deciles[1], 1, wide, ""),
        f"S80S20{yy}": cells(law.s80_s20, 1, wide, ""),
        f"GI{yy}": cells(law.gini, 3, wide, ""),
        **{f"{name}{yy}": cell for name, cell in _sources(incomes, wide, "").items()},
    }
    return as_csv(columns, np.flatnonzero(few).tolist())


def _shown(incomes: Incomes) -> tuple[_Shown, _Shown]:
    """Where medians and counts are shown, and where all the rest is."""
    return (
        (incomes.households > 50) | (incomes.persons > 100),
        (incomes.households > 1_000) | (incomes.persons > 2_000),
    )


def _poverty(incomes: Incomes, poor: Array, share: float, decimals: int) -> list[str]:
    """A rate of poverty over the share of the persons that it speaks of."""
    smaller_side = np.minimum(poor, 1 - poor) * share
    shown = _shown(incomes)[1] & (incomes.persons * smaller_side >= 200) & (incomes.households * smaller_side >= 11)
    return cells(np.clip(100 * poor, 5, 95), decimals, shown, "s")


def _sources(incomes: Incomes, shown: _Shown, withheld: str) -> dict[str, list[str]]:
    """Shares of the disposable income: those of a group add up to its own, and all of them to 100."""
    parts = {name: np.round(share, 1) for name, share in incomes.sources.items()}
    activity = np.sum([parts[name] for name in _ACTIVITY], axis=0)
    benefits = np.sum([parts[name] for name in _BENEFITS], axis=0)
    ordered = {
        "PACT": activity,
        **{name: parts[name] for name in _ACTIVITY},
        "PPEN": parts["PPEN"],
        "PPAT": parts["PPAT"],
        "PPSOC": benefits,
        **{name: parts[name] for name in _BENEFITS},
        "PIMPOT": 100 - activity - parts["PPEN"] - parts["PPAT"] - benefits,
    }
    return {name: cells(share, 1, shown, withheld) for name, share in ordered.items()}


def _tens(euros: Array) -> Array:
    return np.round(euros, -1)
