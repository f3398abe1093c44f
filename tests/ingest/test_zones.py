"""Sirene, zones of activity, poles and the base tous salariés: laws of the layouts, then what is refused and how."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from ingest.landing import EMBEDDED
from ingest.refusals import NBSP
from ingest.registry import Contract, ContractError, load_contract
from simulation.communes import read_communes, read_outlines
from simulation.zones import zones
from tests.agreements import register
from tests.ingest.conftest import Land

STOCK = (
    "siren,nic,siret,trancheEffectifsEtablissement,anneeEffectifsEtablissement,enseigne1Etablissement,"
    "codeCommuneEtablissement,etatAdministratifEtablissement,activitePrincipaleEtablissement"
)
SHOP = "990000005,00019,99000000500019,11,2023,CHEZ DUPONT,62498,A,47.11F"
CLOSED = "990000013,00017,99000001300017,NN,,,62498,F,56.10A"
POSITIONS = "siret;x;y;qualite_xy;epsg;plg_code_commune;y_latitude;x_longitude"
PLACED = "99000000500019;690000;7038000;11;2154;62498;50.43;2.83"
POLES = "code_pole;nom_pole;genre;code;geographie"
HENIN = "henin_noyelles;Hénin-Beaumont et Noyelles-Godault;communes;62427;2026"
NOYELLES = HENIN.replace("62427", "62624")
SHOPS = "commerces;Commerces;etablissements;99000000500019;2026"
EMPLOYEES = (
    "code_zone;nom_zone;code_commune_residence;csp;secteur_a17;salaries;etablissements;"
    "part_premier_etablissement_pct;millesime;geographie"
)
WORKERS = "henin_noyelles;Hénin;62498;6;C5;123456;12;34.5;2023;2026"
CLERKS = WORKERS.replace(";6;", ";5;")
SQUARE = [[[2.8, 50.4], [2.9, 50.4], [2.9, 50.5], [2.8, 50.5], [2.8, 50.4]]]
CNIG = {"site_id": "1", "site_nom": "Parc des Trente", "site_epci_siren": "246200364"}


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def layer(path: Path, *features: tuple[dict[str, str], Any]) -> Path:
    """A GeoJSON layer of properties and coordinates, or whole geometries."""
    collection = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": shape if isinstance(shape, dict) else {"type": "Polygon", "coordinates": shape},
        }
        for properties, shape in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": collection}), encoding="utf-8")
    return path


def rows(con: duckdb.DuckDBPyConnection, jeu: str, columns: str) -> object:
    return con.execute(f"select {columns} from raw.{jeu} order by all").fetchall()


# --- laws -------------------------------------------------------------------------------------------------


def test_text_and_parquet_bring_the_same_establishments(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    text = write(tmp_path / "StockEtablissement_utf8_2026-11-01.csv", STOCK, SHOP, CLOSED)
    lines = list(csv.DictReader(io.StringIO(text.read_text("utf-8"))))
    table = pa.table({name: pa.array([line[name] or None for line in lines], pa.string()) for name in lines[0]})
    pq.write_table(table, tmp_path / "StockEtablissement_utf8_20261101.parquet")
    assert land(text, tmp_path / "StockEtablissement_utf8_20261101.parquet", millesime=None).refused == []
    columns = "_millesime, _geographie, siret, etat_administratif, tranche_effectifs, code_ape, code_commune"
    one, other = (
        con.execute(
            f"select {columns} from raw.insee_sirene_etablissements where _edition = ? order by all", [edition]
        ).fetchall()
        for edition in ("csv", "parquet")
    )
    assert one == other
    assert one[0] == (2026, 2026, "99000000500019", "A", "11", "47.11F", "62498")


def test_the_name_of_an_establishment_is_never_read(con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    land(write(tmp_path / "StockEtablissement_2026.csv", STOCK, SHOP), millesime=None)
    kept = con.execute("select * from raw.insee_sirene_etablissements").fetchall()
    assert kept
    assert "DUPONT" not in str(kept)


def test_the_cnig_s_headers_and_an_epci_s_own_bring_the_same_zones(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    own = {"ID_ZAE": "1", "Nom": "Parc des Trente", "EPCI": "246200364"}
    paths = layer(tmp_path / "sites_2025.geojson", (CNIG, SQUARE)), layer(tmp_path / "ZAE 2025.geojson", (own, SQUARE))
    assert land(*paths, millesime=None).refused == []
    found = con.execute("select * exclude (_edition, _livraison, _feuille) from raw.epci_zones_activite").fetchall()
    assert len(found) == 2
    assert found[0] == found[1]


def test_two_epci_of_one_year_live_side_by_side(con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    other = {**CNIG, "site_epci_siren": "246200299"}
    land(layer(tmp_path / "sites_2025.geojson", (CNIG, SQUARE)), millesime=None)
    land(layer(tmp_path / "sites_bis_2025.geojson", (other, SQUARE)), millesime=None)
    assert rows(con, "epci_zones_activite", "code_epci, code_zone") == [("246200299", "1"), ("246200364", "1")]


def test_any_year_lands_without_a_change(con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    for year, line in ((2024, SHOP), (2027, CLOSED)):
        assert land(write(tmp_path / f"StockEtablissement_{year}.csv", STOCK, line), millesime=None).refused == []
    assert rows(con, "insee_sirene_etablissements", "_millesime, _geographie") == [(2024, 2024), (2027, 2027)]


def test_the_simulated_files_land_with_nothing_refused_nor_unknown(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    texts = zones(read_communes(EMBEDDED), read_outlines(EMBEDDED))
    paths = [tmp_path / name for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    report = land(*paths, register(tmp_path / "conventions.csv"), millesime=None)
    assert (report.refused, report.unknown) == ([], [])
    assert len(report.landed) == 6


@pytest.mark.parametrize(
    "home", ["62498", "62447", "75101", "99999"], ids=["a commune", "one merged since", "an arrondissement", "abroad"]
)
def test_employees_may_live_anywhere_that_has_a_code(home: str, land: Land, tmp_path: Path) -> None:
    path = write(tmp_path / "salaries.csv", EMPLOYEES, WORKERS.replace("62498", home))
    assert land(register(tmp_path / "conventions.csv"), path, millesime=None).refused == []


def test_a_workbook_brings_what_its_text_does_whatever_stands_beside(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    book = Workbook()
    book.active.title = "Documentation"
    # What is not the base, though it has its headers, is not read.
    for sheet, line in ((book.active, CLERKS), (book.create_sheet("Base tous salariés 2023"), WORKERS)):
        sheet.append(EMPLOYEES.split(";"))
        sheet.append(line.split(";"))
    book.save(tmp_path / "salaries.xlsx")
    agreement = register(tmp_path / "conventions.csv")
    assert land(agreement, tmp_path / "salaries.xlsx", millesime=None).refused == []
    workbook = rows(con, "insee_tous_salaries", "* exclude (_edition, _livraison, _feuille)")
    land(write(tmp_path / "salaries.csv", EMPLOYEES, WORKERS), millesime=None)
    text = rows(con, "insee_tous_salaries where _edition = 'csv'", "* exclude (_edition, _livraison, _feuille)")
    assert workbook == text


def test_every_workbook_layout_names_its_sheets(contracts: dict[str, Contract]) -> None:
    """One that does not has every sheet of every workbook read."""
    layouts = [(jeu, layout) for jeu, contract in contracts.items() for layout in contract.dispositions]
    assert [jeu for jeu, layout in layouts if layout.format == "classeur" and layout.feuille is None] == []


LENS, BASSE_TERRE, CAYENNE, SAINT_DENIS, MAMOUDZOU = (
    (2.8, 50.4),
    (-61.7, 16.0),
    (-52.3, 4.9),
    (55.4, -20.9),
    (45.2, -12.8),
)


@pytest.mark.parametrize("place", [LENS, BASSE_TERRE, CAYENNE, SAINT_DENIS, MAMOUDZOU])
def test_a_place_of_france_is_in_france_and_not_with_its_degrees_swapped(
    place: tuple[float, float], land: Land, tmp_path: Path
) -> None:
    x, y = place
    around = [(x, y), (x + 0.01, y), (x + 0.01, y + 0.01), (x, y)]
    swapped = layer(tmp_path / "sites_2024.geojson", (CNIG, [[(y, x) for x, y in around]]))
    assert land(layer(tmp_path / "sites_2025.geojson", (CNIG, [around])), millesime=None).refused == []
    [sentence] = land(swapped, millesime=None).refused
    assert "longitude puis latitude" in sentence
    assert f"[{y},{x}]" in sentence


def test_the_rule_of_the_agreement_is_data(con: duckdb.DuckDBPyConnection, contracts: dict[str, Contract]) -> None:
    told = con.execute(
        "select jeu, secret_unites_minimum, secret_part_maximum_pct from meta.contrats "
        "where secret_unites_minimum is not null or secret_part_maximum_pct is not null"
    ).fetchall()
    assert ("insee_tous_salaries", 3, 85.0) in told
    assert sorted(jeu for jeu, *_ in told) == sorted(jeu for jeu, contract in contracts.items() if contract.secret)
    assert all(contract.diffusion == "convention" for contract in contracts.values() if contract.secret)


# --- what is refused --------------------------------------------------------------------------------------


def test_a_stock_without_a_date_needs_one(con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    path = write(tmp_path / "StockEtablissement_utf8.csv", STOCK, SHOP)
    assert ["--millesime" in sentence for sentence in land(path, millesime=None).refused] == [True]
    assert land(path, millesime=2026).refused == []


REFUSED = {
    "a lost zero": (STOCK, [SHOP.replace("99000000500019", "9000000500019")], ["« 9000000500019 »", "quatorze"]),
    "a class of size that is none": (STOCK, [SHOP.replace(",11,", ",99,")], ["« 99 »", "trancheEffectifs"]),
    "an establishment twice": (STOCK, [SHOP, SHOP], ["99000000500019", "déjà ligne 2"]),
    "a position in Lambert-93": (
        POSITIONS,
        [PLACED.replace("2.83", "690000")],
        ["« 690000 »", "x_longitude"],
    ),
    "a quality of position that is none": (POSITIONS, [PLACED.replace(";11;", ";44;")], ["« 44 »", "qualite_xy"]),
    "a pole of both kinds": (
        POLES,
        [HENIN, SHOPS.replace("commerces;Commerces", "henin_noyelles;Hénin-Beaumont et Noyelles-Godault")],
        ["un seul genre par pôle", "genre"],
    ),
    "a pole with two names": (POLES, [HENIN, NOYELLES.replace("Hénin-", "Henin-")], ["un seul nom par pôle"]),
    "a pole of neither": (POLES, [HENIN.replace("communes", "quartiers")], ["« quartiers »"]),
    "a code of no kind": (POLES, [HENIN.replace("62427", "6242")], ["« 6242 »", "SIRET"]),
    "a commune that nobody knows": (POLES, [HENIN.replace("62427", "62999")], ["« 62999 »", "code officiel"]),
}


@pytest.mark.parametrize("header, lines, said", REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_open_file_is_refused_in_one_sentence(
    header: str, lines: list[str], said: list[str], land: Land, tmp_path: Path
) -> None:
    refused = land(write(tmp_path / "fichier_2026.csv", header, *lines), millesime=None).refused
    assert len(refused) == 1
    assert all(part in refused[0].replace(NBSP, " ") for part in said), refused[0]


BAD_SHAPES = {
    "a point": {"type": "Point", "coordinates": [2.8, 50.4]},
    "a ring left open": [SQUARE[0][:-1]],
    "Lambert-93": [[[700000, 7040000], [700100, 7040000], [700100, 7040100], [700000, 7040000]]],
    "a ring of two points": [[[2.8, 50.4], [2.9, 50.4], [2.8, 50.4]]],
    "words": [[["deux", "cinquante"], ["trois", "cinquante"], ["trois", "un"], ["deux", "cinquante"]]],
    "nothing in it": [],
}


@pytest.mark.parametrize("shape", BAD_SHAPES.values(), ids=BAD_SHAPES.keys())
def test_a_bad_geometry_is_one_sentence(shape: Any, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    good = {**CNIG, "site_id": "2"}
    refused = land(layer(tmp_path / "sites_2025.geojson", (good, SQUARE), (CNIG, shape)), millesime=None).refused
    assert len(refused) == 1
    assert "un polygone GeoJSON fermé, en France, en degrés" in refused[0]
    assert "ligne 2" in refused[0].replace(NBSP, " ")
    assert rows(con, "epci_zones_activite", "*") == []


AGREED = {
    "a column that was not agreed": (
        f"{EMPLOYEES};nom_employeur",
        [f"{WORKERS};Dupont"],
        ["nom_employeur", "n'est pas prévue par la convention"],
    ),
    "a decimal": (EMPLOYEES, [WORKERS.replace("123456", "123456,5")], ["entier", "salaries", "n’est pas citée"]),
    "a blank between thousands": (EMPLOYEES, [WORKERS.replace("123456", "123 456")], ["entier", "n’est pas citée"]),
    "an occupation that is none": (EMPLOYEES, [WORKERS.replace(";6;", ";7;")], ["csp", "n’est pas citée"]),
    "a commune that nobody knows": (
        EMPLOYEES,
        [WORKERS.replace("62498", "62999")],
        ["code officiel", "n’est pas citée"],
    ),
    "a cell twice": (EMPLOYEES, [WORKERS, WORKERS], ["n’est pas citée"]),
    "a share above the whole": (EMPLOYEES, [WORKERS.replace("34.5", "134.5")], ["part_premier", "n’est pas citée"]),
}


@pytest.mark.parametrize("header, lines, said", AGREED.values(), ids=AGREED.keys())
def test_a_bad_agreed_file_is_refused_without_a_value(
    header: str, lines: list[str], said: list[str], con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    agreement = register(tmp_path / "conventions.csv")
    refused = land(write(tmp_path / "salaries.csv", header, *lines), agreement, millesime=None).refused
    assert len(refused) == 1
    assert all(part in refused[0].replace(NBSP, " ") for part in said), refused[0]
    told = str((refused, con.execute("select motifs, extraits from meta.refus").fetchall()))
    values = {value for line in lines for value in line.split(";")} - {"2023", "2026", "6", "7", "12", "C5"}
    assert not [value for value in values if value in told]
    assert rows(con, "insee_tous_salaries", "*") == []


def test_another_zone_under_agreement_replaces_nothing(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    other = WORKERS.replace("henin_noyelles;Hénin", "onnaing;Onnaing")
    land(register(tmp_path / "conventions.csv"), millesime=None)
    assert land(write(tmp_path / "un.csv", EMPLOYEES, WORKERS, CLERKS), millesime=None).refused == []
    assert land(write(tmp_path / "deux.csv", EMPLOYEES, other), millesime=None).refused == []
    found = rows(con, "insee_tous_salaries", "code_zone, csp, _millesime, _geographie")
    assert found == [
        ("henin_noyelles", "5", 2023, 2026),
        ("henin_noyelles", "6", 2023, 2026),
        ("onnaing", "6", 2023, 2026),
    ]


@pytest.mark.parametrize(
    "rule", ["{unites_minimum: 0, part_maximum_pct: 85}", "{unites_minimum: 3}", "{unites_minimum: 3, part_max: 85}"]
)
def test_a_rule_that_hides_nothing_or_is_not_whole_is_no_rule(rule: str, tmp_path: Path) -> None:
    text = (EMBEDDED.parent / "sources" / "insee_tous_salaries.yml").read_text("utf-8")
    path = tmp_path / "insee_tous_salaries.yml"
    path.write_text(text.replace("{unites_minimum: 3, part_maximum_pct: 85}", rule), encoding="utf-8")
    with pytest.raises(ContractError, match="secret"):
        load_contract(path)
