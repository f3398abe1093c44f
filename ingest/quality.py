"""A contract's checks, evaluated by Great Expectations on a committed quarantine table.

Each check becomes one or more `UnexpectedRowsExpectation` whose query returns a handful of failing rows and
their number: nothing grows with a bad file. GX and SQLAlchemy take seconds to import: only a run pays.
"""

from __future__ import annotations

import functools
import logging
import math
import re
import threading
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from ingest.checks import Check, Kind, scratch
from ingest.refusals import NBSP, Refusal

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult

SAMPLE = 5
EXCERPT = 80
KNOWN_CODES = "quarantaine.codes_connus"
"""Every code of each directory, as far as the loaded files say: what a `connu` check looks codes up in."""
SLOT = "_millesime, _periode, _niveau, _geographie, _edition"
NUMBER = r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?"
WHOLE = r"[+-]?\d+"
BLANKS = r"[\s\x{00a0}\x{202f}]"
"""Blanks that producers put between thousands: 1 234, whichever blank it is."""

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


@dataclass(frozen=True)
class _Probe:
    """One query for GX, whose rows are the deviations of one check on one column."""

    controle: Kind
    colonne: str | None
    attendu: str
    query: str


def run_checks(con: duckdb.DuckDBPyConnection, table: str, checks: Sequence[Check]) -> list[Outcome]:
    """Evaluate checks on a committed, schema-qualified table: an outcome a check and column, in their order.

    Raises `QualityError` when any of them cannot be evaluated.
    """
    probes = [probe for check in checks for probe in _probes(check)]
    if not probes:
        return []
    with _LOCK:
        results = _bench().validate(con, table, [probe.query for probe in probes])
    return [_outcome(probe, *result) for probe, result in zip(probes, results, strict=True)]


def sentence(deviation: Deviation, fichier: str, montrer_valeurs: bool = True) -> str:
    """Say a deviation in one French sentence; without the found value when the contract is confidential."""
    found = "trouvé une cellule vide" if deviation.trouve is None else f"trouvé « {deviation.trouve} »"
    if not montrer_valeurs:
        found = "la valeur trouvée, confidentielle, n’est pas citée"
    place = (deviation.feuille, deviation.ligne, deviation.colonne)
    return str(Refusal(f"attendu {deviation.attendu}", found, fichier, *place))


def _probes(check: Check) -> list[_Probe]:
    if check.type == "lignes":
        return [_Probe(check.type, None, _expected(check), _count_query(check))]
    if check.type in ("unique", "dependance"):
        query = _key_query if check.type == "unique" else _dependence_query
        return [_Probe(check.type, ", ".join(check.colonnes), _expected(check), query(check))]
    return [_Probe(check.type, name, _expected(check), _row_query(check, name)) for name in check.colonnes]


def _row_query(check: Check, name: str) -> str:
    column = _identifier(name)
    spared = f" AND {column} NOT IN ({_literals(check.sauf)})" if check.sauf else ""
    return _sampled(
        f"SELECT _feuille AS feuille, _ligne AS ligne, _millesime AS millesime, _periode AS periode, "
        f"{_excerpt(column)} AS trouve "
        f"FROM {{batch}} WHERE ({_failing(check, column)}){spared} AND {_scope(check)}"
    )


def _failing(check: Check, column: str) -> str:
    match check.type:
        case "motif":
            return f"NOT regexp_full_match({column}, {_literal(check.motif or '')})"
        case "valeurs":
            return f"{column} NOT IN ({_literals(check.valeurs or [])})"
        case "connu":
            # What is not even five characters long is the business of the `motif` check.
            long_enough = f"length({column}) = 5 AND " if check.repertoire == "communes" else ""
            directory = _literal(check.repertoire)
            return f"{long_enough}{column} NOT IN (SELECT code FROM {KNOWN_CODES} WHERE repertoire = {directory})"
        case "nombre":
            digits = f"regexp_replace({column}, {_literal(BLANKS)}, '', 'g')"
            number = f"TRY_CAST(replace({digits}, ',', '.') AS DOUBLE)"
            shape = f"NOT regexp_full_match({digits}, {_literal(WHOLE if check.entier else NUMBER)})"
            wrong = [shape, f"coalesce(NOT isfinite({number}), TRUE)", *_bounds(check, number)]
            return f"{column} IS NOT NULL AND ({' OR '.join(wrong)})"
        case "polygone":
            return f"{column} IS NOT NULL AND NOT coalesce({_polygon(column)}, FALSE)"
        case _:
            return f"{column} IS NULL OR trim({column}) = ''"


