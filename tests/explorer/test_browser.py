"""The paths a person takes on the page, in a real browser, on the demonstration."""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import openpyxl
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.explorer.browser import CHROMIUM, Visit, served, visiting

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed on this machine")

EXCEPTIONS = '[data-testid="stException"], [data-testid="stAlertContentError"]'
VIEWS = ("carte", "comparer", "evolutions", "ayants_droit", "portrait", "donnees", "sources")
PICTURES = Path(os.environ.get("BASSIN_CAPTURES", ""))
"""Where to leave the screenshots that README and docs show; nowhere unless the variable names a folder."""


@pytest.fixture(scope="module")
def address(entrepot_demo: Path) -> Iterator[str]:
    with served(entrepot_demo) as url:
        yield url


@pytest.fixture(scope="module")
def visit(address: str) -> Iterator[Visit]:
    with visiting(address) as visit:
        yield visit


def state(visit: Visit) -> dict[str, str]:
    """What the address of the page says."""
    return {name: values[0] for name, values in parse_qs(urlsplit(visit.page.url).query).items()}


def pick(visit: Visit, label: str, option: str) -> None:
    """Choose in a list, by its label, as a reader types the first letters."""
    visit.page.get_by_role("combobox", name=label, exact=True).click()
    visit.page.keyboard.type(option)
    visit.page.get_by_role("option", name=option).first.click()
    visit.settle()


def test_a_click_on_the_map_chooses_the_territory(visit: Visit) -> None:
    visit.open(vue="carte", indicateur="taux_pauvrete_60")
    box = visit.page.locator('[data-testid="stVegaLiteChart"] .marks').first.bounding_box()
    assert box is not None
    visit.page.mouse.click(box["x"] + box["width"] * 0.42, box["y"] + box["height"] * 0.47)
    visit.page.wait_for_url("**niveau=commune**", timeout=60_000)
    visit.settle()
    said = state(visit)
    assert (said["niveau"], said["cadre"]) == ("commune", "perimetre:bassin_minier")
    assert visit.page.locator("h2").first.inner_text() != "Carte : Bassin minier (250 communes)"


def test_choices_made_by_hand_are_in_the_address_and_the_link_opens_the_same_view(visit: Visit, address: str) -> None:
    visit.open(indicateur="population_municipale")
    pick(visit, "Niveau", "Commune")
    pick(visit, "Territoire", "Lens (62)")
    visit.page.get_by_text("Évolutions", exact=True).click()
    visit.settle()
    pick(visit, "Année de référence", "2011")
    said = state(visit)
    assert (said["vue"], said["code"], said["base"]) == ("evolutions", "62498", "2011")
    before = visit.page.locator('[data-testid="stVegaLiteChart"]').first.inner_text()
    with visiting(address) as other:
        other.open(**said)
        assert state(other) == said
        assert other.page.locator("h2").first.inner_text().replace("\u00a0", " ") == "Évolutions : Lens (62)"
        assert other.page.locator('[data-testid="stVegaLiteChart"]').first.inner_text() == before


def test_the_figures_on_the_screen_are_those_of_the_mart(visit: Visit, entrepot_demo: Path) -> None:
    visit.open(vue="comparer", niveau="commune", code="62498", indicateur="population_municipale", annee="2023")
    shown = visit.page.locator("table").first.inner_text().replace("\u202f", "").replace("\u00a0", " ")
    with duckdb.connect(str(entrepot_demo), read_only=True) as connection:
        told = connection.execute(
            """
            select cast(round(population_municipale) as varchar) from marts.population
            where millesime = 2023 and (niveau, code_territoire) in (
                ('commune', '62498'), ('epci', '246200364'), ('perimetre', 'bassin_minier'), ('region', '32')
            )
            """
        ).fetchall()
    assert len(told) == 4
    for (figure,) in told:
        assert figure in shown


@pytest.mark.parametrize(("format_", "suffix"), [("CSV", "csv"), ("Excel", "xlsx"), ("GeoJSON", "geojson")])
def test_a_downloaded_file_says_demonstration_and_opens(visit: Visit, format_: str, suffix: str) -> None:
    visit.open(vue="carte", indicateur="taux_pauvrete_60", annee="2019")
    visit.page.get_by_text("Tableau, SQL et téléchargements").click()
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name=f"Télécharger en {format_}").click()
    name, path = download.value.suggested_filename, download.value.path()
    assert name.startswith("demonstration_carte_taux_de_pauvrete")
    assert name.endswith(suffix)
    if suffix == "csv":
        rows = pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig", dtype={"code_territoire": str})
        assert len(rows) == 250
        assert set(rows["mode_entrepot"]) == {"demonstration"}
    elif suffix == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(Path(path).read_bytes()))
        assert book["Données"].max_row == 251
        assert "Entrepôt de démonstration" in str([cell.value for row in book["Source"] for cell in row])
    else:
        assert Path(path).read_text(encoding="utf-8").count('"Feature"') == 250


@pytest.mark.parametrize(("name", "start"), [("SVG", b"<svg"), ("PNG", b"\x89PNG")])
def test_a_picture_is_taken_away_with_its_source_on_it(visit: Visit, name: str, start: bytes) -> None:
    visit.open(vue="carte", indicateur="taux_pauvrete_60", annee="2019")
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name=f"Image {name}").click()
    image = Path(download.value.path()).read_bytes()
    assert image.startswith(start)
    assert download.value.suggested_filename.startswith("demonstration_carte_taux_de_pauvrete")
    assert name == "PNG" or "Entrepôt de démonstration".encode() in image


def test_the_keyboard_alone_changes_the_view(visit: Visit) -> None:
    visit.open(vue="carte")
    visit.page.locator('[role="radiogroup"] input').first.focus()
    visit.page.keyboard.press("ArrowDown")
    visit.page.wait_for_url("**vue=comparer**", timeout=60_000)
    visit.settle()
    assert visit.page.locator("h2").first.inner_text().startswith("Comparer")


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_is_sound_in_two_widths_calls_nobody_and_says_demonstration(address: str, view: str) -> None:
    for width in (1400, 800):
        with visiting(address, width) as visit:
            visit.open(vue=view, niveau="commune", code="62498")
            assert visit.page.locator(EXCEPTIONS).count() == 0
            assert visit.page.get_by_text("démonstration").count()
            assert visit.outside == []
            assert visit.broken == []
            # Nothing makes the page itself scroll sideways.
            assert visit.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            if PICTURES.name:
                visit.page.screenshot(path=PICTURES / f"{view}-{width}.png")


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_serious_hinders_a_reader_who_does_not_see_the_picture(visit: Visit, view: str) -> None:
    visit.open(vue=view, niveau="commune", code="62498")
    found = Axe().run(visit.page, context={"include": [["main"], ["[data-testid=stSidebar]"]]})
    serious = [
        (violation["id"], [node["html"][:200] for node in violation["nodes"]][:3])
        for violation in found.response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]
    assert serious == []
