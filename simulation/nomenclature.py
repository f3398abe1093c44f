"""The classes of NAF rév. 2, what they belong to and what they are called: the embedded nomenclature."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

LEVELS = ("a88", "a38", "a17", "a5")


@dataclass(frozen=True)
class Nomenclature:
    ape: list[str]
    """The 732 classes, in the order of their codes."""
    parents: dict[str, dict[str, str]]
    """Code by class, at each of `LEVELS`."""
    labels: dict[tuple[str, str], str]
    """Label by level (`ape` too) and code."""

    def said(self, level: str, code: str) -> str:
        """A code and its label, as URSSAF writes them."""
        return f"{code} {self.labels[level, code]}"

    def above(self, level: str, code: str, higher: str) -> str:
        """The code that a code of a finer level belongs to: any of its classes tells."""
        ape = next(ape for ape, parent in self.parents[level].items() if parent == code)
        return self.parents[higher][ape]

    def codes(self, level: str) -> list[str]:
        return sorted(set(self.parents[level].values()))


def read_nomenclature(embedded: Path) -> Nomenclature:
    text = (embedded / "naf_rev2.csv").read_text("utf-8-sig")
    rows = sorted(csv.DictReader(text.splitlines()), key=lambda row: row["code_ape"])
    return Nomenclature(
        [row["code_ape"] for row in rows],
        {level: {row["code_ape"]: row[f"code_{level}"] for row in rows} for level in LEVELS},
        {(level, row[f"code_{level}"]): row[f"libelle_{level}"] for row in rows for level in ("ape", *LEVELS)},
    )
