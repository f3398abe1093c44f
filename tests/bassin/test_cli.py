"""What an analyst types, and what comes back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ingest.refusals import NBSP
from tests.conftest import run_bassin
from tests.ingest.conftest import communes_csv

LENS = "select population_municipale as p from marts.population where code_territoire = '62498' and millesime = 2023"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["buld"], "commande inconnue « buld »"),
        (["build", "--foo"], "option inconnue « --foo »"),
        (["build", "--millesime", "vingt"], "--millesime attend un nombre entier"),
        (["build", "--millesime", "12"], "--millesime attend au moins"),
        (["build", "--demo", "--depot", "x"], "aucun dépôt"),
        (["query"], "il manque"),
        (["query", "select 1", "--format", "xml"], "choisir table, csv ou json"),
        (["check"], "donner des fichiers"),
        (["check", "a.csv", "b.csv", "--rapport", "r.html"], "un seul fichier"),
        (["template"], "il manque JEU"),
        (["portrait"], "il manque --epci"),
        (["retirer", "a", "b"], "est de trop"),
    ],
)
def test_wrong_usage_is_said_in_french_with_code_2(tmp_path: Path, arguments: list[str], words: str) -> None:
    done = run_bassin(tmp_path / "warehouse.duckdb", *arguments)
    assert done.returncode == 2
    assert words in done.stderr.replace(NBSP, " ")
    assert len(done.stderr.strip().splitlines()) == 1


def test_help_is_in_french_with_examples(tmp_path: Path) -> None:
    commands = ("build", "load", "status", "check", "template", "query", "portrait", "retirer", "purger")
    for command in ([], *([name] for name in commands)):
        done = run_bassin(tmp_path / "warehouse.duckdb", *command, "--help")
        assert done.returncode == 0
        assert "Afficher cette aide" in done.stdout
        for english in ("Usage:", "Options:", "Show this", "[required]", "[default"):
            assert english not in done.stdout
        assert not command or "Exemple" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"],
        ["query", "select 1"],
        ["portrait", "--epci", "1"],
        ["retirer", "x"],
        ["publier"],
        ["purger"],
        ["purger", "x"],
    ],
)
def test_without_a_warehouse_one_is_told_what_to_type(tmp_path: Path, arguments: list[str]) -> None:
    done = run_bassin(tmp_path / "warehouse.duckdb", *arguments)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_query_answers_in_three_forms(entrepot_demo: Path) -> None:
    assert "32920" in run_bassin(entrepot_demo, "query", LENS).stdout
    assert run_bassin(entrepot_demo, "query", LENS, "--format", "csv").stdout.split()[0] == "p"
    assert json.loads(run_bassin(entrepot_demo, "query", LENS, "--format", "json").stdout)[0]["p"] == 32920


@pytest.mark.parametrize(
    "sql",
    [
        "drop table marts.population",
        "select * from read_csv('/etc/passwd')",
        "copy (select 1) to '/tmp/fuite.csv'",
        "select * from marts.absente",
        "selec 1",
    ],
)
def test_a_query_neither_writes_nor_reads_files(entrepot_demo: Path, sql: str) -> None:
    done = run_bassin(entrepot_demo, "query", sql)
    assert done.returncode == 1
    assert "la requête n'a pas pu" in done.stderr


def test_status_says_what_is_loaded_what_is_missing_and_how_to_get_it(entrepot_demo: Path) -> None:
    shown = run_bassin(entrepot_demo, "status").stdout
    assert "démonstration" in shown
    assert "insee_populations_reference" in shown
    missing = next(line for line in shown.splitlines() if "insee_zones_emploi" in line)
    assert "https://www.insee.fr/" in missing
    assert "bassin build --depot" in missing
    assert "version_paquet" in shown


def test_contracts_that_are_wrong_say_where(tmp_path: Path) -> None:
    from bassin.check import check_contracts
    from bassin.settings import Settings

    sources = tmp_path / "sources"
    shutil.copytree(Settings(tmp_path / "x").contracts, sources)
    faulty = sources / "mission_perimetres.yml"
    faulty.write_text(faulty.read_text(encoding="utf-8").replace("cadence: apériodique", "cadance: annuelle"))
    assert check_contracts(Settings(tmp_path / "x", contracts=sources)) == 1


def test_check_tries_a_file_without_loading_it(tmp_path: Path) -> None:
    path = tmp_path / "donnees_communes.csv"
    path.write_text(communes_csv(), encoding="utf-8")
    warehouse = tmp_path / "warehouse.duckdb"
    report = ("--rapport", tmp_path / "rapport.html")
    accepted = run_bassin(warehouse, "check", path, "--millesime", "2021", *report)
    assert (accepted.returncode, "serait accepté" in accepted.stdout) == (0, True), accepted.stderr
    refused = run_bassin(warehouse, "check", path, *report)
    assert (refused.returncode, "millésime" in refused.stdout) == (3, True)
    assert not warehouse.exists()


def test_a_withdrawn_delivery_takes_its_figures_away_and_gives_back_what_it_hid(
    entrepot_petit: Path, tmp_path: Path
) -> None:
    published = Path(shutil.copyfile(entrepot_petit, tmp_path / "warehouse.duckdb"))
    islands = (
        "select population_municipale_statut as s from marts.population "
        "where niveau = 'france' and code_territoire = 'FR' and millesime = 2021"
    )

    def statut() -> str:
        return str(json.loads(run_bassin(published, "query", islands, "--format", "json").stdout)[0]["s"])

    assert statut() == "disponible"
    listed = run_bassin(published, "status", "--livraisons").stdout
    number = next(line for line in listed.splitlines() if "donnees_communes" in line).split("│")[1].strip()
    done = run_bassin(published, "retirer", number)
    assert done.returncode == 0, done.stderr
    assert statut() == "partiel"
