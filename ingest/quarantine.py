"""The rows of a delivery, in a table of their own, before anything is known of their worth."""

from __future__ import annotations

import duckdb

from ingest.delivery import Delivery, read_columns, select, where_another_begins
from ingest.ledger import PROVENANCE
from ingest.privacy.guard import refuse_cells, refuse_headers
from ingest.privacy.reduction import Reducer
from ingest.recognition import Match
from ingest.refusals import Refusal
from ingest.tables import Batches

_READ = "lues"


def quarantine(con: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    """Put a delivery's rows, as text, in its committed table; nothing personal gets there.

    Each batch is reduced, then searched for identifiers, in memory. Raises `Refusal`; the caller drops the table.
    """
    columns = {**dict.fromkeys(delivery.contract.colonnes, "varchar"), **PROVENANCE}
    con.execute(
        f"create or replace table {delivery.table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})"
    )
    con.execute("begin")
    try:
        for match in delivery.matches:
            _fill(con, delivery, match)
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")


def _fill(con: duckdb.DuckDBPyConnection, delivery: Delivery, match: Match) -> None:
    rows_of_a_vintage = " union all by name ".join(select(match, vintage, delivery, _READ) for vintage in match.columns)
    another = where_another_begins(match, next(iter(match.columns.values())), _READ)
    for rows in _kept_of_persons(con, match, delivery.file.name):
        con.register(_READ, rows)
        con.execute(f"insert into {delivery.table} by name {rows_of_a_vintage}")
        ended = another is not None and con.execute(another).fetchone() != (None,)
        con.unregister(_READ)
        if ended:
            break
    for name in match.deduced.last_period:
        con.execute(
            f"update {delivery.table} set {name} = "
            f"(select max(coalesce(_periode, _millesime::varchar)) from {delivery.table})"
        )


def _kept_of_persons(con: duckdb.DuckDBPyConnection, match: Match, file: str) -> Batches:
    """The batches of a match as they may be written: identifiers reduced where the contract says so, else refused."""
    try:
        refuse_headers(match)
        reducer = Reducer(match, con)
        for rows in read_columns(match, file):
            reduced = reducer.reduced(rows)
            refuse_cells(match, reduced)
            yield reduced
    except Refusal as refusal:
        raise refusal.within(file, match.table.place) from None
