"""One view of the page opened on a warehouse, and what a reader finds on it."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
from streamlit.testing.v1 import AppTest

PAGE = Path(__file__).parents[2] / "explore.py"
SPACES = str.maketrans({"\u202f": " ", "\u00a0": " "})

# The marts that the views read, for a few territories and indicators: a warehouse small enough to be changed.
KEPT = """
create table marts.indicateurs as
select * from demo.marts.indicateurs
where
    indicateur in (
        'taux_pauvrete_60', 'population_municipale', 'solde_naturel', 'part_diplomes_superieur_pct',
        'emploi_salarie_prive', 'densite_hab_km2', 'revenu_median'
    )
    and (
        niveau in ('epci', 'perimetre', 'departement', 'region', 'france')
        or (niveau = 'commune' and code_territoire in (
            select code_commune from demo.marts.appartenances where niveau = 'epci' and code_territoire = '246200364'
        ))
    )
"""
WHOLE = (
    "entrepot",
    "dictionnaire",
    "territoires",
    "appartenances",
    "comparaisons",
    "ruptures",
    "sources",
    "cites_communes",
)


def open_view(warehouse: Path, **address: str) -> AppTest:
    """Open the page on a warehouse, at an address; the fixture `open_page` sets the variable that names it."""
    page = AppTest.from_file(str(PAGE), default_timeout=120)
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception, page.exception
    return page


def read(warehouse: Path, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """The rows of a query, read beside the page."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql, list(parameters)).fetchall()


def written(page: AppTest) -> str:
    """All the sentences of the page, with plain spaces."""
    parts = [
        *(*page.error, *page.warning, *page.info, *page.success, *page.caption),
        *(*page.markdown, *page.subheader, *page.code),
    ]
    return "\n".join(part.value for part in parts).translate(SPACES)


def plain(text: str) -> str:
    """The same text with plain spaces and a plain minus."""
    return text.translate(SPACES).replace("\u2212", "-")


def as_number(text: str) -> float | None:
    """The number that a person reads at the start of a text: `1 184 821 personnes`; None for a dash."""
    kept = "".join(letter for letter in plain(text).replace(",", ".") if letter in "0123456789.-+")
    return float(kept) if kept.strip("-+.") else None


def pictures(page: AppTest) -> list[list[list[dict[str, Any]]]]:
    """The rows drawn by each layer of each picture."""
    found = []
    for element in page.get("vega_lite_chart"):
        sent = {one.name: pa.ipc.open_stream(one.data.data).read_all().to_pylist() for one in element.proto.datasets}
        found.append([sent[layer["data"]["name"]] for layer in json.loads(element.proto.spec)["layer"]])
    return found


def rows_of(warehouse: Path, page: AppTest) -> list[pd.DataFrame]:
    """What each SQL text shown on the page gives, run as it stands."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return [connection.execute(code.value).df() for code in page.code if code.language == "sql"]


def small_copy(demo: Path, file: Path, *changes: str) -> Path:
    """A warehouse with a part of the demonstration's marts, then changed by SQL."""
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"attach '{demo}' as demo (read_only)")
        connection.execute("create schema marts")
        for name in WHOLE:
            connection.execute(f"create table marts.{name} as from demo.marts.{name}")
        connection.execute("create table marts.population as from demo.marts.population where niveau <> 'commune'")
        for statement in (KEPT, *changes):
            connection.execute(statement)
    return file
