"""The map: what it shows is what the mart says, and what may not be shown is not."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.explorer.conftest import OpenPage, Rows, WriteMarts
from tests.explorer.views import rows_of, written


def drawn(page: AppTest) -> dict[str, dict[str, Any]]:
    """The properties of the territories on the map, by code."""
    assert not page.exception
    spec = json.loads(page.get("vega_lite_chart")[0].proto.spec)
    name = next(layer["data"]["name"] for layer in spec["layer"] if layer["mark"]["type"] == "geoshape")
    shapes = spec["datasets"][name]
    return {shape["properties"]["code"]: shape["properties"] for shape in shapes}


def test_the_map_shows_every_commune_of_the_perimeter_with_the_figure_of_the_mart(
    open_page: OpenPage, entrepot_demo: Path, rows: Rows
) -> None:
    shown = drawn(open_page(entrepot_demo, vue="carte", indicateur="taux_pauvrete_60", annee="2019"))
    said = rows(
        """
        select code_territoire, valeur, statut from marts.indicateurs
        where indicateur = 'taux_pauvrete_60' and niveau = 'commune' and millesime = 2019 and code_territoire in (
            select code_commune from marts.appartenances
            where niveau = 'perimetre' and code_territoire = 'bassin_minier'
        )
        """
    )
    assert {code: shown[code]["nombre"] for code, _, _ in said} == {code: value for code, value, _ in said}
    assert len(shown) == 250
    secret = [code for code, _, status in said if status == "secret"]
    assert secret
    assert {shown[code]["classe"] for code in secret} == {"secret statistique"}


@pytest.mark.parametrize("mesh", ["epci", "cite"])
def test_wider_and_finer_territories_are_drawn_too(
    open_page: OpenPage, entrepot_demo: Path, rows: Rows, mesh: str
) -> None:
    indicator = "part_reversions_pct"
    shown = drawn(open_page(entrepot_demo, vue="carte", indicateur=indicator, maille=mesh))
    said = dict(
        rows(
            f"""
            select code_territoire, case when statut <> 'interne' then valeur end from marts.indicateurs
            where indicateur = '{indicator}' and niveau = '{mesh}'
            qualify millesime = max(millesime) over ()
            """
        )
    )
    assert len(shown) >= 8
    assert {code: told["nombre"] for code, told in shown.items()} == {code: said.get(code) for code in shown}


def test_a_figure_that_stays_inside_is_not_drawn_and_its_class_says_so(
    open_page: OpenPage, entrepot_demo: Path, rows: Rows
) -> None:
    page = open_page(entrepot_demo, vue="carte", indicateur="personnes", maille="commune", annee="2024")
    inside = rows(
        """
        select code_territoire from marts.indicateurs
        where indicateur = 'personnes' and niveau = 'commune' and millesime = 2024 and statut = 'interne'
        """
    )
    shown = drawn(page)
    hidden = [shown[code] for (code,) in inside if code in shown]
    assert hidden
    assert {(told["classe"], told["nombre"]) for told in hidden} == {("interne, non montré", None)}
    assert all("interne" in told["valeur"] for told in hidden)


def test_a_count_is_shown_by_circles_and_never_fills_the_map(open_page: OpenPage, entrepot_demo: Path) -> None:
    page = open_page(entrepot_demo, vue="carte", indicateur="population_municipale")
    spec = json.loads(page.get("vega_lite_chart")[0].proto.spec)
    assert "circle" in {layer["mark"]["type"] for layer in spec["layer"]}
    assert {told["classe"] for told in drawn(page).values()} == {"effectif"}
    assert "methode" not in page.query_params


def test_the_same_classes_serve_all_vintages_when_one_asks(open_page: OpenPage, entrepot_demo: Path) -> None:
    asked = {"vue": "carte", "indicateur": "part_65_ans_plus_pct", "memes_classes": "oui"}
    classes = set()
    for year in ("2011", "2022"):
        spec = json.loads(open_page(entrepot_demo, annee=year, **asked).get("vega_lite_chart")[0].proto.spec)
        classes.add(tuple(spec["layer"][0]["encoding"]["color"]["scale"]["domain"][:5]))
    assert len(classes) == 1


def test_typed_bounds_make_the_classes_and_wrong_ones_are_said(open_page: OpenPage, write_marts: WriteMarts) -> None:
    asked = {"vue": "carte", "indicateur": "taux_pauvrete_60", "methode": "fixes"}
    shown = drawn(open_page(write_marts(), seuils="25 ; 40", **asked))
    assert {code: told["classe"].replace("\u00a0", " ") for code, told in shown.items()} == {
        "62498": "de 25,0 % à moins de 40,0 %",
        "62510": "secret statistique",
        "59178": "moins de 25,0 %",
    }
    assert "« dix » n’est pas une suite de un à sept nombres" in written(
        open_page(write_marts(), seuils="dix", **asked)
    )


def test_colours_part_at_the_reference(open_page: OpenPage, write_marts: WriteMarts) -> None:
    page = open_page(write_marts(), vue="carte", indicateur="taux_pauvrete_60", methode="reference")
    shown = drawn(page)
    subtitle = " ".join(json.loads(page.get("vega_lite_chart")[0].proto.spec)["title"]["subtitle"])
    assert "autour de Bassin minier, 26,0\u00a0%" in subtitle
    assert shown["59178"]["classe"] != shown["62498"]["classe"]


def test_the_table_behind_the_map_says_what_is_missing(open_page: OpenPage, write_marts: WriteMarts) -> None:
    table = open_page(write_marts(), vue="carte", indicateur="taux_pauvrete_60").dataframe[0].value
    assert list(table["Territoire"]) == ["Douai", "Lens", "Liévin"]
    assert list(table["Taux de pauvreté à 60 % (%)"]) == ["24,0", "30,0", "—"]
    assert list(table["Statut"]) == ["disponible", "disponible", "secret statistique"]


def test_the_sql_behind_the_map_gives_its_rows_and_no_other(open_page: OpenPage, entrepot_demo: Path) -> None:
    # Of an indicator that has several vintages.
    page = open_page(entrepot_demo, vue="carte", indicateur="part_65_ans_plus_pct", annee="2016")
    (given,) = rows_of(entrepot_demo, page)
    assert set(given["millesime"]) == {2016}
    assert list(given["code_territoire"]) == list(page.dataframe[0].value["Code"])
    assert dict(zip(given["code_territoire"], given["valeur"], strict=True)) == {
        code: told["nombre"] for code, told in drawn(page).items()
    }


def test_a_territory_chosen_on_the_map_leaves_the_map_where_it_was(open_page: OpenPage, entrepot_demo: Path) -> None:
    page = open_page(entrepot_demo, vue="carte", niveau="commune", code="62498", cadre="perimetre:bassin_minier")
    assert len(drawn(page)) == 250
    assert page.header[0].value.endswith("Lens (62)")
