"""Columns of codes with their words, and their cells counted: what every delivery is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Table = dict[str, list[str]]
"""The text of a delivery: cells by header, a blank where nothing is known."""

_BEFORE = 1880


@dataclass(frozen=True)
class Column:
    """One code a row, and what each code says; the code 0 may be the blank."""

    codes: Ints
    words: Sequence[str]

    def where(self, rows: Flags | Ints) -> Column:
        return Column(self.codes[rows], self.words)

    def texts(self) -> list[str]:
        return [self.words[code] for code in self.codes.tolist()]


def named(codes: Ints | Flags, words: Sequence[str]) -> Column:
    return Column(codes.astype(np.int64), words)


def named_or_blank(codes: Ints, words: Sequence[str]) -> Column:
    """Codes from 0, and -1 for a blank."""
    return Column(codes.astype(np.int64) + 1, ["", *words])


def years(values: Ints) -> Column:
    """Years after `_BEFORE`, and -1 for a blank."""
    last = int(values.max(initial=_BEFORE))
    words = ["", *map(str, range(_BEFORE + 1, last + 1))]
    return Column(np.where(values < 0, 0, values - _BEFORE).astype(np.int64), words)


def numbers(values: Ints) -> Column:
    """Small whole numbers, and -1 for a blank."""
    return Column(values.astype(np.int64) + 1, ["", *map(str, range(int(values.max(initial=0)) + 1))])


def counted(columns: Mapping[str, Column], count: str) -> Table:
    """Each distinct row once, in order, with how many they were in the column `count`."""
    sizes = tuple(len(column.words) for column in columns.values())
    cell = np.ravel_multi_index(tuple(column.codes for column in columns.values()), sizes)
    cells, counts = np.unique(cell, return_counts=True)
    codes = np.unravel_index(cells, sizes)
    table = {
        name: [column.words[code] for code in of.tolist()]
        for (name, column), of in zip(columns.items(), codes, strict=True)
    }
    return {**table, count: list(map(str, counts.tolist()))}


def end_to_end(tables: Sequence[Table]) -> Table:
    """The rows of tables that have the same columns, one table after the other."""
    return {name: [cell for table in tables for cell in table[name]] for name in tables[0]}
