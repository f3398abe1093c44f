"""What all views share: the warehouse read, its mode, the choice of a territory, the address."""

from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from tests.explorer.conftest import OpenPage, WriteMarts
from tests.explorer.views import written


def test_the_page_opens_on_the_bassin_minier(open_page: OpenPage, write_marts: WriteMarts) -> None:
    page = open_page(write_marts())
    assert page.header[0].value.endswith("Bassin minier")
    assert page.query_params["niveau"] == "perimetre"
    assert page.query_params["code"] == "bassin_minier"


def test_changing_the_territory_changes_the_view_and_the_address(open_page: OpenPage, write_marts: WriteMarts) -> None:
    page = open_page(write_marts())
    page.selectbox(key="niveau").set_value("commune").run()
    assert page.header[0].value.endswith("Douai (59)"), "a level opens where most of the Bassin lives"
    page.selectbox(key="code").set_value("62498").run()
    assert page.header[0].value.endswith("Lens (62)")
    assert (page.query_params["niveau"], page.query_params["code"]) == ("commune", "62498")


def test_a_link_opens_the_territory_it_names(open_page: OpenPage, write_marts: WriteMarts) -> None:
    page = open_page(write_marts(), niveau="epci", code="200044618")
    assert page.header[0].value.endswith("CA Douaisis Agglo")


def test_a_demonstration_says_so_and_a_real_warehouse_does_not(open_page: OpenPage, write_marts: WriteMarts) -> None:
    assert "Entrepôt de démonstration" in written(open_page(write_marts()))
    real = written(open_page(write_marts(mode="reel")))
    assert "démonstration" not in real
    assert "Entrepôt réel" in real


def test_a_missing_file_is_one_sentence(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(tmp_path / "absent.duckdb")
    assert not page.exception
    assert written(page) == (
        "L’entrepôt « absent.duckdb » est introuvable : construisez-le avec « make build » "
        "(ou « bassin build »), puis rechargez la page."
    )


def test_a_file_that_is_no_warehouse_is_one_sentence(open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "texte.duckdb").write_text("rien", encoding="utf-8")
    page = open_page(tmp_path / "texte.duckdb")
    assert not page.exception
    assert "n’est pas un fichier DuckDB lisible" in written(page)


def test_a_warehouse_without_marts_is_one_sentence(open_page: OpenPage, tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "vide.duckdb")).close()
    page = open_page(tmp_path / "vide.duckdb")
    assert not page.exception
    assert len(page.error) == 1
    assert "n’a pas les marts" in written(page)


@pytest.mark.parametrize(
    ("address", "said", "header"),
    [
        (
            {"niveau": "epci", "code": "999"},
            "« 999 », dans l’adresse, n’est pas un choix possible",
            "CA de Lens - Liévin",
        ),
        ({"niveau": "planete"}, "« planete », dans l’adresse, n’est pas un choix possible", "Bassin minier"),
        ({"vue": "lune"}, "« lune », dans l’adresse, n’est pas un choix possible", "Bassin minier"),
    ],
)
def test_what_an_address_cannot_ask_shows_the_default_and_says_so(
    open_page: OpenPage, write_marts: WriteMarts, address: dict[str, str], said: str, header: str
) -> None:
    page = open_page(write_marts(), **address)
    assert said in written(page)
    assert page.header[0].value.endswith(header)


def test_an_empty_level_says_no_delivery_and_how_to_load_it(open_page: OpenPage, write_marts: WriteMarts) -> None:
    page = open_page(write_marts(), niveau="zone_emploi")
    said = written(page)
    assert not page.exception
    assert "Zone d’emploi (2020) : aucune livraison." in said
    assert "Zones d’emploi, composition communale" in said
    assert "bassin build --depot DOSSIER" in said


def test_a_replaced_file_is_read_at_the_next_run(open_page: OpenPage, write_marts: WriteMarts) -> None:
    page = open_page(write_marts(factor=1), indicateur="population_municipale")
    assert "33\u202f000" in values(page)
    write_marts(factor=2)
    page.run()
    assert "66\u202f000" in values(page)


def test_a_file_removed_and_rebuilt_is_read_again(open_page: OpenPage, write_marts: WriteMarts) -> None:
    published = write_marts()
    page = open_page(published)
    published.unlink()
    page.run()
    assert "introuvable" in written(page)
    write_marts()
    page.run()
    assert page.header[0].value.endswith("Bassin minier")


def values(page: AppTest) -> set[str]:
    """Every cell of the tables of the page."""
    return {str(cell) for table in page.dataframe for cell in table.value.to_numpy().ravel()}
