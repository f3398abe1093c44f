"""The simulated outlines of the priority neighbourhoods: invented codes, real towns, shares known by construction."""

from __future__ import annotations

import json
from itertools import combinations

import pytest
import shapely

from ingest.landing import EMBEDDED
from simulation.cites import draw_cites
from simulation.communes import Communes, read_communes, read_outlines
from simulation.distribution import Array
from simulation.neighbourhoods import FILES, SHARES, TOWNS, draw_outlines, neighbourhoods, share_inside
from simulation.world import World
from tests.simulation.conftest import Rows

Corners = dict[str, Array]


@pytest.fixture(scope="module")
def communes() -> Communes:
    return read_communes(EMBEDDED)


@pytest.fixture(scope="module")
def corners() -> Corners:
    return read_outlines(EMBEDDED)


def test_the_neighbourhoods_of_2015_are_those_whose_incomes_are_simulated(
    communes: Communes, corners: Corners, files: dict[str, Rows]
) -> None:
    drawn = draw_outlines(communes, corners, 2015)
    incomes = World(communes).neighbourhoods(2019)
    assert [(outline.code, outline.name) for outline in drawn] == list(zip(incomes.codes, incomes.names, strict=True))
    assert {outline.code for outline in drawn} == {row["CODGEO"] for row in files["REVN_2019.csv"]}


@pytest.mark.parametrize("generation", FILES)
def test_a_neighbourhood_is_named_simulated_and_no_other_has_its_code_nor_its_ground(
    generation: int, communes: Communes, corners: Corners
) -> None:
    drawn = draw_outlines(communes, corners, generation)
    assert len({outline.code for outline in drawn}) == TOWNS
    assert all("simulé" in outline.name for outline in drawn)
    features = json.loads(neighbourhoods(communes, corners)[FILES[generation]])["features"]
    shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    assert all(shape.is_valid for shape in shapes)
    assert all(shapely.intersection(one, other).area == 0 for one, other in combinations(shapes, 2))


def test_a_cite_is_inside_astride_or_outside_and_not_always_alike_in_both(communes: Communes, corners: Corners) -> None:
    outlines = {generation: draw_outlines(communes, corners, generation) for generation in FILES}
    cites = draw_cites(communes, corners)
    found = {tuple(round(share_inside(cite, outlines[g]), 6) for g in FILES) for cite in cites}
    assert set(SHARES) <= found
    assert (0.0, 0.0) in found


def test_some_neighbourhood_of_2024_is_made_of_two_parts(communes: Communes, corners: Corners) -> None:
    features = json.loads(neighbourhoods(communes, corners)[FILES[2024]])["features"]
    assert {feature["geometry"]["type"] for feature in features} == {"Polygon", "MultiPolygon"}
