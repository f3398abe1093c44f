"""Births and deaths by commune: two files of one data set, a vintage a year, in the communes of one day."""

from __future__ import annotations

import itertools
import zipfile
from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook

from ingest.refusals import NBSP
from tests.ingest.conftest import Land

KINDS = {"naissances": "NAISD", "deces": "DECESD"}
LENS, DOUAI = "62498;Lens", "59178;Douai"


def text(kind: str, years: range, *lines: str) -> str:
    """The text of a file: a column a year, named by its last two digits."""
    header = ";".join(["CODGEO", "LIBGEO", *(f"{KINDS[kind]}{year % 100:02}" for year in years)])
    return "\r\n".join([header, *lines, ""])


def file(folder: Path, kind: str, first: int, last: int, *lines: str, geo: str = "_geo2025") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"base_{kind}_{first}-{last}{geo}.csv"
    path.write_text(text(kind, range(first, last + 1), *lines), encoding="utf-8")
    return path


def workbook(path: Path, kind: str, preamble: str) -> Path:
    """A workbook of INSEE's: the communes in sheet COM, their header on line 6."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "COM"
    for row in (["Naissances et décès"], ["2014 à 2021"], [preamble], ["©Insee"], ["Code", "Libellé", "2021"]):
        sheet.append(row)
    sheet.append(["CODGEO", "LIBGEO", f"{KINDS[kind]}21"])
    sheet.append(["62498", "Lens", 470])
    book.save(path)
    return path


def landed(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute(
        "select _edition, _millesime, _geographie, code_commune, naissances, deces "
        "from raw.insee_etat_civil order by all"
    ).fetchall()


# --- laws -------------------------------------------------------------------------------------------------


def test_births_and_deaths_live_side_by_side_whatever_comes_first(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    births = file(tmp_path, "naissances", 2023, 2024, f"{LENS};500;480", f"{DOUAI};450;0")
    deaths = file(tmp_path, "deces", 2023, 2024, f"{LENS};400;410", f"{DOUAI};390;380")
    found = []
    for order in itertools.permutations((births, deaths)):
        con.execute("delete from raw.insee_etat_civil; delete from meta.cases; delete from meta.livraisons")
        for path in order:
            assert not land(path, millesime=None).refused
        found.append(landed(con))
    assert found[0] == found[1]
    assert found[0] == [
        ("deces", 2023, 2025, "59178", None, "390"),
        ("deces", 2023, 2025, "62498", None, "400"),
        ("deces", 2024, 2025, "59178", None, "380"),
        ("deces", 2024, 2025, "62498", None, "410"),
        ("naissances", 2023, 2025, "59178", "450", None),
        ("naissances", 2023, 2025, "62498", "500", None),
        ("naissances", 2024, 2025, "59178", "0", None),
        ("naissances", 2024, 2025, "62498", "480", None),
    ]


def test_the_order_of_lines_and_of_columns_changes_nothing(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    assert not land(file(tmp_path, "deces", 2020, 2021, f"{LENS};1;2", f"{DOUAI};3;4"), millesime=None).refused
    before = landed(con)
    turned = tmp_path / "base_deces_geo2025.csv"
    turned.write_text("DECESD21;DECESD20;CODGEO\n4;3;59178\n2;1;62498\n", encoding="utf-8")
    assert not land(turned, millesime=None).refused
    assert landed(con) == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("first", "last"), [(2008, 2024), (2014, 2021), (2028, 2031)])
def test_every_year_of_a_file_lands_in_the_communes_that_its_name_says(
    kind: str, first: int, last: int, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    figures = ";".join(map(str, range(first, last + 1)))
    path = file(tmp_path, kind, first, last, f"{LENS};{figures}", geo=f"_geo{last + 1}")
    with zipfile.ZipFile(tmp_path / "csv.zip", "w") as archive:
        archive.write(path, path.name)
        archive.writestr("metadonnees.csv", "COD_VAR;LIB_VAR\nCODGEO;Code\n")
    assert not land(tmp_path / "csv.zip", millesime=None).refused
    rows = con.execute(f"select _millesime, _geographie, {kind}::int from raw.insee_etat_civil order by all").fetchall()
    assert rows == [(year, last + 1, year) for year in range(first, last + 1)]


# --- examples ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_workbook_says_its_communes_above_its_table(
    kind: str, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    path = workbook(tmp_path / f"base_{kind}_2021.xlsx", kind, "Géographie au 01/01/2022")
    assert not land(path, millesime=None).refused
    assert con.execute(f"select _edition, _millesime, _geographie, {kind} from raw.insee_etat_civil").fetchall() == [
        (f"{kind}_classeur", 2021, 2022, "470")
    ]


def test_a_geography_added_to_a_name_is_taken_from_it(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    path = file(tmp_path, "naissances", 2021, 2021, f"{LENS};470", geo="_au_01-01-2022")
    assert not land(path, millesime=None).refused
    assert [row[1:3] for row in landed(con)] == [(2021, 2022)]


def test_a_file_of_the_census_with_births_and_deaths_is_none_of_these(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    path = tmp_path / "comparateur_geo2021.csv"
    path.write_text("CODGEO;P18_POP;P18_EMPLT;NAISD20;DECESD20\n62498;31606;20000;470;400\n", encoding="utf-8")
    assert [item.jeu for item in land(path, millesime=None).landed] == ["insee_rp_comparateur"]
    path.write_text("CODGEO;P18_POP;NAISD20\n62498;31606;470\n", encoding="utf-8")
    assert not [item for item in land(path, millesime=None).landed if item.jeu == "insee_etat_civil"]


def test_municipal_arrondissements_land_beside_their_commune(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    path = file(tmp_path, "deces", 2024, 2024, "75056;Paris;15000", "75101;Paris 1er;100")
    assert not land(path, millesime=None).refused
    assert [row[3] for row in landed(con)] == ["75056", "75101"]


CASES: dict[str, tuple[str, str, list[str]]] = {
    "communes of an unknown year": (
        "base_naissances_2021.csv",
        text("naissances", range(2021, 2022), f"{LENS};470"),
        ["année du découpage communal", "ajoutez-la au nom du fichier"],
    ),
    "thousands marked by a comma": (
        "base_deces_2024_geo2025.csv",
        text("deces", range(2024, 2025), "75056;Paris;15,000.0"),
        ["ligne 2", "colonne « DECESD24 »", "nombre entier", "« 15,000.0 »"],
    ),
    "thousands marked by a point": (
        "base_deces_2024_geo2025.csv",
        text("deces", range(2024, 2025), "75056;Paris;15.000"),
        ["ligne 2", "colonne « DECESD24 »", "nombre entier", "« 15.000 »"],
    ),
    "half a birth": (
        "base_naissances_2024_geo2025.csv",
        text("naissances", range(2024, 2025), f"{LENS};470,5"),
        ["ligne 2", "colonne « NAISD24 »", "nombre entier", "« 470,5 »"],
    ),
    "fewer than nobody": (
        "base_naissances_2024_geo2025.csv",
        text("naissances", range(2024, 2025), f"{LENS};-1"),
        ["colonne « NAISD24 »", "« -1 »"],
    ),
    "a word": (
        "base_deces_2024_geo2025.csv",
        text("deces", range(2024, 2025), f"{LENS};nd"),
        ["colonne « DECESD24 »", "« nd »"],
    ),
    "a commune twice": (
        "base_deces_2024_geo2025.csv",
        text("deces", range(2024, 2025), f"{LENS};400", f"{DOUAI};390", f"{LENS};400"),
        ["ligne 4", "colonne « CODGEO »", "62498, déjà ligne 2"],
    ),
    "a code without its zero": (
        "base_deces_2024_geo2025.csv",
        text("deces", range(2024, 2025), "1001;L'Abergement-Clémenciat;5"),
        ["ligne 2", "colonne « CODGEO »", "cinq caractères", "« 1001 »"],
    ),
    "a commune that never was": (
        "base_deces_2024_geo2025.csv",
        text("deces", range(2024, 2025), "99999;Nulle part;5"),
        ["ligne 2", "colonne « CODGEO »", "code officiel géographique"],
    ),
    "two communal geographies": (
        "base_deces_2024_geo2025_geo2024.csv",
        text("deces", range(2024, 2025), f"{LENS};400"),
        ["se contredit"],
    ),
}


@pytest.mark.parametrize(("name", "content", "words"), CASES.values(), ids=CASES)
def test_a_bad_file_is_refused_in_one_sentence(
    name: str, content: str, words: list[str], con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    report = land(tmp_path / name, millesime=None)
    assert not report.landed
    [sentence] = report.refused
    plain = sentence.replace(NBSP, " ").replace("’", "'")
    assert [word for word in words if word not in plain] == [], plain
    assert landed(con) == []
