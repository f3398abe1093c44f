"""The tables of `meta` and `raw`: what was delivered, refused, checked, and which delivery fills which slot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb

from ingest.quality import Outcome
from ingest.registry import Contract

PROVENANCE = {
    "_millesime": "INTEGER",
    "_periode": "VARCHAR",
    "_niveau": "VARCHAR",
    "_geographie": "INTEGER",
    "_edition": "VARCHAR",
    "_nature": "VARCHAR",
    "_livraison": "VARCHAR",
    "_feuille": "VARCHAR",
    "_ligne": "INTEGER",
}
SLOT = ("_millesime", "_periode", "_niveau", "_geographie", "_edition")

_META = """
create schema if not exists meta;
create schema if not exists raw;
create schema if not exists archive;
create schema if not exists quarantaine;
create table if not exists meta.entrepot (
    mode varchar, empreinte varchar, construit_le timestamp, version varchar
);
create table if not exists meta.comptes (nom_table varchar, lignes bigint);
create table if not exists meta.contrats (
    jeu varchar, producteur varchar, titre varchar, page varchar, licence varchar, diffusion varchar,
    cadence varchar, commande varchar, version varchar
);
alter table meta.contrats add column if not exists secret_unites_minimum integer;
alter table meta.contrats add column if not exists secret_part_maximum_pct double;
alter table meta.contrats add column if not exists conservation_mois integer;
create table if not exists meta.editions (jeu varchar, edition varchar, producteur varchar, rang integer);
create table if not exists meta.livraisons (
    livraison varchar, jeu varchar, producteur varchar, edition varchar, fichier varchar, sha256 varchar,
    taille_octets bigint, licence varchar, diffusion varchar, millesime integer, millesimes integer[],
    geographies integer[], niveaux varchar[], nature varchar, origine varchar, lignes bigint,
    colonnes_ignorees varchar[], feuilles_ignorees varchar[], charge_le timestamp, duree_s double,
    version_contrat varchar, millesime_appelant integer, remplacee_par varchar, retiree_le timestamp
);
alter table meta.livraisons add column if not exists purgee_le timestamp;
alter table meta.livraisons add column if not exists partenaires varchar[];
create table if not exists meta.cases (
    jeu varchar, millesime integer, periode varchar, niveau varchar, geographie integer, edition varchar,
    livraison varchar, lignes bigint
);
create table if not exists meta.refus (
    fichier varchar, jeu varchar, edition varchar, sha256 varchar, motifs varchar[], extraits varchar[],
    refuse_le timestamp, millesime_appelant integer
);
create table if not exists meta.controles (
    livraison varchar, jeu varchar, controle varchar, colonne varchar, reussi boolean, ecarts bigint,
    controle_le timestamp
);
"""


def prepare(con: duckdb.DuckDBPyConnection, contracts: Iterable[Contract]) -> None:
    """Create or bring up to date `meta.*` and, for every contract, its table in `raw` and `archive`."""
    contracts = list(contracts)
    con.execute(_META)
    for schema, name in con.execute(
        "select table_schema, table_name from information_schema.tables where table_schema = 'quarantaine'"
    ).fetchall():
        con.execute(f"drop table {schema}.{name}")
    con.execute("begin")
    con.execute("delete from meta.contrats")
    con.execute("delete from meta.editions")
    for contract in contracts:
        con.execute(
            "insert into meta.contrats values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                contract.jeu,
                contract.producteur,
                contract.titre,
                contract.page,
                contract.licence,
                contract.diffusion,
                contract.cadence,
                "bassin build --depot DOSSIER",
                contract.version,
                contract.secret and contract.secret.unites_minimum,
                contract.secret and contract.secret.part_maximum_pct,
                contract.conservation_mois,
            ],
        )
        for edition, rang in sorted({(layout.edition, layout.rang) for layout in contract.dispositions}):
            con.execute(
                "insert into meta.editions values (?, ?, ?, ?)",
                [contract.jeu, edition, contract.producer_of(edition), rang],
            )
        for schema in ("raw", "archive"):
            _shape_table(con, schema, contract)
    con.execute("commit")


def _shape_table(con: duckdb.DuckDBPyConnection, schema: str, contract: Contract) -> None:
    """Give a table the columns of its contract, keeping the rows of those it had."""
    wanted = {**dict.fromkeys(contract.colonnes, "VARCHAR"), **PROVENANCE}
    existing = [
        row[0]
        for row in con.execute(
            "select column_name from information_schema.columns where table_schema = ? and table_name = ? "
            "order by ordinal_position",
            [schema, contract.jeu],
        ).fetchall()
    ]
    if existing == list(wanted):
        return
    table, former = f"{schema}.{contract.jeu}", f"{schema}.{contract.jeu}__avant"
    if existing:
        con.execute(f"alter table {table} rename to {contract.jeu}__avant")
    con.execute(f"create table {table} ({', '.join(f'{name} {kind}' for name, kind in wanted.items())})")
    if existing:
        kept = ", ".join(name for name in wanted if name in existing)
        con.execute(f"insert into {table} ({kept}) select {kept} from {former}")
        con.execute(f"drop table {former}")


@dataclass(frozen=True)
class Change:
    """What a delivery does to the slots it fills: whose rows they held, and how its rows differ from those."""

    replaced: tuple[str, ...]
    added: int
    gone: int
    changed: int
    former: int = 0
    """How many rows the slots held."""

    @property
    def differs(self) -> bool:
        return bool(self.replaced) and bool(self.added or self.gone or self.changed)


Slot = tuple[object, ...]


def _slot(contract: Contract) -> tuple[str, ...]:
    """The columns that name a slot: a contract may split its own further, one list of communes a perimeter."""
    return (*SLOT, *contract.case_par)


def _same_slot(contract: Contract) -> str:
    return " and ".join(f"r.{name} is not distinct from n.{name}" for name in _slot(contract))


def slots(con: duckdb.DuckDBPyConnection, contract: Contract, quarantine: str) -> set[Slot]:
    """The slots that a quarantine table fills."""
    return set(con.execute(f"select distinct {', '.join(_slot(contract))} from {quarantine}").fetchall())


def compare(con: duckdb.DuckDBPyConnection, contract: Contract, quarantine: str) -> Change:
    """Set a quarantine table against what `raw` holds in the same slots."""
    if not con.execute(
        f"select 1 from (select distinct {', '.join(SLOT)} from {quarantine}) n "
        f"semi join meta.cases r on r.jeu = '{contract.jeu}' "
        f"and {' and '.join(f'r.{name[1:]} is not distinct from n.{name}' for name in SLOT)} limit 1"
    ).fetchone():
        row = con.execute(f"select count(*) from {quarantine}").fetchone()
        return Change((), row[0] if row else 0, 0, 0)
    filled = f"(select distinct {', '.join(_slot(contract))} from {quarantine})"
    former = f"(select r.* from raw.{contract.jeu} r semi join {filled} n on {_same_slot(contract)})"
    same_key = " and ".join(f"a.{name} is not distinct from b.{name}" for name in [*_slot(contract), *contract.cle])
    differs = " or ".join(f"a.{name} is distinct from b.{name}" for name in contract.colonnes)
    row = con.execute(
        f"select list(distinct a._livraison order by a._livraison) filter (a._livraison is not null), "
        f"count(*) filter (a._livraison is null), count(*) filter (b._livraison is null), "
        f"count(*) filter (a._livraison is not null and b._livraison is not null and ({differs})), "
        f"count(a._livraison) "
        f"from {former} a full outer join {quarantine} b on {same_key}"
    ).fetchone()
    former_deliveries, added, gone, changed, held = row or (None, 0, 0, 0, 0)
    return Change(tuple(former_deliveries or ()), added, gone, changed, held)


def fill_slots(
    con: duckdb.DuckDBPyConnection, contract: Contract, quarantine: str, livraison: str, change: Change
) -> None:
    """Put a checked quarantine table in `raw`, in the caller's transaction.

    The rows that were in the same slots go to `archive`, where `withdraw` finds them again.
    """
    raw, archive = f"raw.{contract.jeu}", f"archive.{contract.jeu}"
    if change.replaced:
        filled = f"(select distinct {', '.join(_slot(contract))} from {quarantine})"
        same = _same_slot(contract)
        con.execute(f"insert into {archive} by name select r.* from {raw} r semi join {filled} n on {same}")
        con.execute(f"delete from {raw} r using {filled} n where {same}")
        con.execute(
            "update meta.livraisons set remplacee_par = ? where livraison in (select unnest(?))",
            [livraison, list(change.replaced)],
        )
    con.execute(f"insert into {raw} by name from {quarantine}")
    _list_slots(con, contract.jeu)


def _list_slots(con: duckdb.DuckDBPyConnection, jeu: str) -> None:
    con.execute("delete from meta.cases where jeu = ?", [jeu])
    con.execute(
        f"insert into meta.cases select '{jeu}', {', '.join(SLOT)}, _livraison, count(*) from raw.{jeu} group by all"
    )


def withdraw(
    con: duckdb.DuckDBPyConnection, contracts: Mapping[str, Contract], livraison: str
) -> tuple[str, list[str]]:
    """Take a delivery out of `raw` and bring back what it hid: its data set, and the deliveries that return.

    Raises `LookupError` when the ledger knows no such delivery, or it is out already.
    """
    row = con.execute(
        "select jeu from meta.livraisons where livraison = ? and retiree_le is null", [livraison]
    ).fetchone()
    if row is None:
        raise LookupError(livraison)
    jeu = row[0]
    slot, same = _slot(contracts[jeu]), _same_slot(contracts[jeu])
    con.execute("begin")
    con.execute("update meta.livraisons set retiree_le = ? where livraison = ?", [now(), livraison])
    # In each slot left empty, the last delivery that is still in: the ledger's order is the order of arrival.
    con.execute(
        f"""
        create temp table retours as
        select r.* from archive.{jeu} r
        join meta.livraisons l on l.livraison = r._livraison and l.retiree_le is null
        semi join (select distinct {", ".join(slot)} from raw.{jeu} where _livraison = ?) n on {same}
        qualify l.rowid = max(l.rowid) over (partition by {", ".join(f"r.{name}" for name in slot)})
        """,
        [livraison],
    )
    con.execute(f"delete from raw.{jeu} where _livraison = ?", [livraison])
    con.execute(f"delete from archive.{jeu} where _livraison = ?", [livraison])
    back = [row[0] for row in con.execute("select distinct _livraison from retours order by all").fetchall()]
    con.execute(f"insert into raw.{jeu} by name from retours")
    con.execute(
        f"delete from archive.{jeu} r using (select distinct {', '.join(slot)}, _livraison from retours) n "
        f"where r._livraison = n._livraison and {same}"
    )
    con.execute("drop table retours")
    con.execute(
        "update meta.livraisons set remplacee_par = null where livraison in (select unnest(?::varchar[]))",
        [back],
    )
    _list_slots(con, jeu)
    con.execute("update meta.entrepot set empreinte = null")
    con.execute("commit")
    return jeu, back


def purge(
    con: duckdb.DuckDBPyConnection, contracts: Mapping[str, Contract], livraisons: Iterable[str]
) -> dict[str, int]:
    """Take the bytes of some deliveries out for good, whatever contracts read them: the rows removed, by table.

    Their lines of the ledger stay, with `purgee_le`. Raises `LookupError` for a delivery that the ledger does not know,
    or of which nothing is left.
    """
    asked = {livraison: _content_of(con, livraison) for livraison in livraisons}
    removed: dict[str, int] = {}
    for jeu, sha256 in sorted(set(asked.values())):
        same = con.execute(
            "select livraison, retiree_le is null from meta.livraisons "
            "where jeu = ? and sha256 = ? and purgee_le is null",
            [jeu, sha256],
        ).fetchall()
        for livraison, in_place in same:
            for table in (f"raw.{jeu}", f"archive.{jeu}"):
                count = con.execute(f"select count(*) from {table} where _livraison = ?", [livraison]).fetchone()
                removed[table] = removed.get(table, 0) + (count[0] if count else 0)
            if in_place:
                withdraw(con, contracts, livraison)
            con.execute("update meta.livraisons set purgee_le = ? where livraison = ?", [now(), livraison])
        con.execute("update meta.refus set extraits = [] where sha256 = ?", [sha256])
    return {table: count for table, count in removed.items() if count}


def _content_of(con: duckdb.DuckDBPyConnection, livraison: str) -> tuple[str, str]:
    """The data set and the bytes of a delivery of which something may be left."""
    row = con.execute(
        "select jeu, sha256 from meta.livraisons where livraison = ? and purgee_le is null", [livraison]
    ).fetchone()
    if row is None:
        raise LookupError(livraison)
    return row[0], row[1]


def forget(con: duckdb.DuckDBPyConnection, contracts: Mapping[str, Contract], livraison: str) -> None:
    """Withdraw a delivery of the present run as if it had never come: nobody asked for it to stay out."""
    withdraw(con, contracts, livraison)
    con.execute("delete from meta.livraisons where livraison = ?", [livraison])


def write_delivery(con: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> None:
    """Append a row to `meta.livraisons`."""
    con.execute(
        f"insert into meta.livraisons ({', '.join(row)}) values ({', '.join('?' * len(row))})", list(row.values())
    )


def write_refusal(con: duckdb.DuckDBPyConnection, row: tuple[Any, ...]) -> None:
    """Append a row to `meta.refus`, its columns in order."""
    con.execute("insert into meta.refus values (?, ?, ?, ?, ?, ?, ?, ?)", list(row))


def write_checks(con: duckdb.DuckDBPyConnection, livraison: str, jeu: str, outcomes: Sequence[Outcome]) -> None:
    """Append the outcome of each check to `meta.controles`."""
    for outcome in outcomes:
        con.execute(
            "insert into meta.controles values (?, ?, ?, ?, ?, ?, ?)",
            [livraison, jeu, outcome.controle, outcome.colonne, outcome.reussi, outcome.ecarts, now()],
        )


def now() -> datetime:
    """The time of an entry of the ledger, in UTC."""
    return datetime.now(UTC).replace(tzinfo=None)
