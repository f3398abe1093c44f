"""The blank workbook of a partner: drawn from the contract, and what is written in it lands."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook, load_workbook

from bassin.failures import BuildError
from bassin.settings import Settings
from bassin.template import DATA, DICTIONARY, READ_ME, write_template
from ingest.conventions import REGISTER
from ingest.fields import fields_of, workbook_layout
from ingest.registry import Contract, load_contracts
from tests.agreements import register
from tests.ingest.conftest import Land
from tests.ingest.test_zones import rows

AGREED = [jeu for jeu, contract in load_contracts().items() if contract.diffusion == "convention"]
Blank = Callable[[str], Path]


@pytest.fixture
def blank(tmp_path: Path) -> Blank:
    """Write the blank workbook of a data set."""
    return lambda jeu: write_template(Settings(tmp_path / "warehouse.duckdb"), jeu, tmp_path / f"{jeu}.xlsx")


def agreed_on(jeu: str, folder: Path) -> list[Path]:
    """The register that a data set needs, if it needs one."""
    return [] if jeu == REGISTER else [register(folder / "conventions.csv", {"jeu": jeu})]


def fill(path: Path, *lines: dict[str, object]) -> Path:
    """Write lines under the headers of the data sheet, as a spreadsheet keeps them."""
    book = load_workbook(path)
    sheet = book[DATA]
    headers = [cell.value for cell in sheet[1]]
    for line in lines:
        sheet.append([line.get(header) for header in headers])
    book.save(path)
    return path


def examples(book: Workbook) -> dict[str, object]:
    """The example of each column, typed as a person would type it."""
    line: dict[str, object] = {}
    for header, _, kind, _, _, example in book[DICTIONARY].iter_rows(min_row=2, max_col=6, values_only=True):
        text = str(example or "")
        if kind == "date":
            line[header] = datetime.strptime(text, "%d/%m/%Y").date()
        elif kind in ("entier", "année", "nombre") and text:
            line[header] = float(text.replace(",", "."))
        else:
            line[header] = text or None
    return line


@pytest.mark.parametrize("jeu", AGREED)
def test_the_example_of_every_template_lands(jeu: str, blank: Blank, land: Land, tmp_path: Path) -> None:
    path = blank(jeu)
    fill(path, examples(load_workbook(path)))
    report = land(path, *agreed_on(jeu, tmp_path), millesime=None)
    assert (report.refused, report.unknown) == ([], [])
    assert [landed.lines for landed in report.landed if landed.file == path.name] == [1]


@pytest.mark.parametrize("jeu", AGREED)
def test_a_year_of_the_dictionary_is_written_as_years_are(jeu: str, blank: Blank) -> None:
    for header, *_, wanted, _, _ in load_workbook(blank(jeu))[DICTIONARY].iter_rows(2, max_col=6, values_only=True):
        if str(header).startswith("annee_"):
            assert re.findall("[0-9]{4}", str(wanted)) and not re.search(r"[0-9]\s[0-9]", str(wanted))


@pytest.mark.parametrize("jeu", AGREED)
def test_a_blank_template_has_every_column_described_and_nothing_to_load(
    jeu: str, blank: Blank, land: Land, tmp_path: Path, contracts: dict[str, Contract]
) -> None:
    path = blank(jeu)
    book = load_workbook(path)
    assert book.sheetnames == [READ_ME, DATA, DICTIONARY]
    layout = workbook_layout(contracts[jeu])
    assert layout is not None
    headers = [cell.value for cell in book[DATA][1]]
    assert headers[: len(layout.headers)] == [header.parts[0] for header in layout.headers.values()]
    described = {row[0]: row[1:6] for row in book[DICTIONARY].iter_rows(min_row=2, max_col=6, values_only=True)}
    assert [name for name in described if name] == headers
    assert all(row[0] and row[1] and row[2] and row[3] in ("oui", "non") for name, row in described.items() if name)
    said = "\n".join(str(row[0]) for row in book[READ_ME].iter_rows(values_only=True))
    assert all(word in said for word in (contracts[jeu].titre, "Quand", "jamais", "numéro de sécurité sociale"))
    [refused] = land(path, *agreed_on(jeu, tmp_path), millesime=None).refused
    assert "aucune ligne" in refused


@pytest.mark.parametrize("jeu", AGREED)
def test_a_list_of_values_is_offered_whole_by_the_spreadsheet(
    jeu: str, blank: Blank, contracts: dict[str, Contract]
) -> None:
    book = load_workbook(blank(jeu))
    layout = workbook_layout(contracts[jeu])
    assert layout is not None
    ranges = {
        book[DATA].cell(1, next(iter(rule.sqref.ranges)).min_col).value: rule.formula1.split("!")[1].replace("$", "")
        for rule in book[DATA].data_validations.dataValidation
        if rule.type == "list"
    }
    listed = {field.header: field.values for field in fields_of(contracts[jeu], layout, AGREED) if field.values}
    assert set(ranges) == set(listed)
    for header, place in ranges.items():
        offered = tuple(row[0].value for row in book[DICTIONARY][place])
        assert offered == tuple(value for value in listed[header] if value != "mission_conventions")


def test_what_the_mission_types_in_the_register_is_what_lands(
    blank: Blank, land: Land, con: duckdb.DuckDBPyConnection
) -> None:
    line = {
        "convention": "2026-01",
        "partenaire": "ANGDM",
        "objet": "suivre",
        "jeu": "insee_tous_salaries",
        "signee_le": date(2024, 2, 1),
        "fin_le": "31/12/2027",
        "diffusion": "effectifs",
        "part_maximum_pct": 85.5,
        "conservation_mois": 60,
    }
    assert land(fill(blank("mission_conventions"), line), millesime=None).refused == []
    columns = "convention, signee_le, fin_le, part_maximum_pct, conservation_mois, seuil_personnes"
    assert rows(con, "mission_conventions", columns) == [("2026-01", "2024-02-01", "31/12/2027", "85.5", "60", None)]


def test_codes_keep_their_first_zero_in_a_column_of_text(blank: Blank) -> None:
    sheet = load_workbook(blank("insee_tous_salaries"))[DATA]
    formats = {cell.value: sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[1]}
    assert formats["code_commune_residence"] == "@"
    assert (formats["salaries"], formats["millesime"]) == ("0", "0")


def test_open_data_have_no_template_and_no_file_is_written_over(blank: Blank, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="insee_tous_salaries, mission_conventions"):
        blank("insee_naf")
    blank("insee_tous_salaries")
    with pytest.raises(BuildError, match="existe déjà"):
        blank("insee_tous_salaries")
