"""What the known spouses say of the unknown ones: how often living, and how much older or younger."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from methodes.projection.mortalite import SEXES, Floats

BAND = 5


@dataclass(frozen=True)
class Conjoints:
    """`parts[sex]`: five-year band of age → share with a living spouse; `ecarts[sex]`: gap in years → weight.

    Empty where nothing is known: the figures that need it are then absent.
    """

    parts: dict[str, dict[int, float]]
    ecarts: dict[str, dict[int, float]]

    def part(self, sexe: str, age: int) -> float:
        known = self.parts[sexe]
        if not known:
            return np.nan
        band = age // BAND
        return known[min(known, key=lambda other: (abs(other - band), other))]


def estimer_conjoints(stock: pd.DataFrame, annee: int) -> Conjoints:
    """From the own-right persons whose spouse is known, over the whole list: a commune alone has too few."""
    own = stock[stock["droit"] == "propre"]
    told = own[own["conjoint_vivant"].isin(["oui", "non"]) & (own["conjoint_ayant_droit"] != "oui")]
    dated = own[(own["conjoint_vivant"] == "oui") & own["annee_naissance_conjoint"].notna()]
    parts: dict[str, dict[int, float]] = {}
    gaps: dict[str, dict[int, float]] = {}
    for sex in SEXES:
        mine = told[told["sexe"] == sex]
        band = (annee - mine["annee_naissance"]) // BAND
        living = mine["personnes"].where(mine["conjoint_vivant"] == "oui", 0)
        counted = pd.DataFrame({"band": band, "living": living, "all": mine["personnes"]}).groupby("band").sum()
        share = (counted["living"] / counted["all"])[counted["all"] > 0]
        parts[sex] = dict(zip(share.index.astype(int).tolist(), share.tolist(), strict=True))
        theirs = dated[dated["sexe"] == sex]
        gap = theirs["annee_naissance_conjoint"] - theirs["annee_naissance"]
        weight = theirs["personnes"].groupby(gap).sum()
        gaps[sex] = dict(zip(weight.index.astype(int).tolist(), (weight / weight.sum()).tolist(), strict=True))
    return Conjoints(parts, gaps)


def gap_matrix(gaps: dict[int, float], cohorts: int) -> Floats:
    """What turns the survival `[cohort, year]` of the other sex into that of the unknown spouse of each cohort."""
    if not gaps:
        return np.full((cohorts, cohorts), np.nan)
    rows = np.arange(cohorts)
    matrix = np.zeros((cohorts, cohorts))
    for gap, weight in gaps.items():
        np.add.at(matrix, (rows, np.clip(rows + gap, 0, cohorts - 1)), weight)
    return matrix
