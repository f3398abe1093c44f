"""The paths a person takes on the page, in a real browser, on the demonstration."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from tests.explorer.browser import CHROMIUM, Visit, served, visiting

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed on this machine")

EXCEPTIONS = '[data-testid="stException"], [data-testid="stAlertContentError"]'


@pytest.fixture(scope="module")
def address(entrepot_demo: Path) -> Iterator[str]:
    with served(entrepot_demo) as url:
        yield url


@pytest.fixture
def visit(address: str) -> Iterator[Visit]:
    with visiting(address) as visit:
        yield visit


def state(visit: Visit) -> dict[str, str]:
    """What the address of the page says."""
    return {name: values[0] for name, values in parse_qs(urlsplit(visit.page.url).query).items()}


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


def test_the_page_calls_nobody(visit: Visit) -> None:
    visit.open(vue="carte")
    assert visit.outside == []
    assert visit.broken == []
    assert visit.page.locator(EXCEPTIONS).count() == 0


def test_the_downloaded_csv_says_demonstration_and_holds_the_table(visit: Visit) -> None:
    visit.open(vue="carte", indicateur="taux_pauvrete_60", annee="2019")
    visit.page.get_by_text("Tableau, SQL et téléchargements").click()
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Télécharger en CSV").click()
    name = download.value.suggested_filename
    assert name.startswith("demonstration_carte_taux_de_pauvrete")
    rows = pd.read_csv(
        download.value.path(), sep=";", decimal=",", encoding="utf-8-sig", dtype={"code_territoire": str}
    )
    assert len(rows) == 250
    assert set(rows["mode_entrepot"]) == {"demonstration"}
