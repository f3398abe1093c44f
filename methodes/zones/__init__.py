"""Which establishments are in a zone, and where a polygon has its centre."""

from methodes.zones.polygones import centroids, establishments_in_zones

__all__ = ["centroids", "establishments_in_zones"]
