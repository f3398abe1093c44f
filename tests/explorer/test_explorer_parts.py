"""The parts of the page that have rules of their own."""

import io
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import marts
from explorer.evolution import base_100
from explorer.exports import population_export
from explorer.geometry import centre, polygons, rewind, signed_area
from explorer.measures import DENSITY, MISSING, RATE
from explorer.settings import warehouse_path
from explorer.territory import BASSIN
from explorer.typography import file_name, number, statut, typeset
from explorer.warehouse import ReplacedError, Warehouse, open_warehouse
from tests.explorer.conftest import WriteMarts

SQUARE = [[2.0, 50.0], [3.0, 50.0], [3.0, 51.0], [2.0, 51.0], [2.0, 50.0]]


@pytest.fixture
def warehouse(write_marts: WriteMarts) -> Warehouse:
    return open_warehouse(write_marts())


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


@settings(deadline=None)
@given(st.one_of(st.none(), st.floats(allow_infinity=False)))
def test_every_value_has_a_class_and_only_missing_ones_are_missing(value: float | None) -> None:
    for measure in (DENSITY, RATE):
        found = measure.class_of(value)
        assert found in [*measure.classes, MISSING]
        assert (found == MISSING) == (value is None or math.isnan(value))


def test_each_class_has_its_colour() -> None:
    for measure in (DENSITY, RATE):
        assert len(measure.classes) == len(measure.colours) == len(set(measure.colours))


@pytest.mark.parametrize("ring", [SQUARE, SQUARE[::-1]])
def test_rings_turn_the_way_d3_wants_whichever_way_they_came(ring: list[list[float]]) -> None:
    hole = [[2.4, 50.4], [2.6, 50.4], [2.6, 50.6], [2.4, 50.4]]
    outer, inner = polygons(rewind({"type": "Polygon", "coordinates": [ring, hole]}))[0]
    assert signed_area(outer) < 0 < signed_area(inner)
    assert centre({"type": "Polygon", "coordinates": [ring]}) == pytest.approx((2.5, 50.5))


def test_a_csv_opens_in_a_french_excel_and_carries_its_source(warehouse: Warehouse) -> None:
    rows = marts.population(warehouse, [BASSIN])
    export = population_export(rows, "Bassin minier", demonstration=True)
    assert export.name == "demonstration_population_bassin_minier_rp2016-2023"
    assert export.csv().startswith(b"\xef\xbb\xbfniveau;code_territoire;")
    back = pd.read_csv(io.BytesIO(export.csv()), sep=";", decimal=",", encoding="utf-8-sig")
    assert list(back["population_municipale"]) == [101000, 101000, 102000]
    assert set(back["source"]) == {"INSEE, populations de référence"}
    assert set(back["mode_entrepot"]) == {"demonstration"}
    assert {"millesime", "geographie", "geographie_source", "nature", "edition"} <= set(back.columns)
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(export.parquet())), export.rows)


def test_a_real_warehouse_leaves_demonstration_out_of_the_name(warehouse: Warehouse) -> None:
    rows = marts.population(warehouse, [BASSIN])
    assert population_export(rows, "Lens", demonstration=False).name == "population_lens_rp2016-2023"


def test_base_100_leaves_out_what_covers_another_part_of_the_territory() -> None:
    rows = pd.DataFrame(
        {
            "niveau": ["region"] * 3 + ["france"] * 2,
            "code_territoire": ["32"] * 3 + ["FR"] * 2,
            "millesime": [2016, 2018, 2023, 2016, 2023],
            "population_municipale": [200.0, 190.0, 210.0, 990.0, 1010.0],
            "couverture": [1.0, 0.95, 1.0, 0.98, 1.0],
        }
    )
    based = base_100(rows, 2016)
    assert dict(zip(based["millesime"], based["valeur"], strict=True)) == {2016: 100, 2023: 105}


def test_a_figure_is_never_read_across_two_builds(write_marts: WriteMarts) -> None:
    former = open_warehouse(write_marts(factor=3))
    write_marts(factor=4)
    with pytest.raises(ReplacedError):
        former.read("select max(population_municipale) as habitants from marts.population")


def test_only_the_refused_pairs_carry_a_reason(warehouse: Warehouse) -> None:
    assert set(marts.refused_pairs(warehouse)) == {(2016, 2018), (2018, 2023)}
