"""Deliveries of right-holders: what the loader reduces, what it refuses and how, what it cannot see alone."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingest.landing import EMBEDDED
from ingest.privacy.key import VARIABLE
from ingest.refusals import NBSP
from simulation.ayants_droit import angdm, landlords
from simulation.ayants_droit.dwellings import LANDLORDS
from simulation.ayants_droit.faults import FAULTS, spoiled
from simulation.ayants_droit.tally import Table, end_to_end
from simulation.ayants_droit.world import MiningWorld
from simulation.cells import as_csv
from simulation.cites import draw_cites
from simulation.communes import read_communes, read_outlines
from tests.agreements import register
from tests.ingest.conftest import Land

JEUX = ("angdm_ayants_droit", "bailleurs_parc")
UNSEEN = {"commune_oubliee", "cite_mal_ecrite"}
"""Faults that no file shows by itself."""
SAID = {
    "commune_inconnue": ["code_commune", "une commune que le code officiel géographique connaît"],
    "zero_initial_perdu": ["code_commune", "un tableur a pu ôter le zéro initial"],
    "milliers_espaces": ["personnes", "un nombre entier écrit sans espace ni décimale"],
    "effectif_decimal": ["personnes", "un nombre entier écrit sans espace ni décimale"],
    "annee_impossible": ["date_situation", "année"],
    "naissance_sur_deux_chiffres": ["annee_naissance", "une date (jj/mm/aaaa ou aaaa-mm-jj) ou une année"],
    "date_en_lettres": ["date_situation", "année"],
    "date_americaine": ["date_situation", "année"],
    "date_en_cours_d_annee": ["date_situation", "un 31 décembre"],
    "personne_en_double": ["une clé présente une seule fois"],
    "noms_ajoutes": ["nom_prenom", "nom de personne"],
    "sexe_autrement": ["sexe", "« H », « F »"],
    "conjoint_mort_et_ne": ["annee_naissance_conjoint", "une cellule vide quand « conjoint_vivant » vaut « non »"],
}


@pytest.fixture(scope="module")
def mines() -> MiningWorld:
    communes = read_communes(EMBEDDED)
    return MiningWorld(communes, draw_cites(communes, read_outlines(EMBEDDED)), persons=1_000)


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "cle.txt"
    path.write_text(secrets.token_hex(32), encoding="ascii")
    monkeypatch.setenv(VARIABLE, str(path))
    return path


def delivered(folder: Path, table: Table, name: str = "livraison.csv") -> list[Path]:
    """A delivery and the agreements that let it in."""
    (folder / name).write_text(as_csv(table), encoding="utf-8")
    return [folder / name, register(folder / "conventions.csv", *({"jeu": jeu} for jeu in JEUX))]


def count(con: duckdb.DuckDBPyConnection, jeu: str, what: str = "count(*)") -> int:
    row = con.execute(f"select {what} from raw.{jeu}").fetchone()
    assert row is not None
    return int(row[0] or 0)


# --- what is refused --------------------------------------------------------------------------------------


def test_every_fault_is_told_or_known_not_to_show() -> None:
    assert set(FAULTS) == set(SAID) | UNSEEN


@pytest.mark.parametrize("fault", SAID)
def test_a_fault_is_refused_in_words_that_quote_nobody(
    fault: str, mines: MiningWorld, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    table = spoiled(angdm.right_holders(mines, 2024), fault)
    refused = land(*delivered(tmp_path, table), millesime=None).refused
    assert refused
    assert all(part in refused[0].replace(NBSP, " ") for part in SAID[fault]), refused
    assert "livraison.csv" in refused[0]
    assert count(con, "angdm_ayants_droit") == 0
    assert "Personne Simulée" not in str((refused, con.execute("select * from meta.refus").fetchall()))


@pytest.mark.parametrize("fault", sorted(UNSEEN))
def test_what_a_file_does_not_show_by_itself_is_left_to_the_models(
    fault: str, mines: MiningWorld, land: Land, tmp_path: Path
) -> None:
    table = spoiled(angdm.right_holders(mines, 2024), fault)
    assert table != angdm.right_holders(mines, 2024)
    assert land(*delivered(tmp_path, table), millesime=None).refused == []


def test_a_fault_is_the_same_for_the_same_seed(mines: MiningWorld) -> None:
    table = angdm.right_holders(mines, 2024)
    before = {header: list(cells) for header, cells in table.items()}
    for fault in FAULTS:
        assert spoiled(table, fault, 3) == spoiled(table, fault, 3)
        assert table == before


# --- what is reduced --------------------------------------------------------------------------------------


def test_a_nominative_delivery_leaves_years_and_a_hash(
    mines: MiningWorld, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path, key: Path
) -> None:
    years = (2023, 2024)
    by_name = end_to_end([angdm.right_holders_by_name(mines, year) for year in years])
    assert land(*delivered(tmp_path, by_name), millesime=None).refused == []
    kept = con.execute("select * exclude (date_situation) from raw.angdm_ayants_droit").fetchall()
    assert len(kept) == len(by_name["matricule"])
    text = str(kept)
    assert not [number for number in by_name["matricule"] if number in text]
    assert not [day for day in set(by_name["date_naissance"]) if day in text]
    assert count(con, "angdm_ayants_droit", "count(distinct empreinte)") == len(set(by_name["matricule"]))
    births = "select empreinte from raw.angdm_ayants_droit group by 1 having count(distinct annee_naissance) > 1"
    assert not con.execute(births).fetchall()


def test_a_person_twice_is_refused_even_with_something_changed(
    mines: MiningWorld, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path, key: Path
) -> None:
    table = angdm.right_holders_by_name(mines, 2024)
    again = {header: [*cells, cells[0]] for header, cells in table.items()}
    again["droit"][-1] = "reversion" if again["droit"][0] == "propre" else "propre"
    refused = land(*delivered(tmp_path, again), millesime=None).refused
    assert len(refused) == 1
    assert "chaque personne une seule fois" in refused[0]
    assert table["matricule"][0] not in refused[0]
    assert count(con, "angdm_ayants_droit") == 0


def test_without_a_key_a_nominative_delivery_does_not_land(
    mines: MiningWorld, land: Land, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    refused = land(*delivered(tmp_path, angdm.right_holders_by_name(mines, 2024)), millesime=None).refused
    assert len(refused) == 1
    assert VARIABLE in refused[0]


def test_two_landlords_live_side_by_side_whatever_their_edition(
    mines: MiningWorld, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path, key: Path
) -> None:
    one, other = landlords.park(mines, 2024, LANDLORDS[0]), landlords.park_by_dwelling(mines, 2024, LANDLORDS[1])
    assert land(*delivered(tmp_path, one, "un.csv"), millesime=None).refused == []
    assert land(*delivered(tmp_path, other, "deux.csv"), millesime=None).refused == []
    assert count(con, "bailleurs_parc") == len(one["dpe"]) + len(other["dpe"])
    assert count(con, "bailleurs_parc", "count(distinct reference_logement)") == len(other["dpe"])
    kept = str(con.execute("select reference_logement from raw.bailleurs_parc").fetchall())
    assert not [text for text in other["reference_logement"] if text in kept]


PARK = {
    "an empty dwelling with someone in it": ("occupation", lambda _: "vacant", "une cellule vide quand « occupation »"),
    "more old people than people": ("personnes_65_plus", lambda text: "9" if text else text, "ne dépasse pas"),
    "works without works": ("rehabilitation", lambda _: "aucune", "une cellule vide quand « rehabilitation »"),
}


@pytest.mark.parametrize(("column", "text", "said"), PARK.values(), ids=PARK.keys())
def test_a_park_that_contradicts_itself_is_refused(
    column: str, text: Callable[[str], str], said: str, mines: MiningWorld, land: Land, tmp_path: Path
) -> None:
    table = landlords.park(mines, 2024, LANDLORDS[0])
    table[column] = [text(cell) for cell in table[column]]
    refused = land(*delivered(tmp_path, table), millesime=None).refused
    assert any(said in sentence.replace(NBSP, " ") for sentence in refused), refused
