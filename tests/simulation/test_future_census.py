"""A census that does not exist yet: simulated in every family of files, and loaded by the contracts as they are."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from ingest import ledger
from ingest.delivered import Delivered
from ingest.landing import EMBEDDED, Lander
from ingest.registry import load_contracts
from simulation.census_files import CensusFiles
from simulation.communes import read_communes
from simulation.deliveries import write_archive, write_text
from simulation.migrations import migrations
from simulation.navettes import navettes
from simulation.world import World

FUTURE = 2027
BASES = ("structure", "menages", "diplomes", "logement", "emploi")


@pytest.fixture(scope="session")
def future(tmp_path_factory: pytest.TempPathFactory, world: World) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse on which everything of the census of 2027 has landed."""
    folder = tmp_path_factory.mktemp("2027")
    census = CensusFiles(world.communes)
    archives, texts = census.bases(FUTURE), census.civil_registration(2021, 2029)
    france = read_communes(EMBEDDED, None)
    texts |= migrations(france, FUTURE) | navettes(france, FUTURE)
    files = [write_archive(folder / name, members) for name, members in archives.items()]
    files += [write_text(folder / name, text) for name, text in texts.items()]
    contracts = load_contracts()
    with duckdb.connect(str(folder / "warehouse.duckdb")) as con:
        ledger.prepare(con, contracts.values())
        Lander(con, contracts, None).land(Delivered(file, "embarque") for file in EMBEDDED.iterdir())
        report = Lander(con, contracts, None).land(Delivered(file, "simulation") for file in files)
        assert not report.refused and not report.unknown
        yield con


@pytest.mark.parametrize("family", BASES)
def test_every_family_of_2027_lands_with_its_three_vintages(
    family: str, future: duckdb.DuckDBPyConnection, world: World
) -> None:
    rows = future.execute(f"select _millesime, count(*) from raw.insee_rp_{family} group by 1 order by 1").fetchall()
    assert rows == [(year, len(world.communes.codes)) for year in (2016, 2021, 2027)]


def test_the_series_of_2027_goes_back_to_1968_with_its_flows(future: duckdb.DuckDBPyConnection) -> None:
    stocks = future.execute(
        "select distinct _millesime from raw.insee_rp_serie_historique where _periode is null order by 1"
    ).fetchall()
    assert [year for (year,) in stocks] == [1968, 1975, 1982, 1990, 1999, 2016, 2021, 2027]
    flows = future.execute(
        "select distinct _periode from raw.insee_rp_serie_historique where _periode is not null order by 1"
    ).fetchall()
    assert [period for (period,) in flows][-3:] == ["1999-2016", "2016-2021", "2021-2027"]


def test_births_deaths_and_moves_of_years_to_come_land(future: duckdb.DuckDBPyConnection) -> None:
    years = future.execute("select min(_millesime), max(_millesime) from raw.insee_etat_civil").fetchone()
    assert years == (2021, 2029)
    themes = ("insee_migrations", "insee_navettes")
    for jeu in [name for theme in themes for name in (theme, f"{theme}_individus")]:
        assert future.execute(f"select distinct _millesime from raw.{jeu}").fetchall() == [(FUTURE,)]


def test_the_columns_that_the_marts_need_are_all_found(future: duckdb.DuckDBPyConnection) -> None:
    contracts = load_contracts()
    known_by_old_files_only = {"p_pop75p", "p_nscol15p_dipl0", "p_nscol15p_cep", "p_nscol15p_bacp2", "p_nscol15p_sup"}
    for family in BASES:
        names = contracts[f"insee_rp_{family}"].dispositions[0].headers.keys() - known_by_old_files_only
        filled = ", ".join(f"count({name})" for name in sorted(names))
        counts = future.execute(f"select {filled} from raw.insee_rp_{family} where _millesime = 2027").fetchone()
        empty = [name for name, count in zip(sorted(names), counts or (), strict=True) if not count]
        assert empty in ([], ["nom_commune"]), family
