"""Degrees to metres: areas are those of the ellipsoid, distances near the Bassin right to one in a hundred."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

_EQUATOR_M = 6_378_137.0
_ECCENTRICITY = 0.0818191910428158
_PARALLEL = np.radians(50.4)
"""Where distances are exact: the Bassin lies between 50.2° and 50.6°."""
_CENTRE = (10.0, 52.0)
_FALSE_ORIGIN_M = (4_321_000.0, 3_210_000.0)
"""Of the European grid (EPSG 3035): degrees east and north, and the easting and northing that stand there."""

Projection = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def in_metres(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Easting and northing, in metres, of longitudes and latitudes (WGS 84), a row a point.

    The cylindrical equal-area projection of the ellipsoid (Snyder, Map Projections: A Working Manual, 10-13 to 10-15).
    """
    longitude, sine = np.radians(degrees[:, 0]), np.sin(np.radians(degrees[:, 1]))
    scale = _parallel(_PARALLEL)
    return np.column_stack([_EQUATOR_M * scale * longitude, _EQUATOR_M * _height(sine) / (2 * scale)])


def in_european_grid(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Easting and northing, in metres, of the European grid (EPSG 3035): the same rows.

    Lambert's azimuthal equal-area projection of the ellipsoid (Snyder, 24-17 to 24-20): squares of INSEE's grid are
    squares there.
    """
    pole, centre = _height(np.array(1.0)), np.radians(_CENTRE)
    middle, latitude = (np.arcsin(_height(np.sin(angle)) / pole) for angle in (centre[1], np.radians(degrees[:, 1])))
    longitude = np.radians(degrees[:, 0]) - centre[0]
    radius = np.sqrt(pole / 2)
    stretch = _parallel(centre[1]) / (radius * np.cos(middle))
    towards = np.cos(latitude) * np.cos(longitude)
    scale = _EQUATOR_M * radius * np.sqrt(2 / (1 + np.sin(middle) * np.sin(latitude) + np.cos(middle) * towards))
    east = scale * stretch * np.cos(latitude) * np.sin(longitude)
    north = scale / stretch * (np.cos(middle) * np.sin(latitude) - np.sin(middle) * towards)
    return np.column_stack([east, north]) + _FALSE_ORIGIN_M


def polygons_in_metres(geometries: pd.Series, projection: Projection = in_metres) -> NDArray[np.object_]:
    """Valid polygons from the texts of GeoJSON polygons; a ring that crosses itself is read by the even-odd rule."""
    degrees = shapely.force_2d(shapely.from_geojson(geometries.to_numpy(dtype=object)))
    polygons: NDArray[np.object_] = shapely.make_valid(shapely.transform(degrees, projection))
    return polygons


def _parallel(latitude: float) -> float:
    """Radius of a parallel, in radii of the equator."""
    return float(np.cos(latitude) / np.sqrt(1 - (_ECCENTRICITY * np.sin(latitude)) ** 2))


def _height(sine: NDArray[np.float64]) -> NDArray[np.float64]:
    """Twice the area between the equator and a latitude, by radian of longitude, in squared radii of the equator."""
    squared = _ECCENTRICITY**2
    height: NDArray[np.float64] = (1 - squared) * (
        sine / (1 - squared * sine**2) + np.arctanh(_ECCENTRICITY * sine) / _ECCENTRICITY
    )
    return height
