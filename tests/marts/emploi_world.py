"""A small France at work: deliveries in the layouts of URSSAF and Flores, loaded in a copy of a warehouse."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32

import duckdb

from ingest import ledger
from ingest.delivered import Delivered
from ingest.landing import Lander
from ingest.registry import load_contracts
from tests.ingest.emploi_files import QUARTERS, SECTORS, quarter, urssaf_header, urssaf_line, write

SELECTION = [
    *("--select", "ruptures_de_serie", "fenetres_crises"),
    *("path:models/staging/urssaf", "stg_insee__naf", "stg_insee__flores", "stg_insee__clap"),
    *(
        "stg_insee__melodi_flores",
        "stg_tiers__emploi_communes",
        "stg_tiers__emploi_zones",
        "stg_tiers__emploi_zones_a38",
    ),
    *("int_territoires__groupes", "path:models/intermediate/emploi", "path:models/marts/emploi"),
    *("--exclude", "chomage", "int_emploi__ecarts_tiers", "int_emploi__communes_livrees"),
]
SERIES = {2018: range(2006, 2019), 2022: range(2019, 2023)}
PITS, SOFTWARE, CARS, SHOPS, AGENCIES = "0510Z", "6201Z", "2910Z", "4711F", "7820Z"
# Guéret, without which nothing is known of the small communes of Creuse.
LEFT_OUT = "23096"
DIVIDED = "60054"


def headcount(commune: str, ape: str, year: int) -> tuple[str, str]:
    """Establishments and employees; a pit closes in 2012, software begins in 2010: nobody before, nor after."""
    if (ape == PITS and year > 2012) or (ape == SOFTWARE and year < 2010):
        return "", ""
    if (commune, ape, year) == ("59178", SHOPS, 2018):
        return "2", ""
    if commune == DIVIDED:
        return "1", "100"
    size = crc32(f"{commune} {ape}".encode()) % 300
    shock = crc32(f"{ape} {year}".encode()) % 60 + crc32(f"{commune} {year}".encode()) % 5
    return str(1 + size % 4), str(size + shock)


def activities(commune: str) -> list[str]:
    draw = crc32(commune.encode())
    if commune[:2] not in ("59", "62"):
        return [SHOPS] if commune == DIVIDED else [[SHOPS, PITS, CARS, SOFTWARE, AGENCIES][draw % 5]]
    return [SHOPS, SOFTWARE, AGENCIES, *([PITS] if draw % 3 == 0 else []), *([CARS] if draw % 5 < 2 else [])]


def lines(communes: Iterable[str], years: range) -> Iterator[str]:
    for commune in communes:
        for ape in activities(commune):
            figures = [figure for year in years for figure in headcount(commune, ape, year)]
            if any(figures):
                yield urssaf_line(commune, ape, *figures)


def posts(communes: Iterable[str], nomenclature: str, year: int) -> Iterator[str]:
    yield ";".join(["CODGEO", "EFF_TOT", *(f"EFF_{sector}" for sector in SECTORS[nomenclature])])
    # One sector of each coarse class has all the posts of it, so that the three files agree.
    of = {"A5": ["AZ", "BE", "FZ", "GU", "OQ"], "A17": ["AZ", "C4", "FZ", "GZ", "OQ"]}
    of["A38"] = ["AZ", "CL", "FZ", "GZ", "QA"]
    for commune in communes:
        figures = {sector: crc32(f"{commune} {i} {year}".encode()) % 90 for i, sector in enumerate(of[nomenclature])}
        values = [str(figures.get(sector, 0)) for sector in SECTORS[nomenclature]]
        yield ";".join([commune, str(sum(figures.values())), *values])


def deliver(con: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    # Those that both publications know, under the same code.
    communes = [
        code
        for (code,) in con.execute("""
            with passages as (
                select geographie_origine, code_origine from intermediate.int_territoires__passages),
            derniers as (
                select code_commune, arg_max(population_municipale, millesime) as population
                from intermediate.int_population__communes where population_municipale is not null group by 1)
            select code_commune from derniers
            where population >= 1000 and left(code_commune, 3) <> '976'
                and code_commune in (select code_origine from passages where geographie_origine = 2019)
                and code_commune in (select code_origine from passages where geographie_origine = 2023)
            order by 1""").fetchall()
    ]
    named = [code for code in communes if code != LEFT_OUT]
    files = [
        write(folder / f"urssaf_{last}.csv", urssaf_header(years), *lines([*named, DIVIDED], years))
        for last, years in SERIES.items()
    ]
    north = [code for code in communes if code[:2] in ("59", "62")]
    for year in (2019, 2020):
        for nomenclature in SECTORS:
            name = f"TD_FLORES{year}_N{nomenclature}_NBSAL.csv"
            files.append(write(folder / name, *posts(north, nomenclature, year)))
    quarters = [quarter("3215", year, t, str(90000 + 10 * year + t)) for year in range(2007, 2011) for t in range(1, 5)]
    return [*files, write(folder / "zones.csv", QUARTERS, *quarters)]


def add_territories(con: duckdb.DuckDBPyConnection) -> None:
    """A perimeter of one commune, and a zone d'emploi of the communes of an EPCI, as files of them would make them."""
    con.execute("""
        insert into intermediate.int_territoires__mailles values ('perimetre', 'lens_seul', '62498');
        insert into intermediate.int_territoires__mailles
        select 'zone_emploi', '3215', code_commune from intermediate.int_territoires__mailles
        where niveau = 'epci' and code_territoire = '246200364';
        insert into marts.territoires
        select * replace ('perimetre' as niveau, 'lens_seul' as code_territoire)
        from marts.territoires where niveau = 'commune' and code_territoire = '62498';
        insert into marts.territoires
        select * replace ('zone_emploi' as niveau, '3215' as code_territoire)
        from marts.territoires where niveau = 'epci' and code_territoire = '246200364'""")


def land(warehouse: Path, folder: Path) -> None:
    contracts = load_contracts()
    with duckdb.connect(str(warehouse)) as con:
        ledger.prepare(con, contracts.values())
        files = deliver(con, folder)
        report = Lander(con, contracts, None).land(Delivered(file, "depot", explicit=True) for file in files)
        assert report.refused == []
        add_territories(con)


def add_break(warehouse: Path, serie: str, date: str) -> None:
    """A hard break of one series, as a row more of the seed would make it."""
    with duckdb.connect(str(warehouse)) as con:
        con.execute(
            """
            insert into seeds.ruptures_de_serie by name
            select 'emploi' as theme, 'effectif' as indicateur, cast(? as date) as date_rupture,
                year(cast(? as date)) as millesime, 'Le champ change.' as ce_qui_change, false as comparable,
                'un analyste' as source, ? as serie, 'periode' as axe""",
            [date, date, serie],
        )


def shuffle_and_break(warehouse: Path, folder: Path) -> Path:
    """The same deliveries, their rows in another order, and a hard break of the series of Flores."""
    copy = Path(shutil.copy(warehouse, folder / "warehouse.duckdb"))
    with duckdb.connect(str(copy)) as con:
        for table in ("urssaf_emploi_communes", "urssaf_emploi_zones", "insee_flores"):
            con.execute(f"create or replace table raw.{table} as select * from raw.{table} order by hash(_ligne, 7)")
    add_break(copy, "flores", "2020-06-01")
    return copy
