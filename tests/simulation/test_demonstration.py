"""Demonstration or real, never both: simulated rows say so, and no real warehouse has any."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest

from bassin import build, demonstration
from bassin.failures import BuildError
from bassin.fingerprint import Fingerprint
from bassin.settings import ROOT, Settings
from tests.conftest import run_bassin

SIMULATED = {
    "anct_qpv_contours",
    "angdm_ayants_droit",
    "angdm_logements",
    "angdm_mouvements",
    "angdm_prestations",
    "bailleurs_parc",
    "carsat_retraites",
    "cpam_c2s",
    "ors_mortalite",
    "rdm_pensions",
    "urh_ops",
    "ademe_dpe",
    "insee_carreaux_200m",
    "sdes_lovac",
    "sdes_rpls",
    "insee_chomage",
    "insee_clap",
    "insee_filosofi",
    "insee_filosofi_deciles",
    "insee_flores",
    "insee_melodi",
    "insee_revenus_qpv",
    "epci_zones_activite",
    "cnaf_allocataires_communes",
    "cnaf_allocataires_iris",
    "insee_etat_civil",
    "insee_migrations",
    "insee_migrations_individus",
    "insee_navettes",
    "insee_navettes_individus",
    "insee_rp_diplomes",
    "insee_rp_emploi",
    "insee_rp_logement",
    "insee_rp_menages",
    "insee_rp_serie_historique",
    "insee_rp_structure",
    "insee_sirene_etablissements",
    "insee_sirene_geolocalise",
    "insee_tous_salaries",
    "mission_bien_inscrit",
    "mission_cites_erbm",
    "mission_cites_inscrites",
    "mission_cites_zone_tampon",
    "mission_conventions",
    "mission_poles",
    "mission_terrils",
    "mission_zone_tampon",
    "urssaf_emploi_communes",
    "urssaf_emploi_zones",
}


@pytest.fixture
def warehouse(demo_brute: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the demonstration to build over, without its marts."""
    monkeypatch.setattr(build, "run_marts", lambda *_: None)
    return Path(shutil.copyfile(demo_brute, tmp_path / "warehouse.duckdb"))


def natures(path: Path) -> dict[str, set[str]]:
    """What the rows of each raw table say of their nature; empty tables are left out."""
    with duckdb.connect(str(path), read_only=True) as con:
        tables = con.execute("select table_name from information_schema.tables where table_schema = 'raw'").fetchall()
        found = {
            table: {row[0] for row in con.execute(f"select distinct _nature from raw.{table}").fetchall()}
            for (table,) in tables
        }
    return {table: values for table, values in found.items() if values}


def test_a_demonstration_marks_every_simulated_row_and_no_other(demo_brute: Path) -> None:
    found = natures(demo_brute)
    assert {table for table, values in found.items() if "simule" in values} == SIMULATED
    assert all(found[table] == {"simule"} for table in SIMULATED)


def test_the_ledger_says_that_simulated_deliveries_are_simulated_and_by_whom(demo_brute: Path) -> None:
    with duckdb.connect(str(demo_brute), read_only=True) as con:
        rows = con.execute("select jeu, nature, origine, producteur from meta.livraisons").fetchall()
    simulated = [row for row in rows if row[2] == "simulation"]
    assert {row[0] for row in simulated} == SIMULATED
    assert all(row[1] == "simule" and row[3].startswith("simulé, au format") for row in simulated)
    assert all(row[1] != "simule" and row[0] not in SIMULATED for row in rows if row not in simulated)


