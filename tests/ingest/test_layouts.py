"""What a contract may say of a layout: periods in rows, series without holes, columns no header gives, directories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import ledger, text
from ingest.delivered import Delivered
from ingest.landing import Lander
from ingest.ledger import now
from ingest.readers import read_tables
from ingest.refusals import NBSP, Refusal
from ingest.registry import Contract, ContractError, load_contract
from ingest.report import Report
from ingest.years import Hole, first_hole

Rows = list[tuple[Any, ...]]
BASE = {
    "jeu": "essai",
    "producteur": "Essai",
    "titre": "Essai",
    "page": "https://exemple.fr",
    "licence": "Licence Ouverte 2.0",
    "diffusion": "public",
    "cadence": "annuelle",
    "cle": ["code"],
    "niveaux": ["zone"],
    "colonnes": {"code": "code", "zone": "zone", "valeur": "valeur", "serie": "édition", "reste": "autres colonnes"},
}
LAYOUT = {
    "edition": "csv",
    "rang": 1,
    "format": "csv",
    "niveau": "zone",
    "requises": {"code": "CODE", "valeur": "VALEUR"},
    "optionnelles": {"zone": "ZONE"},
}


def contract(folder: Path, layout: dict[str, Any], **more: Any) -> Contract:
    """A contract of one layout, written and read as an analyst's would be."""
    path = folder / "essai.yml"
    path.write_text(json.dumps({**BASE, "dispositions": [{**LAYOUT, **layout}], **more}), encoding="utf-8")
    return load_contract(path)


def landed(made: Contract, folder: Path, content: str, name: str = "essai_2020.csv") -> tuple[Report, Rows]:
    """What becomes of a file, and the rows it leaves in `raw`."""
    path = folder / name
    path.write_text(content, encoding="utf-8")
    with duckdb.connect() as con:
        ledger.prepare(con, [made])
        report = Lander(con, {"essai": made}, None).land([Delivered(path, "depot", explicit=True)])
        rows = con.execute(
            "select code, valeur, zone, serie, reste, _millesime, _periode from raw.essai order by _ligne, _millesime"
        ).fetchall()
    return report, rows


# --- batches ----------------------------------------------------------------------------------------------


def _read_by(size: int, data: bytes) -> list[dict[str, Any]]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(text, "_BLOCK", size)
        [table] = read_tables("f.csv", data)
        rows: list[dict[str, Any]] = pa.concat_tables(table.read(1, [0, 1])).to_pylist()
    return rows


@settings(deadline=None)
@given(
    rows=st.lists(st.text(st.characters(codec="utf-8", exclude_characters='\r\n;"\0\ufffd'), max_size=9), max_size=60),
    block=st.integers(40, 400),
)
def test_a_text_read_in_blocks_of_any_size_is_the_same_text(rows: list[str], block: int) -> None:
    data = "\n".join(["CODE;VALEUR", *(f"{i};x{row}" for i, row in enumerate(rows))]).encode()
    whole, parts = (_read_by(size, data) for size in (1 << 24, block))
    assert parts == whole
    assert [row["_ligne"] for row in whole] == list(range(2, len(rows) + 2))


def test_a_byte_that_is_not_utf8_is_found_where_it_is_whatever_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"CODE;VALEUR\n" + "é;1\n".encode() * 50 + b"\xe9;2\n" + "é;1\n".encode()
    for block in (7, 64, 1 << 24):
        monkeypatch.setattr(text, "_BLOCK", block)
        [table] = read_tables("f.csv", data)
        assert table.fault is not None
        assert table.fault.line == 52


def test_uneven_lines_of_a_later_block_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_BLOCK", 64)
    lines = ["CODE;VALEUR", *["62498;1"] * 40, "62498;1;2", *["62498;1"] * 40, "62498"]
    [table] = read_tables("f.csv", "\n".join(lines).encode())
    with pytest.raises(Refusal, match=r"3 champs au lieu de 2 \(2 lignes dans ce cas\)"):
        list(table.read(1, [0]))


# --- lists of records -------------------------------------------------------------------------------------


def test_a_list_of_json_records_is_a_table(tmp_path: Path) -> None:
    made = contract(tmp_path, {"format": "json", "millesime": {"colonne": "AN"}, "encodages": ["utf-8"]})
    records = [{"CODE": "1", "AN": 2019, "VALEUR": 12.5}, {"CODE": "2", "AN": 2020, "VALEUR": None, "ZONE": "A"}]
    report, rows = landed(made, tmp_path, json.dumps(records), "essai.json")
    assert not report.refused
    assert rows == [("1", "12.5", None, None, None, 2019, None), ("2", None, "A", None, None, 2020, None)]


