"""The sheet of a territory: it says what `marts.portrait` says, on one page."""

import re
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from explorer.portrait.figures import Portrait, keys_of_epci, read_portrait
from explorer.portrait.sheet import document, file_of, sheet
from explorer.territory import BASSIN, Key
from explorer.typography import NARROW_SPACE, NO_BREAK_SPACE
from tests.explorer.browser import CHROMIUM, Visit, served, visiting
from tests.explorer.conftest import OpenPage

ROOT = Path(__file__).resolve().parents[2]
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
LENS_LIEVIN, LENS, SECRETS = Key("epci", "246200364"), Key("commune", "62498"), Key("commune", "59530")


class Reader:
    """The warehouse, asked once."""

    def __init__(self, path: Path, change: str | None = None) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(f"attach '{path}' as entrepot (read_only)")
        self.connection.execute("use entrepot")
        self.change = change

    def read(self, sql: str, **parameters: Any) -> pd.DataFrame:
        if self.change:
            sql = sql.replace("from marts.portrait", f"from ({self.change})")
        return self.connection.execute(sql, parameters or None).df()


def told(path: Path, key: Key, change: str | None = None) -> Portrait:
    found = read_portrait(Reader(path, change), key)
    assert found is not None
    return found


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).replace(NARROW_SPACE, " ").replace(NO_BREAK_SPACE, " ")


