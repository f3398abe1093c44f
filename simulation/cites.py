"""Cités, slag heaps and the property they make, in the formats of the layers of the Mission Bassin Minier.

Everything but the communes is invented: a cité is a square of about four hundred metres in a real commune of the Bassin
or astride two, named « simulée », with a number that no inventory gives. All that happens to a real one happens to some
of them: in one layer, in two or in three, with the number of the inventory or that of the property alone, owned by
nobody known, by one landlord or by two, half inscribed and half in the buffer zone under one name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.communes import Communes
from simulation.distribution import Array

Outlines = Mapping[str, Array]
Place = tuple[tuple[str, ...], tuple[float, float]]
"""Communes, and where the middle is."""

TOWNS = 30
"""The most populated communes of the Bassin have a cité each; the first ten, a second one."""
ASTRIDE = 6
"""Of them, those that share one with a neighbour."""
HALF = (0.003, 0.002)
"""Half the sides of a cité, in degrees of longitude and of latitude."""
LANDLORDS = ("Bailleur simulé A", "Bailleur simulé B", "Bailleur simulé A / Bailleur simulé B", "")
KINDS = ("Corons", "Cité pavillonnaire", "Cité jardin", "Cité moderne")
INTERESTS = ("Témoin", "Remarquable", "Exceptionnelle")
LAYERS = (
    ("inscrites",),
    ("zone_tampon",),
    ("inscrites", "erbm"),
    ("zone_tampon", "erbm"),
    ("inscrites", "zone_tampon"),
)
FILES = {
    "inscrites": "cites-minieres.geojson",
    "zone_tampon": "zt-cites-minieres.geojson",
    "erbm": "cites-erbm.geojson",
}


@dataclass(frozen=True)
class Cite:
    """An invented cité."""

    number: str
    """In the inventory, or in the property alone."""
    name: str
    communes: tuple[str, ...]
    centre: tuple[float, float]
    layers: tuple[str, ...]
    landlords: tuple[str, ...]
    kind: str
    interest: str
    inventoried: bool

    @property
    def code(self) -> str:
        """Its `code_cite` in the warehouse."""
        return f"{'LSM' if self.inventoried else 'UNESCO'}-{self.number}"


def draw_cites(communes: Communes, outlines: Outlines) -> list[Cite]:
    """The cités of the world: the same for the same communes, in the order of their numbers."""
    names = dict(zip(communes.codes, communes.names, strict=True))
    size = np.where(communes.mining, communes.population, 0.0)
    towns = [code for i in np.argsort(-size, kind="stable").tolist() if (code := communes.codes[i]) in outlines][:TOWNS]
    places: list[Place] = [((code,), _middle(outlines[code], 0.0)) for code in towns]
    places += [((code,), _middle(outlines[code], 4 * HALF[0])) for code in towns[:10]]
    places += _borders(towns, outlines)[:ASTRIDE]
    return [_cite(rank, codes, centre, names) for rank, (codes, centre) in enumerate(places)]


def cites(communes: Communes, outlines: Outlines) -> dict[str, str]:
    """Text by file name: the three layers of cités, the property and its buffer zone, the slag heaps."""
    drawn = draw_cites(communes, outlines)
    names = dict(zip(communes.codes, communes.names, strict=True))
    texts = {
        file: _layer([_feature(cite, layer, names) for cite in drawn if layer in cite.layers])
        for layer, file in FILES.items()
    }
    inscribed = [cite for cite in drawn if "inscrites" in cite.layers]
    buffered = [cite for cite in drawn if "zone_tampon" in cite.layers]
    return {
        **texts,
        "bien-inscrit.geojson": _layer([_element(rank, cite) for rank, cite in enumerate(inscribed, start=1)]),
        "zone-tampon.geojson": _layer(
            [
                ({"id": rank, "surface_ha": 1.0}, _square(_shifted(cite), 1.0))
                for rank, cite in enumerate(buffered, start=1)
            ]
        ),
        "terrils.geojson": _layer([_heap(rank, cite, names) for rank, cite in enumerate(drawn[:4], start=1)]),
    }


def squares_of(cite: Cite) -> list[tuple[float, float]]:
    """The middles of the squares that draw a cité: one, or two where the buffer zone holds a part of it."""
    return list(dict.fromkeys(_centre(cite, layer) for layer in cite.layers))


def rectangles(cite: Cite) -> list[tuple[float, float, float, float]]:
    """West, south, east and north of the squares that its layers draw of a cité, in degrees; none overlaps another."""
    return [(x - HALF[0], y - HALF[1], x + HALF[0], y + HALF[1]) for x, y in squares_of(cite)]


def _middle(corners: Array, east: float) -> tuple[float, float]:
    longitude, latitude = corners.mean(axis=0).tolist()
    return longitude + east, latitude


def _borders(towns: list[str], outlines: Outlines) -> list[Place]:
    """The middle of the border of each town with the first of its neighbours that is less populated."""
    corners = {code: [(x, y) for x, y in outlines[code].tolist()] for code in towns}
    found: list[Place] = []
    for rank, one in enumerate(towns):
        for other in towns[rank + 1 :]:
            around = set(corners[other])
            if len(shared := [corner for corner in corners[one] if corner in around]) > 2:
                found.append(((one, other), shared[len(shared) // 2]))
                break
    return found


def _cite(rank: int, codes: tuple[str, ...], centre: tuple[float, float], names: Mapping[str, str]) -> Cite:
    layers = LAYERS[rank % len(LAYERS)]
    number = f"SIM{rank + 1:02}"
    owners = LANDLORDS[rank % len(LANDLORDS)]
    return Cite(
        number,
        f"Cité simulée n°{rank + 1} ({names[codes[0]]})",
        codes,
        centre,
        layers,
        tuple(part.strip() for part in owners.split("/") if part.strip()),
        KINDS[rank % len(KINDS)],
        INTERESTS[rank % len(INTERESTS)],
        inventoried=layers != ("inscrites",),
    )


def _shifted(cite: Cite) -> tuple[float, float]:
    """Where the buffer zone holds a cité: over it, or beside the part of it that is inscribed."""
    longitude, latitude = cite.centre
    return (longitude + 2 * HALF[0], latitude) if "inscrites" in cite.layers else cite.centre


def _centre(cite: Cite, layer: str) -> tuple[float, float]:
    return _shifted(cite) if layer == "zone_tampon" else cite.centre


def _feature(cite: Cite, layer: str, names: Mapping[str, str]) -> tuple[dict[str, object], object]:
    """As the layers write it: communes in plain capitals but among the inscribed, two parts under one number."""
    inscribed = layer == "inscrites"
    said = [names[code] if inscribed else names[code].upper() for code in cite.communes]
    part = " (partie en zone-tampon)" if layer == "zone_tampon" and "inscrites" in cite.layers else ""
    properties: dict[str, object] = {
        "id_lsm": cite.number if cite.inventoried else None,
        "nom": cite.name + part,
        "nom_2": None,
        **{f"commune_{i + 1}": said[i] if i < len(said) else None for i in range(3)},
        "type": cite.kind,
        "compagnie": "Compagnie simulée",
        "interet": cite.interest,
        "proprietaire": " / ".join(cite.landlords) or None,
    }
    if inscribed:
        properties |= {"inscrit_mh": "non", "classe_mh": "non", "id_unesco": cite.number}
    return properties, _square(_centre(cite, layer), 1.0)


def _element(rank: int, cite: Cite) -> tuple[dict[str, object], object]:
    properties = {"no_section": 1, "section": "Section simulée", "no_element": rank, "nom": f"Élément simulé n°{rank}"}
    return dict(properties), _square(cite.centre, 1.0)


def _heap(rank: int, cite: Cite, names: Mapping[str, str]) -> tuple[dict[str, object], object]:
    longitude, latitude = cite.centre
    properties = {
        "no_terril": f"SIM{rank}",
        "nom": f"Terril simulé n°{rank}",
        "commune_1": names[cite.communes[0]],
        "compagnie": "Compagnie simulée",
        "groupe": "Groupe simulé",
        "forme": "Conique" if rank % 2 else "Plat",
        "id_unesco": f"SIM{rank}" if rank % 2 else None,
    }
    return dict(properties), _square((longitude, latitude + 3 * HALF[1]), 0.5)


def _square(centre: tuple[float, float], scale: float) -> list[list[list[float]]]:
    corners: NDArray[np.float64] = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) * HALF * scale
    return [[[round(value, 6) for value in (np.array(centre) + corner).tolist()] for corner in corners]]


def _layer(features: list[tuple[dict[str, object], object]]) -> str:
    collection = [
        {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": coordinates}}
        for properties, coordinates in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": collection}, ensure_ascii=False) + "\n"
