"""The order in which rows were landed never changes a mart."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[2]
TABLES = "select table_name from information_schema.tables where table_schema = ? order by 1"


def shuffled(warehouse: Path, folder: Path) -> Path:
    """Copy a warehouse, its raw rows in another order."""
    copy = folder / "warehouse.duckdb"
    shutil.copy(warehouse, copy)
    with duckdb.connect(str(copy)) as connection:
        for (table,) in connection.execute(TABLES, ["raw"]).fetchall():
            rows = f"select * from raw.{table} order by hash(_ligne)"
            connection.execute(f"create or replace table raw.{table} as {rows}")
    return copy


def run_dbt(warehouse: Path, folder: Path) -> None:
    """Run the models, without their tests, in a process of their own."""
    command = "from dbt.cli.main import cli; cli()"
    project = str(ROOT / "dbt_project")
    options = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    options += [
        "--project-dir",
        project,
        "--profiles-dir",
        project,
        "--target-path",
        str(folder),
        "--log-path",
        str(folder),
    ]
    subprocess.run(
        [sys.executable, "-c", command, "-q", "build", *options],
        env={**os.environ, "BASSIN_ENTREPOT": str(warehouse)},
        check=True,
    )


def differing_marts(one: Path, other: Path) -> list[str]:
    """Names of the marts whose rows are not the same in two warehouses."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{one}' as un (read_only); attach '{other}' as autre (read_only)")
        marts = sorted({name for (name,) in connection.execute(TABLES, ["marts"]).fetchall()})
        return [
            name
            for name in marts
            if connection.execute(f"""
                (select * from un.marts.{name} except all select * from autre.marts.{name})
                union all (select * from autre.marts.{name} except all select * from un.marts.{name})
                limit 1""").fetchall()
        ]


def test_rows_in_another_order_give_identical_marts(entrepot_demo: Path, tmp_path: Path) -> None:
    copy = shuffled(entrepot_demo, tmp_path)
    run_dbt(copy, tmp_path / "target")
    assert differing_marts(entrepot_demo, copy) == []
