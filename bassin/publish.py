"""Putting a built warehouse in the place of the published one, whole or not at all."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable
from pathlib import Path

import duckdb

from bassin.failures import BuildError
from ingest.refusals import french

_PATIENCE_SECONDS = 20.0


def wal_of(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def remove(path: Path) -> None:
    """Remove a warehouse and its journal."""
    for file in (path, wal_of(path)):
        file.unlink(missing_ok=True)


def copy(published: Path, working: Path) -> None:
    """Copy the published warehouse; what an interrupted `dbt build` left in its journal is first taken in."""
    if wal_of(published).exists():
        try:
            with duckdb.connect(str(published)) as con:
                con.execute("checkpoint")
        except duckdb.Error as error:
            raise BuildError(
                french(
                    f"{published.name} est en cours d'écriture par un autre programme (un `dbt build` ?) ; "
                    "attendez qu'il finisse ou fermez-le"
                )
            ) from error
    shutil.copyfile(published, working)


def rewrite(warehouse: Path) -> None:
    """Copy a warehouse into a new file that takes its place: the blocks that deleted rows leave hold their values."""
    fresh = warehouse.with_name(f"neuf{warehouse.suffix}")
    remove(fresh)
    with duckdb.connect() as con:
        for path, name, mode in ((warehouse, "ancien", "(read_only)"), (fresh, "neuf", "")):
            quoted = str(path).replace("'", "''")
            con.execute(f"attach '{quoted}' as {name} {mode}")
        con.execute("copy from database ancien to neuf")
    remove(warehouse)
    fresh.replace(warehouse)


def copies(published: Path) -> list[Path]:
    """The copies of real warehouses that gave way to a demonstration."""
    return sorted(published.parent.glob(f"{published.stem}-reel-*{published.suffix}"))


def verify(built: Path, expected: Iterable[str]) -> None:
    """Reopen a built warehouse as its readers will: each table there and readable, nothing left in a journal."""
    if wal_of(built).exists():
        raise BuildError(french(f"{built.name} a gardé un journal (.wal) : il n'est pas complet, rien n'est publié"))
    try:
        with duckdb.connect(str(built), read_only=True) as con:
            counts = {row[0]: row[1] for row in con.execute("select nom_table, lignes from meta.comptes").fetchall()}
            for table in expected:
                rows = con.execute(f"select count(*) from {table}").fetchone()
                if rows is None or rows[0] != counts.get(table):
                    raise BuildError(
                        french(f"{table} a {rows and rows[0]} lignes, dbt en a compté {counts.get(table)}")
                    )
    except duckdb.Error as error:
        raise BuildError(french(f"l'entrepôt construit est illisible, rien n'est publié : {error}")) from error


def swap(built: Path, published: Path) -> None:
    """Replace the published file, patiently: on Windows a file that someone holds open refuses it."""
    if wal_of(published).exists():
        raise BuildError(
            french(
                f"quelqu'un écrit dans {published.name} (journal .wal présent) : fermez-le puis tapez `bassin publier`"
            )
        )
    if published.exists():
        try:
            duckdb.connect(str(published), read_only=True).close()
        except duckdb.IOException as error:
            raise BuildError(
                french(f"quelqu'un écrit dans {published.name} : fermez-le puis tapez `bassin publier`")
            ) from error
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            built.replace(published)
            return
        except PermissionError as error:
            if time.monotonic() > deadline:
                raise BuildError(
                    french(
                        f"{published} est ouvert par un autre programme (la page, DBeaver, un notebook ?) : fermez-le "
                        f"puis tapez `bassin publier` ; l'entrepôt construit attend dans {built}"
                    )
                ) from error
            time.sleep(0.5)
