"""Short read-only connections to the warehouses under test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.delivered import Delivered
from ingest.landing import Lander
from ingest.registry import load_contracts
from tests.conftest import Once
from tests.dbt import dbt

from .zones_world import zones_warehouse

Rows = list[tuple[Any, ...]]
Query = Callable[..., Rows]
ALONE = {"lens_seul": "62498", "emerchicourt_seul": "59192"}
"""Perimeters of one commune each."""


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
def entrepot_zones(once: Once, entrepot_demo: Path) -> Path:
    """The demonstration with poles, zones d'emploi and an agreement of its own."""
    return once("zones", lambda warehouse: zones_warehouse(entrepot_demo, warehouse.parent))


@pytest.fixture(scope="session")
def entrepot_autrement(once: Once, entrepot_demo: Path) -> Path:
    """The demonstration made again of its raw rows in another order, with two more perimeters, of one commune each."""

    def build(warehouse: Path) -> None:
        shutil.copyfile(entrepot_demo, warehouse)
        lines = [f"{code};{code};2024;{commune}" for code, commune in ALONE.items()]
        delivery = warehouse.with_name("perimetres.csv")
        delivery.write_text("\n".join(["code_perimetre;nom_perimetre;geographie;code_commune", *lines, ""]))
        with duckdb.connect(str(warehouse)) as con:
            report = Lander(con, load_contracts(), None).land([Delivered(delivery, "depot", explicit=True)])
            assert not report.refused
            raw = con.execute("select table_name from information_schema.tables where table_schema = 'raw'").fetchall()
            for (table,) in raw:
                con.execute(f"create or replace table raw.{table} as select * from raw.{table} order by hash(_ligne)")
        dbt(warehouse, "build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")

    return once("autrement", build)


@pytest.fixture(scope="session", params=["demo", "reel"])
def both(request: pytest.FixtureRequest) -> Query:
    """Query each warehouse in turn: what is tested holds whatever was loaded."""
    query: Query = request.getfixturevalue(request.param)
    return query
