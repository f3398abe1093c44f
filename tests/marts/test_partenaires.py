"""Round trip of every partner: blank workbook, filled from the world, loaded, typed: what comes out is the truth."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from simulation.ayants_droit.filled import SHEET
from simulation.ayants_droit.truth import at_level, true_counts
from simulation.ayants_droit.world import MiningWorld
from tests.dbt import dbt
from tests.marts.partenaires_world import YEARS, deliveries, filled_workbooks, load, small_world

STAGING = {
    "angdm_ayants_droit": "stg_angdm__ayants_droit",
    "angdm_prestations": "stg_angdm__prestations",
    "angdm_mouvements": "stg_angdm__mouvements",
    "angdm_logements": "stg_angdm__logements",
    "bailleurs_parc": "stg_bailleurs__parc",
    "urh_ops": "stg_urh__ops",
    "rdm_pensions": "stg_rdm__pensions",
    "carsat_retraites": "stg_carsat__retraites",
    "cpam_c2s": "stg_cpam__c2s",
    "ors_mortalite": "stg_ors__mortalite",
}


@pytest.fixture(scope="module")
def mines() -> MiningWorld:
    return small_world()


@pytest.fixture(scope="module")
def workbooks(mines: MiningWorld, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return filled_workbooks(mines, tmp_path_factory.mktemp("classeurs"))


@pytest.fixture(scope="module")
def con(workbooks: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("partenaires")
    assert load(folder / "warehouse.duckdb", *workbooks) == []
    dbt(folder / "warehouse.duckdb", "build", "--indirect-selection", "cautious", "--select", *STAGING.values())
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


def counted(con: duckdb.DuckDBPyConnection, table: str, figure: str, where: str = "true") -> Counter[tuple[str, str]]:
    rows = con.execute(
        f"select code_commune, coalesce(code_cite, ''), sum({figure}) from staging.{table} where {where} "
        "group by all having sum(" + figure + ") <> 0"
    ).fetchall()
    return Counter({(commune, cite): int(count) for commune, cite, count in rows})


@pytest.mark.parametrize("jeu", STAGING)
def test_every_cell_that_the_partner_wrote_is_in_staging_with_its_figures(
    jeu: str, mines: MiningWorld, con: duckdb.DuckDBPyConnection
) -> None:
    table = deliveries(mines)[jeu]
    year = next(header for header in ("date_situation", "annee", "periode_fin") if header in table)
    written = dict(table)
    written["millesime"] = [text[-4:] for text in written[year]]
    names = [name for name in written if name not in ("date_situation", "annee")]
    expected = Counter(zip(*([_bare(text) for text in written[name]] for name in names), strict=True))
    found = con.execute(f"select {', '.join(names)} from staging.{STAGING[jeu]}").fetchall()
    assert Counter(tuple(_bare(value) for value in row) for row in found) == expected


def _bare(value: object) -> str:
    """A value as one would say it: 12.0, « 12 » and 12 are one, a blank is a blank."""
    text = "" if value is None else str(value).replace(",", ".")
    return text.removesuffix(".0")


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("level", ["commune", "cite", "epci", "arrondissement", "departement", "region"])
def test_what_is_loaded_is_what_is_true_at_every_level(
    year: int, level: str, mines: MiningWorld, con: duckdb.DuckDBPyConnection
) -> None:
    persons, park = "stg_angdm__ayants_droit", "stg_bailleurs__parc"
    at = f"millesime = {year}"
    loaded = {
        "ayants_droit": counted(con, persons, "personnes", at),
        "ayants_droit_propres": counted(con, persons, "personnes", f"{at} and droit = 'propre'"),
        "ayants_droit_reversion": counted(con, persons, "personnes", f"{at} and droit = 'reversion'"),
        "ayants_droit_loges_en_nature": counted(con, persons, "personnes", f"{at} and logement = 'nature'"),
        "menages_loges_en_nature": counted(con, "stg_angdm__logements", "logements", at),
        "logements": counted(con, park, "logements", at),
        "logements_ayants_droit": counted(con, park, "logements", f"{at} and occupation = 'ayant_droit'"),
        "logements_vacants": counted(con, park, "logements", f"{at} and occupation = 'vacant'"),
    }
    truth = true_counts(mines, year)
    assert set(loaded) == set(truth)
    for name, cells in truth.items():
        assert at_level(mines, loaded[name], level) == at_level(mines, cells, level), name
        assert cells


def test_a_couple_s_dwelling_is_one_household_and_two_persons(mines: MiningWorld) -> None:
    truth = true_counts(mines, YEARS[0])
    assert truth["menages_loges_en_nature"] == truth["logements_ayants_droit"]
    assert truth["menages_loges_en_nature"].total() < truth["ayants_droit_loges_en_nature"].total()


def test_the_order_of_the_lines_and_of_the_files_changes_nothing(
    workbooks: list[Path], con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    shuffled = []
    for rank, path in enumerate(sorted(workbooks, reverse=True)):
        copy = Path(shutil.copyfile(path, tmp_path / f"{rank:02d}.xlsx"))
        book = load_workbook(copy)
        sheet = book[SHEET]
        lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        random.Random(rank).shuffle(lines)
        for row, line in enumerate(lines, start=2):
            for column, value in enumerate(line, start=1):
                sheet.cell(row, column).value = value
        book.save(copy)
        shuffled.append(copy)
    assert load(tmp_path / "warehouse.duckdb", *shuffled) == []
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as other:
        for jeu in STAGING:
            query = f"select * exclude (_livraison, _feuille, _ligne) from raw.{jeu} order by all"
            assert other.execute(query).fetchall() == con.execute(query).fetchall()