def _polygon(column: str) -> str:
    """Whether a text is a GeoJSON polygon, or several: closed rings of four positions or more, in degrees."""
    coordinates = f"json_extract({column}, '$.coordinates')"
    polygons = (
        f"CASE json_extract_string({column}, '$.type') "
        f"WHEN 'Polygon' THEN [TRY_CAST({coordinates} AS DOUBLE[][][])] "
        f"WHEN 'MultiPolygon' THEN TRY_CAST({coordinates} AS DOUBLE[][][][]) END"
    )
    rings = f"flatten({polygons})"
    inside = "len(p) >= 2 AND abs(p[1]) <= 180 AND abs(p[2]) <= 90"
    closed = f"len(r) >= 4 AND r[1] = r[-1] AND list_bool_and(list_transform(r, p -> {inside}))"
    every = f"list_bool_and(list_transform({rings}, r -> {closed}))"
    return f"CASE WHEN json_valid({column}) THEN len({rings}) > 0 AND {every} END"


def _key_query(check: Check) -> str:
    """Rows whose key was seen before in the same slot; rows with no key at all are `non_nul`'s business."""
    columns = [_identifier(name) for name in check.colonnes]
    names = ", ".join(columns)
    # Rows whose key comes once are set aside by their hash first: a window over millions of keys would not fit.
    keys = f"hash({names}, {SLOT})"
    twice = f"{keys} IN (SELECT {keys} FROM {{batch}} GROUP BY 1 HAVING count(*) > 1)"
    key = ", ' / ', ".join(f"coalesce({_excerpt(name)}, 'vide')" for name in columns)
    return _sampled(
        f"SELECT feuille, ligne, NULL AS millesime, NULL AS periode, concat({key}, ', déjà ligne ', ligne_1, "
        "CASE WHEN feuille <> feuille_1 THEN concat(' de la feuille « ', feuille_1, ' »') END) AS trouve "
        f"FROM (SELECT {names}, _feuille AS feuille, _ligne AS ligne, row_number() OVER cle AS rang, "
        "first_value(_ligne) OVER cle AS ligne_1, first_value(_feuille) OVER cle AS feuille_1 "
        f"FROM {{batch}} WHERE coalesce({names}) IS NOT NULL AND {_scope(check)} AND {twice} "
        f"WINDOW cle AS (PARTITION BY {names}, {SLOT} ORDER BY _ligne, _feuille)) AS vues WHERE rang > 1"
    )


def _dependence_query(check: Check) -> str:
    """Rows where the first column, said before in the slot with one value of the second, comes with another."""
    first, second = (_identifier(name) for name in check.colonnes)
    several = (
        f"SELECT {first}, {SLOT}, min({second}) AS deja FROM {{batch}} WHERE {_scope(check)} "
        f"GROUP BY ALL HAVING min({second}) <> max({second})"
    )
    same_slot = " AND ".join(f"b.{name} IS NOT DISTINCT FROM s.{name}" for name in [first, *SLOT.split(", ")])
    return _sampled(
        "SELECT b._feuille AS feuille, b._ligne AS ligne, b._millesime AS millesime, b._periode AS periode, "
        f"concat({_excerpt('b.' + first)}, ' : ', {_excerpt('b.' + second)}, ' et ', {_excerpt('s.deja')}) AS trouve "
        f"FROM (SELECT * FROM {{batch}} WHERE {_scope(check)}) AS b JOIN ({several}) AS s ON {same_slot} "
        f"WHERE b.{second} <> s.deja"
    )


