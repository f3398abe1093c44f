"""Building and publishing: whole or not at all, once when nothing is new, killed at any stage."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from bassin import build, demonstration
from bassin.failures import BuildError
from bassin.fingerprint import Fingerprint, files_of
from bassin.settings import Settings
from tests.conftest import run_bassin

COUNT_MARTS = """
import duckdb, json, sys
con = duckdb.connect(sys.argv[1], read_only=True)
con.execute("use marts")
names = [row[0] for row in con.execute("show tables").fetchall()]
read = "select count(*), bit_xor(hash(t))::varchar from {} t"
print(json.dumps({name: con.execute(read.format(name)).fetchone() for name in names}))
"""
DEPOT_FILE = "code_perimetre;nom_perimetre;geographie;code_commune\nlens_lievin;Lens et Liévin;2024;62498\n"


def marts(warehouse: Path) -> dict[str, list[object]]:
    """Rows and a hash of every mart, read by another process."""
    done = subprocess.run(
        [sys.executable, "-c", COUNT_MARTS, str(warehouse)], capture_output=True, text=True, check=True
    )
    found: dict[str, list[object]] = json.loads(done.stdout)
    return found


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def published(demo_brute: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration warehouse, to build over."""
    return Path(shutil.copyfile(demo_brute, tmp_path / "warehouse.duckdb"))


@pytest.fixture
def small(entrepot_petit: Path, tmp_path: Path) -> Path:
    """A copy of a real warehouse that builds fast."""
    return Path(shutil.copyfile(entrepot_petit, tmp_path / "warehouse.duckdb"))


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    folder = tmp_path / "depot"
    folder.mkdir()
    (folder / "perimetres.csv").write_text(DEPOT_FILE, encoding="utf-8")
    return folder


def test_every_mart_of_a_demonstration_has_rows_but_those_it_cannot_have(entrepot_demo: Path) -> None:
    found = marts(entrepot_demo)
    assert {"territoires", "appartenances", "population", "indicateurs", "dictionnaire", "sources"} <= set(found)
    # No rejected row, and no third party's file, in a demonstration.
    assert {name for name, (count, _) in found.items() if not count} == {"rejets", "population_iris"}


def test_two_builds_leave_every_mart_readable_from_another_process(small: Path) -> None:
    first = marts(small)
    done = run_bassin(small, "build", "--force")
    assert done.returncode == 0, done.stderr
    assert marts(small) == first
    assert not small.with_name("warehouse.duckdb.wal").exists()


