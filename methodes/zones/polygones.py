"""Points in polygons and centres of polygons, from GeoJSON geometries in degrees (WGS 84)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray


def establishments_in_zones(points: pd.DataFrame, zones: pd.DataFrame) -> pd.DataFrame:
    """The zones that each establishment is in.

    `points` has a row an establishment and vintage: `siret`, `millesime`, `longitude`, `latitude` (degrees);
    `zones` has `code_zone` and `geometrie` (the text of a GeoJSON polygon, or of several).
    A zone holds its border, and nothing of its holes but their border: a point on the line between two zones is in
    both. A ring that crosses itself is read by the even-odd rule.

    Returns `code_zone`, `siret`, `millesime`, a row a pair, in that order; no row for a point that is in no zone.
    """
    positions = shapely.points(points[["longitude", "latitude"]].to_numpy(dtype=np.float64))
    tree = shapely.STRtree(positions)
    zone, point = tree.query(_polygons(zones["geometrie"]), predicate="intersects")
    pairs = pd.DataFrame(
        {
            "code_zone": zones["code_zone"].astype("string").to_numpy()[zone],
            "siret": points["siret"].astype("string").to_numpy()[point],
            "millesime": points["millesime"].to_numpy(dtype=np.int32)[point],
        }
    ).astype({"code_zone": "string", "siret": "string"})
    return pairs.sort_values(["code_zone", "siret", "millesime"], ignore_index=True)


def centroids(territories: pd.DataFrame) -> pd.DataFrame:
    """The centre of gravity of each territory.

    `territories` has `niveau`, `code` and `geometrie` (the text of a GeoJSON polygon, or of several). Degrees are taken
    for a plane: over a commune or a zone the centre moves by metres.

    Returns `niveau`, `code`, `longitude`, `latitude` (degrees), a row a territory, in the order of their codes.
    """
    centres = shapely.get_coordinates(shapely.centroid(_polygons(territories["geometrie"])))
    found = territories[["niveau", "code"]].astype("string")
    found = found.assign(longitude=centres[:, 0], latitude=centres[:, 1])
    return found.sort_values(["niveau", "code"], ignore_index=True)


def _polygons(geometries: pd.Series) -> NDArray[np.object_]:
    polygons: NDArray[np.object_] = shapely.make_valid(shapely.from_geojson(geometries.to_numpy(dtype=object)))
    shapely.prepare(polygons)
    return polygons
