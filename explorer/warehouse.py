"""Reading the published file, read-only: one connection while pages are drawn, cached on the file's identity.

A build replaces the file while pages are open. Within one process, `duckdb.connect(path)` returns the
*former* database as long as a connection to it is still open; and on Windows a file that is held open
cannot be replaced. Hence one connection, shared by the pages being drawn, opened at the first figure that
is not in the cache and closed with the last page; and a check of the identity after each query.
"""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import duckdb
import pandas as pd
import streamlit as st

Value: TypeAlias = str | int | tuple[str, ...]
Parameters: TypeAlias = tuple[tuple[str, Value], ...]


class UnreadableError(Exception):
    """The warehouse cannot be read; the message is one French sentence for the reader of the page."""


class ReplacedError(Exception):
    """The file was replaced while the page was being drawn: what is drawn mixes two builds."""


@dataclass(frozen=True)
class Identity:
    """What tells one build of the file from the next."""

    inode: int
    modified_ns: int
    size: int


@dataclass(frozen=True)
class Query:
    """A question and its `$name` parameters; a reader can be shown it as one SQL text to run again."""

    sql: str
    parameters: Mapping[str, Value] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """The SQL with its parameters written in their place."""
        return re.sub(r"\$([a-z_]+)", lambda found: _literal(self.parameters[found[1]]), self.sql).strip()


class Warehouse:
    """One build of the file. A query on it raises `ReplacedError` once another build took its place."""

    def __init__(self, path: Path, identity: Identity) -> None:
        self.path, self.identity = path, identity
        self._connection: duckdb.DuckDBPyConnection | None = None

    def read(self, sql: str, **parameters: Value) -> pd.DataFrame:
        """The rows of a query; `parameters` are the `$name` of the SQL.

        Raises UnreadableError, or ReplacedError.
        """
        return _read(str(self.path), self.identity, sql, tuple(sorted(parameters.items())), self)

    def rows(self, query: Query) -> pd.DataFrame:
        """The rows of a query that a picture shows. Raises as `read`."""
        return self.read(query.sql, **query.parameters)

    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection that pages share, opened when the first of them needs it."""
        if self._connection is None:
            self._connection = _SHARED.take(self.path, self.identity)
        return self._connection

    def close(self) -> None:
        """Let go of the file: the page is drawn."""
        if self._connection is not None:
            self._connection = None
            _SHARED.give_back()


class _Shared:
    """The one connection of this process, and how many pages use it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._identity: Identity | None = None
        self._users = 0

    def take(self, path: Path, identity: Identity) -> duckdb.DuckDBPyConnection:
        with self._changed:
            # Pages that still read the former build end first: they are told so by their next query.
            while self._users and self._identity != identity:
                self._changed.wait()
            if self._connection is None:
                self._connection = duckdb.connect(str(path), read_only=True)
                self._identity = identity
            self._users += 1
            return self._connection

    def give_back(self) -> None:
        with self._changed:
            self._users -= 1
            if not self._users and self._connection is not None:
                self._connection.close()
                self._connection = None
            self._changed.notify_all()


_SHARED = _Shared()


@contextmanager
def open_warehouse(path: Path) -> Iterator[Warehouse]:
    """The build that is published now, for the time of drawing a page. Raises UnreadableError when there is none."""
    warehouse = Warehouse(path, _identify(path))
    try:
        yield warehouse
    finally:
        warehouse.close()


def _literal(value: Value) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_literal(part) for part in value) + "]"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _identify(path: Path) -> Identity:
    try:
        found = path.stat()
    except OSError:
        raise UnreadableError(
            f"L’entrepôt « {path.name} » est introuvable : construisez-le avec « make build » "
            "(ou « bassin build »), puis rechargez la page."
        ) from None
    return Identity(found.st_ino, found.st_mtime_ns, found.st_size)


@st.cache_data(show_spinner=False, max_entries=1000)
def _read(path: str, identity: Identity, sql: str, parameters: Parameters, _reader: Warehouse) -> pd.DataFrame:
    file = Path(path)
    try:
        with _reader.connection().cursor() as connection:
            given = {name: list(value) if isinstance(value, tuple) else value for name, value in parameters}
            rows = connection.execute(sql, given).df()
    except duckdb.Error as error:
        _identify(file)
        raise UnreadableError(_explain(file.name, error)) from error
    if _identify(file) != identity:
        raise ReplacedError
    return rows


def _explain(name: str, error: duckdb.Error) -> str:
    if isinstance(error, duckdb.IOException) and "lock" in str(error).lower():
        return (
            f"L’entrepôt « {name} » est en cours d’écriture par un autre programme : rechargez la page dans un instant."
        )
    if isinstance(error, duckdb.CatalogException | duckdb.BinderException):
        return (
            f"L’entrepôt « {name} » n’a pas les marts que lit cette page : "
            "reconstruisez-le avec « make build » (ou « bassin build »), puis rechargez la page."
        )
    return (
        f"L’entrepôt « {name} » n’est pas un fichier DuckDB lisible : "
        "reconstruisez-le avec « make build » (ou « bassin build »), puis rechargez la page."
    )
