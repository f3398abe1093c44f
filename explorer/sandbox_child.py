"""The process in which one query typed by a user runs: started by `sandbox`, alone, and gone with its answer.

It reads `{"entrepot", "sql", "lignes", "octets", "secondes"}` as JSON on its standard input. It writes one line of JSON
(`coupe`: whether rows were left out; or `refus`: the sentence to show; or `erreur`, `message`: the engine’s own), then
the rows as an Arrow stream. It imports nothing of the page, so that it starts in a few tenths of a second.

What a query may see is a database in memory whose only tables are views of the marts, in which a figure under agreement
that stays inside is null: whatever is computed, it is computed without them.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import duckdb

FILE = "entrepot"
MARTS = "marts"
# The page ends this process long before; this is for a page that is gone.
SECONDS_ALONE = 120
ADDRESS_SPACE = 6 << 30

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "1GB",
    "threads": 2,
    # Rows under agreement never go to a temporary file.
    "temp_directory": "",
    "max_temp_directory_size": "0B",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}

TABLE_FUNCTIONS = {"range", "generate_series", "unnest"}
TABLE_REFERENCES = {"BASE_TABLE", "TABLE_FUNCTION", "SHOW_REF"}
# What looks at something else than its arguments (files, settings, catalogue, statistics of hidden values), or waits.
FORBIDDEN_FUNCTIONS = re.compile(
    r"read_.*|sniff_.*|.*_scan|glob|parquet_.*|pragma_.*|duckdb_.*|pg_(?!typeof$|size_pretty$).*|query|query_table|getenv"
    r"|getvariable|current_(?!date$|local).*|session_user|user|version|in_search_path|inet_.*|has_.*privilege"
    r"|json_.*serialize.*|stats|write_log|sleep.*|txid_current|nextval|currval|.*_description|setseed|get_block_size"
    r"|sql_auto_complete|parse_duckdb_log_message|which_secret"
)
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")

ONE_SELECT = (
    "Seule une requête SELECT (ou WITH … SELECT) peut être exécutée ici : l’entrepôt se lit, il ne se modifie pas, "
    "et rien ne s’y règle ; les tables et leurs colonnes sont décrites à côté."
)

# Numbers that are no figure: what dates or names a row.
NAMES = re.compile(r"(millesime|annee|geographie|duree|rang_portrait|nombre_classes|couverture).*|.*_(millesime|annee)")
NUMBERS = re.compile(r"(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)")


class Refused(Exception):
    """The query is not run; the message says in French what is refused, and what one can do."""


def parse(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any]:
    """The tree of the one SELECT that the text is, by DuckDB's own parser. Raises Refused."""
    if CONTROL_CHARACTERS.search(sql):
        raise Refused("La requête contient un caractère de contrôle invisible : retapez-la sans lui.")
    found = connection.execute("select json_serialize_sql(?::varchar)", [sql]).fetchone()
    tree: dict[str, Any] = json.loads(found[0]) if found else {"error": True, "error_type": "parser"}
    if tree["error"]:
        if tree.get("error_type") == "not implemented":
            raise Refused(ONE_SELECT)
        raise duckdb.ParserException(str(tree.get("error_message", "")))
    statements = tree["statements"]
    if not statements:
        raise Refused("La requête est vide : écrivez un SELECT, ou choisissez un exemple.")
    if len(statements) > 1:
        raise Refused("Une seule requête à la fois : gardez-en une, sans rien après le point-virgule.")
    if statements[0]["named_param_map"]:
        raise Refused("La requête attend un paramètre ($nom ou ?) : écrivez la valeur à sa place.")
    statement: dict[str, Any] = statements[0]
    return statement


