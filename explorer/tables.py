"""The tables that a query may read, and how to write rows whose columns nobody knows in advance."""

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from explorer.typography import ABSENT, number, text
from explorer.warehouse import Warehouse

TABLES = """
select table_name, comment
from duckdb_tables()
where database_name = current_database() and schema_name = 'marts'
order by table_name
"""

COLUMNS = """
select table_name, column_name, data_type, comment
from duckdb_columns()
where database_name = current_database() and schema_name = 'marts'
order by table_name, column_index
"""

# Whole numbers that name: neither a thousands separator nor a sum has a meaning there.
NAMES = re.compile(r"(.*_)?(millesime|annee|geographie|geographie_source|rang|code)(_.*)?")
DECIMALS_AT_MOST = 4

TYPES = {
    "VARCHAR": "texte",
    "INTEGER": "entier",
    "BIGINT": "entier",
    "DOUBLE": "nombre",
    "BOOLEAN": "oui ou non",
    "DATE": "date",
    "TIMESTAMP": "date et heure",
}


@dataclass(frozen=True)
class Table:
    """A mart: its name, what its description says, its columns (column_name, data_type, comment)."""

    name: str
    description: str
    columns: pd.DataFrame

    def matches(self, words: str) -> bool:
        """True when each word is in its name, its description or those of its columns."""
        told = [self.name, self.description, *self.columns["column_name"], *self.columns["comment"].fillna("")]
        return matches(words, *told)


def read_tables(warehouse: Warehouse) -> dict[str, Table]:
    """The marts by name."""
    columns = dict(iter(warehouse.read(COLUMNS).groupby("table_name")))
    rows = warehouse.read(TABLES)
    return {
        name: Table(name, text(comment) or "", columns[name])
        for name, comment in zip(rows["table_name"], rows["comment"], strict=True)
    }


def matches(words: str, *texts: str) -> bool:
    """True when each word is in one of the texts; neither capitals nor accents count."""
    whole = plain(" ".join(texts))
    return all(word in whole for word in plain(words).split())


def plain(words: str) -> str:
    """Small letters without accents."""
    spread = unicodedata.normalize("NFKD", words.lower().replace("’", "'"))
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def kind(data_type: str) -> str:
    """A type in words."""
    return f"liste ({kind(data_type[:-2])})" if data_type.endswith("[]") else TYPES.get(data_type, data_type.lower())


def written(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with numbers, dates and blanks as a French reader writes them."""
    return pd.DataFrame({name: _written(str(name), rows[name]) for name in rows.columns})


def _written(name: str, column: pd.Series) -> list[str]:
    values = [None if _absent(value) else value for value in column.tolist()]
    decimals = _decimals([value for value in values if isinstance(value, float)])
    return [_cell(name, value, decimals) for value in values]


def _cell(name: str, value: object, decimals: int) -> str:
    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int):
        return str(value) if NAMES.fullmatch(name) else number(value)
    if isinstance(value, float):
        return number(value, decimals) if math.isfinite(value) else "infini"
    if isinstance(value, dt.datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    return value.strftime("%d/%m/%Y") if isinstance(value, dt.date) else str(value)


def _absent(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def _decimals(values: list[float]) -> int:
    """As many as the column needs, four at most."""
    finite = [value for value in values if math.isfinite(value)]
    for decimals in range(DECIMALS_AT_MOST):
        if all(math.isclose(value, round(value, decimals), abs_tol=1e-9) for value in finite):
            return decimals
    return DECIMALS_AT_MOST


def described(columns: Mapping[str, pd.Series] | pd.DataFrame) -> pd.DataFrame:
    """The columns of a table as a person reads them."""
    return pd.DataFrame(
        {
            "Colonne": columns["column_name"],
            "Type": [kind(str(data_type)) for data_type in columns["data_type"]],
            "Description": columns["comment"].fillna(ABSENT),
        }
    )
