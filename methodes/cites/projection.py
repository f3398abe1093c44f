"""Degrees to metres, near the Bassin: areas are those of the ellipsoid, distances right to one in a hundred."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

_EQUATOR_M = 6_378_137.0
_ECCENTRICITY = 0.0818191910428158
_PARALLEL = np.radians(50.4)
"""Where distances are exact: the Bassin lies between 50.2° and 50.6°."""


def in_metres(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Easting and northing, in metres, of longitudes and latitudes (WGS 84), a row a point.

    The cylindrical equal-area projection of the ellipsoid (Snyder, Map Projections: A Working Manual, 10-13 to 10-15).
    """
    longitude, sine = np.radians(degrees[:, 0]), np.sin(np.radians(degrees[:, 1]))
    scale = np.cos(_PARALLEL) / np.sqrt(1 - (_ECCENTRICITY * np.sin(_PARALLEL)) ** 2)
    squared = _ECCENTRICITY**2
    height = (1 - squared) * (sine / (1 - squared * sine**2) + np.arctanh(_ECCENTRICITY * sine) / _ECCENTRICITY)
    return np.column_stack([_EQUATOR_M * scale * longitude, _EQUATOR_M * height / (2 * scale)])


def polygons_in_metres(geometries: pd.Series) -> NDArray[np.object_]:
    """Valid polygons from the texts of GeoJSON polygons; a ring that crosses itself is read by the even-odd rule."""
    degrees = shapely.force_2d(shapely.from_geojson(geometries.to_numpy(dtype=object)))
    polygons: NDArray[np.object_] = shapely.make_valid(shapely.transform(degrees, in_metres))
    return polygons