def nodes(tree: object) -> Iterator[dict[str, Any]]:
    """Every node of a tree, whatever its place."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def marts_named(tree: dict[str, Any], marts: Iterable[str], reserved: set[str]) -> set[str]:
    """The marts that a query reads, by their true names. Raises Refused for whatever else it would read or call.

    `reserved`: the names that a query may not give to its own WITH tables, those of the engine's catalogue.
    """
    known = {mart.lower(): mart for mart in marts}
    every = list(nodes(tree))
    own = {str(pair["key"]).lower() for node in every for pair in (node.get("cte_map") or {}).get("map", [])}
    for name in own:
        if not name.isidentifier() or name in reserved - known.keys():
            raise Refused(f"Le nom « {name} » ne peut pas être donné à une table de WITH : changez-le.")
    named = set()
    for node in every:
        kind = node.get("type")
        if kind == "BASE_TABLE":
            named |= _mart(node, known, own)
        elif kind == "SHOW_REF":
            raise Refused(ONE_SELECT)
        elif kind == "TABLE_FUNCTION":
            function = str((node.get("function") or {}).get("function_name", "")).lower()
            if function not in TABLE_FUNCTIONS:
                raise Refused(f"« {function}(…) » ne peut pas être lu comme une table : seuls les marts se lisent ici.")
        if "function_name" in node:
            _check_function(node)
    return named


def _mart(node: dict[str, Any], known: dict[str, str], own: set[str]) -> set[str]:
    catalogue, schema, table = (str(node.get(key) or "") for key in ("catalog_name", "schema_name", "table_name"))
    written = ".".join(part for part in (catalogue, schema, table) if part)
    if catalogue or schema.lower() not in {"", MARTS}:
        raise Refused(
            f"« {written} » ne se lit pas ici : seules les tables du schéma marts se lisent, nommées marts.table."
        )
    if not schema and table.lower() in own:
        # Of a mart's name too: which of the two is meant depends on the place, and the view is harmless.
        return {known[table.lower()]} if table.lower() in known else set()
    if table.lower() not in known:
        raise Refused(f"Il n’y a pas de table « {written} » dans le schéma marts : la liste des tables est à côté.")
    return {known[table.lower()]}


def _check_function(node: dict[str, Any]) -> None:
    function = str(node["function_name"]).lower()
    if node.get("catalog") or FORBIDDEN_FUNCTIONS.fullmatch(function):
        raise Refused(
            f"La fonction « {function} » est refusée : une requête ne lit ici que les marts, "
            "ni les fichiers, ni les réglages, ni le catalogue."
        )


def masked(mart: str, columns: dict[str, str]) -> str:
    """The SQL of the view that stands for a mart. `columns`: the types by name, in order.

    `x_statut` rules `x` and the bounds beside it (`x_bas`, `x_haut`), `statut` rules `valeur`. Another number of a row
    (a gap, a rank, a share) may come from any of its figures: it is null as soon as one of them stays inside.
    """
    statuses = [name for name in columns if name == "statut" or name.endswith("_statut")]
    stems = {name.removesuffix("_statut"): name for name in statuses if name != "statut"}
    if "statut" in statuses:
        stems["valeur"] = "statut"
    inside = " or ".join(f"coalesce({_quoted(name)} = 'interne', false)" for name in statuses)
    replaced = []
    for name, kind in columns.items():
        if name in statuses:
            continue
        status = stems.get(name.removesuffix("_bas").removesuffix("_haut"))
        if status is not None:
            hidden = f"{_quoted(status)} is null or {_quoted(status)} = 'interne'"
        elif statuses and NUMBERS.fullmatch(kind) and not NAMES.fullmatch(name):
            hidden = inside
        else:
            continue
        replaced.append(f"case when not ({hidden}) then {_quoted(name)} end as {_quoted(name)}")
    changes = f" replace ({', '.join(replaced)})" if replaced else ""
    return f"create view {MARTS}.{_quoted(mart)} as select *{changes} from {FILE}.{MARTS}.{_quoted(mart)}"


def prepare(connection: duckdb.DuckDBPyConnection, path: str, sql: str) -> None:
    """Show the marts that the query names, masked, and close every other door. Raises Refused."""
    tree = parse(connection, sql)
    connection.execute(f"attach '{path.replace(chr(39), chr(39) * 2)}' as {FILE} (read_only)")
    found = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where database_name = ? and schema_name = ? order by table_name, column_index",
        [FILE, MARTS],
    ).fetchall()
    marts: dict[str, dict[str, str]] = {}
    for table, column, kind in found:
        marts.setdefault(table, {})[column] = kind
    reserved = {
        row[0].lower()
        for row in connection.execute(
            "select view_name from duckdb_views() union select table_name from duckdb_tables()"
        ).fetchall()
    }
    named = marts_named(tree, marts, reserved)
    connection.execute(f"create schema {MARTS}")
    for mart in sorted(named):
        connection.execute(masked(mart, marts[mart]))
    connection.execute(f"set search_path = '{MARTS}'")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def answer(connection: duckdb.DuckDBPyConnection, sql: str, rows: int, size: int) -> tuple[bool, bytes]:
    """Whether rows were left out, and the first `rows` of them as an Arrow stream of about `size` bytes at most."""
    import pyarrow as pa

    reader = connection.execute(sql).to_arrow_reader(min(rows + 1, 2048))
    sink = pa.BufferOutputStream()
    kept, cut = 0, False
    with pa.ipc.new_stream(sink, reader.schema) as stream:
        for batch in reader:
            part = batch.slice(0, rows - kept)
            if sink.tell() + part.nbytes > size:
                part = part.slice(0, int(part.num_rows * max(size - sink.tell(), 0) / part.nbytes))
            stream.write_batch(part)
            kept += part.num_rows
            if part.num_rows < batch.num_rows:
                cut = True
                break
    return cut, sink.getvalue().to_pybytes()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _later(seconds: float, do: Callable[[], object]) -> None:
    timer = threading.Timer(seconds, do)
    timer.daemon = True
    timer.start()


def _limit_itself() -> None:
    _later(SECONDS_ALONE, lambda: os._exit(1))
    if sys.platform != "win32":
        import resource

        # The page goes first.
        os.nice(10)
        # What the engine does not count: the answer while it is copied.
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Answer the one question on standard input."""
    _limit_itself()
    asked = json.loads(sys.stdin.buffer.read())
    said: dict[str, Any]
    body = b""
    try:
        with duckdb.connect(":memory:", config=SETTINGS) as connection:
            prepare(connection, asked["entrepot"], asked["sql"])
            # From here: starting, on a busy machine, is not the fault of the query.
            _later(asked["secondes"], connection.interrupt)
            cut, body = answer(connection, asked["sql"], asked["lignes"], asked["octets"])
        said = {"coupe": cut}
    except Refused as reason:
        said = {"refus": str(reason)}
    except RecursionError:
        said = {"refus": "La requête est trop imbriquée : simplifiez-la."}
    except (duckdb.Error, MemoryError) as error:
        said = {"erreur": type(error).__name__, "message": str(error)}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + body)
    sys.stdout.buffer.flush()
    # Without waiting for the engine to give its memory back.
    os._exit(0)


if __name__ == "__main__":
    main()
