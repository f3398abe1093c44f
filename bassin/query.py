"""`bassin query`: a read-only question to the published warehouse."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import duckdb

from bassin.failures import BuildError
from bassin.settings import Settings
from ingest.refusals import french

_SHOWN = 200
Answer = tuple[list[str], list[tuple[Any, ...]]]


def run_query(settings: Settings, sql: str, write: Callable[[Answer], None]) -> None:
    """Run a query, read-only and without access to files or network, and write its answer."""
    if not settings.published.exists():
        raise BuildError(french(f"{settings.published} n'existe pas ; tapez d'abord `bassin build`"))
    try:
        with duckdb.connect(str(settings.published), read_only=True, config={"enable_external_access": "false"}) as con:
            cursor = con.execute(sql)
            columns = [column[0] for column in cursor.description or []]
            write((columns, cursor.fetchall()))
    except duckdb.Error as error:
        raise BuildError(french(f"la requête n'a pas pu être exécutée : {error}")) from error


def _as_table(answer: Answer) -> None:
    from rich.console import Console
    from rich.table import Table

    columns, rows = answer
    table = Table()
    for index, name in enumerate(columns):
        numbers = all(isinstance(row[index], int | float | Decimal | None) for row in rows[:_SHOWN])
        table.add_column(name, justify="right" if numbers else "left")
    for row in rows[:_SHOWN]:
        table.add_row(*("" if value is None else str(value) for value in row))
    Console(width=None if sys.stdout.isatty() else 200).print(table)
    if len(rows) > _SHOWN:
        print(
            french(f"{len(rows)} lignes, {_SHOWN} montrées ; `--format csv` les donne toutes"),
            file=sys.stderr,
        )


def _as_csv(answer: Answer) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(answer[0])
    writer.writerows(answer[1])


def _as_json(answer: Answer) -> None:
    columns, rows = answer
    records = [dict(zip(columns, row, strict=True)) for row in rows]
    print(json.dumps(records, ensure_ascii=False, default=str, indent=1))


FORMATS: dict[str, Callable[[Answer], None]] = {"table": _as_table, "csv": _as_csv, "json": _as_json}
