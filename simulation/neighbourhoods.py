"""Priority neighbourhoods of 2015 and of 2024, in the layouts of the outlines that the ANCT publishes.

Codes and outlines are invented, in real towns: one neighbourhood in each of the twelve largest towns of the Bassin, a
rectangle from the west of the town's simulated cité to where a chosen share of it is inside. The shares go round
`SHARES`: a cité is wholly inside, half, by its edge only, or has the neighbourhood beside it, and not the same in 2024
as in 2015. Where the whole of it is inside in both, the neighbourhood of 2024 has a second part, over the town's second
cité.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.cites import HALF, Cite, draw_cites, rectangles
from simulation.communes import Communes
from simulation.distribution import Array

Rectangle = tuple[float, float, float, float]
"""West, south, east and north, in degrees."""

TOWNS = 12
SHARES = ((1.0, 1.0), (0.5, 1.0), (0.05, 0.5), (0.0, 0.05))
"""Share of a cité inside the neighbourhood of its town, in 2015 and in 2024."""
FILES = {2015: "QP_2015_WGS84.geojson", 2024: "QP2024_France_Hexagonale_Outre_Mer_WGS84.geojson"}


@dataclass(frozen=True)
class Outline:
    """An invented neighbourhood, and where it lies."""

    code: str
    name: str
    commune: str
    town: str
    parts: tuple[Rectangle, ...]


def towns(communes: Communes) -> NDArray[np.intp]:
    """Ranks of the towns that have a neighbourhood, in the order of their codes."""
    size = np.where(communes.mining, communes.population, 0.0)
    return np.sort(np.argsort(-size, kind="stable")[:TOWNS])


def codes(communes: Communes, generation: int) -> list[str]:
    """Codes that no real neighbourhood bears, in the order of `towns`."""
    ranked = enumerate((communes.departement[town] for town in towns(communes).tolist()), start=1)
    if generation == 2024:
        return [f"QN0{departement}{80 + rank}M" for rank, departement in ranked]
    return [f"QP0{departement}{900 + rank}" for rank, departement in ranked]


def names(communes: Communes) -> list[str]:
    return [f"Quartier simulé ({communes.names[town]})" for town in towns(communes).tolist()]


def draw_outlines(communes: Communes, corners: Mapping[str, Array], generation: int) -> list[Outline]:
    """The neighbourhoods of 2015 or of 2024, in the order of `towns`."""
    own: dict[str, list[Cite]] = {}
    for cite in draw_cites(communes, corners):
        if len(cite.communes) == 1:
            own.setdefault(cite.communes[0], []).append(cite)
    drawn = []
    for rank, (town, code, name) in enumerate(
        zip(towns(communes).tolist(), codes(communes, generation), names(communes), strict=True)
    ):
        shares, (first, *others) = SHARES[rank % len(SHARES)], own[communes.codes[town]]
        parts = [_over(first, shares[0] if generation == 2015 else shares[1])]
        if generation == 2024 and min(shares) == 1.0:
            parts += [_over(cite, 1.0) for cite in others]
        drawn.append(Outline(code, name, communes.codes[town], communes.names[town], tuple(parts)))
    return drawn


def share_inside(cite: Cite, outlines: Iterable[Outline]) -> float:
    """What part of a cité lies in some neighbourhoods that do not overlap, 0 to 1."""
    own = rectangles(cite)
    inside = sum(_common(one, part) for one in own for outline in outlines for part in outline.parts)
    return inside / sum(_common(one, one) for one in own)


def neighbourhoods(communes: Communes, corners: Mapping[str, Array]) -> dict[str, str]:
    """Text by file name: the outlines of each generation."""
    return {
        name: _layer(draw_outlines(communes, corners, generation), generation) for generation, name in FILES.items()
    }


def _over(cite: Cite, share: float) -> Rectangle:
    """From a half side west of a cité to the east of some share of it; for no share, beside it."""
    sides = rectangles(cite)
    west, south = min(r[0] for r in sides), min(r[1] for r in sides)
    east, north = max(r[2] for r in sides), max(r[3] for r in sides)
    to = west + share * (east - west) if share else west - HALF[0] / 2
    return west - HALF[0], south - HALF[1] / 2, to, north + HALF[1] / 2


def _common(one: Rectangle, other: Rectangle) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0.0) * max(height, 0.0)


def _layer(outlines: Sequence[Outline], generation: int) -> str:
    features = [
        {"type": "Feature", "properties": _properties(outline, generation), "geometry": _geometry(outline)}
        for outline in outlines
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False) + "\n"


def _properties(outline: Outline, generation: int) -> dict[str, str]:
    if generation == 2015:
        return {"CODE_QP": outline.code, "NOM_QP": outline.name, "COMMUNE_QP": outline.town}
    return {
        "code_qp": outline.code,
        "lib_qp": outline.name,
        "insee_dep": outline.commune[:2],
        "insee_com": outline.commune,
        "lib_com": outline.town,
    }


def _geometry(outline: Outline) -> dict[str, object]:
    rings = [
        [[[round(x, 6), round(y, 6)] for x, y in ((w, s), (e, s), (e, n), (w, n), (w, s))]]
        for w, s, e, n in outline.parts
    ]
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings[0]}
    return {"type": "MultiPolygon", "coordinates": rings}
