"""How much of some areas lies in others: a cité in its communes, in the inscribed property, in a neighbourhood."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from methodes.cites.projection import polygons_in_metres


def recouvrements(objets: pd.DataFrame, zones: pd.DataFrame) -> pd.DataFrame:
    """The area that each group of features has in each zone.

    `objets` has `code` and `geometrie`, `zones` has `genre`, `code_zone` and `geometrie`: texts of GeoJSON polygons.
    Features of one code are one area, counted once where they overlap; so are those of a zone.

    Returns `code`, `genre`, `code_zone`, `surface_m2` (of the code in the zone), `surface_totale_m2` (of the code): a
    row a pair that overlaps and, for every code, a row of genre « ensemble » with its whole area; in their order.
    """
    whole = _areas(objets, ["code"])
    parts = _areas(zones, ["genre", "code_zone"])
    one, other = shapely.STRtree(parts["contour"].to_numpy()).query(whole["contour"].to_numpy(), predicate="intersects")
    overlap = shapely.intersection(whole["contour"].to_numpy()[one], parts["contour"].to_numpy()[other])
    pairs = pd.concat(
        [
            whole[["code"]].iloc[one].reset_index(drop=True),
            parts[["genre", "code_zone"]].iloc[other].reset_index(drop=True),
        ],
        axis=1,
    ).assign(surface_m2=shapely.area(overlap))
    area = whole[["code"]].assign(surface_totale_m2=shapely.area(whole["contour"].to_numpy(dtype=object)))
    every = area[["code"]].assign(genre="ensemble", code_zone="ensemble", surface_m2=area["surface_totale_m2"])
    found = pd.concat([every, pairs[pairs["surface_m2"] > 0]], ignore_index=True).merge(area, on="code")
    key = ["code", "genre", "code_zone"]
    return pd.DataFrame(found).astype(dict.fromkeys(key, "string")).sort_values(key, ignore_index=True)


def _areas(features: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """One area a key, in the order of the keys."""
    shapes = features[key].assign(contour=polygons_in_metres(features["geometrie"]))
    groups = [(names, shapely.union_all(group["contour"].to_numpy())) for names, group in shapes.groupby(key)]
    columns = {name: [names[rank] for names, _ in groups] for rank, name in enumerate(key)}
    contours = np.empty(len(groups), dtype=object)
    contours[:] = [shape for _, shape in groups]
    return pd.DataFrame({**columns, "contour": contours})
