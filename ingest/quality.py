"""A contract's checks, evaluated by Great Expectations on a committed quarantine table.

Each check becomes one or more `UnexpectedRowsExpectation` whose query returns a handful of failing rows and
their number: nothing grows with a bad file. GX and SQLAlchemy take seconds to import: only a run pays.
"""

from __future__ import annotations

import functools
import logging
import re
import threading
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from ingest.checks import Check, scratch
from ingest.probes import SAMPLE, Probe, number_in_french, probes_of, quoted_name
from ingest.refusals import NBSP, Refusal

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult

_LOCK = threading.Lock()
_Result = tuple[bool, list[dict[str, Any]]]


class QualityError(Exception):
    """A check could not be evaluated: neither passed nor failed, so nothing may be concluded from it."""


@dataclass(frozen=True)
class Deviation:
    """A failing row, or a failing count of rows (then without sheet nor line)."""

    controle: str
    colonne: str | None
    feuille: str | None
    ligne: int | None
    trouve: str | None
    attendu: str
    millesime: int | None = None
    periode: str | None = None
    """Which of the headers it is, where a file has a column a vintage."""


@dataclass(frozen=True)
class Outcome:
    """What a check says of a column: how many rows deviate, and the first few of them."""

    controle: str
    colonne: str | None
    reussi: bool
    ecarts: int
    exemples: list[Deviation]


def run_checks(
    con: duckdb.DuckDBPyConnection, table: str, checks: Sequence[Check], sample: int = SAMPLE
) -> list[Outcome]:
    """Evaluate checks on a committed, schema-qualified table: an outcome a check and column, in their order.

    Each tells `sample` failing rows at most, and counts the others.

    Raises `QualityError` when any of them cannot be evaluated.
    """
    probes = [probe for check in checks for probe in probes_of(check)]
    if not probes:
        return []
    with _LOCK:
        results = _bench().validate(con, table, [f"{probe.query} LIMIT {SAMPLE}" for probe in probes])
    if sample > SAMPLE:
        results = [
            (success, rows if success else _rows(con, table, probe, sample))
            for probe, (success, rows) in zip(probes, results, strict=True)
        ]
    return [_outcome(probe, *result) for probe, result in zip(probes, results, strict=True)]


def _rows(con: duckdb.DuckDBPyConnection, table: str, probe: Probe, sample: int) -> list[dict[str, Any]]:
    """The failing rows of a probe, more of them than Great Expectations gives (200)."""
    # What GX and SQLAlchemy undo: the place of the table, escaped braces and colons.
    query = probe.query.format(batch=table).replace(r"\:", ":")
    cursor = con.execute(f"{query} LIMIT {sample}")
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def sentence(deviation: Deviation, fichier: str, montrer_valeurs: bool = True) -> str:
    """Say a deviation in one French sentence; without the found value when the contract is confidential."""
    found = "trouvé une cellule vide" if deviation.trouve is None else f"trouvé « {deviation.trouve} »"
    if not montrer_valeurs:
        found = "la valeur trouvée, confidentielle, n’est pas citée"
    place = (deviation.feuille, deviation.ligne, deviation.colonne)
    return str(Refusal(f"attendu {deviation.attendu}", found, fichier, *place))


def _outcome(probe: Probe, success: bool, rows: list[dict[str, Any]]) -> Outcome:
    def deviation(row: dict[str, Any]) -> Deviation:
        found = row["trouve"]
        if probe.controle == "lignes":
            found = f"{number_in_french(int(found))} ligne{'s' if int(found) > 1 else ''}"
        elif found:
            found = re.sub(r"[\r\n\t]+", " ", found)
        place = (row["feuille"], row["ligne"])
        return Deviation(probe.controle, probe.colonne, *place, found, probe.attendu, row["millesime"], row["periode"])

    examples = [deviation(row) for row in rows]
    return Outcome(probe.controle, probe.colonne, success, rows[0]["ecarts"] if rows else 0, examples)


