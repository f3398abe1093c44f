"""Degrees to metres: Lambert-93, the projection of French maps (IGN, NTG 71; ellipsoid GRS 80)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

_ECCENTRICITY = 0.0818191910428158
_EXPONENT = 0.7256077650532670
_CONSTANT = 11_754_255.426
_MERIDIAN = np.radians(3.0)
_ORIGIN = (700_000.0, 12_655_612.050)


def lambert93(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Easting and northing, in metres, of longitudes and latitudes (WGS 84), a row a point."""
    longitude, latitude = np.radians(degrees).T
    isometric = np.arctanh(np.sin(latitude)) - _ECCENTRICITY * np.arctanh(_ECCENTRICITY * np.sin(latitude))
    radius = _CONSTANT * np.exp(-_EXPONENT * isometric)
    angle = _EXPONENT * (longitude - _MERIDIAN)
    return np.column_stack([_ORIGIN[0] + radius * np.sin(angle), _ORIGIN[1] - radius * np.cos(angle)])


def polygons_in_metres(geometries: pd.Series) -> NDArray[np.object_]:
    """Valid polygons from the texts of GeoJSON polygons; a ring that crosses itself is read by the even-odd rule."""
    degrees = shapely.force_2d(shapely.from_geojson(geometries.to_numpy(dtype=object)))
    polygons: NDArray[np.object_] = shapely.make_valid(shapely.transform(degrees, lambert93))
    return polygons