def test_json_nested_beyond_reason_is_refused_in_french(tmp_path: Path) -> None:
    made = contract(tmp_path, {"format": "json", "millesime": {"colonne": "AN"}})
    report, rows = landed(made, tmp_path, "[" * 100_000, "essai.json")
    assert rows == []
    assert "le JSON est coupé ou abîmé" in report.refused[0]


# --- periods ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "period"),
    [
        ("2015-T3", "2015-T3"),
        ("2015-Q3", "2015-T3"),
        ("2015q3", "2015-T3"),
        ("20153", "2015-T3"),
        ("2015-09-30", "2015-T3"),
        ("2015", None),
    ],
)
def test_a_row_says_its_period_in_many_ways(tmp_path: Path, said: str, period: str | None) -> None:
    made = contract(tmp_path, {"millesime": {"colonne": "PERIODE"}, "periode": {"colonne": "PERIODE"}})
    report, rows = landed(made, tmp_path, f"CODE;PERIODE;VALEUR\n1;{said};5\n", "essai.csv")
    assert not report.refused
    assert rows == [("1", "5", None, None, None, 2015, period)]


def test_a_year_and_a_quarter_in_two_columns_are_a_period(tmp_path: Path) -> None:
    made = contract(tmp_path, {"millesime": {"colonne": "AN"}, "periode": {"colonne": ["AN", "TRIM"]}})
    _, rows = landed(made, tmp_path, "CODE;AN;TRIM;VALEUR\n1;2015;T3;5\n1;2016;4;6\n", "essai.csv")
    assert [row[5:] for row in rows] == [(2015, "2015-T3"), (2016, "2016-T4")]


@pytest.mark.parametrize("said", ["2015-T5", "troisième trimestre", "2015-13-01"])
def test_a_period_that_is_none_is_refused_in_one_sentence(tmp_path: Path, said: str) -> None:
    made = contract(tmp_path, {"millesime": {"nom": r"(20\d{2})"}, "periode": {"colonne": "PERIODE"}})
    report, rows = landed(made, tmp_path, f"CODE;PERIODE;VALEUR\n1;2015-T1;4\n1;{said};5\n", "essai_2015.csv")
    assert rows == []
    [sentence] = report.refused
    expected = f"ligne 3, colonne « PERIODE » : une période (2015 ou 2015-T3) est attendue, « {said} » a été trouvé"
    assert expected in sentence.replace(NBSP, " ")


def test_a_year_and_a_quarter_that_make_no_period_are_quoted_together(tmp_path: Path) -> None:
    made = contract(tmp_path, {"millesime": {"colonne": "AN"}, "periode": {"colonne": ["AN", "TRIM"]}})
    [sentence] = landed(made, tmp_path, "CODE;AN;TRIM;VALEUR\n1;2015;T3;5\n1;2016;6;6\n", "essai.csv")[0].refused
    expected = "ligne 3, colonne « AN + TRIM » : une période (2015 ou 2015-T3) est attendue, « 2016 6 » a été trouvé"
    assert expected in sentence.replace(NBSP, " ")


@pytest.mark.parametrize(("said", "found"), [("20X5", "« 20X5 » a été trouvé"), ("", "la cellule est vide")])
def test_a_year_that_is_none_is_quoted(tmp_path: Path, said: str, found: str) -> None:
    made = contract(tmp_path, {"millesime": {"colonne": "AN"}})
    [sentence] = landed(made, tmp_path, f"CODE;AN;VALEUR\n1;2015;5\n1;{said};6\n", "essai.csv")[0].refused
    assert f"ligne 3, colonne « AN » : une année est attendue, {found} ;" in sentence.replace(NBSP, " ")


# --- belief -----------------------------------------------------------------------------------------------

NEXT_5 = now().year + 5
PLACES = {
    "its name": ({"millesime": {"nom": r"(\d{4})"}}, "CODE;VALEUR\n1;5\n", "essai_{}.csv", ""),
    "a header": ({"requises": {"code": "CODE", "valeur": "V{aaaa}"}}, "CODE;V{}\n1;5\n", "essai.csv", "ligne 1, "),
    "a row": ({"millesime": {"colonne": "AN"}}, "CODE;AN;VALEUR\n1;2020;5\n2;{};5\n", "essai.csv", "ligne 3, "),
}


