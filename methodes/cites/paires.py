"""Pairs of features that may be one cité: how much they overlap, how far apart they are, what they are called."""

from __future__ import annotations

import pandas as pd
import shapely

from methodes.cites.noms import mots
from methodes.cites.projection import polygons_in_metres

PROCHE_M = 500.0
"""Two features farther apart than this are no pair, whatever their names."""


def paires(objets: pd.DataFrame) -> pd.DataFrame:
    """The pairs of features that touch, bear one number of the producer's, or lie close and have alike names.

    `objets` has `objet` (a key), `id_lsm` (may be null), `nom`, `nom_2` (may be null) and `geometrie` (the text of a
    GeoJSON polygon, or of several).

    Returns a row a pair, `objet_1` before `objet_2`, in their order, whatever that of the features: `part` (of the
    smaller area, 0 to 1, that is also in the other), `distance_m`, `noms_semblables`, `meme_numero`.
    """
    features = objets.sort_values("objet", ignore_index=True)
    shapes = polygons_in_metres(features["geometrie"])
    names = [mots(*pair) for pair in zip(_texts(features["nom"]), _texts(features["nom_2"]), strict=True)]
    numbers = _texts(features["id_lsm"])
    close = zip(*shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=PROCHE_M), strict=True)
    ranks = range(len(numbers))
    same = {(i, j) for i in ranks for j in ranks if numbers[i] is not None and numbers[i] == numbers[j]}
    rows = []
    for one, other in sorted({(min(pair), max(pair)) for pair in {*close, *same} if pair[0] != pair[1]}):
        distance = float(shapely.distance(shapes[one], shapes[other]))
        alike = not names[one].isdisjoint(names[other])
        number = numbers[one] is not None and numbers[one] == numbers[other]
        if distance == 0 or alike or number:
            smaller = min(shapes[one].area, shapes[other].area)
            part = shapely.area(shapely.intersection(shapes[one], shapes[other])) / smaller
            rows.append((features["objet"][one], features["objet"][other], float(part), distance, alike, number))
    columns = ["objet_1", "objet_2", "part", "distance_m", "noms_semblables", "meme_numero"]
    kinds = {"objet_1": "string", "objet_2": "string", "part": "float64", "distance_m": "float64"}
    return pd.DataFrame(rows, columns=columns).astype({**kinds, "noms_semblables": "bool", "meme_numero": "bool"})


def _texts(values: pd.Series) -> list[str | None]:
    return [None if pd.isna(value) else str(value) for value in values]
