"""The outline of a territory, from those of its parts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
from shapely import from_geojson, make_valid, set_precision, to_geojson, unary_union

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

# In degrees: about ten centimetres. Neighbours drawn apart by less than that share their border.
GRID = 1e-6


def reunir(parties: pd.DataFrame) -> pd.DataFrame:
    """The union of the parts of each territory.

    `parties`: niveau, code_territoire, geometrie (GeoJSON, WGS 84), one row a part. Returns one row a territory,
    in the same columns; outlines are rounded to about ten centimetres. Raises ValueError on text that is not GeoJSON.
    """
    groups = parties.groupby(["niveau", "code_territoire"], sort=True)["geometrie"]
    rows = [(niveau, code, _written(unary_union([_read(text) for text in group]))) for (niveau, code), group in groups]
    return pd.DataFrame(rows, columns=["niveau", "code_territoire", "geometrie"]).astype("string")


def _read(text: str) -> BaseGeometry:
    try:
        return set_precision(make_valid(from_geojson(text)), GRID)
    except Exception as error:
        raise ValueError(f"not a GeoJSON outline: {text[:60]}") from error


def _written(outline: BaseGeometry) -> str:
    """The polygons only: where two parts only touch, their union also holds lines and points."""
    polygons = [part for part in getattr(outline, "geoms", [outline]) if part.geom_type in {"Polygon", "MultiPolygon"}]
    return json.dumps(json.loads(to_geojson(unary_union(polygons))), separators=(",", ":"))
