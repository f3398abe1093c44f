"""`make bench`: seconds, rows and peak memory by stage, as ratios to a bare script measured in the same run.

Each stage is a process of its own, so that its imports and its memory are its own. Machines are noisy: read the
ratios, not the seconds. With no real files at hand the embedded data are landed instead, and it says so.
"""

from __future__ import annotations

import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

RUNS = 3
REELS = Path(os.environ.get("BASSIN_DONNEES_REELLES", ROOT.parent / "shared" / "data" / "reels"))


THEMES = {
    "territoires": ("insee/cog", "insee/zonages", "insee/populations_legales", "dgcl"),
    "revenus": ("insee/filosofi", "insee/filosofi_deciles"),
}
FILOSOFI_SHEETS = ("COM", "EPCI", "ARR", "DEP", "REG", "METRO", "ZE2010", "ZE2020", "ENSEMBLE")


def deliveries(theme: str) -> list[Path]:
    """The files both stages read: those of the real depot that a contract recognises."""
    if not REELS.is_dir():
        return sorted((ROOT / "ingest" / "embarque").glob("*.csv*"))
    found = (path for folder in THEMES[theme] for path in (REELS / folder).iterdir())
    return sorted(path for path in found if not path.name.startswith("meta_"))


def landing(folder: Path, theme: str) -> dict[str, Any]:
    """Land the files through contracts, checks and ledger, in a warehouse that has the embedded data."""
    started = time.perf_counter()
    import duckdb

    from ingest import ledger
    from ingest.delivered import Delivered
    from ingest.landing import EMBEDDED, Lander
    from ingest.quality import run_checks
    from ingest.registry import load_contracts

    contracts = load_contracts()
    with duckdb.connect(str(folder / "warehouse.duckdb")) as con:
        ledger.prepare(con, contracts.values())
        # Great Expectations is imported, and known communes are loaded, by the embedded files.
        con.execute("insert into meta.entrepot values ('reel', null, null, null)")
        first = [Delivered(path, "embarque") for path in sorted(EMBEDDED.iterdir())]
        Lander(con, contracts, None).land(first)
        run_checks(con, "raw.insee_cog_communes", contracts["insee_cog_communes"].controles)
        ready = time.perf_counter()
        # Two files do not say their vintage, and it is not the same.
        rows, refused = 0, 0
        for millesime, of_2019 in ((2021, False), (2019, True)):
            files = [path for path in deliveries(theme) if (path.name == "donnees_communes_b.csv") == of_2019]
            report = Lander(con, contracts, millesime).land([Delivered(path, "depot") for path in files])
            rows += sum(landed.lines for landed in report.landed)
            refused += len(report.refused)
        con.execute("checkpoint")
        done = time.perf_counter()
    return {"imports": ready - started, "seconds": done - ready, "rows": rows, "refused": refused}


def bare(folder: Path, theme: str) -> dict[str, Any]:
    """Read the same files with pandas, as text, and write them to DuckDB: nothing else."""
    started = time.perf_counter()
    import duckdb
    import pandas as pd

    sheets = {
        "population2019.xls": ["Communes", "Départements", "Régions"],
        "ZE2020_au_01-01-2023.xlsx": ["Composition_communale"],
        "Intercommunalite_Metropole_au_01-01-2023.xlsx": ["Composition_communale"],
        "table-appartenance-geo-communes-22.zip": ["COM", "Zones_supra_communales"],
    }
    skipped = {"population2019.xls": 7, "epcicom_2020.xlsx": 0, "epcicom_2024.xlsx": 0}

    def frames(path: Path) -> list[pd.DataFrame]:
        data: Any = path
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                members = [name for name in archive.namelist() if name.endswith((".xls", ".xlsx"))]
                data = io.BytesIO(archive.read(members[0]))
        elif path.suffix not in (".xls", ".xlsx"):
            encoding = "latin-1" if "appartenance" in path.name else "utf-8"
            separator = "," if path.parent.name == "cog" or "populations_m" in path.name else ";"
            return [pd.read_csv(data, sep=separator, dtype=str, encoding=encoding, keep_default_na=False)]
        wanted: list[Any] = sheets.get(path.name, [0])
        if path.parent.name == "filosofi":
            wanted = [sheet for sheet in pd.ExcelFile(data, engine="calamine").sheet_names if sheet in FILOSOFI_SHEETS]
        return [
            pd.read_excel(data, sheet_name=sheet, header=skipped.get(path.name, 5), dtype=str, engine="calamine")
            for sheet in wanted
        ]

    with duckdb.connect(str(folder / "bare.duckdb")) as con:
        con.execute("select ?", ["warm"]).fetchall()
        ready, rows, number = time.perf_counter(), 0, 0
        for path in deliveries(theme):
            for frame in frames(path):
                con.register("frame", frame)
                con.execute(f"create table t{number} as select * from frame")
                con.unregister("frame")
                number, rows = number + 1, rows + len(frame)
        con.execute("checkpoint")
        done = time.perf_counter()
    return {"imports": ready - started, "seconds": done - ready, "rows": rows}


