"""Squares of INSEE's grid: where they lie, and what of them an area covers."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from methodes.cites import carreaux_recouverts, recouvrements
from methodes.cites.carreaux import SIDE_M
from methodes.cites.projection import in_european_grid

squares = st.lists(st.tuples(*[st.integers(0, 30)] * 2, st.integers(1, 12)), min_size=1, max_size=8)


def polygon(*square: float) -> str:
    """West, south and side, in thousandths of a degree from Lens."""
    west, south, side = (value / 1000 for value in square)
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    ring = [[2.83 + west + side * x, 50.43 + south + side * y] for x, y in corners]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def features(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["code", "geometrie"])


def test_the_grid_is_where_the_guidance_of_its_projection_says() -> None:
    """IOGP, Guidance Note 7-2, Lambert azimuthal equal area: ETRS89-LAEA of 50° N, 5° E."""
    [[east, north]] = in_european_grid(np.array([[5.0, 50.0]])).tolist()
    assert (east, north) == (pytest.approx(3_962_799.45, abs=0.01), pytest.approx(2_999_718.85, abs=0.01))
    assert in_european_grid(np.array([[10.0, 52.0]])).tolist() == [[4_321_000, 3_210_000]]


@given(squares)
@settings(max_examples=30, deadline=None)
def test_the_squares_of_an_area_have_its_surface(shapes: list[tuple[int, int, int]]) -> None:
    table = features(*(("cite", polygon(*shape)) for shape in shapes))
    found = carreaux_recouverts(table)
    empty = pd.DataFrame({"genre": [], "code_zone": [], "geometrie": []}, dtype="string")
    [surface] = recouvrements(table, empty)["surface_totale_m2"].tolist()
    assert float(found["part"].sum()) * SIDE_M**2 == pytest.approx(surface, rel=1e-4)
    assert found["part"].between(0, 1, inclusive="right").all()
    assert not found.duplicated(["code", "est_m", "nord_m"]).any()
    assert (found[["est_m", "nord_m"]] % SIDE_M == 0).all(axis=None)


@given(squares)
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_features_and_their_repetition_change_nothing(shapes: list[tuple[int, int, int]]) -> None:
    rows = [(f"c{rank % 3}", polygon(*shape)) for rank, shape in enumerate(shapes)]
    found = carreaux_recouverts(features(*rows))
    again = carreaux_recouverts(features(*reversed(rows), *rows))
    pd.testing.assert_frame_equal(found, again, check_exact=False, atol=1e-9)


@given(st.integers(1, 8), st.integers(1, 8))
@settings(max_examples=30, deadline=None)
def test_two_halves_cover_what_the_whole_covers(west: int, side: int) -> None:
    halves = carreaux_recouverts(
        features(("a", polygon(0, 0, side)), ("b", polygon(side, 0, side)), ("c", polygon(west, side, side)))
    )
    whole = carreaux_recouverts(
        features(("x", polygon(0, 0, side)), ("x", polygon(side, 0, side)), ("x", polygon(west, side, side)))
    )
    corner = ["est_m", "nord_m"]
    summed = halves.groupby(corner)["part"].sum()
    pd.testing.assert_series_equal(summed, whole.set_index(corner)["part"], check_exact=False, atol=1e-4)


def test_an_area_smaller_than_a_square_covers_a_part_of_one_or_of_its_neighbours() -> None:
    found = carreaux_recouverts(features(("petite", polygon(0, 0, 1))))
    assert 1 <= len(found) <= 4
    assert found["part"].sum() == pytest.approx(71.1 * 111.2 / SIDE_M**2, rel=0.01)


def test_no_area_covers_no_square() -> None:
    found = carreaux_recouverts(features())
    assert found.empty
    assert list(found) == ["code", "est_m", "nord_m", "part"]
