"""Reading the published file: short read-only connections, one a query, cached on the file's identity.

A build replaces the file while pages are open. Within one process, `duckdb.connect(path)` returns the
*former* database as long as a connection to it is still open: hence one connection at a time, closed at
once, and a check of the identity before and after each query.
"""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import duckdb
import pandas as pd
import streamlit as st

Parameters: TypeAlias = tuple[tuple[str, str | int], ...]

_one_connection_at_a_time = threading.Lock()


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
class Warehouse:
    """One build of the file. A query on it raises `ReplacedError` once another build took its place."""

    path: Path
    identity: Identity

    def read(self, sql: str, **parameters: str | int) -> pd.DataFrame:
        """The rows of a query; `parameters` are the `$name` of the SQL.

        Raises UnreadableError, or ReplacedError.
        """
        return _read(str(self.path), self.identity, sql, tuple(sorted(parameters.items())))


def open_warehouse(path: Path) -> Warehouse:
    """The build that is published now. Raises UnreadableError when there is none."""
    return Warehouse(path, _identify(path))


def _identify(path: Path) -> Identity:
    try:
        found = path.stat()
    except OSError:
        raise UnreadableError(
            f"L’entrepôt « {path.name} » est introuvable : construisez-le avec « make build » "
            "(ou « bassin build »), puis rechargez la page."
        ) from None
    return Identity(found.st_ino, found.st_mtime_ns, found.st_size)


@st.cache_data(show_spinner=False, max_entries=300)
def _read(path: str, identity: Identity, sql: str, parameters: Parameters) -> pd.DataFrame:
    file = Path(path)
    try:
        with _one_connection_at_a_time, duckdb.connect(path, read_only=True) as connection:
            rows = connection.execute(sql, dict(parameters)).df()
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
