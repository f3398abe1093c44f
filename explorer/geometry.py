"""Contours made ready to draw: ring orientation, and where to write a name."""

from collections.abc import Sequence
from typing import Any

Ring = list[list[float]]
Geometry = dict[str, Any]


def polygons(geometry: Geometry) -> list[list[Ring]]:
    """The polygons of a Polygon or a MultiPolygon, each its outer ring, then its holes."""
    coordinates = geometry["coordinates"]
    return coordinates if geometry["type"] == "MultiPolygon" else [coordinates]


def rewind(geometry: Geometry) -> Geometry:
    """The same shape, outer rings clockwise and holes counter-clockwise.

    d3, under Vega, draws on a sphere: an outer ring turning the other way is the whole Earth but the
    commune. GeoJSON's own rule (RFC 7946) is the opposite.
    """
    turned = [
        [ring if (signed_area(ring) < 0) == (place == 0) else ring[::-1] for place, ring in enumerate(polygon)]
        for polygon in polygons(geometry)
    ]
    return {"type": "MultiPolygon", "coordinates": turned}


def signed_area(ring: Ring) -> float:
    """The area in square degrees, positive when the ring turns counter-clockwise."""
    following = [*ring[1:], ring[0]]
    pairs = zip(ring, following, strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def centre(geometry: Geometry) -> tuple[float, float]:
    """Longitude and latitude of the centre of gravity of the largest polygon."""
    ring = max((polygon[0] for polygon in polygons(geometry)), key=lambda outer: abs(signed_area(outer)))
    area = signed_area(ring)
    if area == 0:
        return ring[0][0], ring[0][1]
    # Taken from the first point: far from the origin, the products below would lose their digits.
    x0, y0 = ring[0]
    local = [(x - x0, y - y0) for x, y in ring]
    pairs = list(zip(local, [*local[1:], local[0]], strict=True))
    x = sum((x1 + x2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * area)
    y = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * area)
    return x0 + x, y0 + y


def spread_out(points: Sequence[tuple[float, float]], wide: float, high: float, at_most: int) -> list[int]:
    """Indices of the first points that keep this distance (in degrees) from those already kept."""
    kept: list[int] = []
    for index, (x, y) in enumerate(points):
        if all(abs(x - points[k][0]) > wide or abs(y - points[k][1]) > high for k in kept):
            kept.append(index)
        if len(kept) == at_most:
            break
    return kept
