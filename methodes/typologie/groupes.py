"""k-means on standardised indicators: groups that do not move when rows do, and are told in words."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

from methodes.typologie.mots import raconter

Array = NDArray[np.float64]

GRAINE = 62498
TIRAGES = 50
"""Starts of k-means, of which the best is kept: enough for the seed to change the group of a commune in 300."""
BORNE = 3.0
"""Standard deviations beyond which a commune counts for no more: an odd hamlet does not draw a group to itself."""
MINIMUM = 4
"""Indicators under which a profile says too little for groups."""
POIDS_DU_REPERE = 0.5
"""Part of the heaviest weight on the main axis from which an indicator may tell which way the axis is turned."""


def grouper(profils: pd.DataFrame, libelles: dict[str, str], groupes: int) -> pd.DataFrame:
    """Group the communes of each vintage by their profile.

    `profils` has a row a commune and vintage: `code_commune`, `millesime`, `population` (persons) and one column an
    indicator (any unit, null where unknown); `libelles` gives the French name of each indicator, in the order that
    settles ties and the way the groups are numbered. Groups are those of one vintage, of reference: the latest of those
    with the most indicators known somewhere. Other vintages are put in the nearest of these groups, so that a number
    means the same in each.

    Returns a row a row of `profils`, by commune and vintage: `groupe` (1 to `groupes`, from the first to the last on
    the main axis of the profiles), `libelle_groupe`, `raisons`, `distance` to its centre and `groupe_suivant` (the
    second nearest), in standard deviations; `silhouette` of the whole reference (-1 to 1), `millesime_reference`,
    `indicateurs` used, `statut` and `motif` (why a commune has no group: it lacks an indicator, never replaced).
    An empty frame has no groups; fewer known communes than groups, or fewer than four indicators, none either.
    """
    rows = profils.sort_values(["millesime", "code_commune"], ignore_index=True)
    reference, noms = _reference(rows, list(libelles))
    known = rows[noms].notna().all(axis=1).to_numpy() & (rows["population"].fillna(0) > 0).to_numpy()
    chosen = known & (rows["millesime"] == reference).to_numpy()
    found = _empty(rows, reference, noms)
    if len(noms) < MINIMUM or chosen.sum() <= groupes:
        found["motif"] = f"Pas de groupes : il faut {MINIMUM} indicateurs, et plus de {groupes} communes qui les aient."
        return found
    weights = np.sqrt(rows["population"].to_numpy(dtype=np.float64))
    standard = _standardise(rows[noms].to_numpy(dtype=np.float64), chosen, weights)
    centres = _centres(standard[chosen], weights[chosen], groupes)
    distances = np.linalg.norm(standard[known][:, None, :] - centres[None, :, :], axis=2)
    order = np.argsort(distances, axis=1, kind="stable")
    numbers = order[:, 0] + 1
    in_reference = chosen[known]
    told = raconter(rows.loc[chosen, noms], numbers[in_reference], [libelles[nom] for nom in noms])
    found.loc[known, "groupe"] = numbers
    found.loc[known, "libelle_groupe"] = [told[number].libelle for number in numbers]
    found.loc[known, "raisons"] = [told[number].raisons for number in numbers]
    found.loc[known, "distance"] = np.take_along_axis(distances, order[:, :1], axis=1)[:, 0]
    found.loc[known, "groupe_suivant"] = order[:, 1] + 1
    found["silhouette"] = float(silhouette_score(standard[chosen], numbers[in_reference]))
    found.loc[known, ["statut", "motif"]] = ["disponible", None]
    found.loc[~known, "motif"] = _lacks(rows.loc[~known], {nom: libelles[nom] for nom in noms})
    return found


def _reference(rows: pd.DataFrame, noms: list[str]) -> tuple[int | None, list[str]]:
    """The vintage that makes the groups, and the indicators that some commune has then."""
    if rows.empty:
        return None, []
    somewhere = rows[noms].notna().groupby(rows["millesime"]).any()
    counts = somewhere.sum(axis=1)
    year = max(counts.index, key=lambda millesime: (counts[millesime], millesime))
    return int(year), [nom for nom in noms if somewhere.loc[year, nom]]


def _empty(rows: pd.DataFrame, reference: int | None, noms: list[str]) -> pd.DataFrame:
    found = rows[["code_commune", "millesime"]].copy()
    for name, kind in (
        ("groupe", "Int64"),
        ("libelle_groupe", "string"),
        ("raisons", "string"),
        ("distance", "Float64"),
    ):
        found[name] = pd.Series(pd.NA, index=found.index, dtype=kind)
    found["groupe_suivant"] = pd.Series(pd.NA, index=found.index, dtype="Int64")
    found["silhouette"] = pd.Series(pd.NA, index=found.index, dtype="Float64")
    found["millesime_reference"] = pd.Series(reference, index=found.index, dtype="Int64")
    found["indicateurs"] = ", ".join(noms)
    found["statut"] = "non_publie"
    found["motif"] = pd.Series(pd.NA, index=found.index, dtype="string")
    return found


def _lacks(rows: pd.DataFrame, libelles: dict[str, str]) -> list[str]:
    """What each row lacks to be put in a group, by name."""
    blank = rows[list(libelles)].isna().assign(population=rows["population"].fillna(0) <= 0)
    names = [*libelles.values(), "population"]
    return [
        f"Indicateurs manquants, jamais remplacés : {', '.join(np.array(names)[row])}."
        for row in blank.to_numpy(dtype=bool)
    ]


def _standardise(values: Array, chosen: NDArray[np.bool_], weights: Array) -> Array:
    """In standard deviations from the mean of the chosen rows, each weighing the root of its population."""
    share = weights[chosen] / weights[chosen].sum()
    mean = share @ values[chosen]
    deviation = np.sqrt(share @ (values[chosen] - mean) ** 2)
    # An indicator that never varies separates nothing.
    standard: Array = np.clip((values - mean) / np.where(deviation > 1e-12, deviation, 1.0), -BORNE, BORNE)
    return standard


def _centres(standard: Array, weights: Array, groupes: int) -> Array:
    """Centres in the order of the main axis, so turned that the first indicator that counts on it grows.

    Not the heaviest: employment and unemployment weigh the same, one against the other, and a change of 1 % in the
    figures would turn all the numbers round.
    """
    model = KMeans(n_clusters=groupes, n_init=TIRAGES, random_state=GRAINE, tol=1e-8, max_iter=1000)
    centres = np.asarray(model.fit(standard, sample_weight=weights).cluster_centers_, dtype=np.float64)
    weighted = standard * np.sqrt(weights / weights.sum())[:, None]
    axis: Array = np.asarray(np.linalg.svd(weighted, full_matrices=False)[2][0], dtype=np.float64)
    heavy = np.abs(axis) >= POIDS_DU_REPERE * np.abs(axis).max()
    axis = axis * np.sign(axis[np.argmax(heavy)])
    order = np.argsort(centres @ axis, kind="stable")
    ordered: Array = centres[order]
    return ordered
