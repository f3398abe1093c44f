"""SQL typed by a user: read-only, on the marts alone, within limits of time, rows, size and number at once.

The query runs in a process of its own (`sandbox_child`), ended when it lasts: whatever it does, the page goes on.
"""

import json
import os
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from explorer.typography import number, typeset

ROWS = 10_000
SECONDS = 10
SIZE = 50_000_000
LONGEST = 20_000
AT_ONCE = 4
# What a loaded machine may take to start a process.
SECONDS_TO_START = 20

CHILD = Path(__file__).with_name("sandbox_child.py")

TOO_LONG = (
    f"La requête a été arrêtée au bout de {SECONDS} secondes : filtrez-la (un niveau, un millésime, un territoire), "
    "ou lancez-la hors de cette page, par « bassin query »."
)
TOO_HEAVY = (
    "La requête demande trop de mémoire : filtrez-la (un niveau, un millésime, un territoire), "
    "ou lancez-la hors de cette page, par « bassin query »."
)

# What the engine says most often, by its kind; the rest is quoted.
ENGINE = (
    (r'syntax error at or near "(.+?)"', "Erreur de syntaxe près de « {0} »."),
    (r"syntax error at end of input", "La requête n’est pas finie : il y manque quelque chose."),
    (r'Referenced column "(.+?)" not found', "Il n’y a pas de colonne « {0} » dans les tables lues{near}."),
    (r'does not have a column named "(.+?)"', "Il n’y a pas de colonne « {0} » dans cette table{near}."),
    (r'Referenced table "(.+?)" not found', "La table « {0} » n’est pas dans le FROM de la requête."),
    (r"Function with name \"?(\S+?)\"? does not exist", "Il n’y a pas de fonction « {0} »."),
    (
        r'column "(.+?)" must appear in the GROUP BY',
        "La colonne « {0} » doit être dans le GROUP BY, ou dans une fonction comme sum(…).",
    ),
    (
        r'Ambiguous reference to column name "(.+?)"',
        "La colonne « {0} » est dans plusieurs tables : écrivez table.{0}.",
    ),
    (r"Could not convert string '(.*?)' to", "Le texte « {0} » n’est pas une valeur du type demandé."),
    (
        r"No function matches the given name and argument types '(.+?)'",
        "Aucune fonction ne prend ces types : « {0} ».",
    ),
    (r"Max expression depth", "La requête est trop imbriquée : simplifiez-la."),
)

_PLACES = threading.BoundedSemaphore(AT_ONCE)


class RefusedError(Exception):
    """The query was not answered; the message is one French sentence for who typed it."""


@dataclass(frozen=True)
class Answer:
    """The rows of a query, and whether some were left out."""

    rows: pd.DataFrame
    cut: bool


def ask(warehouse: Path, sql: str) -> Answer:
    """The answer of the marts of a warehouse to a query. Raises RefusedError."""
    if len(sql) > LONGEST:
        raise RefusedError(
            typeset(f"La requête est trop longue ({number(len(sql))} caractères) : {number(LONGEST)} au plus.")
        )
    if not _PLACES.acquire(blocking=False):
        raise RefusedError(
            typeset(f"{AT_ONCE} requêtes sont déjà en cours : réessayez dans un instant, la vôtre n’a pas été lancée.")
        )
    try:
        said, body = _run(warehouse, sql)
    finally:
        _PLACES.release()
    if "refus" in said:
        raise RefusedError(typeset(str(said["refus"])))
    if "erreur" in said:
        raise RefusedError(typeset(_in_french(str(said["erreur"]), str(said["message"]))))
    return Answer(_frame(pa.ipc.open_stream(body).read_all()), bool(said["coupe"]))


def _run(warehouse: Path, sql: str) -> tuple[dict[str, object], bytes]:
    asked = {
        "entrepot": str(warehouse.resolve()),
        # What is not text (half of a surrogate pair) is not SQL either.
        "sql": sql.encode("utf-8", "replace").decode(),
        "lignes": ROWS,
        "octets": SIZE,
        "secondes": SECONDS,
    }
    # Nothing of the environment of the page: where its keys are is not the business of a query.
    needed = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD)],
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=SECONDS + SECONDS_TO_START,
            env=needed,
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RefusedError(typeset(TOO_LONG)) from None
    head, _, body = done.stdout.partition(b"\n")
    if done.returncode or not head:
        # Out of memory where the engine does not look, or a defect of the engine: the process alone is gone.
        raise RefusedError(typeset(TOO_HEAVY))
    said: dict[str, object] = json.loads(head)
    return said, body


def _in_french(kind: str, message: str) -> str:
    if kind == "InterruptException":
        return TOO_LONG
    if kind in {"OutOfMemoryException", "MemoryError"}:
        return TOO_HEAVY
    proposed = re.search(r"Candidate bindings: (.+)", message)
    near = "" if proposed is None else " ; les plus proches : " + proposed[1].replace('"', "").rstrip(". ")
    for pattern, sentence in ENGINE:
        found = re.search(pattern, message)
        if found:
            return sentence.format(*found.groups(), near=near)
    first = re.sub(r"^[A-Z][A-Za-z ]*Error: ", "", message.strip().split("\n")[0]).rstrip(".")
    return f"DuckDB ne peut pas exécuter cette requête : « {first[:300]} »."


def _frame(table: pa.Table) -> pd.DataFrame:
    """The rows with types that files can hold: whole numbers with blanks stay whole, what is nested becomes text."""
    columns: dict[str, pd.Series] = {}
    for place, name in enumerate(table.column_names):
        # Two columns of one name are told apart by their place.
        columns[name if name not in columns else f"{name}_{place + 1}"] = _series(table.column(place))
    return pd.DataFrame(columns)


def _series(column: pa.ChunkedArray) -> pd.Series:
    kind = column.type
    if pa.types.is_decimal(kind):
        # Sums of whole numbers are so wide that only decimals hold them.
        column = _whole(column) if kind.scale == 0 else column.cast(pa.float64())
        kind = column.type
    if pa.types.is_integer(kind):
        whole = "UInt64" if pa.types.is_uint64(kind) else "Int64"
        return pd.Series(column.to_pandas(types_mapper={kind: getattr(pd, f"{whole}Dtype")()}.get))
    if pa.types.is_boolean(kind):
        return pd.Series(column.to_pandas(types_mapper={kind: pd.BooleanDtype()}.get))
    plain = pa.types.is_floating(kind) or pa.types.is_date(kind) or pa.types.is_string(kind)
    if plain or (pa.types.is_timestamp(kind) and kind.tz is None):
        return pd.Series(column.to_pandas())
    return pd.Series([_text(value) for value in column.to_pylist()], dtype="str")


def _whole(column: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return column.cast(pa.int64())
    except pa.ArrowInvalid:
        return column.cast(pa.float64())


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, list):
        return ", ".join(_text(part) or "" for part in value)
    return str(value)
