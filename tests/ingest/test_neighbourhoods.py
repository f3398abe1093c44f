"""The outlines of the priority neighbourhoods: both layouts, how each is known, then what is refused and how."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.landing import EMBEDDED
from ingest.refusals import NBSP
from simulation.communes import read_communes, read_outlines
from simulation.neighbourhoods import FILES, neighbourhoods
from tests.ingest.conftest import Land
from tests.ingest.test_zones import SQUARE, layer

OF_2015 = {"CODE_QP": "QP062901", "NOM_QP": "Quartier De La Fosse", "COMMUNE_QP": "Lens, Liévin"}
OF_2024 = {
    "code_qp": "QN06281M",
    "lib_qp": "Quartier de la Fosse",
    "insee_com": "62498, 62510",
    "lib_com": "Lens, Liévin",
}
IN_METRES = [[[690000, 7038000], [690100, 7038000], [690100, 7038100], [690000, 7038000]]]
TAHITI = [[[-149.57, -17.54], [-149.56, -17.54], [-149.56, -17.53], [-149.57, -17.54]]]
OPEN = [SQUARE[0][:-1]]


def rows(con: duckdb.DuckDBPyConnection, columns: str) -> Any:
    return con.execute(f"select {columns} from raw.anct_qpv_contours order by all").fetchall()


# --- laws -------------------------------------------------------------------------------------------------


def test_the_simulated_outlines_land_whole_each_in_its_layout(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    for name, text in neighbourhoods(read_communes(EMBEDDED), read_outlines(EMBEDDED)).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    report = land(*tmp_path.glob("*.geojson"), millesime=None)
    assert (report.refused, report.unknown) == ([], [])
    assert rows(con, "_edition, _millesime") == [(f"contours_{year}", None) for year in FILES for _ in range(12)]


@pytest.mark.parametrize("change", [str.lower, str.upper])
@pytest.mark.parametrize("properties", [OF_2015, OF_2024])
def test_headers_are_known_in_capitals_or_not_and_values_kept_as_delivered(
    properties: dict[str, str],
    change: Any,
    con: duckdb.DuckDBPyConnection,
    land: Land,
    tmp_path: Path,
) -> None:
    path = layer(tmp_path / "quartiers.geojson", ({change(name): v for name, v in properties.items()}, SQUARE))
    report = land(path, millesime=None)
    assert (report.refused, report.unknown) == ([], [])
    code, name, *_, communes = properties.values()
    assert rows(con, "code_qpv, nom_qpv, noms_communes") == [(code, name, communes)]


def test_both_generations_live_side_by_side_and_a_newer_layer_replaces_its_own_only(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    land(layer(tmp_path / "qpv_2015.geojson", (OF_2015, SQUARE)), millesime=None)
    land(layer(tmp_path / "qpv_2024.geojson", (OF_2024, SQUARE)), millesime=None)
    assert rows(con, "code_qpv") == [("QN06281M",), ("QP062901",)]
    land(layer(tmp_path / "qpv_2024_bis.geojson", ({**OF_2024, "lib_qp": "La Fosse"}, SQUARE)), millesime=None)
    assert rows(con, "code_qpv, nom_qpv") == [("QN06281M", "La Fosse"), ("QP062901", "Quartier De La Fosse")]


def test_of_an_archive_only_the_layer_in_degrees_is_read(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "qp2024.zip", "w") as archive:
        for name, shape in (
            ("QP2024_France_hexagonale_LB93", IN_METRES),
            ("QP2024_Guyane_RGF95_UTM22N", IN_METRES),
            ("QP2024_France_Hexagonale_Outre_Mer_WGS84", SQUARE),
        ):
            archive.write(layer(tmp_path / "couche.geojson", (OF_2024, shape)), f"GEOJSON/{name}.geojson")
    report = land(tmp_path / "qp2024.zip", millesime=None)
    assert report.refused == []
    assert [row[0] for row in rows(con, "geometrie")] == [
        f'{{"type":"Polygon","coordinates":{str(SQUARE).replace(" ", "")}}}'
    ]


def test_a_neighbourhood_of_polynesia_is_in_france(con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    path = layer(tmp_path / "qpv.geojson", ({**OF_2015, "CODE_QP": "QP987001"}, TAHITI))
    assert land(path, millesime=None).refused == []
    assert rows(con, "count(*)") == [(1,)]


# --- refusals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("features", "words"),
    [
        ([(OF_2024, OPEN)], "un polygone GeoJSON fermé"),
        ([(OF_2024, IN_METRES)], "en degrés (WGS 84)"),
        ([(OF_2015, [[[y, x] for x, y in SQUARE[0]]])], "longitude puis latitude"),
        ([(OF_2015, {"type": "Point", "coordinates": [2.8, 50.4]})], "polygone"),
        ([({**OF_2015, "CODE_QP": "59001"}, SQUARE)], "un code de quartier, comme QP062025 ou QN06225M"),
        ([({**OF_2024, "code_qp": None}, SQUARE)], "colonne « code_qp »"),
        ([(OF_2024, SQUARE), (OF_2024, SQUARE)], "déjà ligne 1"),
    ],
)
def test_a_bad_outline_refuses_the_layer_in_a_sentence(
    features: list[tuple[dict[str, str], Any]],
    words: str,
    con: duckdb.DuckDBPyConnection,
    land: Land,
    tmp_path: Path,
) -> None:
    report = land(layer(tmp_path / "qpv.geojson", *features), millesime=None)
    assert len(report.refused) == 1
    assert words in str(report.refused[0]).replace(NBSP, " ")
    assert rows(con, "count(*)") == [(0,)]
