"""The view of right-holders: what the marts say, and nothing that stays inside."""

from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from explorer import right_holders
from explorer.territory import BASSIN, Key
from explorer.typography import NO_BREAK_SPACE, number
from explorer.warehouse import Query
from tests.explorer.conftest import OpenPage
from tests.explorer.views import read

ROOT = Path(__file__).resolve().parents[2]
LENS = Key("commune", "62498")


def few(path: Path) -> Key:
    """A commune of so few right-holders that none of its figures may leave."""
    code = read(
        path,
        "select min(code_territoire) from marts.ayants_droit where niveau = 'commune' "
        "and personnes_statut = 'interne' and millesime = (select max(millesime) from marts.ayants_droit)",
    )[0][0]
    return Key("commune", code)


def cards(page: AppTest) -> dict[str, str]:
    return {box.label.replace(NO_BREAK_SPACE, " "): box.value for box in page.metric}


@pytest.mark.parametrize("key", [BASSIN, LENS, Key("epci", "246200364")])
def test_key_figures_and_table_are_those_of_the_marts(open_page: OpenPage, entrepot_demo: Path, key: Key) -> None:
    page = open_page(entrepot_demo, vue="ayants_droit", **key._asdict())
    stock = read(
        entrepot_demo,
        "select personnes, densite_pour_1000_habitants, logements_en_nature from marts.ayants_droit "
        "where niveau = $1 and code_territoire = $2 order by millesime desc limit 1",
        *key,
    )[0]
    half, tenth = read(
        entrepot_demo,
        "select annee_moitie, annee_neuf_dixiemes from marts.ayants_droit_projection_echeances "
        "where niveau = $1 and code_territoire = $2",
        *key,
    )[0]
    shown = cards(page)
    assert shown["Ayants droit (personnes)"] == number(stock[0])
    assert shown["Pour 1 000 habitants"] == number(stock[1], 1)
    assert shown["Logements tenus en nature"] == number(stock[2])
    assert (shown["La moitié disparue en"], shown["Neuf dixièmes en"]) == (str(half), str(tenth))
    expected = read(
        entrepot_demo,
        "select annee, personnes, personnes_bas, personnes_haut from marts.ayants_droit_projection "
        "where niveau = $1 and code_territoire = $2 and sexe = 'ensemble' and droit = 'ensemble' "
        "and annee > millesime order by annee",
        *key,
    )
    table = page.dataframe[0].value
    projected = table[table["Série"] == "projection"]
    assert list(projected.iloc[:, :4].itertuples(index=False, name=None)) == [
        (str(year), number(value, 1), number(low), number(high)) for year, value, low, high in expected
    ]


def test_a_figure_that_stays_inside_is_neither_shown_nor_exported(open_page: OpenPage, entrepot_demo: Path) -> None:
    key = few(entrepot_demo)
    page = open_page(entrepot_demo, vue="ayants_droit", **key._asdict())
    shown = cards(page)
    assert {shown[name] for name in ("Ayants droit (personnes)", "La moitié disparue en", "Neuf dixièmes en")} == {"—"}
    assert any("interne, ne sort pas de la Mission" in said.value for said in page.caption)
    queries = [right_holders.stock(key), right_holders.departures(key), right_holders.deadlines(key)]
    queries += [right_holders.projection(key, mesure) for mesure in ("personnes", "droits_propres", "logements")]
    with duckdb.connect(str(entrepot_demo), read_only=True) as connection:
        for query in queries:
            rows = connection.execute(query.told).df()
            assert len(rows)
            figures = [name.removesuffix("_statut") for name in rows if f"{name}".endswith("_statut")]
            pairs = [(name, f"{name}_statut") for name in figures] or [
                (name, "statut") for name in ("valeur", "borne_basse", "borne_haute")
            ]
            for figure, status in pairs:
                assert rows.loc[rows[status] == "interne", figure].isna().all(), figure


