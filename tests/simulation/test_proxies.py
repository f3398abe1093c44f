"""The open lists of the simulated world agree with its landlords, and keep their producers' secrets."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from ingest.landing import EMBEDDED
from simulation.ayants_droit.grid import FIGURES, grid, on_the_map, settle
from simulation.ayants_droit.hypotheses import GRID_YEAR, PARK_YEARS, PROXY_YEARS
from simulation.ayants_droit.landlords import dwellings
from simulation.ayants_droit.proxies import WITHHELD_UNDER, diagnostics, social_dwellings, vacancy
from simulation.ayants_droit.world import MiningWorld
from simulation.cites import Cite, draw_cites
from simulation.communes import read_communes, read_outlines


@pytest.fixture(scope="module")
def cites() -> list[Cite]:
    return draw_cites(read_communes(EMBEDDED), read_outlines(EMBEDDED))


@pytest.fixture(scope="module")
def mines(cites: list[Cite]) -> MiningWorld:
    return MiningWorld(read_communes(EMBEDDED), cites)


@pytest.mark.parametrize("year", PROXY_YEARS)
def test_every_dwelling_of_the_landlords_is_in_rpls_at_the_same_date(year: int, mines: MiningWorld) -> None:
    assert year - 1 in PARK_YEARS
    own, listed = dwellings(mines, year - 1), social_dwellings(mines, year)
    of_landlords = Counter(own["code_commune"].texts())
    of_all = Counter(listed["DEPCOM"])
    assert of_landlords <= of_all and of_landlords.total() < of_all.total()
    empty = Counter(
        code
        for code, occupation in zip(own["code_commune"].texts(), own["occupation"].texts(), strict=True)
        if occupation == "vacant"
    )
    assert empty <= Counter(
        code for code, mode in zip(listed["DEPCOM"], listed["MODE"], strict=True) if mode in ("2", "3")
    )


def test_few_vacant_dwellings_are_withheld_and_no_others(mines: MiningWorld) -> None:
    table = vacancy(mines, PROXY_YEARS)
    for year in PROXY_YEARS:
        two = year % 100
        cells = list(zip(*(table[f"pp_{name}_{two}"] for name in ("total", "vacant", "vacant_plus_2ans")), strict=True))
        assert any("s" in row for row in cells)
        for total, vacant, long in cells:
            told = [int(cell) for cell in (long, vacant, total) if cell != "s"]
            assert told == sorted(told)
            assert all(cell == "s" or int(cell) >= WITHHELD_UNDER for cell in (vacant, long))


def test_a_diagnostic_has_a_number_of_its_own_and_a_day_of_its_year(mines: MiningWorld) -> None:
    table = diagnostics(mines, (2022, 2024))
    assert len(set(table["numero_dpe"])) == len(table["numero_dpe"])
    assert {day[:4] for day in table["date_etablissement_dpe"]} == {"2022", "2024"}


def test_the_grid_counts_every_household_once(cites: list[Cite], mines: MiningWorld) -> None:
    homes, table = settle(mines, cites, GRID_YEAR), grid(mines, cites, GRID_YEAR)
    assert len(set(table["idcar_200m"])) == len(table["idcar_200m"])
    assert sum(map(float, table["men"])) == homes.figures["men"].sum()
    imputed = np.array(table["i_est_200"]) == "1"
    few = np.array(list(map(float, table["men"]))) < 11
    assert (imputed == few).all() and imputed.any() and not imputed.all()
    # What is imputed is moved from square to square: nothing is lost but the roundings.
    for name in FIGURES:
        assert sum(map(float, table[name])) == pytest.approx(homes.figures[name].sum(), abs=0.05 * len(few) + 40)


def test_a_dwelling_of_a_cite_stands_in_one_of_its_squares(cites: list[Cite], mines: MiningWorld) -> None:
    homes = settle(mines, cites, GRID_YEAR)
    park = mines.stocks[GRID_YEAR].dwellings
    inside = homes.cite >= 0
    assert Counter(homes.cite[inside].tolist()) == Counter(park.cite[park.cite >= 0].tolist())
    for rank in range(len(cites)):
        points = homes.degrees[homes.cite == rank]
        away = np.abs(points - np.array(cites[rank].centre))
        assert (away[:, 1] <= 0.002 + 1e-9).all()


def test_the_map_of_the_grid_is_the_european_one() -> None:
    """IOGP, Guidance Note 7-2: ETRS89-LAEA of 50° N, 5° E."""
    assert on_the_map(np.array([[5.0, 50.0]])).tolist() == [[pytest.approx(3_962_799.45), pytest.approx(2_999_718.85)]]
