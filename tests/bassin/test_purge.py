"""`bassin purger` from the command line to the last mart, by the real dbt: nothing of a delivery is left."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from tests.agreements import register
from tests.conftest import built, run_bassin
from tests.dbt import dbt
from tests.parks import JEU, write_park

SECRET = "cite-quetzalcoatl"
"""A cité that no layer has: it goes as far as `marts.rejets`."""
REACHED = {
    "raw.bailleurs_parc",
    "staging.stg_bailleurs__parc",
    "intermediate.int_conventions__cites_livrees",
    "intermediate.int_parc__logements",
    "intermediate.int_parc__territoires",
    "marts.parc_minier",
    "marts.rejets",
}
MODELS = [
    *("stg_mission__conventions", "stg_bailleurs__parc", "rejets"),
    *("path:models/intermediate/conventions", "path:models/marts/conventions"),
    *("path:models/intermediate/parc", "path:models/marts/parc"),
]


def cells(warehouse: Path, value: str) -> set[str]:
    """The tables of which a row says a value."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        names = con.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
        said = "select 1 from {} t where contains(t::varchar, ?) limit 1"
        return {name for (name,) in names if con.execute(said.format(name), [value]).fetchone()}


def files(folder: Path) -> list[str]:
    """The files, of the warehouse or beside it, that have the bytes of the secret."""
    return [file.name for file in folder.rglob("*") if file.is_file() and SECRET.encode() in file.read_bytes()]


def contents(warehouse: Path, schema: str) -> dict[str, object]:
    """What each table of a schema holds, whatever the order of its rows."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        names = con.execute("select table_name from duckdb_tables() where schema_name = ?", [schema]).fetchall()
        read = "select count(*), bit_xor(hash(t)) from {}.{} t"
        return {name: con.execute(read.format(schema, name)).fetchone() for (name,) in names}


def park(warehouse: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as con:
        return con.execute(
            "select niveau, code_territoire, millesime, logements from marts.parc_minier "
            "where axe = 'ensemble' and niveau in ('commune', 'departement') and logements > 0 order by all"
        ).fetchall()


def test_a_purge_leaves_nothing_of_a_delivery_and_all_of_the_others(entrepot_petit: Path, tmp_path: Path) -> None:
    folder, depot = tmp_path / "entrepot", tmp_path / "depot"
    for made in (folder, depot):
        made.mkdir()
    warehouse = Path(shutil.copyfile(entrepot_petit, folder / "warehouse.duckdb"))
    agreed = [{"convention": name, "partenaire": name, "jeu": JEU} for name in ("Bailleur A", "Bailleur B")]
    register(depot / "registre.csv", *agreed)
    write_park(depot / "b.csv", ("Bailleur B", "62498", 2024))
    built(warehouse, "load", depot)
    dbt(warehouse, "run", "--select", *MODELS)
    kept, kept_park = contents(warehouse, "raw"), park(warehouse)

    write_park(depot / "a.csv", ("Bailleur A", "62498", 2024), ("Bailleur A", "62510", 2024), cite=SECRET)
    built(warehouse, "load", depot / "a.csv")
    dbt(warehouse, "run", "--select", *MODELS)
    assert cells(warehouse, SECRET) == REACHED
    assert files(folder) == ["warehouse.duckdb"]
    assert park(warehouse) != kept_park
    with duckdb.connect(str(warehouse), read_only=True) as con:
        [(livraison,)] = con.execute("select livraison from meta.livraisons where fichier = 'a.csv'").fetchall()

    purged = run_bassin(warehouse, "purger", livraison)
    assert purged.returncode == 0, purged.stdout + purged.stderr
    assert f"raw.{JEU} : 2 lignes effacées" in purged.stdout.replace("\u00a0", " ")
    assert "tables de staging, intermediate et marts refaites" in purged.stdout
    assert cells(warehouse, SECRET) == set()
    assert files(folder) == []
    assert contents(warehouse, "raw") == kept
    assert park(warehouse) == kept_park != []
    with duckdb.connect(str(warehouse), read_only=True) as con:
        ledger = "select fichier, purgee_le is not null from meta.livraisons where jeu = ? order by all"
        assert con.execute(ledger, [JEU]).fetchall() == [("a.csv", True), ("b.csv", False)]