def test_a_build_with_nothing_new_does_nothing_and_imports_nothing_heavy(published: Path) -> None:
    before = digest(published)
    script = (
        "import sys; sys.argv = ['bassin', 'build']\n"
        "from bassin.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    print(end.code)\n"
        "print(sorted({'dbt', 'great_expectations', 'numpy', 'pandas', 'pyarrow', 'streamlit'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "BASSIN_ENTREPOT": str(published)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["rien de nouveau", "0", "[]"]
    assert digest(published) == before


@pytest.mark.parametrize("stage", ["_prepare_working_copy", "load_into", "run_marts", "_stamp", "_publish"])
def test_a_build_killed_at_any_stage_leaves_what_was_published(published: Path, depot: Path, stage: str) -> None:
    before = digest(published)
    script = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom bassin import build\n"
        "from bassin.settings import Settings\n"
        "build.run_marts = lambda *_: None\n"
        f"build.{stage} = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)\n"
        "build.build(Settings.from_environment(), [Path(sys.argv[1])], None, False, False, print)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(depot)],
        env={**os.environ, "BASSIN_ENTREPOT": str(published)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert digest(published) == before
    assert run_bassin(published, "build").stdout.strip() == "rien de nouveau"


def test_a_build_killed_while_dbt_writes_leaves_what_was_published(small: Path) -> None:
    before = digest(small)
    child = subprocess.Popen(
        [sys.executable, "-c", "from bassin.cli import main; main()", "build", "--force"],
        env={**os.environ, "BASSIN_ENTREPOT": str(small)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert child.stdout is not None
    for line in child.stdout:
        if line.startswith("[") and "int_territoires" in line:
            break
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    assert digest(small) == before
    assert run_bassin(small, "query", "select count(*) from marts.population").returncode == 0


def test_a_failed_dbt_test_publishes_nothing(small: Path, tmp_path: Path) -> None:
    before = digest(small)
    project = tmp_path / "dbt_project"
    shutil.copytree(Settings(small).dbt_project, project, ignore=shutil.ignore_patterns("target", "logs"))
    (project / "tests" / "toujours_faux.sql").write_text("select 1 as ecart from {{ ref('entrepot') }}\n")
    settings = Settings(small, dbt_project=project)
    with pytest.raises(BuildError, match="toujours_faux"):
        build.build(settings, [], None, False, False, print)
    assert digest(small) == before


def test_an_edited_model_contract_or_delivery_is_noticed_and_a_touched_one_is_not(tmp_path: Path) -> None:
    settings = Settings(
        tmp_path / "warehouse.duckdb",
        contracts=tmp_path / "sources",
        embedded=tmp_path / "embarque",
        dbt_project=tmp_path / "dbt",
    )
    files = [settings.contracts / "jeu.yml", settings.embedded / "communes.csv", settings.dbt_project / "m.sql"]
    for file in files:
        file.parent.mkdir()
        file.write_text("un")
    (settings.dbt_project / "target").mkdir()

    def take(last: Fingerprint) -> Fingerprint:
        taken = Fingerprint.take(settings, files_of(settings.embedded), None, last, fresh=False)
        return Fingerprint.from_json(taken.to_json())

    last = take(Fingerprint())
    for file in files:
        os.utime(file, (1, 1))
        (settings.dbt_project / "target" / "manifest.json").write_text(file.name)
        assert take(last).same_content(last)
        file.write_text("deux")
        assert not take(last).same_content(last)
        last = take(last)


def test_refused_deliveries_leave_every_figure_and_the_others_go_on(small: Path, tmp_path: Path, depot: Path) -> None:
    bad = tmp_path / "mauvais"
    bad.mkdir()
    (bad / "donnees_communes.csv").write_bytes(b"")
    before = marts(small)
    done = run_bassin(small, "build", "--depot", bad)
    assert done.returncode == 3, done.stderr
    assert "donnees_communes.csv" in done.stderr
    assert marts(small) == before
    assert "donnees_communes.csv" in run_bassin(small, "status").stdout
    again = run_bassin(small, "build", "--depot", bad)
    assert (again.returncode, "rien de nouveau" in again.stdout) == (3, True)

    done = run_bassin(small, "build", "--depot", depot)
    assert done.returncode == 0, done.stderr
    answer = run_bassin(
        small,
        *("query", "--format", "csv"),
        "select population_municipale from marts.population where code_territoire = 'lens_lievin' and millesime = 2023",
    )
    assert answer.stdout.split() == ["population_municipale", "32920.0"] or answer.stdout.split()[1] == "32920"


def test_a_demonstration_asked_over_a_real_warehouse_sets_the_real_one_aside(
    published: Path, depot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "run_marts", lambda *_: None)
    monkeypatch.setattr(demonstration, "land_simulation", lambda *_: [])
    settings = Settings(published)
    build.build(settings, [depot], None, False, False, print)
    assert build.read_state(settings).mode == "reel"
    build.build(settings, [], None, True, False, print)
    assert build.read_state(settings).mode == "demonstration"
    (aside,) = published.parent.glob("warehouse-reel-*.duckdb")
    with duckdb.connect(str(aside), read_only=True) as con:
        assert con.execute("select mode from meta.entrepot").fetchall() == [("reel",)]


def test_a_depot_makes_the_warehouse_real_for_good(
    published: Path, depot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "run_marts", lambda *_: None)
    settings = Settings(published)
    build.build(settings, [depot], None, False, False, print)
    assert not build.build(settings, [], None, False, False, print).did_something
    assert build.read_state(settings).mode == "reel"


def test_a_depot_seen_before_a_change_of_mode_is_loaded_again(
    published: Path, depot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "run_marts", lambda *_: None)
    monkeypatch.setattr(demonstration, "land_simulation", lambda *_: [])
    settings = Settings(published)
    for depots, demo in (([depot], False), ([], True), ([depot], False)):
        assert build.build(settings, depots, None, demo, False, print).did_something
    with duckdb.connect(str(published), read_only=True) as con:
        assert con.execute("select fichier from meta.livraisons where origine = 'depot'").fetchall() == [
            ("perimetres.csv",)
        ]


def test_a_depot_that_does_not_exist_is_said_even_when_nothing_is_new(published: Path, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="n'existe pas"):
        build.build(Settings(published), [tmp_path / "absent"], None, False, False, print)


@pytest.mark.parametrize("folder", ["target", "logs", "."])
def test_a_new_file_is_noticed_whatever_its_folder_is_called(
    published: Path, depot: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    monkeypatch.setattr(build, "run_marts", lambda *_: None)
    settings = Settings(published)
    build.build(settings, [depot], None, False, False, print)
    (depot / folder).mkdir(exist_ok=True)
    (depot / folder / "autres.csv").write_text(DEPOT_FILE.replace("lens_lievin", "autre"), encoding="utf-8")
    assert build.build(settings, [depot], None, False, False, print).did_something
    with duckdb.connect(str(published), read_only=True) as con:
        names = con.execute("select distinct code_perimetre from raw.mission_perimetres where _edition = 'liste'")
        assert sorted(names.fetchall()) == [("autre",), ("lens_lievin",)]


def test_a_warehouse_that_could_not_be_put_in_place_waits_for_publier(
    published: Path, depot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> None:
        raise BuildError("tenu par un autre programme")

    settings = Settings(published)
    with monkeypatch.context() as patched:
        patched.setattr(build, "run_marts", lambda *_: None)
        patched.setattr(build.publish, "swap", held)
        with pytest.raises(BuildError, match="tenu"):
            build.build(settings, [depot], None, False, False, print)
    assert build.read_state(settings).mode == "demonstration"
    build.publish_built(settings)
    assert build.read_state(settings).mode == "reel"
    with pytest.raises(BuildError):
        build.publish_built(settings)


def test_two_builds_at_once_do_not_mix(published: Path) -> None:
    settings = Settings(published)
    with build._locked(settings), pytest.raises(BuildError, match="un autre"):
        build.build(settings, [], None, False, False, print)