@pytest.mark.parametrize(("layout", "content", "name", "line"), PLACES.values(), ids=PLACES)
def test_a_vintage_more_than_five_years_ahead_is_beyond_belief_whoever_says_it(
    tmp_path: Path, layout: dict[str, Any], content: str, name: str, line: str
) -> None:
    made = contract(tmp_path, layout)
    for year in (NEXT_5, NEXT_5 + 1):
        report, rows = landed(made, tmp_path, content.format(year), name.format(year))
        assert bool(rows) == (year == NEXT_5)
    [sentence] = report.refused
    assert sentence.startswith(f"{name.format(year)}{', ' if line else NBSP}{line}")
    assert f"un millésime de 1900 à {NEXT_5} est attendu" in sentence
    assert str(year) in sentence


def test_a_vintage_before_1900_is_beyond_belief(tmp_path: Path) -> None:
    made = contract(tmp_path, {"millesime": {"nom": r"(\d{4})"}})
    [sentence] = landed(made, tmp_path, "CODE;VALEUR\n1;5\n", "essai_1789.csv")[0].refused
    assert "le nom ou le préambule du fichier dit 1789" in sentence


# --- holes ------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(first=st.integers(1990, 2020), count=st.integers(1, 60), hole=st.integers(1, 58))
def test_only_a_hole_in_the_middle_is_refused(first: int, count: int, hole: int) -> None:
    quarters = [(first + i // 4, f"{first + i // 4}-T{i % 4 + 1}") for i in range(count)]
    assert first_hole(reversed(quarters)) is None
    assert first_hole((first + i, None) for i in range(count)) is None
    if hole < count - 1:
        missing = quarters.pop(hole)
        assert first_hole(quarters) == Hole(missing[1], quarters[hole - 1][1], quarters[hole])


def test_a_year_missing_in_the_middle_of_the_headers_is_refused(tmp_path: Path) -> None:
    made = contract(tmp_path, {"requises": {"code": "CODE", "valeur": "V_{aaaa}"}, "continu": True})
    report, rows = landed(made, tmp_path, "CODE;V_2018;V_2019;V_2021\n1;4;5;6\n", "essai.csv")
    assert rows == []
    assert (
        report.refused[0]
        .replace(NBSP, " ")
        .startswith("essai.csv, ligne 1, colonne « V_2021 » : 2020 est attendu après 2019, « V_2021 » a été trouvé")
    )


def test_a_quarter_missing_in_the_middle_of_the_rows_is_refused(tmp_path: Path) -> None:
    by_row = {"millesime": {"colonne": "P"}, "periode": {"colonne": "P"}, "continu": True}
    made = contract(tmp_path, by_row)
    report, rows = landed(made, tmp_path, "CODE;P;VALEUR\n1;2020-T3;4\n2;2020-T4;4\n1;2021-T1;5\n", "essai.csv")
    assert not report.refused
    assert len(rows) == 3
    report, rows = landed(made, tmp_path, "CODE;P;VALEUR\n1;2021Q3;4\n1;2020Q4;5\n2;2021Q2;5\n", "essai.csv")
    assert rows == []
    assert (
        report.refused[0]
        .replace(NBSP, " ")
        .startswith("essai.csv, ligne 4, colonne « P » : 2021-T1 est attendu après 2020-T4, « 2021Q2 » a été trouvé")
    )


# --- columns that no header gives -------------------------------------------------------------------------


def test_the_edition_of_a_series_is_its_last_period(tmp_path: Path) -> None:
    dated = {"requises": {"code": "CODE", "valeur": "{aaaa}-T{t}"}, "deduites": {"serie": {"derniere_periode": True}}}
    made = contract(tmp_path, dated, case_par=["serie"])
    _, rows = landed(made, tmp_path, "CODE;2020-T4;2021-T1\n1;4;5\n", "essai.csv")
    assert [(row[1], row[3], row[6]) for row in rows] == [("4", "2021-T1", "2020-T4"), ("5", "2021-T1", "2021-T1")]


def test_the_last_period_of_a_long_file_is_found_in_its_rows(tmp_path: Path) -> None:
    by_row = {"millesime": {"colonne": "P"}, "periode": {"colonne": "P"}}
    made = contract(tmp_path, {**by_row, "deduites": {"serie": {"derniere_periode": True}}}, case_par=["serie"])
    _, rows = landed(made, tmp_path, "CODE;P;VALEUR\n1;2020-T4;4\n2;2021-T1;5\n", "essai.csv")
    assert [row[3] for row in rows] == ["2021-T1", "2021-T1"]


def test_two_editions_of_a_series_live_side_by_side(tmp_path: Path) -> None:
    dated = {"requises": {"code": "CODE", "valeur": "V{aaaa}"}, "deduites": {"serie": {"derniere_periode": True}}}
    made = contract(tmp_path, dated, case_par=["serie"])
    with duckdb.connect() as con:
        ledger.prepare(con, [made])
        for years, values in (("V2019;V2020", "4;5"), ("V2019;V2020;V2021", "40;50;60")):
            path = tmp_path / f"essai_{len(values)}.csv"
            path.write_text(f"CODE;{years}\n1;{values}\n", encoding="utf-8")
            report = Lander(con, {"essai": made}, None).land([Delivered(path, "depot", explicit=True)])
            assert not report.refused
        rows = con.execute("select serie, _millesime, valeur from raw.essai order by all").fetchall()
    assert rows == [
        ("2020", 2019, "4"),
        ("2020", 2020, "5"),
        ("2021", 2019, "40"),
        ("2021", 2020, "50"),
        ("2021", 2021, "60"),
    ]


def test_columns_of_no_contract_are_kept_together(tmp_path: Path) -> None:
    made = contract(tmp_path, {"deduites": {"reste": {"autres_colonnes": True}}, "millesime": {"nom": r"(20\d{2})"}})
    report, rows = landed(made, tmp_path, 'CODE;SEX;VALEUR;N"É\n1;F;4;\n')
    assert report.landed[0].ignored_columns == ()
    assert [json.loads(row[4]) for row in rows] == [{"SEX": "F", 'N"É': None}]


def test_a_value_said_by_the_name_is_demanded_of_it(tmp_path: Path) -> None:
    named = {"deduites": {"serie": {"nom": r"(DS_[A-Z]+)_"}}, "millesime": {"nom": r"(20\d{2})"}}
    made = contract(tmp_path, named)
    _, rows = landed(made, tmp_path, "CODE;VALEUR\n1;4\n", "ds_essai_2020.csv")
    assert rows[0][3] == "DS_ESSAI"
    report, rows = landed(made, tmp_path, "CODE;VALEUR\n1;4\n", "autre_2020.csv")
    assert rows == []
    assert f"le nom du fichier ne dit pas «{NBSP}serie{NBSP}»" in report.refused[0]


@pytest.mark.parametrize("given", [{}, {"nom": "(a)", "derniere_periode": True}, {"nom": "a"}])
def test_a_deduced_column_has_one_place_to_come_from(tmp_path: Path, given: dict[str, Any]) -> None:
    with pytest.raises(ContractError, match=r"un seul des trois|une seule parenthèse"):
        contract(tmp_path, {"deduites": {"serie": given}})


# --- directories and dependences --------------------------------------------------------------------------


def test_a_code_is_looked_up_in_the_directory_a_check_names(tmp_path: Path) -> None:
    checks = [{"type": "connu", "colonnes": ["code"], "repertoire": "secteurs"}]
    year = {"millesime": {"nom": r"(20\d{2})"}}
    made = contract(tmp_path, year, controles=checks, repertoires={"secteurs": ["zone"], "communes": ["valeur"]})
    report, _ = landed(made, tmp_path, "CODE;VALEUR;ZONE\nA;4;B\n")
    assert report.landed == []
    assert "un code que la nomenclature SECTEURS connaît" in report.refused[0]


def test_a_value_that_decides_of_another_decides_of_one_only(tmp_path: Path) -> None:
    year = {"millesime": {"nom": r"(20\d{2})"}}
    checks = [{"type": "dependance", "colonnes": ["code", "zone"]}]
    made = contract(tmp_path, year, controles=checks)
    report, rows = landed(made, tmp_path, "CODE;VALEUR;ZONE\n1;4;A\n2;4;B\n1;5;A\n2;6;\n")
    assert not report.refused
    assert len(rows) == 4
    report, rows = landed(made, tmp_path, "CODE;VALEUR;ZONE\n1;4;A\n2;4;B\n1;5;C\n2;6;B\n")
    assert rows == []
    [sentence] = report.refused
    assert "ligne 4, colonne «\u00a0CODE, ZONE\u00a0»" in sentence
    assert f"attendu un seul «{NBSP}zone{NBSP}» pour chaque «{NBSP}code{NBSP}»" in sentence
    assert f"trouvé «{NBSP}1{NBSP}: C et A{NBSP}»" in sentence
