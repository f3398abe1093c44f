"""dbt's unit tests, which `bassin build` leaves to this run: their rows are their own, whatever the warehouse."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.dbt import dbt


def test_every_unit_test_of_the_models_passes(entrepot_petit: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copyfile(entrepot_petit, tmp_path / "warehouse.duckdb"))
    target = dbt(copy, "test", "--select", "test_type:unit")
    declared = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["unit_tests"]
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    assert declared
    tried = {node["unique_id"]: node["status"] for node in results if node["unique_id"].startswith("unit_test.")}
    assert tried == dict.fromkeys(declared, "pass")
