"""The parts of the page that have rules of their own."""

import io
import json
import math
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import classes
from explorer.classes import SEQUENTIAL, around, breaks, sequential, typed
from explorer.exports import Export, named
from explorer.geometry import centre, polygons, rewind, signed_area
from explorer.settings import warehouse_path
from explorer.typography import file_name, number, statut, typeset
from explorer.warehouse import Query, ReplacedError, open_warehouse
from tests.explorer.conftest import WriteMarts

SQUARE = [[2.0, 50.0], [3.0, 50.0], [3.0, 51.0], [2.0, 51.0], [2.0, 50.0]]
FIGURES = st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 1)), min_size=1, max_size=80)


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "expected"),
    [
        (1184821, 0, False, "1\u202f184\u202f821"),
        (-0.034, 2, True, "\u22120,03"),
        (0.42, 2, True, "+0,42"),
        (-0.001, 2, True, "0,00"),
        (None, 0, False, "—"),
        (float("nan"), 0, False, "—"),
    ],
)
def test_numbers_are_written_the_french_way(value: float | None, decimals: int, signed: bool, expected: str) -> None:
    assert number(value, decimals, signed) == expected


def test_punctuation_gets_no_break_spaces() -> None:
    assert typeset("« Lens » : 5 %") == "«\u00a0Lens\u00a0»\u00a0: 5\u00a0%"


def test_a_partial_figure_never_reads_as_whole() -> None:
    assert statut("partiel", 0.99997) == "partiel, 99,9\u00a0% du territoire"


def test_a_file_name_has_neither_space_nor_accent() -> None:
    assert file_name("démonstration", "Cœur d’Ostrevent", "") == "demonstration_cour_d_ostrevent"


def test_the_warehouse_is_the_argument_then_the_variable_then_the_file_beside() -> None:
    beside = Path("ici")
    assert warehouse_path(["--entrepot", "a.duckdb"], {"BASSIN_ENTREPOT": "b"}, beside) == Path("a.duckdb")
    assert warehouse_path(["-q"], {"BASSIN_ENTREPOT": "b.duckdb"}, beside) == Path("b.duckdb")
    assert warehouse_path([], {}, beside) == beside / "warehouse.duckdb"


@settings(deadline=None)  # the first call imports the library of classes
@given(FIGURES, st.sampled_from(["quantiles", "jenks", "fixes"]))
def test_classes_hold_every_value_and_their_bounds_grow(values: list[float], method: str) -> None:
    bounds = breaks(method, tuple(values), 1)
    assert bounds == sorted(set(bounds))
    found = sequential(bounds)
    assert len(found.colours) == len(found.bounds) + 1 == len(set(found.colours))
    for value in values:
        rank = found.rank(value)
        assert rank == 0 or found.bounds[rank - 1] <= value
        assert rank == len(found.bounds) or value < found.bounds[rank]


def test_quantiles_share_the_territories_equally() -> None:
    values = tuple(float(value) for value in range(100))
    found = sequential(breaks("quantiles", values, 1))
    assert [sum(found.rank(value) == rank for value in values) for rank in range(5)] == [20] * 5


def test_natural_breaks_fall_in_the_gaps() -> None:
    clusters = [0.0, 1.0, 2.0, 50.0, 51.0, 52.0, 100.0, 101.0, 102.0, 150.0, 151.0, 200.0, 201.0]
    assert breaks("jenks", tuple(clusters), 1) == [50.0, 100.0, 150.0, 200.0]


def test_the_order_of_territories_changes_no_class() -> None:
    values = [float((k * 7919) % 997) for k in range(1300)]
    for method in ("quantiles", "jenks", "fixes"):
        assert breaks(method, tuple(values), 1) == breaks(method, tuple(values[::-1]), 1)


def test_a_reference_stands_on_a_bound_and_its_sides_are_told_apart() -> None:
    found = around(14.2, [10.0, 12.0, 20.0, 30.0], 1)
    assert found.bounds[2] == 14.2
    assert found.rank(14.1) < 3 <= found.rank(14.2)
    assert len(found.colours) == 6


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("10 ; 12,5 ; 15", [10, 12.5, 15]),
        ("15;10", [10, 15]),
        ("1 000 ; −5", [-5, 1000]),
        ("dix", None),
        ("", None),
        ("1;2;3;4;5;6;7;8", None),
        ("nan", None),
    ],
)
def test_typed_bounds_are_numbers_or_nothing(line: str, expected: list[float] | None) -> None:
    assert typed(line) == expected