def lines(html: str) -> dict[str, list[str]]:
    """The cells of each indicator, marks of notes left out."""
    found = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', re.sub(r"<sup>\(\d+\)</sup>", "", html), re.DOTALL)
    return {plain(name): [plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", rest)] for name, rest in found}


def as_number(cell: str) -> float:
    match = re.match(r"[+−]?[\d ]+(,\d+)?", cell)
    assert match, cell
    return float(match[0].replace("−", "-").replace("+", "").replace(" ", "").replace(",", "."))


@pytest.mark.parametrize("key", [BASSIN, LENS_LIEVIN, LENS, SECRETS, Key("departement", "59"), Key("france", "FRHM")])
def test_a_sheet_tells_the_latest_figure_of_each_indicator_as_the_mart_does(entrepot_demo: Path, key: Key) -> None:
    shown = lines(sheet(told(entrepot_demo, key)))
    with duckdb.connect(str(entrepot_demo), read_only=True) as connection:
        expected = connection.execute(
            "select libelle, arg_max(valeur, millesime), max(millesime) filter (valeur is not null), "
            "arg_max(rang_bassin, millesime) filter (valeur is not null) "
            "from marts.portrait where niveau = $1 and code_territoire = $2 group by libelle",
            [key.niveau, key.code],
        ).fetchall()
    assert len(shown) == len(expected) > 0
    for libelle, value, vintage, rank in expected:
        figure, year, _, *rest = shown[libelle]
        if value is None:
            assert figure in {"secret statistique", "non publié", "aucune livraison", "sans objet"}
            continue
        assert as_number(figure) == pytest.approx(value, abs=0.51 if value > 1000 else 0.06)
        assert year.endswith(str(vintage))
        assert rank is None or rest[0].startswith(f"{rank}e")


def test_a_gap_and_an_evolution_are_those_of_the_mart(entrepot_demo: Path) -> None:
    shown = lines(sheet(told(entrepot_demo, LENS)))["Taux de pauvreté à 60 %"]
    with duckdb.connect(str(entrepot_demo), read_only=True) as connection:
        row = connection.execute(
            "select evolution, millesime_reference, "
            "ecart_epci, ecart_bassin_minier, ecart_region_hors_bassin, ecart_france "
            "from marts.portrait where niveau = 'commune' and code_territoire = '62498' "
            "and indicateur = 'taux_pauvrete_60' order by millesime desc limit 1"
        ).fetchone()
    assert row is not None
    evolution, since, *gaps = row
    assert as_number(shown[2]) == pytest.approx(evolution, abs=0.051)
    assert f"depuis {since}" in shown[2]
    assert [as_number(cell) for cell in shown[4:]] == pytest.approx(gaps, abs=0.051)


def test_a_secret_is_said_in_words_and_has_neither_rank_nor_gap(entrepot_demo: Path) -> None:
    assert lines(sheet(told(entrepot_demo, SECRETS)))["Taux de pauvreté à 60 %"] == [
        "secret statistique",
        "2019",
        *["—"] * 6,
    ]


def test_a_figure_that_stays_inside_is_on_no_sheet(entrepot_demo: Path) -> None:
    inside = "select * replace ('interne' as statut) from marts.portrait where indicateur = 'taux_pauvrete_60'"
    shown = lines(sheet(told(entrepot_demo, LENS, inside)))
    assert shown["Taux de pauvreté à 60 %"] == ["interne, ne sort pas de la Mission", "2019", *["—"] * 5]
    reference = (
        "select * replace ('interne' as valeur_epci_statut) from marts.portrait where indicateur = 'taux_pauvrete_60'"
    )
    assert "int." in lines(sheet(told(entrepot_demo, LENS, reference)))["Taux de pauvreté à 60 %"]


def test_a_theme_that_nobody_delivered_is_said_on_the_sheet(entrepot_demo: Path) -> None:
    without = told(entrepot_demo, LENS, "select * from marts.portrait where theme = 'population'")
    assert without.missing == ["pauvrete"]
    assert "Revenus et pauvreté : aucune livraison." in plain(sheet(without))
    assert "aucune livraison." not in plain(sheet(told(entrepot_demo, LENS)))


def test_a_demonstration_says_so_on_the_sheet_and_in_the_name_of_its_file(entrepot_demo: Path) -> None:
    portrait = told(entrepot_demo, LENS)
    assert "Démonstration, à ne pas citer" in plain(sheet(portrait))
    assert file_of(portrait) == "demonstration_portrait_62498_lens.html"


def test_a_reference_that_is_the_territory_itself_has_no_column(entrepot_demo: Path) -> None:
    def heads(key: Key) -> list[str]:
        table = sheet(told(entrepot_demo, key)).split("</thead>")[0]
        return re.findall(r'<th scope="col">(.*?)</th>', table)

    every = ["EPCI", "Bassin minier", "Région hors Bassin", "France"]
    assert heads(LENS) == every
    assert heads(LENS_LIEVIN) == every[1:]
    assert "Bassin minier" not in heads(BASSIN)
    assert "France" not in heads(Key("france", "FRHM"))


def test_a_vintage_without_a_value_gives_way_to_the_latest_that_has_one(entrepot_demo: Path) -> None:
    gone = (
        "select * replace (if(millesime = 2019, null, valeur) as valeur) from marts.portrait "
        "where indicateur = 'taux_pauvrete_60'"
    )
    assert lines(sheet(told(entrepot_demo, LENS, gone)))["Taux de pauvreté à 60 %"][1] == "2016"


def test_text_is_escaped_and_there_is_no_script(entrepot_demo: Path) -> None:
    hostile = "select * replace ('<script>alert(1)</script>' as libelle) from marts.portrait"
    html = document(told(entrepot_demo, LENS, hostile))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_the_territories_of_an_epci_are_itself_and_its_communes(entrepot_demo: Path) -> None:
    keys = keys_of_epci(Reader(entrepot_demo), LENS_LIEVIN.code)
    with duckdb.connect(str(entrepot_demo), read_only=True) as connection:
        found = connection.execute(
            "select nombre_communes from marts.territoires where niveau = 'epci' and code_territoire = $1",
            [LENS_LIEVIN.code],
        ).fetchone()
    assert found is not None
    assert keys[0] == LENS_LIEVIN
    assert len(keys) == len(set(keys)) == found[0] + 1
    assert keys_of_epci(Reader(entrepot_demo), "000000000") == []


def pages(visit: Visit) -> list[int]:
    """How many pages the browser prints."""
    return [
        int(count) for count in re.findall(rb"/Type /Pages\s*/Count (\d+)", visit.page.pdf(prefer_css_page_size=True))
    ]


@needs_chromium
def test_a_sheet_prints_on_one_page_from_its_file_and_from_the_page(entrepot_demo: Path) -> None:
    with served(entrepot_demo) as address, visiting(address) as visit:
        for key in (BASSIN, LENS_LIEVIN, LENS, SECRETS):
            visit.page.set_content(document(told(entrepot_demo, key)))
            assert pages(visit) == [1], key
        visit.open(vue="portrait", niveau="commune", code=LENS.code)
        assert pages(visit) == [1]
        visit.page.emulate_media(media="print")
        shown = visit.page.locator("body").inner_text()
        assert "Taux de pauvreté" in shown
        for chrome in ("Télécharger", "Niveau", "Tableau, SQL"):
            assert chrome not in shown


def test_the_page_shows_the_sheet_of_the_territory_in_the_link(open_page: OpenPage, entrepot_demo: Path) -> None:
    page = open_page(entrepot_demo, vue="portrait", niveau="commune", code="62498")
    assert not page.exception
    shown = "".join(element.proto.body for element in page.get("html"))
    assert sheet(told(entrepot_demo, LENS)) in shown


def test_a_territory_without_a_portrait_is_said(open_page: OpenPage, entrepot_demo: Path) -> None:
    page = open_page(entrepot_demo, vue="portrait", niveau="cite")
    assert not page.exception
    assert any("n’a pas de portrait" in box.value for box in page.info)
