"""The view of the data: what it finds, what it runs, what leaves it."""

from functools import partial
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from explorer.exports import Export
from explorer.tables import matches, written
from explorer.typography import number
from tests.explorer.conftest import OpenPage, Rows

ROOT = Path(__file__).resolve().parents[2]
COUNT = "select count(*) as territoires from marts.territoires where niveau = 'commune' and actif"


@pytest.fixture
def open_page(open_page: OpenPage, entrepot_demo: Path) -> OpenPage:
    return partial(open_page, entrepot_demo, vue="donnees")


def told(page: AppTest) -> str:
    return "\n".join(element.value for kind in ("markdown", "info", "warning", "error") for element in page.get(kind))


def test_a_word_finds_indicators_and_the_sheet_says_what_the_dictionary_says(open_page: OpenPage, rows: Rows) -> None:
    page = open_page(recherche="Taux PAUVRETE", fiche="taux_pauvrete_60")
    definition, source, unit = rows(
        "select description, source, unite from marts.dictionnaire "
        "where indicateur = 'taux_pauvrete_60' and mart = 'pauvrete'"
    )[0]
    said = told(page).replace("\u00a0", " ")
    for part in (definition, source, unit):
        assert str(part).replace("\u00a0", " ") in said
    assert "marts.pauvrete" in said
    listed = page.dataframe[0].value
    assert "taux_pauvrete_60" in set(listed["Colonne"])
    assert 0 < len(listed) < rows("select count(distinct indicateur) from marts.dictionnaire")[0][0]


def test_without_a_word_every_indicator_and_every_table_is_there(open_page: OpenPage, rows: Rows) -> None:
    page = open_page()
    assert {(code,) for code in page.dataframe[0].value["Colonne"]} == set(
        rows("select distinct indicateur from marts.dictionnaire")
    )
    offered = next(box for box in page.selectbox if box.key == "table").options
    assert [(option.removeprefix("marts."),) for option in offered] == rows(
        "select table_name from duckdb_tables() where schema_name = 'marts' order by table_name"
    )


def test_the_columns_of_a_table_are_those_of_the_mart_with_their_words(open_page: OpenPage, rows: Rows) -> None:
    page = open_page(table="pauvrete")
    shown = page.dataframe[1].value
    assert list(zip(shown["Colonne"], shown["Description"], strict=True)) == rows(
        "select column_name, comment from duckdb_columns() "
        "where schema_name = 'marts' and table_name = 'pauvrete' order by column_index"
    )


def test_a_word_that_nothing_says_is_told(open_page: OpenPage) -> None:
    assert "zythologie" in "".join(info.value for info in open_page(recherche="zythologie").info)


def test_a_query_runs_on_the_button_only_and_a_link_brings_its_text(open_page: OpenPage, rows: Rows) -> None:
    page = open_page(sql=COUNT)
    assert page.text_area[0].value == COUNT
    assert len(page.dataframe) == 2
    page.button[-1].click().run()
    assert page.dataframe[-1].value["territoires"].tolist() == [number(rows(COUNT)[0][0])]
    assert page.query_params["sql"] in (COUNT, [COUNT])


def test_what_was_typed_goes_into_the_address_unless_it_is_long(open_page: OpenPage) -> None:
    page = open_page()
    page.text_area[0].input("select 1 as un")
    page.button[-1].click().run()
    assert page.query_params["sql"] in ("select 1 as un", ["select 1 as un"])
    long = "select 2 as deux -- " + "x" * 1500
    page.text_area[0].input(long)
    page.button[-1].click().run()
    assert page.dataframe[-1].value["deux"].tolist() == ["2"]
    assert "sql" not in page.query_params
    assert page.text_area[0].value == long


def test_a_refused_query_says_why_and_the_page_stays(open_page: OpenPage) -> None:
    page = open_page(sql="select * from raw.insee_filosofi")
    page.button[-1].click().run()
    assert "raw.insee_filosofi" in page.error[0].value
    assert page.header[0].value == "Données"


def test_a_figure_that_stays_inside_is_blank_in_the_table(open_page: OpenPage, rows: Rows) -> None:
    sql = "select personnes, personnes_statut from marts.ayants_droit where personnes_statut = 'interne' limit 50"
    assert all(value is not None for value, _ in rows(sql))
    page = open_page(sql=sql)
    page.button[-1].click().run()
    shown = page.dataframe[-1].value
    assert set(shown["personnes"]) == {"—"}
    assert set(shown["personnes_statut"]) == {"interne"}


def test_an_example_replaces_the_text(open_page: OpenPage) -> None:
    page = open_page()
    examples = next(box for box in page.selectbox if box.key == "exemple")
    examples.select(examples.options[0]).run()
    assert examples.options[0].split("’")[0][:20] in page.text_area[0].value
    assert page.query_params["sql"] in (page.text_area[0].value, [page.text_area[0].value])


def test_a_cut_result_says_so(open_page: OpenPage) -> None:
    page = open_page(sql="select * from range(20000)")
    page.button[-1].click().run()
    assert "coupé" in told(page)


def test_words_are_found_whatever_their_capitals_accents_and_order() -> None:
    assert matches("DIPLÔME sans", "Part des non-diplômés", "sans diplome")
    assert matches("", "quoi que ce soit")
    assert not matches("diplôme emploi", "sans diplôme")


def test_numbers_and_dates_are_written_the_french_way_and_years_stay_years() -> None:
    rows = pd.DataFrame(
        {
            "millesime": pd.array([2016, None], dtype="Int64"),
            "habitants": pd.array([1258936, None], dtype="Int64"),
            "part_pct": [12.5, float("nan")],
            "jour": [pd.Timestamp("2024-12-31").date(), None],
            "vrai": pd.array([True, None], dtype="boolean"),
        }
    )
    assert written(rows).to_dict("list") == {
        "millesime": ["2016", "—"],
        "habitants": ["1\u202f258\u202f936", "—"],
        "part_pct": ["12,5", "—"],
        "jour": ["31/12/2024", "—"],
        "vrai": ["oui", "—"],
    }


def test_what_a_user_names_or_writes_is_never_run_by_a_spreadsheet() -> None:
    export = Export(pd.DataFrame({"=1+1": ["=2+2", "a\x01b"]}), "x", {"SQL": "select 1"})
    sheet = pd.read_excel(BytesIO(export.xlsx()))
    assert list(sheet.columns) == ["'=1+1"]
    assert sheet.iloc[:, 0].tolist() == ["'=2+2", "ab"]
    assert "'=1+1" in export.csv().decode("utf-8-sig")
