"""Lines of a stock as households: who may revert to whom, and what part of a dwelling each line stands for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from methodes.projection.conjoints import Conjoints
from methodes.projection.mortalite import SEXES, Floats, Whole

COLUMNS = ["unite", "sexe", "annee_naissance", "droit", "mode", "annee_naissance_conjoint"]


@dataclass(frozen=True)
class Types:
    """The kinds of persons of a list, one entry each; `lignes` gives persons and dwellings per unit and kind.

    `conjoint` is the spouse's cohort, -1 when unknown; `vivant` the chance that the spouse lives at the start;
    `reversible` says that the spouse, not in the list, takes over the right at death; `couple`, that both are in it.
    """

    sexe: Whole
    cohorte: Whole
    propre: NDArray[np.bool_]
    conjoint: Whole
    vivant: Floats
    reversible: NDArray[np.bool_]
    couple: NDArray[np.bool_]
    lignes: pd.DataFrame


def types_de_personnes(stock: pd.DataFrame, conjoints: Conjoints, annee: int) -> Types:
    """`stock`: unite, sexe, annee_naissance, droit, conjoint_vivant, conjoint_ayant_droit, annee_naissance_conjoint,
    logement, personnes; each person once, a couple of right-holders being two persons."""
    lines = stock.copy()
    lines["mode"] = _mode(lines)
    lines["logements"] = _logements(lines)
    spouse = lines["annee_naissance_conjoint"].where(lines["mode"] != "aucun")
    lines["annee_naissance_conjoint"] = spouse.fillna(-1).astype("int64")
    lines = lines.groupby(COLUMNS, as_index=False)[["personnes", "logements"]].sum()
    kinds = lines[COLUMNS[1:]].drop_duplicates().reset_index(drop=True)
    kinds["type"] = np.arange(len(kinds))
    lines = lines.merge(kinds, on=COLUMNS[1:])
    living = {"aucun": 0.0, "vivant": 1.0, "couple": 1.0}
    alive = [
        living[mode] if mode in living else conjoints.part(sex, annee - born)
        for mode, sex, born in zip(kinds["mode"], kinds["sexe"], kinds["annee_naissance"].astype(int), strict=True)
    ]
    return Types(
        sexe=np.array([SEXES.index(sex) for sex in kinds["sexe"]], dtype=np.int64),
        cohorte=kinds["annee_naissance"].to_numpy(dtype=np.int64),
        propre=(kinds["droit"] == "propre").to_numpy(),
        conjoint=kinds["annee_naissance_conjoint"].to_numpy(dtype=np.int64),
        vivant=np.array(alive, dtype=float),
        reversible=kinds["mode"].isin(["vivant", "possible"]).to_numpy(),
        couple=(kinds["mode"] == "couple").to_numpy(),
        lignes=lines[["unite", "type", "personnes", "logements"]],
    )


def _mode(lines: pd.DataFrame) -> NDArray[np.str_]:
    """`couple`: both are in the list; `vivant`, `possible`: an own-right person whose spouse is, or may be, living."""
    living = lines["conjoint_vivant"].fillna("inconnu")
    couple = (lines["conjoint_ayant_droit"] == "oui") & (living != "non")
    alone = (living == "non") | (lines["droit"] != "propre")
    return np.select([couple, alone, living == "oui"], ["couple", "aucun", "vivant"], "possible")


def _logements(lines: pd.DataFrame) -> pd.Series:
    """A person housed in kind stands for a dwelling; two right-holders who live together, for half of one each.

    In a unit, as many husbands as wives of such couples are housed in kind; where the list has more of one sex, the
    others' spouse is not housed in kind with them and the dwelling is theirs alone.
    """
    in_kind = lines["logement"] == "nature"
    coupled = in_kind & (lines["mode"] == "couple")
    persons = lines["personnes"].where(coupled, 0)
    men = persons.where(lines["sexe"] == "H", 0).groupby(lines["unite"]).transform("sum")
    women = persons.where(lines["sexe"] == "F", 0).groupby(lines["unite"]).transform("sum")
    mine = np.where(lines["sexe"] == "H", men, women)
    shared = np.minimum(men, women) / np.where(mine > 0, mine, 1)
    return lines["personnes"] * in_kind * np.where(coupled, 1 - shared / 2, 1.0)