def test_every_number_of_classes_has_its_colours() -> None:
    assert all(len(colours) == count for count, colours in SEQUENTIAL.items())
    assert set(classes.METHODS) == {"quantiles", "jenks", "fixes", "reference"}


@pytest.mark.parametrize("ring", [SQUARE, SQUARE[::-1]])
def test_rings_turn_the_way_d3_wants_whichever_way_they_came(ring: list[list[float]]) -> None:
    hole = [[2.4, 50.4], [2.6, 50.4], [2.6, 50.6], [2.4, 50.4]]
    outer, inner = polygons(rewind({"type": "Polygon", "coordinates": [ring, hole]}))[0]
    assert signed_area(outer) < 0 < signed_area(inner)
    assert centre({"type": "Polygon", "coordinates": [ring]}) == pytest.approx((2.5, 50.5))


@pytest.fixture
def export() -> Export:
    """Two communes, one of which has no figure and a name that a spreadsheet would run."""
    rows = pd.DataFrame(
        {
            "code_territoire": ["02001", "62498"],
            "nom_territoire": ["=1+1", "Lens"],
            "millesime": pd.array([2019, 2019], dtype="Int64"),
            "valeur": [math.nan, 30.5],
        }
    )
    outline = json.dumps({"type": "Polygon", "coordinates": [SQUARE]})
    contours = pd.DataFrame({"code_territoire": ["62498"], "geometrie": [outline]})
    return Export(rows, named(True, "Taux de pauvreté"), {"Source": "INSEE"}, contours)


def test_a_csv_opens_in_a_french_excel(export: Export) -> None:
    assert export.name == "demonstration_taux_de_pauvrete"
    assert export.csv().startswith(b"\xef\xbb\xbfcode_territoire;")
    assert b"30,5" in export.csv()
    back = pd.read_csv(io.BytesIO(export.csv()), sep=";", decimal=",", encoding="utf-8-sig", dtype={0: str})
    assert list(back["code_territoire"]) == ["02001", "62498"]
    assert math.isnan(back["valeur"][0])


def test_a_workbook_keeps_its_types_runs_nothing_and_says_its_source(export: Export) -> None:
    book = openpyxl.load_workbook(io.BytesIO(export.xlsx()))
    rows = list(book["Données"].iter_rows(values_only=True))
    assert rows[1] == ("02001", "'=1+1", 2019, None)
    assert rows[2] == ("62498", "Lens", 2019, 30.5)
    assert all(cell.data_type != "f" for row in book["Données"] for cell in row)
    assert ("Source", "INSEE") in list(book["Source"].iter_rows(values_only=True))


def test_a_parquet_has_the_same_rows(export: Export) -> None:
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(export.parquet())), export.rows, check_dtype=False)


def test_a_geojson_has_the_territories_that_have_an_outline(export: Export) -> None:
    told = json.loads(export.geojson())
    assert [feature["properties"]["code_territoire"] for feature in told["features"]] == ["62498"]
    assert told["features"][0]["geometry"]["type"] == "MultiPolygon"
    assert told["a_lire"] == {"Source": "INSEE"}


def test_the_sql_that_is_told_is_the_query_with_its_parameters() -> None:
    query = Query("select $a as a, $b as b where list_contains($c, 'x')", {"a": "l'eau", "b": 3, "c": ("x", "y")})
    assert query.told == "select 'l''eau' as a, 3 as b where list_contains(['x', 'y'], 'x')"


def test_a_figure_is_never_read_across_two_builds(write_marts: WriteMarts) -> None:
    with open_warehouse(write_marts(factor=3)) as former:
        former.read("select max(population_municipale) as habitants from marts.population")
        write_marts(factor=4)
        with pytest.raises(ReplacedError):
            former.read("select min(population_municipale) as habitants from marts.population")


def test_the_file_is_let_go_once_the_page_is_drawn(write_marts: WriteMarts) -> None:
    published = write_marts(factor=3)
    question = "select max(population_municipale) as habitants from marts.population"
    with open_warehouse(published) as first, open_warehouse(published) as second:
        assert first.connection() is second.connection()
    write_marts(factor=6)
    with open_warehouse(published) as later:
        assert later.read(question)["habitants"][0] == 6 * 238000
