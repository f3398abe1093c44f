"""Residential migrations as INSEE delivers them: flows by commune, and individuals in text or parquet."""

from __future__ import annotations

import csv
import io
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
from simulation.migrations import migrations
from tests.ingest.conftest import Land

FLOWS = "CODGEO;LIBGEO;DCRAN;L_DCRAN;NBFLUX_C20_POP01P"
LENS = "62498;Lens;62498;Lens;29500.25"
FROM_DOUAI = "62498;Lens;59178;Douai;41.125"
FROM_PARIS = "62498;Lens;75114;Paris 14e Arrondissement;7.5"
FROM_ABROAD = "62498;Lens;99999;Etranger;88.0"
INTO_PARIS = "75114;Paris 14e Arrondissement;62498;Lens;12.5"
PEOPLE = "COMMUNE;ARM;ACHLR;AEMMR;AGEREVQ;ANEMC;CS1;DCRAN;DIPL;IPONDI;IRAN;SEXE"
CHILD = "62498;ZZZZZ;3;5;5;1;8;59178;ZZ;3.0123456789;3;1"
WORKER = "62498;ZZZZZ;3;5;35;1;6;59178;13;4.9876543211;3;2"
PARISIAN = "75056;75114;1;9;20;0;8;75115;14;2.5;1;2"


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
    path = write(tmp_path / "flux.csv", FLOWS.replace("20_", f"{year % 100}_"), LENS, FROM_DOUAI, FROM_ABROAD)
    assert land(path, millesime=None).refused == []
    assert landed(con, "insee_migrations") == [(year, year + 3, "csv", 3)]


def test_a_census_to_come_lands_without_any_change(con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    texts = migrations(read_communes(EMBEDDED), 2027)
    paths = [tmp_path / name for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    assert land(*paths, millesime=None).refused == []
    for jeu, text in zip(("insee_migrations", "insee_migrations_individus"), texts.values(), strict=True):
        assert landed(con, jeu) == [(2027, 2026, "csv", text.count("\n") - 1)]


def test_text_and_parquet_bring_the_same_individuals(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    text = write(tmp_path / "FD_MIGCOM_2021.csv", PEOPLE, CHILD, WORKER, PARISIAN)
    land(text, parquet_of(text.read_text("utf-8"), tmp_path / "RP2021_migcom.parquet"), millesime=None)
    assert landed(con, "insee_migrations_individus") == [(2021, 2024, "csv", 3), (2021, 2024, "parquet", 3)]
    one, other = (
        con.execute(
            "select code_commune, code_anterieur, age, csp, poids::double from raw.insee_migrations_individus "
            "where _edition = ? order by all",
            [edition],
        ).fetchall()
        for edition in ("csv", "parquet")
    )
    assert one == other


# --- examples ---------------------------------------------------------------------------------------------


def test_an_archive_and_its_dictionary_bring_the_individuals_only(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    path = tmp_path / "RP2020_migcom_csv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("FD_MIGCOM_2020.csv", "\n".join([PEOPLE, CHILD, WORKER, ""]))
        archive.writestr(
            "Varmod_MIGCOM_2020.csv", "COD_VAR;LIB_VAR;COD_MOD;LIB_MOD\nARM;Arrondissement;75101;Paris 1er\n"
        )
    assert land(path, millesime=None).refused == []
    assert landed(con, "insee_migrations_individus") == [(2020, 2023, "csv", 2)]


def test_occupations_of_the_new_nomenclature_are_accepted(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    header = PEOPLE.replace("CS1", "STAT_GSEC")
    workers = [WORKER.replace(";6;", f";{code};") for code in ("11", "26", "32", "40", "ZZ")]
    assert land(write(tmp_path / "FD_MIGCOM_2022.csv", header, *workers), millesime=None).refused == []


def test_paris_abroad_and_overseas_are_accepted(con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    overseas = "62498;Lens;98818;Nouméa;3.5"
    path = write(tmp_path / "flux.csv", FLOWS, LENS, FROM_PARIS, INTO_PARIS, FROM_ABROAD, overseas)
    assert land(path, millesime=None).refused == []


def test_the_name_says_the_communes_when_they_are_of_another_year(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    land(write(tmp_path / "flux-geo2022.csv", FLOWS, LENS), millesime=None)
    assert landed(con, "insee_migrations") == [(2020, 2022, "csv", 1)]


REFUSED = {
    "moves over five years, another measure": (
        [FLOWS.replace("POP01P", "POP05P"), LENS],
        ["NBFLUX_C{aa}_POP01P", "absente"],
    ),
    "a pair twice": ([FLOWS, LENS, FROM_DOUAI, FROM_DOUAI], ["62498 / 59178", "déjà ligne 3"]),
    "a lost zero": ([FLOWS, LENS, "62498;Lens;1001;L'Abergement;7"], ["« 1001 »", "cinq caractères"]),
    "an unknown commune": ([FLOWS, "62999;Nulle part;62498;Lens;3.5"], ["« 62999 »"]),
    "a word for a number": ([FLOWS, LENS.replace("29500.25", "beaucoup")], ["« beaucoup »", "NBFLUX_C20_POP01P"]),
    "a negative flow": ([FLOWS, LENS.replace("29500.25", "-3")], ["« -3 »"]),
    "no flow": ([FLOWS, LENS.replace("29500.25", "")], ["cellule vide"]),
}


@pytest.mark.parametrize("lines, said", REFUSED.values(), ids=REFUSED.keys())
def test_bad_flows_are_refused_in_one_sentence(
    lines: list[str], said: list[str], con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    refused = land(write(tmp_path / "flux.csv", *lines), millesime=None).refused
    assert len(refused) == 1
    assert all(part in refused[0].replace(NBSP, " ") for part in said), refused[0]
    assert landed(con, "insee_migrations") == []


def test_individuals_whose_name_says_no_year_need_one(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    path = write(tmp_path / "migrations.csv", PEOPLE, CHILD, WORKER)
    assert ["--millesime" in sentence for sentence in land(path, millesime=None).refused] == [True]
    assert land(path, millesime=2019).refused == []
    assert landed(con, "insee_migrations_individus") == [(2019, 2022, "csv", 2)]


def test_a_workbook_of_the_largest_flows_is_no_delivery(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["Flux supérieurs à 100"], [], [], [], [], FLOWS.split(";"), LENS.split(";")):
        sheet.append(row)
    book.save(tmp_path / "flux.xlsx")
    land(tmp_path / "flux.xlsx", millesime=None)
    assert landed(con, "insee_migrations") == []
