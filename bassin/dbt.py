"""dbt, run as a child process: in this one it would keep the file open after it returns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bassin.failures import BuildError
from bassin.settings import Settings
from ingest.refusals import french

_RUN = "import sys; from dbt.cli.main import cli; sys.exit(cli())"
_TESTS = {"LogTestResult", "LogUnitTestResult"}
_RESULTS = {"LogModelResult", "LogSeedResult", "LogNodeResult", *_TESTS}
_FINE = {"success", "pass", "no-op"}


@dataclass(frozen=True)
class DbtRun:
    """What dbt built: the tables, schema-qualified, and seconds by node."""

    tables: tuple[str, ...]
    seconds: dict[str, float]


def run_dbt(settings: Settings, warehouse: Path, say: Callable[[str], None]) -> DbtRun:
    """`dbt build` on a warehouse that nobody holds open; raise `BuildError` naming each node that failed."""
    target = settings.workshop / "dbt"
    (target / "run_results.json").unlink(missing_ok=True)
    child = subprocess.Popen(
        [
            *(sys.executable, "-c", _RUN),
            *("--log-format", "json", "--log-level", "info", "--log-path", str(target)),
            *(
                "build",
                "--project-dir",
                str(settings.dbt_project),
                "--profiles-dir",
                str(settings.dbt_project),
            ),
            *("--target-path", str(target)),
            # Unit tests try the models on rows of their own: the same verdict whatever the warehouse holds.
            *("--exclude-resource-type", "unit_test"),
        ],
        env={**os.environ, "BASSIN_ENTREPOT": str(warehouse), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    try:
        last_words = _follow(child, say)
        code = child.wait()
    finally:
        # An interrupted build must not leave a dbt writing beside the next one.
        child.kill()
    results = _read_results(target)
    if code or results is None:
        raise BuildError(_failures(results, last_words))
    return DbtRun(
        tuple(
            sorted(
                node["relation_name"].replace('"', "").split(".", 1)[1]
                for node in results
                if node["unique_id"].startswith(("model.", "seed.")) and node["relation_name"]
            )
        ),
        {node["unique_id"]: float(node["execution_time"]) for node in results},
    )


def _follow(child: subprocess.Popen[str], say: Callable[[str], None]) -> list[str]:
    """Say each table made and each test that fails; the last words that are neither."""
    assert child.stdout is not None
    last_words: list[str] = []
    for line in child.stdout:
        event = _event(line)
        if event is None:
            last_words = [*last_words[-20:], line.rstrip()]
        elif event["info"]["name"] in _RESULTS:
            if event["info"]["name"] not in _TESTS or event["info"]["level"] != "info":
                say(_progress(event["data"]))
        elif event["info"]["level"] == "error":
            last_words = [*last_words[-20:], event["info"]["msg"]]
    return last_words


def _event(line: str) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except json.JSONDecodeError:
        return None
    return event if isinstance(event, dict) and "info" in event else None


def _progress(data: dict[str, Any]) -> str:
    index, total = int(data.get("index", 0)), int(data.get("total", data.get("num_models", 0)))
    status = str(data.get("status", "")).split(" ")[0].lower()
    word = "OK" if status in _FINE else status.upper()
    seconds = f"{float(data.get('execution_time', 0)):.1f}".replace(".", ",")
    return french(f"[{index:>3}/{total}] {data['node_info']['node_name']} {word} {seconds} s")


def _read_results(target: Path) -> list[dict[str, Any]] | None:
    path = target / "run_results.json"
    if not path.exists():
        return None
    results: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["results"]
    return results


def _failures(results: list[dict[str, Any]] | None, last_words: list[str]) -> str:
    failed = [node for node in results or [] if node["status"] not in {*_FINE, "skipped", "warn"}]
    if not failed:
        return french("dbt n'a pas pu démarrer : ") + " ".join(last_words[-5:])
    lines = [
        f"{node['unique_id'].split('.', 2)[2]} : "
        + (
            f"{node['failures']} ligne(s) en écart"
            if node.get("failures")
            else " ".join((node["message"] or "").split())[:400]
        )
        for node in failed
    ]
    return french("dbt a trouvé des erreurs, rien n'est publié :\n  " + "\n  ".join(lines))
