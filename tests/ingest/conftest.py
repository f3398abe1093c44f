"""A warehouse with the embedded data landed, and small deliveries in INSEE's own layouts."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from ingest import ledger
from ingest.delivered import Delivered
from ingest.landing import EMBEDDED, Lander
from ingest.registry import Contract, load_contracts
from ingest.report import Report

HEADER = "REG;Région;DEP;CODARR;CODCAN;CODCOM;COM;Commune;PMUN;PCAP;PTOT"
LENS = "32;Hauts-de-France;62;7;30;498;62498;Lens;32618;298;32916"
DOUAI = "32;Hauts-de-France;59;3;14;178;59178;Douai;39613;1010;40623"
Land = Callable[..., Report]


def communes_csv(*lines: str, header: str = HEADER) -> str:
    """The text of a `donnees_communes.csv`."""
    return "\r\n".join([header, *(lines or (LENS, DOUAI)), ""])


@pytest.fixture(scope="session")
def contracts() -> dict[str, Contract]:
    return load_contracts()


@pytest.fixture(scope="session")
def landed(tmp_path_factory: pytest.TempPathFactory, contracts: dict[str, Contract]) -> Path:
    """A warehouse file with the embedded data in `raw`."""
    path = tmp_path_factory.mktemp("embarque") / "warehouse.duckdb"
    with duckdb.connect(str(path)) as con:
        ledger.prepare(con, contracts.values())
        report = Lander(con, contracts, None).land(Delivered(file, "embarque") for file in EMBEDDED.iterdir())
        assert not report.refused
    return path


@pytest.fixture
def con(landed: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a copy of the landed warehouse."""
    copy = tmp_path / "warehouse.duckdb"
    shutil.copyfile(landed, copy)
    with duckdb.connect(str(copy)) as connection:
        yield connection


@pytest.fixture
def land(con: duckdb.DuckDBPyConnection, contracts: dict[str, Contract]) -> Land:
    """Land files in one run, as `bassin load` does."""

    def run(*paths: Path, millesime: int | None = 2021) -> Report:
        return Lander(con, contracts, millesime).land([Delivered(path, "depot", explicit=True) for path in paths])

    return run
