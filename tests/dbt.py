"""dbt on warehouses under test, in a process of its own."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "dbt_project"


@cache
def bench() -> Path:
    """Where every warehouse is while dbt works on it: under another path, dbt would parse the project anew (10 s)."""
    folder = Path(tempfile.mkdtemp(prefix="bassin-dbt-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def dbt(warehouse: Path, *arguments: str) -> Path:
    """Run a command of dbt on a warehouse, require that it succeeds, and return its target folder."""
    target = bench() / "target"
    worked_on = bench() / "warehouse.duckdb"
    options = ["--project-dir", PROJECT, "--profiles-dir", PROJECT, "--target-path", target, "--log-path", target]
    shutil.move(warehouse, worked_on)
    try:
        done = subprocess.run(
            [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "-q", *arguments, *map(str, options)],
            env={**os.environ, "BASSIN_ENTREPOT": str(worked_on), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    finally:
        shutil.move(worked_on, warehouse)
    assert done.returncode == 0, done.stdout
    return target
