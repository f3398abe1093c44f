"""Localised unemployment of the invented economy: INSEE's workbook of the zones d'emploi, in two editions.

A zone of Hauts-de-France has 9 %, 11.5 % in the Bassin minier (standard deviation 0.8 from zone to zone), less 0.3
point for each percent of jobs above its mean since 2003. Every edition estimates the whole series anew: a tenth of a
point here and there.
"""

from __future__ import annotations

import numpy as np

from simulation.communes import REGION
from simulation.distribution import Array
from simulation.emploi import Employment
from simulation.emploi_urssaf import quarters
from simulation.emploi_zones import MINING, NAMES
from simulation.workbook import Row, workbook
from simulation.world import SEED

EDITIONS = ((2023, 3), (2024, 4))
"""Last quarters."""
FIRST_YEAR = 2003
_ORDINALS = ("1er", "2e", "3e", "4e")


def unemployment(economy: Employment) -> dict[str, dict[str, str]]:
    """Workbooks by name, each the members of its archive: one an edition."""
    zones, dates, jobs = quarters(economy)
    since = dates.index((FIRST_YEAR, 1))
    dates, truth = dates[since:], rates(zones, jobs[:, since:])
    return {
        f"chomage-zone-t1-{FIRST_YEAR}-t{quarter}-{year}.xlsx": _book(
            zones,
            dates[: (shown := dates.index((year, quarter)) + 1)],
            _estimated(truth[:, :shown], rank),
            economy.communes.labels[REGION].upper(),
        )
        for rank, (year, quarter) in enumerate(EDITIONS)
    }


def rates(zones: list[str], jobs: Array) -> Array:
    """In %, a row a zone, a column a quarter."""
    level = np.random.default_rng([SEED, 8]).normal(9.0, 0.8, len(zones)) + 2.5 * np.isin(zones, MINING)
    above = np.log(jobs / jobs.mean(axis=1, keepdims=True))
    drawn: Array = np.clip(level[:, None] - 30 * above, 3.0, 20.0)
    return drawn


def _estimated(truth: Array, edition: int) -> Array:
    return np.round(truth + np.random.default_rng([SEED, 9, edition]).normal(0.0, 0.08, truth.shape), 1)


def _book(zones: list[str], dates: list[tuple[int, int]], estimated: Array, region: str) -> dict[str, str]:
    said = [f"{_ORDINALS[quarter - 1]} trimestre {year}" for year, quarter in dates]
    rows: list[Row] = [
        ["Taux de chômage localisés par zone d'emploi, en moyenne trimestrielle (données simulées)"],
        ["Source : simulation, au format de l'Insee."],
        [],
        [],
        [
            "Code de la zone d'emploi 2020",
            "Libellé de la zone d'emploi 2020",
            "Code région 2016",
            "Libellé région 2016",
            *said,
        ],
        ["ZE2020", "LIBZE2020", "REG", "LIBREG", *(f"{year}-T{quarter}" for year, quarter in dates)],
    ]
    rows += [
        [zone, NAMES[zone], REGION, region, *figures] for zone, figures in zip(zones, estimated.tolist(), strict=True)
    ]
    about: list[Row] = [
        ["Taux de chômage localisés par zone d'emploi, en moyenne trimestrielle (données CVS)"],
        [],
        ["Chiffres simulés pour une démonstration : aucun n'est de l'Insee."],
    ]
    return workbook({"Documentation": about, "txcho_ze": rows})
