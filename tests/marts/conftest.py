"""Short read-only connections to the warehouses under test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from .zones_world import zones_warehouse

Rows = list[tuple[Any, ...]]
Query = Callable[..., Rows]


def reader(warehouse: Path) -> Query:
    """Return a function that runs one query and gives its rows."""

    def run(sql: str, *parameters: object) -> Rows:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            return connection.execute(sql, list(parameters)).fetchall()

    return run


@pytest.fixture(scope="session")
def demo(entrepot_demo: Path) -> Query:
    """Query the warehouse of the embedded data."""
    return reader(entrepot_demo)


@pytest.fixture(scope="session")
def reel(entrepot_reel: Path) -> Query:
    """Query the warehouse of the real depot."""
    return reader(entrepot_reel)


def zone(ask: Query, code: str, source: str, year: int, columns: str) -> Rows:
    """The figures of a zone of activity, by one source."""
    return ask(
        f"select {columns} from marts.zones_activite where (code_zone, source, millesime) = (?, ?, ?)",
        code,
        source,
        year,
    )


@pytest.fixture(scope="session")
def entrepot_zones(entrepot_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration with poles, zones d'emploi and an agreement of its own."""
    return zones_warehouse(entrepot_demo, tmp_path_factory.mktemp("zones"))


@pytest.fixture(scope="session", params=["demo", "reel"])
def both(request: pytest.FixtureRequest) -> Query:
    """Query each warehouse in turn: what is tested holds whatever was loaded."""
    query: Query = request.getfixturevalue(request.param)
    return query
