"""A bad delivery gets one French sentence, and leaves what was there."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pytest

from ingest.refusals import NBSP
from tests.agreements import register
from tests.ingest.conftest import DOUAI, HEADER, LENS, Land, communes_csv

ZE_HEADER = ["CODGEO", "LIBGEO", "ZE2020", "LIBZE2020", "ZE2020_PARTIE_REG", "DEP", "REG"]


def zones_emploi(header_line: int, preamble: str = "Géographie au 01/01/2023") -> bytes:
    """A workbook in the layout of INSEE's composition of the zones d'emploi."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Composition_communale"
    sheet["A1"] = preamble
    for offset, row in enumerate((ZE_HEADER, ["62498", "Lens", "3215", "Lens", "", "62", "32"])):
        for column, value in enumerate(row, start=1):
            sheet.cell(header_line + offset, column, value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


BIG = communes_csv(*(LENS.replace("62498", f"{n:05}") for n in range(1000, 3000))).encode()

CASES: dict[str, tuple[str, bytes, list[str]]] = {
    "missing required column": (
        "donnees_communes.csv",
        communes_csv(
            "32;Hauts-de-France;62;7;30;498;62498;Lens;298;32916", header=HEADER.replace("PMUN;", "")
        ).encode(),
        ["colonne « PMUN »", "ligne 1", "absente", "redemandez"],
    ),
    "wrong encoding": (
        "donnees_communes.csv",
        communes_csv().encode("cp1252"),
        ["encodé en cp1252", "utf-8", "CSV UTF-8"],
    ),
    "encoded twice": (
        "donnees_communes.csv",
        communes_csv().encode().decode("cp1252").encode(),
        ["encodé deux fois", "ligne 1"],
    ),
    "cut-off zip": ("ensemble.zip", zipped("donnees_communes.csv", BIG)[:-400], ["coupée", "recopiez"]),
    "cut-off workbook": ("ZE2020_au_01-01-2023.xlsx", zones_emploi(6)[:3000], ["coupée"]),
    "cut-off line": (
        "donnees_communes.csv",
        communes_csv(LENS, DOUAI[:30]).encode(),
        ["ligne 3", "champs au lieu de 11"],
    ),
    "empty file": ("donnees_communes.csv", b"", ["vide"]),
    "header without rows": ("donnees_communes.csv", f"{HEADER}\r\n".encode(), ["aucune ligne"]),
    "duplicate key": (
        "donnees_communes.csv",
        communes_csv(LENS, DOUAI, LENS).encode(),
        ["ligne 4", "colonne « COM »", "62498, déjà ligne 2", "une seule fois"],
    ),
    "code of four characters": (
        "donnees_communes.csv",
        communes_csv(LENS, LENS.replace(";62498;", ";8053;")).encode(),
        ["ligne 3", "colonne « COM »", "cinq caractères", "« 8053 »"],
    ),
    "unknown commune": (
        "donnees_communes.csv",
        communes_csv(LENS, LENS.replace(";62498;", ";99999;")).encode(),
        ["ligne 3", "colonne « COM »", "« 99999 »", "code officiel géographique"],
    ),
    "text where a number is due": (
        "donnees_communes.csv",
        communes_csv(LENS, DOUAI.replace("39613", "environ 40000")).encode(),
        ["ligne 3", "colonne « PMUN »", "nombre", "« environ 40000 »"],
    ),
    "blank where a number is due": (
        "donnees_communes.csv",
        communes_csv(LENS, DOUAI.replace("39613", "")).encode(),
        ["ligne 3", "colonne « PMUN »", "cellule vide"],
    ),
    "a misspelt column beside one that many files have": (
        "naissances.csv",
        b"CODGEO;NAISSD22\n62498;400\n",
        ["colonne obligatoire « NAISD{aa} »", "insee_etat_civil", "ligne 1", "redemandez"],
    ),
    "a vintage that contradicts itself": (
        "ZE2020_au_01-01-2022.xlsx",
        zones_emploi(6),
        ["se contredit", "préambule dit 2023", "2022"],
    ),
    "a vintage that its name contradicts": (
        "donnees_communes_2015.csv",
        communes_csv().encode(),
        ["se contredit", "--millesime dit 2021", "2015"],
    ),
    "a workbook with its header elsewhere": (
        "ZE2020_au_01-01-2023.xlsx",
        zones_emploi(9),
        ["feuille « Composition_communale »", "ligne 9", "attendu ligne 6", "colonne « CODGEO »"],
    ),
    "a column twice": (
        "donnees_communes.csv",
        communes_csv(LENS + ";1", header=HEADER + ";PMUN").encode(),
        ["deux colonnes", "colonne « PMUN »"],
    ),
    "a personal number": (
        "donnees_communes.csv",
        communes_csv(LENS, DOUAI.replace(";Douai;", ";2 55 08 14 168 025 38;")).encode(),
        ["ligne 3", "colonne « Commune »", "sécurité sociale"],
    ),
}


@pytest.mark.parametrize(("name", "content", "words"), CASES.values(), ids=CASES)
def test_a_bad_file_is_refused_in_one_sentence_and_nothing_moves(
    land: Land,
    con: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    name: str,
    content: bytes,
    words: list[str],
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    before = con.execute("select count(*), bit_xor(hash(c)) from meta.cases c").fetchone()

    report = land(path)

    assert not report.landed
    assert len(report.refused) == 1, report
    sentence = report.refused[0].replace(NBSP, " ")
    assert sentence.startswith(name)
    for word in words:
        assert word in sentence, sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert con.execute("select count(*), bit_xor(hash(c)) from meta.cases c").fetchone() == before
    assert con.execute("select fichier, motifs from meta.refus").fetchall() == [(name, report.refused)]
    tables = con.execute("select count(*) from duckdb_tables() where schema_name = 'quarantaine'").fetchone()
    assert tables == (0,)


def test_a_file_of_which_no_column_is_like_ours_is_left_aside(land: Land, tmp_path: Path) -> None:
    path = tmp_path / "pharmacies.csv"
    path.write_text("CODGEO;PHARMACIES\n62498;12\n", encoding="utf-8")
    report = land(path)
    assert (report.refused, report.unknown) == ([], [str(path)])


def test_the_value_of_a_personal_number_is_quoted_nowhere(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "donnees_communes.csv"
    path.write_bytes(CASES["a personal number"][1])
    land(path)
    con.execute("checkpoint")
    assert b"168 025" not in (tmp_path / "warehouse.duckdb").read_bytes()


def test_a_date_under_an_agreement_is_placed_and_not_quoted(land: Land, tmp_path: Path) -> None:
    agreements = register(tmp_path / "conventions.csv", {"jeu": "rdm_pensions"})
    pensions = tmp_path / "pensions.csv"
    header = "date_situation;geographie;code_commune;sexe;droit;pensionnes;montant_annuel_eur"
    pensions.write_text(f"{header}\n2O24-12-31;2025;62498;F;propre;12;9000\n", encoding="utf-8")
    [sentence] = land(agreements, pensions, millesime=None).refused
    assert "ligne 2, colonne « date_situation » : une année est attendue" in sentence.replace(NBSP, " ")
    assert "confidentielle, n'est pas citée" in sentence and "2O24" not in sentence


def test_a_file_without_a_vintage_is_refused_and_never_guessed(land: Land, tmp_path: Path) -> None:
    path = tmp_path / "donnees_communes_2024.csv"
    path.write_text(communes_csv(), encoding="utf-8")
    report = land(path, millesime=None)
    assert "--millesime" in report.refused[0]
    assert not report.landed


def test_a_bad_file_does_not_stop_the_others(land: Land, tmp_path: Path) -> None:
    bad, good = tmp_path / "donnees_communes_a.csv", tmp_path / "donnees_communes_b.csv"
    bad.write_text(communes_csv(LENS, LENS), encoding="utf-8")
    good.write_text(communes_csv(), encoding="utf-8")
    report = land(bad, good)
    assert [landed.file for landed in report.landed] == ["donnees_communes_b.csv"]
    assert len(report.refused) == 1


def test_figures_of_another_vintage_are_recognised(land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = con.execute(
        "select code_commune, population_municipale from raw.insee_populations_reference "
        "where _millesime = 2019 and code_commune like '62%'"
    ).fetchall()
    path = tmp_path / "donnees_communes.csv"
    path.write_text(communes_csv(*(f"32;HDF;62;7;30;498;{c};X;{p};0;{p}" for c, p in rows)), encoding="utf-8")
    assert "ceux de 2019" in land(path, millesime=2021).refused[0]
    assert land(path, millesime=2019).landed


def test_the_sample_of_a_refusal_shows_the_lines_of_a_public_file(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "donnees_communes.csv"
    path.write_bytes(CASES["unknown commune"][1])
    land(path)
    (samples,) = con.execute("select extraits from meta.refus").fetchone() or ([],)
    assert samples[0].startswith("ligne 3 | 99999 | Lens")
