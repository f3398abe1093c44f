"""A group told in words: what sets it apart, with the figures that say so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

RAISONS = 4
"""Indicators told of a group, those that differ most."""


@dataclass(frozen=True)
class Recit:
    """The short name of a group, and its reasons in a sentence."""

    libelle: str
    raisons: str


def raconter(valeurs: pd.DataFrame, numeros: NDArray[np.int64], libelles: list[str]) -> dict[int, Recit]:
    """The words of each group, by number.

    `valeurs`: indicators of the communes of reference, in %, columns in the order of `libelles`; `numeros`: group of
    each. What is told is the median commune of the group beside the median of all, so that words and figures agree.
    A name is that of the two indicators that differ most, of as many more as it takes for no other group to bear it.
    """
    median, by_group = valeurs.median(), valeurs.groupby(numeros).median()
    spread = valeurs.std(ddof=0).where(lambda deviation: deviation > 1e-12, 1.0)
    gaps = ((by_group - median) / spread).to_numpy().round(9)
    ranked = np.argsort(-np.abs(gaps), axis=1, kind="stable")

    def name(row: int, words: int) -> str:
        text = ", ".join(f"{_degree(gaps[row, i])} {_of(libelles[i])}" for i in ranked[row, :words])
        return text[0].upper() + text[1:]

    def unique(row: int) -> str:
        for words in range(2, len(libelles) + 1):
            if name(row, words) not in {name(other, words) for other in range(len(gaps)) if other != row}:
                return name(row, words)
        return f"{name(row, 2)} ({by_group.index[row]})"

    def reasons(row: int) -> str:
        told = [
            f"{libelles[i]}, {_number(by_group.iloc[row, i])} % contre {_number(median.iloc[i])} %"
            for i in ranked[row, :RAISONS]
        ]
        return f"Médiane des communes du groupe, et de toutes : {' ; '.join(told)}."

    return {int(number): Recit(unique(row), reasons(row)) for row, number in enumerate(by_group.index)}


def _degree(gap: float) -> str:
    """How much, in words, from a gap in standard deviations."""
    if gap == 0:
        return "autant"
    strength = "nettement " if abs(gap) >= 1.5 else "un peu " if abs(gap) < 0.5 else ""
    return strength + ("plus" if gap > 0 else "moins")


def _of(label: str) -> str:
    return f"d’{label}" if label[0] in "aàeéèêiîoôuù" else f"de {label}"


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",").replace("-", "−")
