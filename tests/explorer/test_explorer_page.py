"""What a reader sees, run by Streamlit's own test bench on a small warehouse."""

from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from tests.explorer.conftest import WriteMarts

PAGE = Path(__file__).parents[2] / "explore.py"
NARROW, NO_BREAK = "\u202f", "\u00a0"


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch):
    """Open the page on a warehouse, at an address."""

    def open_(warehouse: Path, **address: str) -> AppTest:
        monkeypatch.setenv("BASSIN_ENTREPOT", str(warehouse))
        page = AppTest.from_file(str(PAGE), default_timeout=60)
        for name, value in address.items():
            page.query_params[name] = value
        return page.run()

    return open_


def figures(page: AppTest) -> dict[str, str]:
    assert not page.exception
    return {metric.label: metric.value for metric in page.metric}


def written(page: AppTest) -> str:
    """All the sentences of the page, with plain spaces."""
    parts = [*page.error, *page.warning, *page.info, *page.caption, *page.markdown, *page.header, *page.code]
    return "\n".join(part.value for part in parts).replace(NO_BREAK, " ").replace(NARROW, " ")


def test_the_page_opens_on_the_population_of_the_bassin(open_page, write_marts: WriteMarts) -> None:
    page = open_page(write_marts())
    assert page.header[0].value == "Bassin minier"
    assert figures(page) == {
        "Population municipale": f"102{NARROW}000 hab.",
        "Densité": f"3{NARROW}400 hab./km²",
        "Taux annuel moyen": f"+0,14{NO_BREAK}% par an",
        "Variation": f"+1{NARROW}000 hab.",
    }
    assert "RP 2023 · disponible" in written(page)
    assert "RP 2016 → RP 2023 · disponible" in written(page)
    assert page.query_params["code"] == "bassin_minier"


def test_the_default_references_are_the_departements_the_region_and_france(open_page, write_marts: WriteMarts) -> None:
    page = open_page(write_marts())
    chosen = [key.code for key in page.multiselect[0].value]
    assert sorted(chosen) == ["32", "59", "62", "FRHM"]


def test_a_commune_is_compared_with_its_epci_the_bassin_and_wider_territories(
    open_page, write_marts: WriteMarts
) -> None:
    page = open_page(write_marts(), niveau="commune", code="62498")
    chosen = {key.code for key in page.multiselect[0].value}
    assert chosen == {"246200364", "bassin_minier", "62", "32", "FRHM"}


def test_a_reference_of_the_same_communes_is_not_proposed(open_page, write_marts: WriteMarts) -> None:
    page = open_page(write_marts(), niveau="region", code="32")
    # In this warehouse France has the communes of the région: comparing them would show one line twice.
    assert {key.code for key in page.multiselect[0].value} == {"bassin_minier"}


def test_changing_the_territory_changes_the_figures_and_the_address(open_page, write_marts: WriteMarts) -> None:
    page = open_page(write_marts())
    page.selectbox(key="niveau").set_value("commune").run()
    assert page.header[0].value == "Douai (59)", "a level opens where most of the Bassin lives"
    page.selectbox(key="code").set_value("62498").run()
    assert page.header[0].value == "Lens (62)"
    assert figures(page)["Population municipale"] == f"33{NARROW}000 hab."
    assert page.query_params["niveau"] == "commune"
    assert page.query_params["code"] == "62498"


def test_a_link_opens_the_territory_it_names(open_page, write_marts: WriteMarts) -> None:
    page = open_page(write_marts(), niveau="epci", code="200044618")
    assert page.header[0].value == "CA Douaisis Agglo"


def test_a_demonstration_says_so_and_a_real_warehouse_does_not(open_page, write_marts: WriteMarts) -> None:
    assert "Entrepôt de démonstration" in written(open_page(write_marts()))
    real = written(open_page(write_marts(mode="reel")))
    assert "démonstration" not in real
    assert "Entrepôt réel" in real


def test_every_table_says_source_vintages_and_geography(open_page, write_marts: WriteMarts) -> None:
    assert (
        "Source : INSEE, populations de référence, RP 2016 à 2023 (observé), "
        "géographie au 1er janvier 2026. Entrepôt de démonstration."
    ) in written(open_page(write_marts()))


