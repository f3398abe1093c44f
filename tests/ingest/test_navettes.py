"""Commuting flows as INSEE delivers them: flows by commune, and individuals in text or parquet."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from ingest.landing import EMBEDDED
from ingest.refusals import NBSP
from simulation.communes import read_communes
from simulation.navettes import navettes
from tests.ingest.conftest import Land

FLOWS = "CODGEO;LIBGEO;DCLT;L_DCLT;NBFLUX_C22_ACTOCC15P"
LENS = "62498;Lens;62498;Lens;4500.25"
TO_DOUAI = "62498;Lens;59178;Douai;41.125"
TO_PARIS = "62498;Lens;75114;Paris 14e Arrondissement;7.5"
FROM_PARIS = "75114;Paris 14e Arrondissement;62498;Lens;12.5"
PEOPLE = "COMMUNE;ARM;DCFLT;DCLT;AGEREVQ;CS1;DEROU;DIPL;IPONDI;SEXE;TRANS"
WORKER = "62498;ZZZZZ;99999;59178;35;6;Z;13;4.9876543211;2;5"
EXECUTIVE = "62498;ZZZZZ;99999;62498;40;3;Z;18;3.0123456789;1;1"
ABROAD = "62498;ZZZZZ;BE540;99999;40;5;Z;14;2.25;1;5"
PARISIAN = "75056;75114;99999;75115;30;4;Z;16;2.5;1;6"


def write(path: Path, *lines: str) -> Path:
    path.write_text("\r\n".join([*lines, ""]), encoding="utf-8")
    return path


def landed(con: duckdb.DuckDBPyConnection, jeu: str) -> object:
    return con.execute(
        f"select _millesime, _geographie, _edition, count(*) from raw.{jeu} group by all order by all"
    ).fetchall()


def parquet_of(text: str, path: Path) -> Path:
    """The rows of a semicolon file as INSEE's parquet has them: codes in text, the weight a number."""
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    columns = {name: pa.array([row[name] for row in rows]) for name in rows[0]}
    columns["IPONDI"] = pa.array([float(row["IPONDI"]) for row in rows])
    pq.write_table(pa.table(columns), path)
    return path


