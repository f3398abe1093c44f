"""The warehouses that tests read: built once a run, as an analyst would, by the command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock
from hypothesis import settings as hypothesis_settings

from bassin import publish

ROOT = Path(__file__).resolve().parent.parent
Bassin = Callable[..., subprocess.CompletedProcess[str]]
Once = Callable[[str, Callable[[Path], object]], Path]
# With one process a core, each makes one of the two long builds: later, none waits for another's.
FIRST = ("tests/bassin/test_cli.py", "tests/marts/test_revenus_staging.py")

# How long an example takes says nothing of the code where several processes share the machine.
hypothesis_settings.register_profile("bassin", deadline=None)
hypothesis_settings.load_profile("bassin")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(FIRST))


def run_bassin(warehouse: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run `bassin` in a process of its own on a warehouse."""
    return subprocess.run(
        [sys.executable, "-c", "from bassin.cli import main; main()", *map(str, arguments)],
        env={**os.environ, "BASSIN_ENTREPOT": str(warehouse), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def built(warehouse: Path, *arguments: str | Path, code: int = 0) -> None:
    """Run `bassin` and require its exit code."""
    done = run_bassin(warehouse, *arguments)
    assert done.returncode == code, done.stdout + done.stderr


@pytest.fixture(scope="session")
def reels() -> Path:
    """The real producers' files; skipped without them, unless they are required."""
    folder = Path(os.environ.get("BASSIN_DONNEES_REELLES", ROOT.parent / "shared" / "data" / "reels"))
    if not folder.is_dir():
        message = f"real producers' files are not at {folder}"
        if os.environ.get("BASSIN_EXIGER_REELLES") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return folder


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Make a warehouse in a folder of this name, once a run: its other processes wait for it, then read it."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent

    def build_once(name: str, build: Callable[[Path], object]) -> Path:
        folder = root / name
        with FileLock(root / f"{name}.verrou"):
            if not (folder / "complet").exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                build(folder / "warehouse.duckdb")
                (folder / "complet").touch()
        return folder / "warehouse.duckdb"

    return build_once


@pytest.fixture(scope="session")
def entrepot_demo(once: Once) -> Path:
    """The warehouse of the embedded data."""
    return once("demo", lambda warehouse: built(warehouse, "build"))


@pytest.fixture(scope="session")
def demo_brute(once: Once, entrepot_demo: Path) -> Path:
    """The demonstration without what dbt made of it: complete all the same, and light to copy and to build over."""

    def build(warehouse: Path) -> None:
        shutil.copyfile(entrepot_demo, warehouse)
        with duckdb.connect(str(warehouse)) as con:
            for made in ("staging", "intermediate", "marts"):
                con.execute(f"drop schema {made} cascade")
        publish.rewrite(warehouse)

    return once("demo_brute", build)


@pytest.fixture(scope="session")
def entrepot_reel(once: Once, reels: Path) -> Path:
    """The warehouse of the real depot; the two files without a vintage are given theirs, one by one."""

    def build(warehouse: Path) -> None:
        populations = reels / "insee" / "populations_legales"
        built(warehouse, "load", populations / "donnees_communes_2024.csv", "--millesime", "2021")
        built(warehouse, "load", populations / "donnees_communes_b.csv", "--millesime", "2019")
        # But for one file: the header of a census file without its rows, kept beside the producers' dictionaries.
        built(warehouse, "build", "--depot", reels, code=3)

    return once("reel", build)


ISLANDS = """\
REG;Région;DEP;CODARR;CODCAN;CODCOM;COM;Commune;PMUN;PCAP;PTOT
53;Bretagne;22;2;18;16;22016;Île-de-Bréhat;350;10;360
53;Bretagne;29;1;13;83;29083;Île-de-Sein;250;5;255
53;Bretagne;29;1;26;155;29155;Ouessant;830;20;850
52;Pays de la Loire;85;3;15;113;85113;L'Île-d'Yeu;4900;100;5000
"""
"""The four communes without an EPCI, which the embedded data lack, in INSEE's layout."""


@pytest.fixture(scope="session")
def entrepot_petit(once: Once) -> Path:
    """A real warehouse with next to nothing in it: what tests build over, each build being several times shorter."""

    def build(warehouse: Path) -> None:
        delivery = warehouse.with_name("donnees_communes.csv")
        delivery.write_text(ISLANDS, encoding="utf-8")
        built(warehouse, "load", delivery, "--millesime", "2021")
        built(warehouse, "build")

    return once("petit", build)
