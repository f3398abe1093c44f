"""The jobs of a census by place of work, invented: more than the employed in towns, fewer in villages and mining ones.

`jobs` gives counts in thousandths, by the producer's names without the year: `P_EMPLT` for `P22_EMPLT`. Every total is
the sum of its parts. The complementary exploitation (`C_`) strays from the main one by 2 % at
most.
"""

from __future__ import annotations

import numpy as np

from simulation.communes import Communes
from simulation.distribution import Array
from simulation.shares import Counts, part, scaled, split, stray

SECTORS = (("AGRI", 2.0), ("INDUS", 15.0), ("CONST", 7.0), ("CTS", 43.0), ("APESAS", 33.0))


def jobs(communes: Communes, employed: Counts, size: Array, year: int) -> dict[str, Counts]:
    """Jobs at the place of work, from the employed who live there: more than them in towns, fewer in villages."""
    pull = np.exp(np.clip(0.22 * np.log2(size / 8000 + 1e-9), -1.2, 0.7)) * np.where(communes.mining, 0.8, 1.0)
    total = scaled(employed, pull * stray("emplois", size, 1, year)[:, 0])
    held = split(total, np.array([44.0, 44.0, 8.0, 4.0]) * stray("salariés", size, 4))
    counts = {
        "P_EMPLT": held.sum(axis=1),
        "P_EMPLT_SAL": held[:, 0] + held[:, 1],
        "P_EMPLT_FSAL": held[:, 1],
        "P_EMPLT_SALTP": part(held[:, 0], 0.08) + part(held[:, 1], 0.28),
        "P_EMPLT_NSAL": held[:, 2] + held[:, 3],
        "P_EMPLT_FNSAL": held[:, 3],
        "P_EMPLT_NSALTP": part(held[:, 2], 0.08) + part(held[:, 3], 0.25),
    }
    factor = (stray("emplois complémentaires", size, 1, year) ** 0.5).clip(0.98, 1.02)
    held = scaled(held, factor)
    by_sector = np.array([weight for _, weight in SECTORS]) * stray("secteurs", size, 5, year)
    cells = split(held, by_sector[:, None, :])
    counts |= {
        "C_EMPLT": held.sum(axis=1),
        "C_EMPLT_F": held[:, 1] + held[:, 3],
        "C_EMPLT_SAL": held[:, :2].sum(axis=1),
    }
    for rank, (name, _) in enumerate(SECTORS):
        by_status = cells[:, :, rank]
        counts |= {f"C_EMPLT_{name}": by_status.sum(axis=1), f"C_{name}LT_F": by_status[:, 1] + by_status[:, 3]}
        counts |= {f"C_{name}LT_SAL": by_status[:, :2].sum(axis=1), f"C_{name}LT_FSAL": by_status[:, 1]}
        counts |= {f"C_{name}LT_NSAL": by_status[:, 2:].sum(axis=1), f"C_{name}LT_FNSAL": by_status[:, 3]}
    occupations = split(held.sum(axis=1), np.array([2.0, 7.0, 14.0, 26.0, 28.0, 23.0]) * stray("postes", size, 6))
    return counts | {f"C_EMPLT_CS{i + 1}": column for i, column in enumerate(occupations.T)}