def test_every_simulated_file_lands_whole(demo_brute: Path, deliveries: list[Path]) -> None:
    with duckdb.connect(str(demo_brute), read_only=True) as con:
        landed = con.execute(
            "select fichier, jeu, feuilles_ignorees, colonnes_ignorees from meta.livraisons "
            "where origine = 'simulation'"
        ).fetchall()
        refused = con.execute("select * from meta.refus").fetchall()
    assert not refused
    assert sorted(name for name, *_ in landed) == sorted(["conventions.csv", *(path.name for path in deliveries)])
    # The bases of the census have columns that no mart reads, and URSSAF writes out what its codes say; of Sirene and
    # of the zones of activity what is read is little, on purpose; beside the tables stand their dictionaries.
    wide = ("insee_rp_", "urssaf_", "insee_sirene_", "epci_zones_")
    others = [row for row in landed if not row[1].startswith(wide)]
    assert all(set(columns) <= {"Q3_Q1", "REG", "DEP", "ARM", "insee_dep"} for *_, columns in others)
    assert all(re.match("meta_|DS_.*_metadata", sheet) for *_, sheets, _ in landed for sheet in sheets)


def test_the_simulated_files_are_not_kept(entrepot_demo: Path) -> None:
    assert not (Settings(entrepot_demo).workshop / "simulation").exists()


def test_a_depot_after_a_demonstration_leaves_nothing_simulated(warehouse: Path, tmp_path: Path) -> None:
    depot = tmp_path / "depot"
    depot.mkdir()
    (depot / "perimetres.csv").write_text(
        "code_perimetre;nom_perimetre;geographie;code_commune\nlens;Lens;2024;62498\n", encoding="utf-8"
    )
    build.build(Settings(warehouse), [depot], None, False, False, print)
    assert build.read_state(Settings(warehouse)).mode == "reel"
    found = natures(warehouse)
    assert found
    assert all("simule" not in values for values in found.values())
    with duckdb.connect(str(warehouse), read_only=True) as con:
        said = con.execute("select 1 from meta.livraisons where nature = 'simule' or origine = 'simulation'").fetchall()
    assert not said


def test_a_demonstration_with_nothing_new_simulates_nothing(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demonstration, "write_deliveries", lambda *_: pytest.fail("simulated again"))
    assert not build.build(Settings(warehouse), [], None, False, False, print).did_something


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("s_ben_com_f_2020-geo2026.csv", "dtreffre;numcomdo;indfoy_ndur\n2020-12-31;2498;5\n"),
        ("inconnu.csv", "a;b\n1;2\n"),
    ],
)
def test_a_simulated_file_that_does_not_land_fails_the_build(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    def write(folder: Path, _: Path) -> list[Path]:
        folder.mkdir(parents=True)
        (folder / name).write_text(text, encoding="utf-8")
        return [folder / name]

    monkeypatch.setattr(demonstration, "write_deliveries", write)
    before = warehouse.read_bytes()
    with pytest.raises(BuildError, match=name):
        build.build(Settings(warehouse), [], None, False, True, print)
    assert warehouse.read_bytes() == before
    assert not (Settings(warehouse).workshop / "simulation").exists()


def test_another_world_starts_the_demonstration_from_nothing(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fingerprint of the published warehouse is that of another world, of which a delivery is left."""
    monkeypatch.setattr(demonstration, "land_simulation", lambda *_: [])
    with duckdb.connect(str(warehouse)) as con:
        con.execute("update meta.livraisons set fichier = 'ancien.csv' where origine = 'simulation'")
        con.execute(
            "update meta.entrepot set empreinte = replace(empreinte, 'simulation/world.py', 'simulation/autre.py')"
        )
    build.build(Settings(warehouse), [], None, False, False, print)
    with duckdb.connect(str(warehouse), read_only=True) as con:
        assert not con.execute("select 1 from meta.livraisons where fichier = 'ancien.csv'").fetchall()


def test_the_fingerprint_holds_the_code_of_the_world_and_none_of_its_deliveries(demo_brute: Path) -> None:
    fingerprint: Fingerprint = build.read_state(Settings(demo_brute)).fingerprint
    assert str(ROOT / "simulation" / "world.py") in fingerprint.projet
    assert all(Path(path).is_relative_to(Settings(demo_brute).embedded) for path in fingerprint.livraisons)


def test_status_says_that_the_warehouse_is_a_demonstration_and_its_figures_simulated(demo_brute: Path) -> None:
    said = run_bassin(demo_brute, "status").stdout
    assert "démonstration" in said
    assert "est simulé" in said
    assert "simulé, au format INSEE" in said