# --- laws -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2013, 2020, 2022, 2027])
def test_any_census_says_its_year_in_its_header(
    year: int, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    path = write(tmp_path / "flux.csv", FLOWS.replace("22_", f"{year % 100}_"), LENS, TO_DOUAI, TO_PARIS)
    assert land(path, millesime=None).refused == []
    assert landed(con, "insee_navettes") == [(year, year + 3, "csv", 3)]


def test_several_censuses_of_one_file_are_one_row_each(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    header = f"{FLOWS};NBFLUX_C16_ACTOCC15P"
    path = write(tmp_path / "flux.csv", header, f"{LENS};4400.5", f"{TO_DOUAI};39.75")
    assert land(path, millesime=None).refused == []
    assert con.execute("""
        select _millesime, list(nbflux order by code_travail) from raw.insee_navettes group by 1 order by 1
    """).fetchall() == [(2016, ["39.75", "4400.5"]), (2022, ["41.125", "4500.25"])]


def test_a_census_to_come_lands_without_any_change(con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    texts = navettes(read_communes(EMBEDDED), 2027)
    paths = [tmp_path / name for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    assert land(*paths, millesime=None).refused == []
    for jeu, text in zip(("insee_navettes", "insee_navettes_individus"), texts.values(), strict=True):
        assert landed(con, jeu) == [(2027, 2026, "csv", text.count("\n") - 1)]


def test_text_and_parquet_bring_the_same_individuals(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    text = write(tmp_path / "FD_MOBPRO_2021.csv", PEOPLE, WORKER, EXECUTIVE, ABROAD, PARISIAN)
    land(text, parquet_of(text.read_text("utf-8"), tmp_path / "RP2021_mobpro.parquet"), millesime=None)
    assert landed(con, "insee_navettes_individus") == [(2021, 2024, "csv", 4), (2021, 2024, "parquet", 4)]
    one, other = (
        con.execute(
            "select code_commune, code_travail, csp, diplome, poids::double from raw.insee_navettes_individus "
            "where _edition = ? order by all",
            [edition],
        ).fetchall()
        for edition in ("csv", "parquet")
    )
    assert one == other


def test_the_order_of_the_lines_changes_nothing(con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    lines = [LENS, TO_DOUAI, TO_PARIS, FROM_PARIS]
    shuffled = random.Random(1).sample(lines, len(lines))
    assert shuffled != lines
    told = []
    for rows in (lines, shuffled):
        land(write(tmp_path / "flux.csv", FLOWS, *rows), millesime=None)
        told.append(
            con.execute("select * exclude (_ligne, _livraison) from raw.insee_navettes order by all").fetchall()
        )
    assert told[0] == told[1] != []


# --- examples ---------------------------------------------------------------------------------------------


def test_an_archive_and_its_dictionary_bring_the_individuals_only(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    path = tmp_path / "RP2020_mobpro_csv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("FD_MOBPRO_2020.csv", "\n".join([PEOPLE, WORKER, EXECUTIVE, ""]))
        archive.writestr(
            "Varmod_MOBPRO_2020.csv", "COD_VAR;LIB_VAR;COD_MOD;LIB_MOD\nARM;Arrondissement;75101;Paris 1er\n"
        )
    assert land(path, millesime=None).refused == []
    assert landed(con, "insee_navettes_individus") == [(2020, 2023, "csv", 2)]


@pytest.mark.parametrize("column, codes", [("GS", ("1", "6")), ("STAT_GSEC", ("11", "16"))])
def test_occupations_of_the_new_nomenclatures_are_accepted(
    column: str, codes: tuple[str, ...], con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    workers = [WORKER.replace(";6;", f";{code};") for code in codes]
    path = write(tmp_path / "FD_MOBPRO_2022.csv", PEOPLE.replace("CS1", column), *workers)
    assert land(path, millesime=None).refused == []


def test_levels_of_degrees_of_older_censuses_are_accepted(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    path = write(tmp_path / "FD_MOBPRO_2015.csv", PEOPLE, *(WORKER.replace(";13;", f";{level};") for level in "ABCD"))
    assert land(path, millesime=None).refused == []


@pytest.mark.parametrize("place", ["99999", "99131", "BE540", "AL23A", "LU320", "MO001", "SUC1L", "98818", "2A004"])
def test_workplaces_abroad_and_overseas_are_accepted(
    place: str, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    path = write(tmp_path / "flux.csv", FLOWS, LENS, f"62498;Lens;{place};Ailleurs;8.0")
    assert land(path, millesime=None).refused == []


def test_the_name_says_the_communes_when_they_are_of_another_year(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    land(write(tmp_path / "flux-geo2022.csv", FLOWS, LENS), millesime=None)
    assert landed(con, "insee_navettes") == [(2022, 2022, "csv", 1)]


REFUSED = {
    "employed of 15 to 64 years, another count": (
        [FLOWS.replace("15P", "1564"), LENS],
        ["NBFLUX_C{aa}_ACTOCC15P", "absente"],
    ),
    "a pair twice": ([FLOWS, LENS, TO_DOUAI, TO_DOUAI], ["62498 / 59178", "déjà ligne 3"]),
    "a lost zero": ([FLOWS, LENS, "62498;Lens;1001;L'Abergement;7"], ["« 1001 »", "cinq caractères"]),
    "an unknown commune": ([FLOWS, "62999;Nulle part;62498;Lens;3.5"], ["« 62999 »"]),
    "an unknown country": ([FLOWS, LENS, "62498;Lens;XX540;Ailleurs;3.5"], ["« XX540 »", "99999"]),
    "a workplace that is none": ([FLOWS, LENS, "62498;Lens;ZZZZZ;Sans objet;3.5"], ["« ZZZZZ »"]),
    "a word for a number": ([FLOWS, LENS.replace("4500.25", "beaucoup")], ["« beaucoup »", "NBFLUX_C22_ACTOCC15P"]),
    "a negative flow": ([FLOWS, LENS.replace("4500.25", "-3")], ["« -3 »"]),
    "a hole": ([FLOWS, LENS, TO_DOUAI.replace("41.125", "")], ["cellule vide", "ligne 3"]),
}


@pytest.mark.parametrize("lines, said", REFUSED.values(), ids=REFUSED.keys())
def test_bad_flows_are_refused_in_one_sentence(
    lines: list[str], said: list[str], con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    refused = land(write(tmp_path / "flux.csv", *lines), millesime=None).refused
    assert len(refused) == 1
    assert all(part in refused[0].replace(NBSP, " ") for part in said), refused[0]
    assert landed(con, "insee_navettes") == []


REFUSED_PEOPLE = {
    "an unknown occupation": (WORKER.replace(";6;", ";9;"), ["« 9 »", "groupe de 1 à 6"]),
    "an unemployed": (WORKER.replace(";6;", ";26;"), ["« 26 »", "groupe de 1 à 6"]),
    "an unknown degree": (WORKER.replace(";13;", ";20;"), ["« 20 »", "diplôme"]),
    "no degree": (WORKER.replace(";13;", ";;"), ["cellule vide", "DIPL"]),
    "no weight": (WORKER.replace("4.9876543211", ""), ["cellule vide", "IPONDI"]),
}


@pytest.mark.parametrize("line, said", REFUSED_PEOPLE.values(), ids=REFUSED_PEOPLE.keys())
def test_bad_individuals_are_refused_in_one_sentence(
    line: str, said: list[str], con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    refused = land(write(tmp_path / "FD_MOBPRO_2020.csv", PEOPLE, EXECUTIVE, line), millesime=None).refused
    assert len(refused) == 1
    assert all(part in refused[0].replace(NBSP, " ") for part in said), refused[0]
    assert landed(con, "insee_navettes_individus") == []


def test_individuals_whose_name_says_no_year_need_one(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    path = write(tmp_path / "navettes.csv", PEOPLE, WORKER)
    assert ["--millesime" in sentence for sentence in land(path, millesime=None).refused] == [True]
    assert land(path, millesime=2019).refused == []
    assert landed(con, "insee_navettes_individus") == [(2019, 2022, "csv", 1)]


def test_a_workbook_of_the_largest_flows_is_no_delivery(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["Flux supérieurs à 100"], [], [], [], [], FLOWS.split(";"), LENS.split(";")):
        sheet.append(row)
    book.save(tmp_path / "flux.xlsx")
    land(tmp_path / "flux.xlsx", millesime=None)
    assert landed(con, "insee_navettes") == []
