"""`make bench`, employment: two national files of invented figures, at three sizes, landed and built, then read bare.

URSSAF's commune × APE (1.2 million lines of twenty years) and the census's individual commuters (8 million lines) are
written by the simulation at 1/16, 1/4 and 1 of their size. For each: what landing takes, what dbt takes on it (whole,
and the theme's own models), and what bare pandas and bare DuckDB take to read the same file, as text, into a table.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench import measured, show

SIZES = (16, 4, 1)
FILES = {"urssaf": 1_200_000, "navettes": 8_000_000}
YEARS = 20
OWN_MODELS = {"urssaf": ("urssaf", "emploi"), "navettes": ("navettes", "ancrage_local")}


def written(folder: Path, kind: str, lines: int) -> Path:
    """Write one of the two files."""
    from ingest.landing import EMBEDDED
    from simulation.communes import read_communes
    from simulation.navettes import write_national_individuals
    from simulation.urssaf_national import write_national_urssaf

    if kind == "urssaf":
        path = folder / "etablissements-et-effectifs-salaries-au-niveau-commune-x-ape-last.csv"
        write_national_urssaf(path, EMBEDDED, lines, YEARS)
    else:
        path = folder / "RP2022_mobpro-geo2026.parquet"
        write_national_individuals(path, lines, read_communes(EMBEDDED, None))
    return path


def write(folder: Path, kind: str, lines: str) -> dict[str, Any]:
    path = written(folder, kind, int(lines))
    return {"megabytes": path.stat().st_size / 1e6, "file": str(path)}


def land(folder: Path, file: str) -> dict[str, Any]:
    """Land the file in a real warehouse that has the embedded data, as `bassin load` does."""
    from bassin.build import load_into
    from bassin.settings import Settings
    from ingest.delivered import Delivered
    from ingest.landing import EMBEDDED

    settings = Settings(folder / "warehouse.duckdb")
    settings.workshop.mkdir()
    embedded = [Delivered(path, "embarque") for path in sorted(EMBEDDED.iterdir())]
    load_into(settings, "reel", embedded, None, lambda _: None)
    started = time.perf_counter()
    report = load_into(settings, "reel", [Delivered(Path(file), "depot")], None, lambda _: None)
    assert not report.refused, report.refused
    return {"seconds": time.perf_counter() - started, "rows": sum(landed.lines for landed in report.landed)}


def build(folder: Path, kind: str) -> dict[str, Any]:
    """`dbt build` of the whole project, tests too; the seconds of the theme's own nodes apart."""
    from bassin.dbt import run_dbt
    from bassin.settings import Settings

    settings = Settings(folder / "warehouse.duckdb")
    started = time.perf_counter()
    run = run_dbt(settings, settings.working, lambda _: None)
    own = [
        seconds
        for node, seconds in run.seconds.items()
        if node.startswith("model.") and any(name in node for name in OWN_MODELS[kind])
    ]
    return {"seconds": time.perf_counter() - started, "own_seconds": sum(own), "own_models": len(own)}


def pandas(folder: Path, file: str) -> dict[str, Any]:
    import duckdb
    import pandas as pd

    started = time.perf_counter()
    if file.endswith(".csv"):
        frame = pd.read_csv(file, sep=";", dtype=str, keep_default_na=False)
    else:
        frame = pd.read_parquet(file).astype(str)
    with duckdb.connect(str(folder / "pandas.duckdb")) as con:
        con.register("frame", frame)
        con.execute("create table t as select * from frame")
        con.execute("checkpoint")
    return {"seconds": time.perf_counter() - started, "rows": len(frame)}


def duckdb(folder: Path, file: str) -> dict[str, Any]:
    import duckdb as duck

    started = time.perf_counter()
    reader = f"read_csv('{file}', delim = ';', all_varchar = true)" if file.endswith(".csv") else f"'{file}'"
    with duck.connect(str(folder / "nu.duckdb"), config={"memory_limit": "2GB"}) as con:
        con.execute(f"create table t as select columns(*)::varchar from {reader}")
        con.execute("checkpoint")
        row = con.execute("select count(*) from t").fetchone()
    return {"seconds": time.perf_counter() - started, "rows": row[0] if row else 0}


STAGES: dict[str, Callable[..., dict[str, Any]]] = {
    "write": write,
    "land": land,
    "build": build,
    "pandas": pandas,
    "duckdb": duckdb,
}


def measure(kind: str, lines: int) -> dict[str, float]:
    """Every stage on one file; the seconds of landing and of the theme's own models."""
    module = "tests.bench_emploi"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = measured("write", folder, kind, str(lines), module=module)["file"]
        stages = {
            "land": measured("land", folder, file, module=module),
            "build": measured("build", folder, kind, module=module),
            "bare pandas": measured("pandas", folder, file, module=module),
            "bare duckdb": measured("duckdb", folder, file, module=module),
        }
    print(f"{kind}, {lines} lines")
    for stage, result in stages.items():
        if "rows" in result:
            result["rows_a_second"] = round(result["rows"] / result["seconds"])
        show(stage, result)
    return {stage: result.get("own_seconds", result["seconds"]) for stage, result in stages.items()}


def main() -> None:
    for kind, lines in FILES.items():
        runs = [measure(kind, lines // size) for size in SIZES]
        for stage in ("land", "build"):
            smaller, middle, whole = (run[stage] for run in runs)
            print(f"{kind}, {stage}: four times the lines take {middle / smaller:.2f} then {whole / middle:.2f} times")
        print(f"{kind}, land / bare pandas at full size: {runs[-1]['land'] / runs[-1]['bare pandas']:.2f}")


if __name__ == "__main__":
    if len(sys.argv) >= 3:
        print(json.dumps(STAGES[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])))
    else:
        main()
