"""The simulated migrations: two files that say the same, on the populations of the world."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from ingest.landing import EMBEDDED
from simulation.communes import Communes, read_communes
from simulation.migrations import ABROAD, OVERSEAS, migrations
from simulation.places import ARRONDISSEMENTS, HOME
from tests.simulation.conftest import Rows

YEAR = 2022
PARENT = {code: commune for commune, codes in ARRONDISSEMENTS.items() for code in codes}


@pytest.fixture(scope="module")
def communes() -> Communes:
    return read_communes(EMBEDDED)


def tables(communes: Communes, year: int) -> tuple[Rows, Rows]:
    """The rows of the flows, and those of the individuals."""
    texts = migrations(communes, year).values()
    flows, people = (list(csv.DictReader(io.StringIO(text), delimiter=";")) for text in texts)
    return flows, people


@pytest.fixture(scope="module")
def both(communes: Communes) -> tuple[Rows, Rows]:
    return tables(communes, YEAR)


def with_paris(communes: Communes) -> Communes:
    """The same communes, and a town outside the région that comes by arrondissement."""
    return replace(
        communes,
        codes=[*communes.codes, "75056"],
        names=[*communes.names, "Paris"],
        departement=[*communes.departement, "75"],
        arrondissement=[*communes.arrondissement, "751"],
        epci=[*communes.epci, "200054781"],
        mining=np.append(communes.mining, False),
        population=np.append(communes.population, 2_100_000.0),
    )


def millionths(number: str) -> int:
    whole, decimals = number.split(".")
    return int(whole + decimals)


def test_individuals_add_up_to_the_flows_to_the_last_decimal(both: tuple[Rows, Rows]) -> None:
    flows, people = both
    sums: Counter[tuple[str, str]] = Counter()
    for row in people:
        here = row["ARM"] if row["ARM"] != "ZZZZZ" else row["COMMUNE"]
        sums[here, row["DCRAN"]] += millionths(row["IPONDI"])
    assert dict(sums) == {(row["CODGEO"], row["DCRAN"]): millionths(row["NBFLUX_C22_POP01P"]) for row in flows}


def test_residents_are_ninety_nine_percent_of_the_population(both: tuple[Rows, Rows], communes: Communes) -> None:
    residents: Counter[str] = Counter()
    for row in both[0]:
        residents[row["CODGEO"]] += millionths(row["NBFLUX_C22_POP01P"])
    assert sorted(residents) == communes.codes
    counted = np.array([residents[code] for code in communes.codes]) / 1e6
    assert counted == pytest.approx(0.99 * communes.population, abs=1e-4)


def test_each_pair_of_communes_comes_once(both: tuple[Rows, Rows]) -> None:
    pairs = [(row["CODGEO"], row["DCRAN"]) for row in both[0]]
    assert len(pairs) == len(set(pairs))


def test_newcomers_are_nearly_all_from_the_communes_of_the_world(both: tuple[Rows, Rows], communes: Communes) -> None:
    origins = {row["DCRAN"] for row in both[0]}
    assert origins <= {*communes.codes, ABROAD, OVERSEAS}
    assert {ABROAD, OVERSEAS} <= origins


def test_children_have_no_occupation_and_the_old_are_retired(both: tuple[Rows, Rows]) -> None:
    assert {row["STAT_GSEC"] for row in both[1] if int(row["AGEREVQ"]) < 15} == {"40"}
    assert {row["STAT_GSEC"] for row in both[1] if int(row["AGEREVQ"]) >= 60} == {"32"}


def test_another_run_writes_the_same_text(communes: Communes, both: tuple[Rows, Rows]) -> None:
    assert tables(communes, YEAR) == both


def test_paris_comes_by_arrondissement_at_both_ends(communes: Communes) -> None:
    flows, people = tables(with_paris(communes), YEAR)
    places = {row[end] for row in flows for end in ("CODGEO", "DCRAN")}
    assert set(ARRONDISSEMENTS["75056"]) <= places
    assert "75056" not in places
    parisians = [row for row in people if row["COMMUNE"] == "75056"]
    assert {row["ARM"] for row in parisians} == set(ARRONDISSEMENTS["75056"])
    left = {row["DCRAN"] for row in flows if row["CODGEO"] in PARENT and row["DCRAN"] != row["CODGEO"]}
    assert left
    assert {code[:2] for code in left} <= set(HOME)


@pytest.mark.parametrize("year, occupation", [(2020, "CS1"), (2021, "CS1"), (2022, "STAT_GSEC"), (2027, "STAT_GSEC")])
def test_a_census_to_come_has_its_year_in_names_and_headers(communes: Communes, year: int, occupation: str) -> None:
    texts = migrations(communes, year)
    assert list(texts) == [f"base-flux-mobilite-residentielle-{year}-geo2026.csv", f"FD_MIGCOM_{year}-geo2026.csv"]
    flows, people = (text.partition("\n")[0] for text in texts.values())
    assert flows == f"CODGEO;LIBGEO;DCRAN;L_DCRAN;NBFLUX_C{year % 100}_POP01P"
    assert people == f"COMMUNE;ARM;AGEREVQ;{occupation};DCRAN;IPONDI"