def _count_query(check: Check) -> str:
    return (
        "SELECT NULL AS feuille, NULL AS ligne, NULL AS millesime, NULL AS periode, "
        "CAST(count(*) AS VARCHAR) AS trouve, 1 AS ecarts "
        f"FROM {{batch}} WHERE {_scope(check)} HAVING {' OR '.join(_bounds(check, 'count(*)'))}"
    )


def _bounds(check: Check, number: str) -> list[str]:
    limits = (("<", check.min), (">", check.max))
    return [f"{number} {sign} {limit!r}" for sign, limit in limits if limit is not None]


def _sampled(rows: str) -> str:
    order = "ligne, feuille, millesime DESC"
    return f"SELECT *, count(*) OVER () AS ecarts FROM ({rows}) AS f ORDER BY {order} LIMIT {SAMPLE}"


def _scope(check: Check) -> str:
    return f"_niveau IN ({_literals(check.niveaux)})" if check.niveaux is not None else "TRUE"


def _excerpt(column: str) -> str:
    return f"left({column}, {EXCERPT}) || CASE WHEN length({column}) > {EXCERPT} THEN '…' ELSE '' END"


def _inert(text: str) -> str:
    """Text that survives `str.format` (done by GX) and bind parameters (SQLAlchemy reads `:name` as one)."""
    return text.replace("{", "{{").replace("}", "}}").replace(":", r"\:")


def _literal(text: str) -> str:
    return "'" + _inert(text.replace("'", "''")) + "'"


def _literals(texts: Iterable[str]) -> str:
    return ", ".join(map(_literal, texts))


def _identifier(name: str) -> str:
    return '"' + _inert(name.replace('"', '""')) + '"'


def _expected(check: Check) -> str:
    if check.attendu:
        return check.attendu
    match check.type:
        case "non_nul":
            words = "une valeur"
        case "unique":
            words = f"une {'valeur' if len(check.colonnes) == 1 else 'clé'} présente une seule fois"
        case "motif":
            words = f"un texte conforme au motif {check.motif}"
        case "nombre":
            kind = "un nombre entier" if check.entier else "un nombre"
            words = f"{kind} d’{_limits(check)}" if _limits(check) else kind
        case "connu" if check.repertoire == "communes":
            words = "une commune que le code officiel géographique connaît"
        case "connu":
            words = f"un code que la nomenclature {check.repertoire.upper()} connaît"
        case "dependance":
            words = f"un seul « {check.colonnes[1]} » pour chaque « {check.colonnes[0]} »"
        case "polygone":
            words = "un polygone GeoJSON fermé, en degrés (WGS 84)"
        case "lignes":
            words = f"{_limits(check)} lignes"
        case "valeurs":
            quoted = [f"«{NBSP}{value}{NBSP}»" for value in check.valeurs or []]
            words = f"l’une des valeurs {', '.join(quoted[:10])}{', etc.' if len(quoted) > 10 else ''}"
    return words


def _limits(check: Check) -> str:
    limits = (("au moins", check.min), ("au plus", check.max))
    return " et ".join(f"{words} {_number(limit)}" for words, limit in limits if limit is not None)


def _number(value: float) -> str:
    text = f"{value:,.0f}" if math.floor(value) == value else f"{value:,}"
    return text.replace(",", NBSP).replace(".", ",")


def _outcome(probe: _Probe, success: bool, rows: list[dict[str, Any]]) -> Outcome:
    def deviation(row: dict[str, Any]) -> Deviation:
        found = row["trouve"]
        if probe.controle == "lignes":
            found = f"{_number(int(found))} ligne{'s' if int(found) > 1 else ''}"
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
        qualified = ".".join(_identifier(part) for part in table.split("."))
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
