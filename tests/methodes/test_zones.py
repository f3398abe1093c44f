"""Points in polygons: laws first — truth, order, additivity, holes, borders — then what a bad ring becomes."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from methodes.zones import centroids, establishments_in_zones

Ring = list[list[float]]


def square(west: float, south: float, side: float) -> Ring:
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings: Ring) -> str:
    return json.dumps({"type": "Polygon", "coordinates": rings})


def zones(**geometries: str) -> pd.DataFrame:
    return pd.DataFrame({"code_zone": list(geometries), "geometrie": list(geometries.values())})


def points(*positions: tuple[float, float], year: int = 2026) -> pd.DataFrame:
    longitude, latitude = zip(*positions, strict=True)
    siret = [f"{rank:014}" for rank in range(len(positions))]
    return pd.DataFrame({"siret": siret, "millesime": year, "longitude": longitude, "latitude": latitude})


def inside(found: pd.DataFrame, zone: str) -> list[int]:
    """The ranks of the points that are in a zone."""
    return [int(siret) for siret in found.loc[found["code_zone"] == zone, "siret"]]


def crosses(ring: Ring, x: float, y: float) -> bool:
    """The even-odd rule, by a ray to the east: what shapely is compared with."""
    odd = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            odd = not odd
    return odd


stars = st.lists(st.floats(0.2, 1.0), min_size=5, max_size=12)
"""Distances from its centre of the corners of a polygon: any of them is simple, few are convex."""


def star(radii: list[float], east: float) -> Ring:
    angles = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    ring = [[east + r * float(np.cos(a)), r * float(np.sin(a))] for r, a in zip(radii, angles, strict=True)]
    return [*ring, ring[0]]


@settings(max_examples=40, deadline=None)
@given(stars, stars, st.integers(0, 2**32))
def test_an_establishment_is_in_the_zones_that_contain_it_and_in_no_other(
    one: list[float], other: list[float], seed: int
) -> None:
    rings = {"a": star(one, 0.0), "b": star(other, 0.5)}
    drawn = points(*map(tuple, np.random.default_rng(seed).uniform(-1.5, 2, (60, 2)).tolist()))
    found = establishments_in_zones(drawn, zones(**{code: polygon(ring) for code, ring in rings.items()}))
    for code, ring in rings.items():
        expected = [i for i, row in enumerate(drawn.itertuples()) if crosses(ring, row.longitude, row.latitude)]
        assert inside(found, code) == expected


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_points_and_zones_changes_nothing(random) -> None:  # type: ignore[no-untyped-def]
    drawn = points(*((x / 7, y / 7) for x in range(-7, 15) for y in range(-7, 8)))
    known = zones(
        a=polygon(square(-1, -1, 2)), b=polygon(star([1, 0.4, 0.8, 0.5, 0.9], 0.5)), c=polygon(square(0, 0, 1))
    )
    order, other = list(range(len(drawn))), list(range(len(known)))
    random.shuffle(order)
    random.shuffle(other)
    pd.testing.assert_frame_equal(
        establishments_in_zones(drawn, known), establishments_in_zones(drawn.iloc[order], known.iloc[other])
    )


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32))
def test_zones_that_do_not_touch_never_hold_more_than_there_are(seed: int) -> None:
    drawn = points(*map(tuple, np.random.default_rng(seed).uniform(-1, 12, (80, 2)).tolist()))
    apart = zones(**{f"z{i}": polygon(square(2 * i, 0, 1.5)) for i in range(5)})
    found = establishments_in_zones(drawn, apart)
    assert len(found) == found["siret"].nunique() <= len(drawn)


@settings(max_examples=20, deadline=None)
@given(st.floats(-170, 160), st.floats(-70, 60))
def test_a_zone_that_moves_with_its_establishments_keeps_them(east: float, north: float) -> None:
    where = np.array([[0.5, 0.5], [1.5, 0.5], [0.25, 0.75], [2.0, 2.0]])
    still = establishments_in_zones(points(*map(tuple, where.tolist())), zones(a=polygon(square(0, 0, 1))))
    moved = establishments_in_zones(
        points(*map(tuple, np.add(where, (east, north)).tolist())), zones(a=polygon(square(east, north, 1)))
    )
    pd.testing.assert_frame_equal(still, moved)


def test_a_hole_holds_nothing() -> None:
    known = zones(a=polygon(square(0, 0, 3), square(1, 1, 1)))
    assert inside(establishments_in_zones(points((1.5, 1.5), (0.5, 0.5), (2.5, 1.5)), known), "a") == [1, 2]


def test_the_border_is_in_and_between_two_zones_in_both() -> None:
    known = zones(a=polygon(square(0, 0, 1)), b=polygon(square(1, 0, 1)), c=polygon(square(0, 0, 3), square(1, 1, 1)))
    found = establishments_in_zones(points((1.0, 0.5), (0.0, 0.0), (1.0, 1.5), (0.5, 1.0000001)), known)
    assert inside(found, "a") == [0, 1]
    assert inside(found, "b") == [0]
    assert inside(found, "c") == [0, 1, 2, 3]


def test_several_polygons_are_one_zone() -> None:
    several = json.dumps({"type": "MultiPolygon", "coordinates": [[square(0, 0, 1)], [square(5, 5, 1)]]})
    found = establishments_in_zones(points((0.5, 0.5), (5.5, 5.5), (3.0, 3.0)), zones(a=several))
    assert inside(found, "a") == [0, 1]


def test_a_ring_that_crosses_itself_is_read_by_the_even_odd_rule() -> None:
    bow = [[0.0, 0.0], [2.0, 2.0], [2.0, 0.0], [0.0, 2.0], [0.0, 0.0]]
    found = establishments_in_zones(points((0.3, 1.0), (1.7, 1.0), (1.0, 0.3), (1.0, 1.7)), zones(a=polygon(bow)))
    assert inside(found, "a") == [0, 1]


def test_an_establishment_of_two_stocks_is_counted_in_each() -> None:
    both = pd.concat([points((0.5, 0.5), year=2025), points((0.5, 0.5), year=2026)])
    found = establishments_in_zones(both, zones(a=polygon(square(0, 0, 1))))
    assert found["millesime"].tolist() == [2025, 2026]


@pytest.mark.parametrize("empty", ["points", "zones", "both"])
def test_nothing_in_gives_nothing_out_with_the_same_types(empty: str) -> None:
    drawn, known = points((0.5, 0.5)), zones(a=polygon(square(0, 0, 1)))
    full = establishments_in_zones(drawn, known)
    none = establishments_in_zones(
        drawn.iloc[:0] if empty != "zones" else drawn, known.iloc[:0] if empty != "points" else known
    )
    assert none.empty
    assert list(none.dtypes.items()) == list(full.dtypes.items())


def test_the_centre_of_a_square_is_in_its_middle_and_a_hole_pushes_it_away() -> None:
    known = pd.DataFrame(
        {
            "niveau": ["zone", "commune", "zone"],
            "code": ["b", "62498", "a"],
            "geometrie": [
                polygon(square(0, 0, 4), square(2, 1, 1)),
                polygon(square(2, 50, 1)),
                polygon(square(0, 0, 4)),
            ],
        }
    )
    found = centroids(known)
    assert found["code"].tolist() == ["62498", "a", "b"]
    assert found.loc[0, ["longitude", "latitude"]].tolist() == [2.5, 50.5]
    assert found.loc[1, ["longitude", "latitude"]].tolist() == [2.0, 2.0]
    assert found.loc[2, ["longitude", "latitude"]].tolist() == pytest.approx([(32 - 2.5) / 15, (32 - 1.5) / 15])


def test_no_territory_has_no_centre() -> None:
    assert centroids(pd.DataFrame({"niveau": [], "code": [], "geometrie": []})).empty