def dbt(folder: Path) -> dict[str, Any]:
    """`dbt build` of the project on the landed warehouse."""
    from bassin.dbt import run_dbt
    from bassin.settings import Settings

    settings = Settings(folder / "warehouse.duckdb")
    started = time.perf_counter()
    run = run_dbt(settings, settings.published, lambda _: None)
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "nodes": len(run.seconds), "in_nodes": sum(run.seconds.values())}


def empty_dbt(folder: Path) -> dict[str, Any]:
    """`dbt build` of a project with one model that selects 1."""
    from bassin.dbt import run_dbt
    from bassin.settings import Settings

    project = folder / "vide"
    (project / "models").mkdir(parents=True)
    (project / "models" / "un.sql").write_text("select 1 as un")
    (project / "profiles.yml").write_text((ROOT / "dbt_project" / "profiles.yml").read_text(encoding="utf-8"))
    (project / "dbt_project.yml").write_text(
        "name: vide\nversion: 1.0.0\nprofile: bassin_minier\nflags: {send_anonymous_usage_stats: false}\n"
    )
    settings = Settings(folder / "vide.duckdb", dbt_project=project)
    started = time.perf_counter()
    run = run_dbt(settings, settings.published, lambda _: None)
    return {"seconds": time.perf_counter() - started, "nodes": len(run.seconds)}


STAGES: dict[str, Callable[..., dict[str, Any]]] = {
    "landing": landing,
    "bare": bare,
    "dbt": dbt,
    "empty_dbt": empty_dbt,
}


def measured(stage: str, folder: Path, *words: str, module: str = "tests.bench") -> dict[str, Any]:
    """Run a stage in a process; what it says, with its peak memory in MB (or that of its heaviest child)."""
    child = subprocess.Popen(
        [sys.executable, "-m", module, stage, str(folder), *words], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert child.stdout is not None
    answer: dict[str, Any] = json.loads(child.stdout.read().splitlines()[-1])
    _, _, usage = os.wait4(child.pid, 0)
    return {**answer, "memory": usage.ru_maxrss / 1024}


def timed(*command: str, env: dict[str, str] | None = None) -> float:
    started = time.perf_counter()
    subprocess.run(command, env={**os.environ, **(env or {})}, check=True, capture_output=True)
    return time.perf_counter() - started


def show(name: str, result: dict[str, Any]) -> None:
    shown = (f"{value:9.2f} {key}" if isinstance(value, float) else f"{value:9} {key}" for key, value in result.items())
    print(f"{name:<12}" + "  ".join(shown), flush=True)


def compare(theme: str) -> None:
    """Landing against the bare script, several times; then what dbt takes on what was landed."""
    print(f"{theme}: {len(deliveries(theme))} files")
    ratios, seconds = [], []
    for run in range(RUNS):
        with tempfile.TemporaryDirectory() as name:
            ours, theirs = measured("landing", Path(name), theme), measured("bare", Path(name), theme)
            show("landing", ours)
            show("bare script", theirs)
            ratios.append(ours["seconds"] / theirs["seconds"])
            seconds.append((ours["seconds"], theirs["seconds"]))
            if run == RUNS - 1 and REELS.is_dir():
                built = measured("dbt", Path(name))
                show("dbt build", built)
                ours, theirs = (sum(each) / RUNS for each in zip(*seconds, strict=True))
                print(f"landed and built / bare script: {(ours + built['seconds']) / theirs:.2f}")
    print(f"landing / bare script, imports apart: median {statistics.median(ratios):.2f}, aim 1.5, runs {ratios}")


def main() -> None:
    print(f"files of {REELS if REELS.is_dir() else 'the embedded data (no real files here)'}")
    for theme in THEMES if REELS.is_dir() else ["territoires"]:
        compare(theme)
    with tempfile.TemporaryDirectory() as name:
        warehouse = Path(name) / "warehouse.duckdb"
        env = {"BASSIN_ENTREPOT": str(warehouse)}
        first = timed(sys.executable, "-m", "bassin.cli", "build", env=env)
        full, nothing = measured("dbt", Path(name)), measured("empty_dbt", Path(name))
        print(f"first build  {first:9.2f} seconds, embedded data")
        show("dbt build", full)
        show("empty dbt", nothing)
        per_node = full["in_nodes"] / full["nodes"]
        print(f"dbt: {per_node:.3f} s a node, {full['seconds'] / nothing['seconds']:.1f} times an empty dbt build")
        timed(sys.executable, "-m", "bassin.cli", "build", env=env)
        bases = [timed(sys.executable, "-c", "import duckdb, pydantic, typer") for _ in range(5)]
        again = [timed(sys.executable, "-m", "bassin.cli", "build", env=env) for _ in range(5)]
        ratio = statistics.median(again) / statistics.median(bases)
        print(f"build with nothing new / bare imports: {ratio:.2f}, aim 5 ({statistics.median(again):.2f} s)")


if __name__ == "__main__":
    if len(sys.argv) >= 3:
        print(json.dumps(STAGES[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])))
    else:
        main()
