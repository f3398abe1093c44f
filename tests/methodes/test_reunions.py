"""The outline of a territory is the union of its parts."""

import json

import pandas as pd
import pytest
from shapely import from_geojson
from shapely.geometry import box, mapping

from methodes.cites import reunir


def parts(**shapes: list[tuple[float, float, float, float]]) -> pd.DataFrame:
    rows = [("epci", code, json.dumps(mapping(box(*corners)))) for code, boxes in shapes.items() for corners in boxes]
    return pd.DataFrame(rows, columns=["niveau", "code_territoire", "geometrie"])


def test_neighbours_become_one_shape_of_their_whole_area() -> None:
    found = reunir(parts(a=[(2, 50, 3, 51), (3, 50, 4, 51)], b=[(10, 50, 11, 51)]))
    assert list(found["code_territoire"]) == ["a", "b"]
    one, other = (from_geojson(text) for text in found["geometrie"])
    assert one.geom_type == "Polygon"
    assert (one.area, other.area) == (2, 1)


def test_a_seam_thinner_than_the_grid_is_closed_and_parts_apart_stay_apart() -> None:
    found = reunir(parts(a=[(2, 50, 3, 51), (3 + 1e-8, 50, 4, 51)], b=[(2, 50, 3, 51), (5, 50, 6, 51)]))
    assert [from_geojson(text).geom_type for text in found["geometrie"]] == ["Polygon", "MultiPolygon"]


def test_the_order_of_the_parts_changes_nothing() -> None:
    table = parts(a=[(2, 50, 3, 51), (3, 50, 4, 51), (2, 51, 3, 52)], b=[(8, 50, 9, 51)])
    pd.testing.assert_frame_equal(reunir(table), reunir(table.iloc[::-1]))


def test_nothing_gives_nothing_and_text_that_is_no_outline_is_an_error() -> None:
    assert reunir(parts()).empty
    with pytest.raises(ValueError, match="not a GeoJSON outline"):
        reunir(pd.DataFrame({"niveau": ["epci"], "code_territoire": ["a"], "geometrie": ["rien"]}))
