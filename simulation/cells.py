"""The text of a producer's file: French numbers, withheld figures, columns."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from simulation.distribution import Array


def cells(values: Array, decimals: int, shown: NDArray[np.bool_], withheld: str) -> list[str]:
    """Numbers with a decimal comma; `withheld` where they are not shown."""
    return [
        f"{value:.{decimals}f}".replace(".", ",") if visible else withheld
        for value, visible in zip(values.tolist(), shown.tolist(), strict=True)
    ]


def as_csv(columns: dict[str, list[str]], rows: Iterable[int] | None = None) -> str:
    """The text of columns by header, all their rows or those of some indexes, with semicolons."""
    lines = list(zip(*columns.values(), strict=True))
    kept = lines if rows is None else [lines[row] for row in rows]
    return "\n".join(";".join(line) for line in [tuple(columns), *kept]) + "\n"
