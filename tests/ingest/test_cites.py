"""The layers of the Mission Bassin Minier: which layer is which, then what is refused and how."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from ingest.landing import EMBEDDED
from ingest.refusals import NBSP
from simulation.cites import FILES, cites, draw_cites
from simulation.communes import read_communes, read_outlines
from tests.ingest.conftest import Land
from tests.ingest.test_zones import SQUARE, layer

CITE = {"id_lsm": "63", "nom": "Cité du Parc", "commune_1": "LENS", "type": "Corons", "proprietaire": "SIA"}
INSCRIBED = {**CITE, "id_unesco": "10C", "inscrit_mh": "oui"}


def rows(con: duckdb.DuckDBPyConnection, jeu: str, columns: str) -> object:
    return con.execute(f"select {columns} from raw.{jeu} order by all").fetchall()


# --- laws -------------------------------------------------------------------------------------------------


def test_every_simulated_layer_lands_whole_in_its_data_set(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    communes, outlines = read_communes(EMBEDDED), read_outlines(EMBEDDED)
    for name, text in cites(communes, outlines).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    report = land(*tmp_path.glob("*.geojson"), millesime=None)
    assert (report.refused, report.unknown) == ([], [])
    drawn = draw_cites(communes, outlines)
    for couche in FILES:
        expected = [(cite.number,) for cite in drawn if couche in cite.layers]
        number = "id_unesco" if couche == "inscrites" else "id_lsm"
        assert rows(con, f"mission_cites_{couche}", number) == sorted(expected)
    for jeu, count in (("bien_inscrit", 28), ("zone_tampon", 27), ("terrils", 4)):
        assert rows(con, f"mission_{jeu}", "count(*)") == [(count,)]


def test_the_real_layers_land_whole(con: duckdb.DuckDBPyConnection, land: Land, reels: Path) -> None:
    folder = reels / "mission_bassin_minier"
    counts = {"bien-inscrit": 109, "cites-erbm": 59, "cites-minieres": 159, "communes-mbm": 330, "terrils": 51}
    counts |= {"zone-tampon": 15, "zt-cites-minieres": 162}
    report = land(*(folder / f"{name}.geojson" for name in counts), millesime=None)
    assert (report.refused, report.unknown) == ([], [])
    lines = con.execute(
        "select l.fichier, sum(c.lignes) from meta.livraisons l join meta.cases c on l.livraison = c.livraison "
        "where l.jeu like 'mission%' and l.fichier like '%.geojson' group by all"
    ).fetchall()
    assert {Path(name).stem: int(count) for name, count in lines} == counts


def test_only_the_name_tells_the_buffer_zone_from_the_erbm(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    layer(tmp_path / "ZT_Cites_2026.geojson", (CITE, SQUARE))
    layer(tmp_path / "cites_ERBM_2026.geojson", ({**CITE, "id_lsm": "64"}, SQUARE))
    layer(tmp_path / "cites.geojson", ({**CITE, "id_lsm": "65"}, SQUARE))
    report = land(*tmp_path.glob("*.geojson"), millesime=None)
    assert report.refused == []
    assert [Path(path).name for path in report.unknown] == ["cites.geojson"]
    assert rows(con, "mission_cites_zone_tampon", "id_lsm") == [("63",)]
    assert rows(con, "mission_cites_erbm", "id_lsm") == [("64",)]


def test_the_inscribed_layer_is_known_by_its_columns_whatever_its_name(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    land(layer(tmp_path / "zt_erbm.geojson", (INSCRIBED, SQUARE)), millesime=None)
    assert rows(con, "mission_cites_inscrites", "id_lsm, id_unesco") == [("63", "10C")]


# --- refusals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("features", "words"),
    [
        ([({**INSCRIBED, "nom": None}, SQUARE)], "colonne « nom »"),
        ([({**INSCRIBED, "commune_1": " "}, SQUARE)], "colonne « commune_1 »"),
        ([(INSCRIBED, SQUARE), (INSCRIBED, SQUARE)], "déjà ligne 1"),
        ([({**INSCRIBED, "inscrit_mh": "peut-être"}, SQUARE)], "peut-être"),
        ([(INSCRIBED, {"type": "Point", "coordinates": [2.8, 50.4]})], "polygone"),
    ],
)
def test_a_bad_feature_refuses_the_layer_in_a_sentence(
    con: duckdb.DuckDBPyConnection,
    land: Land,
    tmp_path: Path,
    features: list[tuple[dict[str, str], object]],
    words: str,
) -> None:
    report = land(layer(tmp_path / "cites.geojson", *features), millesime=None)
    assert len(report.refused) == 1
    assert words in str(report.refused[0]).replace(NBSP, " ")
    assert rows(con, "mission_cites_inscrites", "count(*)") == [(0,)]


def test_a_cut_layer_is_refused(land: Land, tmp_path: Path) -> None:
    path = layer(tmp_path / "cites-erbm.geojson", (CITE, SQUARE))
    path.write_text(path.read_text("utf-8")[:-30], encoding="utf-8")
    assert "coupé" in str(land(path, millesime=None).refused[0])
