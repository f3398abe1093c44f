"""The invented world and its deliveries."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from ingest.landing import EMBEDDED
from simulation.communes import read_communes
from simulation.deliveries import write_deliveries
from simulation.world import World

Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def world() -> World:
    return World(read_communes(EMBEDDED))


@pytest.fixture(scope="session")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_deliveries(tmp_path_factory.mktemp("simulation"), EMBEDDED)


class _Files(dict[str, Rows]):
    """The rows of every delivered file by its name, those in archives too, read when asked for."""

    def __init__(self, deliveries: list[Path]) -> None:
        super().__init__()
        self.texts = {path.name: path.read_text("utf-8") for path in deliveries if path.suffix == ".csv"}
        for path in deliveries:
            if path.suffix == ".zip":
                with zipfile.ZipFile(path) as archive:
                    self.texts |= {name: archive.read(name).decode("utf-8") for name in archive.namelist()}

    def __missing__(self, name: str) -> Rows:
        self[name] = list(csv.DictReader(io.StringIO(self.texts[name]), delimiter=";"))
        return self[name]


@pytest.fixture(scope="session")
def files(deliveries: list[Path]) -> dict[str, Rows]:
    return _Files(deliveries)
