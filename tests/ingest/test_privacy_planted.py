"""Ten thousand identifiers in deliveries of every kind: none is in anything that a run has written."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from ingest.landing import EMBEDDED
from ingest.refusals import NBSP
from ingest.registry import SOURCES
from tests.agreements import register
from tests.ingest.persons import TOWNS, Persons, all_written, found_among
from tests.ingest.planted import (
    AGREED,
    NOMINATIVE,
    plant_aside,
    plant_columns,
    plant_each_alone,
    plant_in_a_figure,
    plant_many,
    plant_persons,
    write_contracts,
)

PEOPLE, TOGETHER = 700, 520
_COMMAND = """
import sys
from pathlib import Path
from bassin.settings import Settings
places = [Path(place) for place in sys.argv[1:4]]
Settings.from_environment = classmethod(lambda cls: cls(*places))
del sys.argv[1:4]
{broken}
from bassin.cli import main
main()
"""
BROKEN = "import ingest.quarantine; ingest.quarantine.refuse_cells = lambda match, rows: None"
"""The guard, broken on purpose."""


@dataclass
class Place:
    """A small warehouse whose every file, temporary ones included, is in one folder: a run may write nowhere else."""

    folder: Path

    def __post_init__(self) -> None:
        for name in ("ecrit", "ecrit/tmp", "ecrit/maison", "contrats", "embarque", "depot"):
            (self.folder / name).mkdir()
        for contract in SOURCES.glob("*.yml"):
            shutil.copy(contract, self.folder / "contrats")
        write_contracts(self.folder / "contrats")
        shutil.copy(EMBEDDED / "communes_2026.csv.gz", self.folder / "embarque")
        agreed = [{"jeu": jeu, "convention": jeu} for jeu in (AGREED, NOMINATIVE)]
        register(self.folder / "depot" / "conventions.csv", *agreed)
        (self.folder / "cle.txt").write_text(secrets.token_hex(32))

    def run(self, *arguments: str | Path, broken: str = "") -> subprocess.CompletedProcess[str]:
        """Run `bassin` here; what it says is written beside what it writes."""
        done = subprocess.run(
            [
                *(sys.executable, "-c", _COMMAND.format(broken=broken)),
                *map(str, (self.warehouse, self.folder / "contrats", self.folder / "embarque", *arguments)),
            ],
            cwd=self.written / "maison",
            env={
                **os.environ,
                "TMPDIR": str(self.written / "tmp"),
                "HOME": str(self.written / "maison"),
                "BASSIN_CLE_EMPREINTES": str(self.folder / "cle.txt"),
                "PYTHONUTF8": "1",
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        number = len(list(self.written.glob("*.txt")))
        (self.written / f"sorties_{number}.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
        return done

    @property
    def written(self) -> Path:
        return self.folder / "ecrit"

    @property
    def warehouse(self) -> Path:
        return self.written / "warehouse.duckdb"


@dataclass
class Run:
    """What was planted, and what the run said of it."""

    place: Place
    persons: Persons
    alone: dict[Path, tuple[str, str]]
    refused: str
    checked: str


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    place, persons = Place(tmp_path_factory.mktemp("secrets")), Persons(20260114)
    depot = place.folder / "depot"
    alone = plant_each_alone(depot, persons)
    alone |= plant_columns(depot, persons, TOGETHER // 10, len(alone))
    plant_many(depot, persons, TOGETHER)
    plant_persons(depot, persons, PEOPLE)
    plant_aside(depot, persons)
    plant_in_a_figure(depot, persons)
    loaded = place.run("load", depot)
    assert loaded.returncode == 3, loaded.stderr
    named_after_someone = [path for path, (where, _) in alone.items() if where == "fichier"]
    checked = place.run("check", depot / "conventions.csv", *(alone.keys() - set(named_after_someone)))
    assert checked.returncode == 3, checked.stderr
    # Their reports would all have the same name, since theirs may not be told.
    assert place.run("check", named_after_someone[0]).returncode == 3
    email = persons.draw("courriel")
    for arguments in (
        ["load", depot / email],
        ["load", "--debug", depot / email],
        ["query", f"select '{email}'::integer"],
    ):
        assert place.run(*arguments).returncode == 1
    assert place.run("status").returncode == 0
    return Run(place, persons, alone, loaded.stderr.replace(NBSP, " "), checked.stdout.replace(NBSP, " "))


def test_none_of_ten_thousand_identifiers_is_in_what_the_run_wrote(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = set(run.persons.drawn)
    found = found_among(planted, all_written(run.place.written))
    with capsys.disabled():
        print(f"{len(found)} of {len(planted)} planted identifiers written", end=" ")
    assert len(planted) >= 10_000
    assert found == set()


def test_each_kind_at_each_place_is_the_reason_of_a_refusal(run: Run) -> None:
    for said in (run.refused, run.checked):
        sentences = [line for line in said.splitlines() if line.startswith("REFUSÉ")]
        for path, (place, words) in run.alone.items():
            if place == "dossier" or (place == "fichier" and said is run.checked):
                continue
            number = re.search("essai_[a-z]+_[0-9]{4}", path.name)
            assert number
            own = [sentence for sentence in sentences if number[0] in sentence]
            if place == "fichier":
                own = [s for s in sentences if s.startswith("REFUSÉ fichier dont le nom contient") and words in s]
            assert own, (path.name, place)
            assert all(words in sentence for sentence in own), own


def test_a_name_where_a_figure_is_expected_is_refused_by_its_check_and_not_quoted(run: Run) -> None:
    [sentence] = [line for line in run.refused.splitlines() if "essai_convention_chiffre.csv" in line]
    assert "attendu un nombre entier" in sentence and "n’est pas citée" in sentence


def test_a_file_in_a_folder_named_after_someone_is_taken_and_the_folder_is_not_told(run: Run) -> None:
    with duckdb.connect(str(run.place.warehouse), read_only=True) as con:
        landed = con.execute("select fichier from meta.livraisons where jeu like 'essai_%' order by all").fetchall()
    taken = {name for (name,) in landed}
    assert {path.name for path, (place, _) in run.alone.items() if place == "dossier"} & taken
    assert {"essai_ouvert_a_cote.xlsx", "essai_ouvert_ignoree.csv", "nominatif_csv.csv", "nominatif_xlsx.xlsx"} <= taken


def test_what_is_left_of_persons_is_a_year_a_commune_and_a_keyed_hash(run: Run) -> None:
    with duckdb.connect(str(run.place.warehouse), read_only=True) as con:
        found = con.execute(f"select empreinte, annee_naissance, code_commune from raw.{NOMINATIVE}").fetchall()
    assert len(found) == 2 * PEOPLE
    assert all(re.fullmatch("[0-9a-f]{6}[.][0-9a-f]{64}", person) for person, _, _ in found)
    assert {year for _, year, _ in found} <= {str(year) for year in range(1905, 1940)}
    assert {code for _, _, code in found} == {"62498", "59178", "62617", "62770"}
    assert len(TOWNS) == 4


def test_the_search_finds_what_a_broken_guard_lets_through(tmp_path: Path) -> None:
    place, persons = Place(tmp_path), Persons(7)
    plant_many(place.folder / "depot", persons, 40)
    columns = Persons(8)
    plant_columns(place.folder / "depot", columns, 20, 0)
    assert place.run("load", place.folder / "depot", broken=BROKEN).returncode in (0, 3)
    written = all_written(place.written)
    assert len(found_among(persons.drawn, written)) > 100
    assert len(found_among(columns.drawn, written)) > 100
