"""What the tests of the cités stand on: small layers of squares around Lens in the demonstration's stead."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb

from tests.dbt import dbt

from .zones_world import land

MODELS = [
    *("stg_mission__cites_inscrites", "stg_mission__cites_zone_tampon", "stg_mission__cites_erbm"),
    *("stg_mission__terrils", "stg_mission__bien_inscrit", "stg_mission__zone_tampon", "stg_mission__communes"),
    *("stg_anct__qpv_contours", "int_parc__logements", "int_parc__territoires", "parc_minier"),
    *("path:models/intermediate/cites", "path:models/marts/cites", "territoires", "rejets"),
]
WEST, NORTH = 2.80, 50.43
"""The border between two squares of ten thousandths of a degree: Lens to the east, Liévin to the west."""


def square(west: float, south: float, side: float) -> dict[str, object]:
    """A square, in thousandths of a degree from the border."""
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    ring = [[WEST + (west + side * x) / 1000, NORTH + (south + side * y) / 1000] for x, y in corners]
    return {"type": "Polygon", "coordinates": [ring]}


def cite(place: tuple[float, float, float], nom: str, *communes: str, **others: object) -> dict[str, object]:
    said = {f"commune_{rank}": name for rank, name in enumerate(communes, start=1)}
    properties = {"id_lsm": None, "nom": nom, "type": "Corons", "proprietaire": "SIA", "interet": "Témoin"}
    return {"type": "Feature", "properties": {**properties, **said, **others}, "geometry": square(*place)}


def inscribed(place: tuple[float, float, float], nom: str, *communes: str, **others: object) -> dict[str, object]:
    return cite(place, nom, *communes, **{"id_unesco": None, "inscrit_mh": "non", **others})


def neighbourhood(place: tuple[float, float, float], code: str) -> dict[str, object]:
    names = ("code_qp", "lib_qp") if code.startswith("QN") else ("CODE_QP", "NOM_QP")
    properties = dict(zip(names, (code, f"Quartier {code}"), strict=True))
    return {"type": "Feature", "properties": properties, "geometry": square(*place)}


LAYERS = {
    "cites-minieres.geojson": [
        inscribed((2, 0, 2), "Cité A", "Lens", id_lsm=63.0, id_unesco="10C", interet="Exceptionnelle"),
        inscribed((10, 0, 2), "Cité B", "Lens", id_unesco="11A", proprietaire="M&C / SIA", inscrit_mh="oui"),
        # In the layer of the inscribed, and not inscribed.
        inscribed((20, 0, 2), "Cité C", "Lens", id_lsm="70"),
        inscribed((30, 0, 2), "Cité anonyme", "Lens"),
    ],
    "zt-cites-minieres.geojson": [
        cite((2, 0, 2), "Cité A", "LENS", id_lsm="63", interet="Remarquable"),
        # A half of B under the number of the inventory, and no part of it in common.
        cite((12.1, 0, 2), "Cité B (partie en zone-tampon)", "LENS", id_lsm="71"),
        # One quarter in Lens, three in Liévin, whose name comes second.
        cite((-3, 0, 4), "Cité D", "LENS", "LIEVIN", id_lsm="72", proprietaire=" Maisons et Cités/SIA "),
        cite((2, 10, 2), "Cité E", "NOEUX-LES-MINES", "ST-NICOLAS", id_lsm="73", proprietaire=None),
        cite((2, 20, 2), "Cité F", "LENZ", id_lsm="74"),
        cite((2, 30, 2), "Cité G", "LIEVIN", id_lsm="75"),
        cite((2, 40, 2), "Cité H", "BRUAY-SUR-L’ESCAUT", "SAINT-AUBIN", id_lsm="76"),
    ],
    "cites-erbm.geojson": [cite((2, 0, 3), "Cité A", "LENS", id_lsm="63")],
    "bien-inscrit.geojson": [
        {
            "type": "Feature",
            "properties": {"no_section": 1, "section": "S", "no_element": 10, "nom": "E"},
            "geometry": square(2, 0, 2),
        }
    ],
    "qpv_2015.geojson": [
        neighbourhood((1, -1, 5), "QP062801"),
        # Half of B, and three quarters of it: together the whole.
        neighbourhood((8, -1, 3), "QP062802"),
        neighbourhood((10.5, 0, 2), "QP062803"),
        # A quarter of D, and another.
        neighbourhood((-3, 0, 2), "QP062804"),
        neighbourhood((-1, 2, 2), "QP062805"),
    ],
    # Of another département: it says nothing of the neighbourhoods of this one.
    "qpv_2024.geojson": [neighbourhood((20, 0, 1), "QN05981N")],
    "communes-mbm.geojson": [
        {
            "type": "Feature",
            "properties": {"insee": code, "nom": name, "epci_siren": "246200364"},
            "geometry": square(west, -50, 100),
        }
        for code, name, west in (("62510", "Liévin", -100), ("62498", "Lens", 0))
    ],
}


def cites_warehouse(entrepot_demo: Path, folder: Path) -> Path:
    """The demonstration, with these layers instead of its own."""
    warehouse = Path(shutil.copy(entrepot_demo, folder / "warehouse.duckdb"))
    with duckdb.connect(str(warehouse)) as con:
        for (jeu,) in con.execute(
            "select distinct jeu from meta.livraisons where jeu like 'mission_cites%' "
            "or jeu in ('mission_bien_inscrit', 'mission_zone_tampon', 'mission_terrils', 'anct_qpv_contours')"
        ).fetchall():
            con.execute(f"delete from raw.{jeu}")
    for name, features in LAYERS.items():
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / name).write_text(text, encoding="utf-8")
    land(warehouse, *(folder / name for name in LAYERS))
    dbt(warehouse, "build", "--indirect-selection", "cautious", "--select", *MODELS)
    return warehouse
