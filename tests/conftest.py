"""The warehouses that tests read: built once a session, as an analyst would, by the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
Bassin = Callable[..., subprocess.CompletedProcess[str]]


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
def entrepot_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of the embedded data."""
    warehouse = tmp_path_factory.mktemp("demo") / "warehouse.duckdb"
    built(warehouse, "build")
    return warehouse


@pytest.fixture(scope="session")
def entrepot_reel(tmp_path_factory: pytest.TempPathFactory, reels: Path) -> Path:
    """The warehouse of the real depot; the two files without a vintage are given theirs, one by one."""
    warehouse = tmp_path_factory.mktemp("reel") / "warehouse.duckdb"
    populations = reels / "insee" / "populations_legales"
    built(warehouse, "load", populations / "donnees_communes_2024.csv", "--millesime", "2021")
    built(warehouse, "load", populations / "donnees_communes_b.csv", "--millesime", "2019")
    # Built, but for one file: the header of a census file without its rows, kept beside the producers' dictionaries.
    built(warehouse, "build", "--depot", reels, code=3)
    return warehouse


ISLANDS = """\
REG;Région;DEP;CODARR;CODCAN;CODCOM;COM;Commune;PMUN;PCAP;PTOT
53;Bretagne;22;2;18;16;22016;Île-de-Bréhat;350;10;360
53;Bretagne;29;1;13;83;29083;Île-de-Sein;250;5;255
53;Bretagne;29;1;26;155;29155;Ouessant;830;20;850
52;Pays de la Loire;85;3;15;113;85113;L'Île-d'Yeu;4900;100;5000
"""
"""The four communes without an EPCI, which the embedded data lack, in INSEE's layout."""


@pytest.fixture(scope="session")
def entrepot_petit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real warehouse with next to nothing in it: what tests build over, each build being several times shorter."""
    folder = tmp_path_factory.mktemp("petit")
    warehouse = folder / "warehouse.duckdb"
    (folder / "donnees_communes.csv").write_text(ISLANDS, encoding="utf-8")
    built(warehouse, "load", folder / "donnees_communes.csv", "--millesime", "2021")
    built(warehouse, "build")
    return warehouse
