"""The view of sources: what the marts say of what is loaded, late, refused, unread or not to be compared."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from explorer.typography import NATURES, STATUTS, number
from explorer.views.sources import NATURES_SAID, STATUTS_SAID, spans
from tests.explorer.conftest import OpenPage, Rows

ROOT = Path(__file__).resolve().parents[2]
# What the view reads, and what the page needs to open.
READ = ("entrepot", "sources", "livraisons", "conventions", "rejets", "ruptures", "comparaisons")


@pytest.fixture
def open_page(open_page: OpenPage, entrepot_demo: Path) -> OpenPage:
    def opened(warehouse: Path = entrepot_demo, **address: str) -> AppTest:
        return open_page(warehouse, vue="sources", **address)

    return opened


def said(page: AppTest) -> str:
    kinds = ("markdown", "info", "success", "warning", "error")
    return "\n".join(element.value for kind in kinds for element in page.get(kind)).replace("\u00a0", " ")


def table_with(page: AppTest, column: str) -> pd.DataFrame:
    return next(element.value for element in page.dataframe if column in element.value)


def test_freshness_is_that_of_the_marts(open_page: OpenPage, rows: Rows) -> None:
    shown = table_with(open_page(), "Dernière livraison")
    columns = ("Nom dans l’entrepôt", "Lignes", "Livraisons", "Statut", "Dernière livraison")
    told = zip(*(shown[column] for column in columns), strict=True)
    expected = rows(
        """
        select jeu, any_value(s.lignes), any_value(nombre_livraisons), any_value(statut),
            strftime(max(recue_le), '%d/%m/%Y')
        from marts.sources as s left join marts.livraisons as l using (jeu)
        where coalesce(etat, 'en_place') = 'en_place' group by jeu
        """
    )
    assert sorted(told) == sorted(
        (jeu, number(lignes), number(count), STATUTS[str(statut)], day or "—")
        for jeu, lignes, count, statut, day in expected
    )


def test_a_link_shows_only_what_was_never_delivered_and_how_to_load_it(open_page: OpenPage, rows: Rows) -> None:
    page = open_page(etat="non_charge")
    shown = table_with(page, "Nom dans l’entrepôt")
    assert {(jeu,) for jeu in shown["Nom dans l’entrepôt"]} == set(
        rows("select jeu from marts.sources where statut = 'non_charge'")
    )
    assert {(block.value,) for block in page.code} == set(
        rows("select distinct commande from marts.sources where statut = 'non_charge'")
    )


def test_ignored_columns_and_breaks_are_those_of_the_marts(open_page: OpenPage, rows: Rows) -> None:
    page = open_page(theme_ruptures="emploi")
    ignored = table_with(page, "Colonnes ignorées")
    assert sorted(zip(ignored["Fichier"], ignored["Colonnes ignorées"], strict=True)) == sorted(
        (fichier, number(count))
        for fichier, count in rows(
            "select fichier, len(colonnes_ignorees) from marts.livraisons where etat = 'en_place' "
            "and len(colonnes_ignorees) + len(feuilles_ignorees) > 0"
        )
    )
    breaks = table_with(page, "Ce qui change")
    assert {(text,) for text in breaks["Ce qui change"]} == set(
        rows("select distinct ce_qui_change from marts.ruptures where theme = 'emploi'")
    )


@pytest.mark.parametrize("year", ["2022", "2016"])
def test_comparable_censuses_are_the_pairs_of_the_mart_among_those_in_hand(
    open_page: OpenPage, rows: Rows, year: str
) -> None:
    pairs = next(table.value for table in open_page(comparer_a=year).table if "Comparable" in table.value)
    pairs = pairs.reset_index()
    assert sorted(zip(pairs["De"], pairs["Comparable"], strict=True)) == sorted(
        rows(
            "select millesime_debut::varchar, case when admissible then 'oui' else 'non' end from marts.comparaisons "
            f"where millesime_fin = {year} and millesime_debut in (select millesime from marts.population)"
        )
    )


def test_an_unknown_state_in_the_address_is_said(open_page: OpenPage) -> None:
    assert "« perdus », dans l’adresse, n’est pas un choix possible" in said(open_page(etat="perdus"))


def test_refusals_late_agreements_and_rejected_lines_are_told(
    open_page: OpenPage, entrepot_demo: Path, tmp_path: Path
) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"attach '{entrepot_demo}' as demo (read_only)")
        connection.execute("create schema marts")
        for mart in READ:
            connection.execute(f"create table marts.{mart} as from demo.marts.{mart}")
        connection.execute("create table marts.population as select distinct millesime from demo.marts.population")
        connection.execute("detach demo")
        connection.execute(
            "insert into marts.livraisons by name select 'refus 1' as livraison, 'bancal.csv' as fichier, "
            "date '2026-03-01' as recue_le, 'refusee' as etat, ['la colonne « CODGEO » est absente.'] as motifs, "
            "[]::varchar[] as colonnes_ignorees, []::varchar[] as feuilles_ignorees"
        )
        connection.execute("insert into marts.rejets by name select 'insee_clap' as jeu, 'code inconnu' as motif")
        connection.execute(
            "update marts.conventions set jours_de_retard = 40, etat = 'echue' where jeu = 'angdm_ayants_droit'"
        )
    page = open_page(warehouse)
    refused = table_with(page, "Motifs").iloc[0]
    assert refused[["Le", "Fichier", "Jeu"]].tolist() == ["01/03/2026", "bancal.csv", "non reconnu"]
    assert "CODGEO" in refused["Motifs"]
    assert table_with(page, "Par exemple").iloc[0][["Jeu", "Motif", "Lignes"]].tolist() == [
        "insee_clap",
        "code inconnu",
        "1",
    ]
    assert "livraisons en retard, 1 ; conventions à revoir, 1." in said(page)
    assert table_with(page, "Convention").iloc[0]["Retard (jours)"] == "40"


def test_a_warehouse_of_before_says_to_build_it_again(open_page: OpenPage, entrepot_demo: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.entrepot as select 'reel' as mode, 2026 as geographie")
    assert "reconstruisez-le" in said(open_page(warehouse))


def test_every_status_and_nature_is_explained() -> None:
    assert STATUTS_SAID.keys() == STATUTS.keys()
    assert NATURES_SAID.keys() == NATURES.keys()


def test_years_in_a_row_are_a_span() -> None:
    assert spans([2019, 2012, 2016, 2017, 2018]) == "2012, 2016 à 2019"
    assert spans([2015, 2016]) == "2015, 2016"
    assert spans([]) == "—"