class _Bench:
    """One GX context and one datasource for the process, lent to each delivery's connection in turn."""

    def __init__(self) -> None:
        self._con: duckdb.DuckDBPyConnection | None = None
        logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
        with warnings.catch_warnings(action="ignore"):
            import great_expectations as gx
            from great_expectations.data_context.types import base
            from great_expectations.datasource.fluent.sql_datasource import SQLDatasource
            from sqlalchemy.pool import StaticPool

            _register_dialect()
            config = base.DataContextConfig(
                store_backend_defaults=base.InMemoryStoreBackendDefaults(),
                progress_bars=base.ProgressBarsConfig(globally=False, metric_calculations=False),
                analytics_enabled=False,
            )
            source = SQLDatasource(
                name="quarantaine",
                connection_string="duckdb+buffered://",
                kwargs={"poolclass": StaticPool, "creator": self._connect},
            )
            context = gx.get_context(mode="ephemeral", project_config=config)
            self._source = context.data_sources.add_sql(source)

    def _connect(self) -> Any:
        """A cursor of the loader's connection: same database, but a transaction of its own."""
        from duckdb_engine import ConnectionWrapper

        # GX tries the datasource when it is made, before any delivery.
        return ConnectionWrapper((self._con or scratch()).cursor())

    def validate(self, con: duckdb.DuckDBPyConnection, table: str, queries: list[str]) -> list[_Result]:
        """Whether each query found nothing, and the rows it found, from one validation of the table."""
        from great_expectations import ExpectationSuite
        from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation

        # Given to the constructor: `add_expectation` silently drops one whose query is already there.
        expectations = [
            UnexpectedRowsExpectation(unexpected_rows_query=query, meta={"rang": rank})
            for rank, query in enumerate(queries)
        ]
        suite = ExpectationSuite("contrat", expectations)
        qualified = ".".join(quoted_name(part) for part in table.split("."))
        self._release()
        self._con = con
        try:
            with warnings.catch_warnings(action="ignore"):
                asset = self._source.add_query_asset("livraison", f"SELECT * FROM {qualified}")
                batch = asset.add_batch_definition_whole_table("tout").get_batch()
                report = batch.validate(suite, result_format="COMPLETE")
        finally:
            self._con = None
            self._release()
            self._source.assets = []
        results = dict(_checked(entry) for entry in report.results)
        if sorted(results) != list(range(len(queries))):
            raise QualityError(f"{len(queries)} contrôles demandés, {len(results)} évalués")
        return [results[rank] for rank in range(len(queries))]

    def _release(self) -> None:
        """Close the cursor GX held, so that neither the table nor the file stays in use."""
        self._source.get_engine().dispose()
        self._source.get_execution_engine().engine.dispose()


@functools.cache
def _bench() -> _Bench:
    return _Bench()


def _checked(entry: ExpectationValidationResult) -> tuple[int, _Result]:
    """The rank and rows of a result really evaluated: GX reports an exception as a plain failure."""
    rank = ((entry.expectation_config and entry.expectation_config.meta) or {})["rang"]
    failure = next(_failures(entry.exception_info), None)
    if failure is None:
        rows = entry.result["details"]["unexpected_rows"]
        if entry.success is (not rows):
            return rank, (entry.success, rows)
        failure = f"{len(rows)} écarts, mais réussi = {entry.success}"
    raise QualityError(f"contrôle n°{NBSP}{rank + 1} impossible à évaluer{NBSP}: {failure}")


def _failures(info: Any) -> Iterator[str]:
    """The first line of each exception, which GX nests under the metric that raised it."""
    if isinstance(info, dict):
        if info.get("raised_exception"):
            yield str(info.get("exception_message")).splitlines()[0]
        for nested in info.values():
            yield from _failures(nested)


def _register_dialect() -> None:
    """Register `duckdb+buffered`: duckdb-engine, with each result read in full when it is executed.

    GX reads results after it has given the connection back, which by then has forgotten them.
    """
    from duckdb_engine import Dialect
    from sqlalchemy.dialects import registry
    from sqlalchemy.dialects.postgresql.psycopg2 import PGExecutionContext_psycopg2
    from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

    class BufferedContext(PGExecutionContext_psycopg2):
        def post_exec(self) -> None:
            if self.cursor.description:
                self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(self.cursor)

    class BufferedDialect(Dialect):
        driver = "buffered"
        supports_statement_cache = False
        execution_ctx_cls = BufferedContext

    registry.impls["duckdb.buffered"] = lambda: BufferedDialect
