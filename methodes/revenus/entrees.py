"""What is refused before anything is computed."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from methodes.revenus.decile import DECILES

_PARTS = ["millesime", "part", "niveau", "parent", "personnes", *DECILES, "taux_pauvrete_60", "pas_taux"]
_COMPOSITION = ["millesime", "niveau", "code_territoire", "part", "genre", "personnes"]
_SEUILS = ["millesime", "mediane_nationale"]
GENRES = ("publiee", "reste")


def check_inputs(parts: pd.DataFrame, composition: pd.DataFrame, seuils: pd.DataFrame) -> None:
    """Raise ValueError, in one French sentence, on the first thing that would make the figures wrong."""
    for name, frame, columns in (
        ("parts", parts, _PARTS),
        ("composition", composition, _COMPOSITION),
        ("seuils", seuils, _SEUILS),
    ):
        if missing := [column for column in columns if column not in frame]:
            raise ValueError(f"« {name} » n’a pas de colonne {', '.join(missing)}.")
    _check_parts(parts)
    _check_composition(parts, composition)
    if seuils["millesime"].duplicated().any():
        raise ValueError("« seuils » donne deux médianes nationales pour un même millésime.")
    if (seuils["mediane_nationale"] <= 0).any():
        raise ValueError("Une médiane nationale de « seuils » n’est pas positive.")


def _check_parts(parts: pd.DataFrame) -> None:
    _refuse(parts, parts.duplicated(["millesime", "part"]), "est donnée deux fois")
    _refuse(parts, ~(parts["personnes"] > 0), "n’a pas un nombre de personnes positif")
    deciles = parts[DECILES].to_numpy(dtype=np.float64, na_value=np.nan)
    _refuse(parts, np.isnan(deciles[:, 4]), "n’a pas de médiane (d5)")
    _refuse(parts, (deciles <= 0).any(axis=1) | np.isinf(deciles).any(axis=1), "a un décile qui n’est pas positif")
    known = pd.DataFrame(deciles).ffill(axis=1).to_numpy()
    _refuse(parts, (np.diff(known, axis=1) < 0).any(axis=1), "a des déciles qui décroissent")
    rate = parts["taux_pauvrete_60"]
    _refuse(parts, (rate < 0) | (rate > 100), "a un taux de pauvreté hors de 0–100")
    _refuse(parts, rate.notna() & ~(parts["pas_taux"] >= 0), "a un taux de pauvreté sans pas d’arrondi")


def _check_composition(parts: pd.DataFrame, composition: pd.DataFrame) -> None:
    _refuse(composition, ~composition["genre"].isin(GENRES), "n’est ni « publiee » ni « reste »")
    _refuse(composition, ~(composition["personnes"] > 0), "a un poids qui n’est pas positif")
    keys = ["millesime", "part"]
    known = pd.MultiIndex.from_frame(parts[keys])
    _refuse(composition, ~pd.MultiIndex.from_frame(composition[keys]).isin(known), "n’est pas dans « parts »")


def _refuse(frame: pd.DataFrame, wrong: ArrayLike, what: str) -> None:
    rows = np.asarray(wrong, dtype=np.bool_)
    if rows.any():
        first = frame[rows].iloc[0]
        raise ValueError(f"La partie {first['part']} de {first['millesime']} {what} ({rows.sum()} cas).")
