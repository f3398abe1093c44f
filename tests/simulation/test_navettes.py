"""The simulated commuting: two files that say the same, on the populations of the world."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from ingest.landing import EMBEDDED
from simulation.communes import Communes, read_communes
from simulation.navettes import ABROAD, BELGIUM, navettes, write_national_individuals
from simulation.places import ARRONDISSEMENTS, HOME
from tests.simulation.conftest import Rows

YEAR = 2022


@pytest.fixture(scope="module")
def communes() -> Communes:
    return read_communes(EMBEDDED, None)


def tables(communes: Communes, year: int) -> tuple[Rows, Rows]:
    """The rows of the flows, and those of the individuals."""
    texts = navettes(communes, year).values()
    flows, people = (list(csv.DictReader(io.StringIO(text), delimiter=";")) for text in texts)
    return flows, people


@pytest.fixture(scope="module")
def both(communes: Communes) -> tuple[Rows, Rows]:
    return tables(communes, YEAR)


def millionths(number: str) -> int:
    whole, decimals = number.split(".")
    return int(whole + decimals)


def test_individuals_add_up_to_the_flows_to_the_last_decimal(both: tuple[Rows, Rows]) -> None:
    flows, people = both
    sums: Counter[tuple[str, str]] = Counter()
    for row in people:
        here = row["ARM"] if row["ARM"] != "ZZZZZ" else row["COMMUNE"]
        sums[here, row["DCLT"]] += millionths(row["IPONDI"])
    assert dict(sums) == {(row["CODGEO"], row["DCLT"]): millionths(row["NBFLUX_C22_ACTOCC15P"]) for row in flows}


def test_each_pair_of_places_comes_once(both: tuple[Rows, Rows]) -> None:
    pairs = [(row["CODGEO"], row["DCLT"]) for row in both[0]]
    assert len(pairs) == len(set(pairs))


def test_workers_are_two_in_five_of_the_population_and_fewer_in_the_bassin(
    both: tuple[Rows, Rows], communes: Communes
) -> None:
    workers: Counter[str] = Counter()
    for row in both[1]:
        workers[row["COMMUNE"]] += millionths(row["IPONDI"])
    share = np.array([workers[code] for code in communes.codes]) / 1e6
    mayotte = np.array([departement == "976" for departement in communes.departement])
    expected = np.where(mayotte, 0, np.where(communes.mining, 0.36, 0.40)) * communes.population
    assert share == pytest.approx(expected, abs=1e-4)


def test_only_hauts_de_france_commute_and_some_of_the_largest_towns_into_it(both: tuple[Rows, Rows]) -> None:
    away = [row for row in both[0] if row["CODGEO"] != row["DCLT"]]
    assert {row["DCLT"] for row in away} >= {ABROAD, BELGIUM}
    from_outside = [row for row in away if row["CODGEO"][:2] not in HOME]
    assert from_outside
    assert {row["DCLT"][:2] for row in from_outside} <= set(HOME)


def test_paris_comes_by_arrondissement_at_both_ends(both: tuple[Rows, Rows]) -> None:
    places = {row[end] for row in both[0] for end in ("CODGEO", "DCLT")}
    assert set(ARRONDISSEMENTS["75056"]) <= places
    assert "75056" not in places
    assert {row["ARM"] for row in both[1] if row["COMMUNE"] == "75056"} == set(ARRONDISSEMENTS["75056"])


def test_executives_hold_higher_degrees_than_workers(both: tuple[Rows, Rows]) -> None:
    higher, total = Counter[str](), Counter[str]()
    for row in both[1]:
        total[row["GS"]] += millionths(row["IPONDI"])
        higher[row["GS"]] += millionths(row["IPONDI"]) * (row["DIPL"] >= "16")
    assert set(total) == set("123456")
    assert higher["3"] / total["3"] > 0.6
    assert higher["6"] / total["6"] < 0.2


def test_another_run_writes_the_same_text(communes: Communes, both: tuple[Rows, Rows]) -> None:
    assert tables(communes, YEAR) == both


@pytest.mark.parametrize(
    "year, occupation, degrees",
    [(2015, "CS1", set("ABCD")), (2021, "CS1", None), (2022, "GS", None), (2027, "GS", None)],
)
def test_a_census_to_come_has_its_year_in_names_and_headers(
    year: int, occupation: str, degrees: set[str] | None
) -> None:
    texts = navettes(read_communes(EMBEDDED), year)
    assert list(texts) == [
        f"base-flux-mobilite-domicile-lieu-travail-{year}-geo2026.csv",
        f"FD_MOBPRO_{year}-geo2026.csv",
    ]
    flows, people = texts.values()
    assert flows.partition("\n")[0] == f"CODGEO;LIBGEO;DCLT;L_DCLT;NBFLUX_C{year % 100}_ACTOCC15P"
    assert people.partition("\n")[0] == f"COMMUNE;ARM;{occupation};DCLT;DIPL;IPONDI"
    told = {row["DIPL"] for row in csv.DictReader(io.StringIO(people), delimiter=";")}
    assert told == (degrees or {"01", "03", *map(str, range(11, 20))})


def test_the_national_file_has_the_lines_asked_for_and_the_same_each_time(communes: Communes, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("RP2022_mobpro-geo2026.parquet", "again.parquet")]
    for path in paths:
        write_national_individuals(path, 20_000, communes)
    one, other = (pq.read_table(path) for path in paths)
    assert one.equals(other)
    assert one.num_rows == 20_000
    homes = set(one["COMMUNE"].to_pylist())
    assert homes <= set(communes.codes)
    assert len({code[:2] for code in homes}) > 90
    arrondissements = {code for codes in ARRONDISSEMENTS.values() for code in codes}
    assert set(one["DCLT"].to_pylist()) <= {*communes.codes, *arrondissements, ABROAD, BELGIUM}
    same = sum(a == b for a, b in zip(one["COMMUNE"].to_pylist(), one["DCLT"].to_pylist(), strict=True))
    assert 0.2 < same / 20_000 < 0.6
