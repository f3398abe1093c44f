"""`bassin portrait`: the sheets of an EPCI and of its communes, from the published warehouse."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from bassin.failures import BuildError
from bassin.settings import Settings
from explorer.portrait.figures import keys_of_epci, read_portrait
from explorer.portrait.sheet import document, file_of
from ingest.refusals import french


class _Published:
    """The published warehouse, read-only."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def read(self, sql: str, **parameters: str) -> pd.DataFrame:
        return self._connection.execute(sql, parameters).df()


def write_portraits(settings: Settings, epci: str, folder: Path) -> list[Path]:
    """Write one sheet an EPCI and commune into `folder`, made if need be; nothing for an unknown code."""
    if not settings.published.exists():
        raise BuildError(french(f"{settings.published} n'existe pas ; tapez d'abord `bassin build`"))
    written = []
    try:
        with duckdb.connect(str(settings.published), read_only=True) as connection:
            published = _Published(connection)
            for key in keys_of_epci(published, epci):
                told = read_portrait(published, key)
                if told is None or told.rows.empty:
                    continue
                folder.mkdir(parents=True, exist_ok=True)
                path = folder / file_of(told)
                path.write_text(document(told), encoding="utf-8", newline="\n")
                written.append(path)
    except duckdb.Error as error:
        raise BuildError(french(f"l'entrepôt n'a pas pu être lu : {error}")) from error
    except OSError as error:
        raise BuildError(french(f"{folder} : écriture impossible ({error.strerror})")) from error
    return written