def test_a_vintage_that_may_not_be_compared_is_said_with_its_reason(open_page, write_marts: WriteMarts) -> None:
    said = written(open_page(write_marts()))
    assert "Points creux (2018)" in said
    assert "moins de cinq ans, les deux millésimes partagent des enquêtes annuelles" in said


def test_the_breaks_that_the_series_meets_are_shown_and_no_other(open_page, write_marts: WriteMarts) -> None:
    said = written(open_page(write_marts()))
    assert "**2018** · non comparable : Quatre îles manquent." in said
    assert "Les enquêtes annuelles commencent" not in said


def test_a_reference_partial_at_the_base_has_no_base_100(open_page, write_marts: WriteMarts) -> None:
    said = written(open_page(write_marts()))
    assert "partielle en 2016, donc sans base 100 : Hauts-de-France, France hors Mayotte" in said


def test_a_territory_without_comparable_vintages_shows_no_change(open_page, write_marts: WriteMarts) -> None:
    page = open_page(write_marts(), niveau="commune", code="80021")
    assert figures(page)["Taux annuel moyen"] == "—"
    assert "Le RP 2023 n’a pas de taux" in written(page)
    assert "il faut au moins six ans" in written(page)


def test_a_missing_file_is_one_sentence(open_page, tmp_path: Path) -> None:
    page = open_page(tmp_path / "absent.duckdb")
    assert not page.exception
    assert [error.value.replace(NO_BREAK, " ") for error in page.error] == [
        "L’entrepôt « absent.duckdb » est introuvable : construisez-le avec « make build » "
        "(ou « bassin build »), puis rechargez la page."
    ]


def test_a_file_that_is_no_warehouse_is_one_sentence(open_page, tmp_path: Path) -> None:
    (tmp_path / "texte.duckdb").write_text("rien", encoding="utf-8")
    page = open_page(tmp_path / "texte.duckdb")
    assert not page.exception
    assert "n’est pas un fichier DuckDB lisible" in written(page)


def test_a_warehouse_without_marts_is_one_sentence(open_page, tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "vide.duckdb")).close()
    page = open_page(tmp_path / "vide.duckdb")
    assert not page.exception
    assert len(page.error) == 1
    assert "n’a pas les marts" in written(page)


def test_an_unknown_code_in_the_address_shows_the_default_and_says_so(open_page, write_marts: WriteMarts) -> None:
    page = open_page(write_marts(), niveau="epci", code="999")
    assert "Le code « 999 » de l’adresse est inconnu" in written(page)
    assert page.header[0].value == "CA de Lens - Liévin"


def test_an_unknown_level_in_the_address_shows_the_bassin_and_says_so(open_page, write_marts: WriteMarts) -> None:
    page = open_page(write_marts(), niveau="planete", code="1")
    assert "Le niveau « planete » de l’adresse n’existe pas" in written(page)
    assert page.header[0].value == "Bassin minier"


def test_an_empty_level_says_no_delivery_and_how_to_load_it(open_page, write_marts: WriteMarts) -> None:
    page = open_page(write_marts(), niveau="zone_emploi")
    said = written(page)
    assert not page.exception
    assert "Zone d’emploi (2020) : aucune livraison." in said
    assert "Zones d’emploi, composition communale" in said
    assert "bassin build --depot DOSSIER" in said
    assert not page.metric


def test_a_replaced_file_is_read_at_the_next_run(open_page, write_marts: WriteMarts) -> None:
    page = open_page(write_marts(factor=1))
    write_marts(factor=2)
    page.run()
    assert figures(page)["Population municipale"] == f"204{NARROW}000 hab."


def test_a_file_removed_and_rebuilt_is_read_again(open_page, write_marts: WriteMarts) -> None:
    published = write_marts()
    page = open_page(published)
    published.unlink()
    page.run()
    assert "introuvable" in written(page)
    write_marts()
    page.run()
    assert figures(page)["Population municipale"] == f"102{NARROW}000 hab."


def test_both_curves_and_both_maps_are_drawn_everywhere(open_page, write_marts: WriteMarts) -> None:
    for niveau, code in (("perimetre", "bassin_minier"), ("commune", "80021"), ("france", "FRHM")):
        page = open_page(write_marts(), niveau=niveau, code=code)
        for key, choice in (("courbe", "Nombre d’habitants"), ("mesure", "densite_hab_km2")):
            page.button_group(key=key).set_value(choice).run()
            assert not page.exception
            assert not page.error
