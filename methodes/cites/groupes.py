"""Which features are one cité: the connected components of the pairs that overlap or bear one number."""

from __future__ import annotations

import pandas as pd

SEUIL = 0.5
"""Share of the smaller of two features, in the other, from which they are one cité."""


def regrouper(objets: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """The cité of each feature.

    `objets` has `objet`, `id_lsm` and `id_unesco` (either may be null, not both); `pairs` is what `paires` returns.
    Two features are one cité when one of them has at least `SEUIL` of its area in the other, or when both bear one
    `id_lsm`; so are those that a chain of such pairs joins.

    Returns `objet`, `code_cite`, in the order of `objet`. The code is the lowest `id_lsm` of the cité after « LSM- »
    or, failing that, its lowest `id_unesco` after « UNESCO- »: it depends on the numbers that the Mission gives, not on
    the names nor on the order of the features.
    """
    parent = {str(objet): str(objet) for objet in objets["objet"]}

    def root(objet: str) -> str:
        while parent[objet] != objet:
            objet = parent[objet]
        return objet

    linked = pairs[(pairs["part"] >= SEUIL) | pairs["meme_numero"]]
    for one, other in zip(linked["objet_1"], linked["objet_2"], strict=True):
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    cite = objets.assign(racine=objets["objet"].map(root))
    codes = {racine: _code(group) for racine, group in cite.groupby("racine")}
    found = pd.DataFrame({"objet": cite["objet"], "code_cite": cite["racine"].map(codes)}).astype("string")
    return found.sort_values("objet", ignore_index=True)


def _code(features: pd.DataFrame) -> str:
    for prefix, column in (("LSM", "id_lsm"), ("UNESCO", "id_unesco")):
        if numbers := sorted(features[column].dropna(), key=lambda number: (len(number), number)):
            return f"{prefix}-{numbers[0]}"
    raise ValueError(f"feature without a number: {', '.join(features['objet'])}")
