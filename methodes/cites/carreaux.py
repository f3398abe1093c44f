"""Which squares of INSEE's grid of 200 metres an area covers, and how much of each."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from methodes.cites.projection import in_european_grid, polygons_in_metres

SIDE_M = 200
"""Side of a square."""


def carreaux_recouverts(objets: pd.DataFrame) -> pd.DataFrame:
    """The squares that each group of features touches.

    `objets` has `code` and `geometrie`, the text of a GeoJSON polygon in degrees; features of one code are one area,
    counted once where they overlap.

    Returns `code`, `est_m` and `nord_m` (south-west corner of the square, metres, EPSG 3035), `part` (of the square
    that is covered, over 0 and at most 1): a row a square, in this order; SIDE_M² x the sum of `part` is the area of
    the code. No square is known to be inhabited.
    """
    shapes = objets[["code"]].assign(contour=polygons_in_metres(objets["geometrie"], in_european_grid))
    found = [
        _covered(shapely.union_all(group["contour"].to_numpy())).assign(code=code)
        for code, group in shapes.groupby("code")
    ]
    columns = {"code": "string", "est_m": "int64", "nord_m": "int64", "part": "float64"}
    table = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(columns))
    return table[list(columns)].astype(columns).sort_values(["code", "est_m", "nord_m"], ignore_index=True)


def _covered(area: shapely.Geometry) -> pd.DataFrame:
    """The squares of one area."""
    west, south, east, north = shapely.bounds(area)
    corners = np.stack(np.meshgrid(_multiples(west, east), _multiples(south, north)), axis=-1).reshape(-1, 2)
    squares = shapely.box(corners[:, 0], corners[:, 1], corners[:, 0] + SIDE_M, corners[:, 1] + SIDE_M)
    part = np.minimum(shapely.area(shapely.intersection(area, squares)) / SIDE_M**2, 1.0)
    table = pd.DataFrame({"est_m": corners[:, 0], "nord_m": corners[:, 1], "part": part})
    return table[table["part"] > 0]


def _multiples(first: float, last: float) -> NDArray[np.int64]:
    """The multiples of the side from the one under `first` to the one under `last`."""
    return np.arange(np.floor(first / SIDE_M), np.floor(last / SIDE_M) + 1).astype(np.int64) * SIDE_M