@pytest.mark.parametrize(
    ("query", "mart"),
    [
        (right_holders.stock(BASSIN), "ayants_droit"),
        (right_holders.departures(BASSIN), "impact_ayants_droit"),
        (right_holders.deadlines(BASSIN), "ayants_droit_projection_echeances"),
        (right_holders.projection(BASSIN, "personnes"), "ayants_droit, ayants_droit_projection"),
        (right_holders.projection(BASSIN, "logements"), "ayants_droit, ayants_droit_projection_logements"),
    ],
)
def test_where_every_figure_stays_inside_none_is_read(entrepot_demo: Path, query: Query, mart: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{entrepot_demo}' as demo (read_only); create schema marts")
        for name in ("ayants_droit", "ayants_droit_projection", "ayants_droit_projection_logements", *mart.split(", ")):
            columns = [row[0] for row in connection.execute(f"describe demo.marts.{name}").fetchall()]
            inside = ", ".join(f"'interne' as {column}" for column in columns if column.endswith("_statut"))
            connection.execute(
                f"create or replace table marts.{name} as select * replace ({inside}) from demo.marts.{name}"
            )
        rows = connection.execute(query.told).df()
    figures = [column.removesuffix("_statut") for column in rows if column.endswith("_statut")]
    assert len(rows)
    assert rows[figures or ["valeur", "borne_basse", "borne_haute"]].isna().all(axis=None)


@pytest.mark.parametrize("mesure", ["droits_propres", "reversions", "logements", "logements_liberes"])
def test_what_was_counted_and_what_is_expected_add_up_to_the_marts(entrepot_demo: Path, mesure: str) -> None:
    query = right_holders.projection(BASSIN, mesure)
    rows = read(entrepot_demo, f"select serie, annee, valeur from ({query.told}) order by annee")
    counted = {
        "droits_propres": "droits_propres",
        "reversions": "reversions",
        "logements": "logements_en_nature",
        "logements_liberes": "null",
    }[mesure]
    lists = read(
        entrepot_demo,
        f"select 'liste', millesime, {counted} from marts.ayants_droit "
        "where niveau = 'perimetre' and code_territoire = 'bassin_minier' order by millesime",
    )
    assert [row for row in rows if row[0] == "liste"] == ([] if mesure == "logements_liberes" else lists)
    expected = [row for row in rows if row[0] == "projection"]
    assert [row[1] for row in expected] == list(range(lists[-1][1] + 1, 2051))
    if mesure == "logements_liberes":
        held = read(
            entrepot_demo,
            f"select serie, valeur from ({right_holders.projection(BASSIN, 'logements').told}) "
            f"where annee >= {lists[-1][1]} order by annee",
        )
        # What is freed year after year is what is no longer held at the end.
        assert sum(row[2] for row in expected) == pytest.approx(held[0][1] - held[-1][1])


def test_a_link_opens_the_same_choices_and_an_unknown_one_is_said(open_page: OpenPage, entrepot_demo: Path) -> None:
    page = open_page(
        entrepot_demo,
        vue="ayants_droit",
        **LENS._asdict(),
        mesure="logements_liberes",
        selon="inconnu",
        depart="pensions_eur",
    )
    state = {name: page.session_state[name] for name in ("mesure", "selon", "depart")}
    assert state == {"mesure": "logements_liberes", "selon": "droit", "depart": "pensions_eur"}
    assert any("inconnu" in said.value and "Droit" in said.value for said in page.warning)
    assert page.dataframe[0].value.columns[1].startswith("Logements libérés")


def test_a_real_warehouse_without_lists_says_so_and_that_they_are_under_agreement(
    open_page: OpenPage, entrepot_petit: Path
) -> None:
    page = open_page(entrepot_petit, vue="ayants_droit", **Key("commune", "29155")._asdict())
    assert any("Sous convention" in said.value for said in page.warning)
    assert any("aucune livraison" in said.value for said in page.info)
    assert any("bassin build --depot" in code.value for code in page.code)
