"""Parquet: the same text as a person would write, whatever its types, its cutting and its envelope."""

from __future__ import annotations

import gzip
import io
import math
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.delivered import Delivered
from ingest.landing import Lander
from ingest.readers import read_tables
from ingest.refusals import NBSP, Refusal
from ingest.registry import Contract
from ingest.tables import Table
from tests.ingest.conftest import Land

MERGED = {"59006", "62447"}
"""L'Orée de Mormal and Hesdin-la-Forêt: communes of 1 January 2025, of which the file keeps the former one only."""


def parquet(columns: dict[str, Any], **options: Any) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer, **options)
    return buffer.getvalue()


def only_table(name: str, data: bytes) -> Table:
    [table] = read_tables(name, data)
    return table


def texts(data: bytes, name: str = "fichier.parquet") -> list[dict[str, Any]]:
    table = only_table(name, data)
    batches = table.read(1, list(range(len(table.top[0]))))
    rows: list[dict[str, Any]] = pa.concat_tables(batches).to_pylist()
    return rows


def iris(*rows: dict[str, Any], aa: str = "22") -> bytes:
    """Rows in the layout of the third party; a row is what differs from an IRIS of Lens."""
    whole = [
        {
            "code": "624980205",
            "COM": "62498",
            "dep": "62",
            "TYP_IRIS": "H",
            f"P{aa}_POP": 758.0,
            f"dmv_65p_pct_{aa}": 3.96,
            f"soc_txchom_1564_{aa}": 45.09,
            **row,
        }
        for row in rows
    ]
    return parquet({name: [row[name] for row in whole] for name in whole[0]})


# --- laws -------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_a_number_is_written_so_that_it_reads_back_the_same(numbers: list[float]) -> None:
    assert [float(row["c0"]) for row in texts(parquet({"x": pa.array(numbers, pa.float64())}))] == numbers


@given(st.lists(st.integers(-(10**14), 10**14), min_size=1))
def test_a_whole_number_is_written_without_a_point_whatever_its_type(numbers: list[int]) -> None:
    written = [str(number) for number in numbers]
    types = (pa.int64(), pa.float64(), pa.decimal128(20, 2), pa.decimal128(38, 20), pa.decimal256(50, 9))
    whole = texts(parquet({str(kind): pa.array(map(Decimal, numbers)).cast(kind) for kind in types}))
    assert [[row[f"c{i}"] for i in range(len(types))] for row in whole] == [[text] * len(types) for text in written]


@given(st.lists(st.decimals(-(10**9), 10**9, places=12), min_size=1))
def test_a_decimal_is_written_so_that_it_reads_back_the_same(numbers: list[Decimal]) -> None:
    rows = texts(parquet({"x": pa.array(numbers, pa.decimal128(22, 12))}))
    assert [Decimal(row["c0"]) for row in rows] == numbers


@given(st.lists(st.text(alphabet="abcdé;\"',\n’ 0", max_size=8), min_size=1), st.integers(1, 5))
def test_text_comes_back_as_it_is_however_the_file_is_cut(values: list[str], size: int) -> None:
    for options in ({"row_group_size": size}, {"compression": "gzip"}, {"use_dictionary": False}):
        rows = texts(parquet({"x": values}, **options))
        assert rows == [{"c0": value, "_ligne": line} for line, value in enumerate(values, start=2)]


def test_the_envelope_changes_nothing() -> None:
    plain = parquet({"x": [1.5, 2.0]})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("dossier/fichier.parquet", plain)
    expected = [{"c0": "1.5", "_ligne": 2}, {"c0": "2", "_ligne": 3}]
    assert texts(plain) == expected
    assert texts(gzip.compress(plain), "fichier.parquet.gz") == expected
    assert texts(buffer.getvalue(), "archive.zip") == expected


def test_two_departements_live_side_by_side_and_each_replaces_itself(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    north = iris({"code": "591780101", "COM": "59178", "dep": "59"})
    for name, data in (("agg_62.parquet", iris({})), ("agg_59.parquet", north)):
        (tmp_path / name).write_bytes(data)
    assert not land(tmp_path / "agg_62.parquet", tmp_path / "agg_59.parquet").refused
    (tmp_path / "agg_62.parquet").write_bytes(iris({"P22_POP": 700.0}))
    assert not land(tmp_path / "agg_62.parquet").refused
    rows = con.execute("select code_iris, p_pop from raw.tiers_rp_iris order by all").fetchall()
    assert rows == [("591780101", "758"), ("624980205", "700")]


# --- examples ---------------------------------------------------------------------------------------------


def test_what_is_not_a_number_is_blank_and_a_zero_is_not() -> None:
    rows = texts(parquet({"x": pa.array([math.nan, None, 0.0]), "y": pa.nulls(3), "z": [None, "", "0"]}))
    assert [tuple(row.values())[:3] for row in rows] == [(None, None, None), (None, None, ""), ("0", None, "0")]


def test_only_the_columns_asked_for_are_read() -> None:
    table = only_table("f.parquet", parquet({"a": [1], "b": [[1, 2]], "c": ["x"]}))
    assert next(table.read(1, [2, 0])).to_pylist() == [{"c2": "x", "c0": "1", "_ligne": 2}]
    with pytest.raises(Refusal, match=r"colonne «.b.».*listes ou des structures"):
        next(table.read(1, [1]))


@pytest.mark.parametrize("aa", ["22", "28"])
def test_a_vintage_that_does_not_exist_yet_lands(
    aa: str, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    file = tmp_path / "agg_iris_62.parquet"
    file.write_bytes(iris({f"P{aa}_POP": 800.0}, aa=aa))
    assert not land(file, millesime=None).refused
    rows = con.execute("select _millesime, _geographie, _nature, p_pop, _ligne from raw.tiers_rp_iris").fetchall()
    assert rows == [(2000 + int(aa), 2002 + int(aa), "tiers", "800", 2)]


WHOLE = iris({})
CASES: dict[str, tuple[str, bytes, list[str]]] = {
    "cut off": ("agg_iris_62.parquet", WHOLE[:-20], ["parquet est coupé ou abîmé", "recopiez"]),
    "damaged inside": (
        "agg_iris_62.parquet",
        WHOLE[:4] + b"\xff" * 60 + WHOLE[64:],
        ["parquet est coupé ou abîmé", "recopiez"],
    ),
    "text under the name of a parquet": ("agg_iris_62.parquet", b"code;COM\r\n62;62\r\n", ["c'est du texte"]),
    "an IRIS twice": ("f.parquet", iris({}, {}), ["ligne 3", "colonne « code »", "624980205, déjà ligne 2"]),
    "a code without its zero": (
        "f.parquet",
        iris({"code": "10010000", "COM": "01001"}),
        ["ligne 2", "colonne « code »", "neuf caractères"],
    ),
    "half a person": ("f.parquet", iris({"P22_POP": 758.5}), ["colonne « P22_POP »", "nombre entier", "« 758.5 »"]),
    "a negative share": ("f.parquet", iris({"dmv_65p_pct_22": -1.0}), ["« dmv_65p_pct_22 »", "« -1 »"]),
    "an unknown commune": ("f.parquet", iris({"COM": "99999"}), ["colonne « COM »", "code officiel géographique"]),
    "a type of IRIS that nobody knows": ("f.parquet", iris({"TYP_IRIS": "X"}), ["colonne « TYP_IRIS »", "« X »"]),
}


@pytest.mark.parametrize(("name", "content", "words"), CASES.values(), ids=CASES)
def test_a_bad_file_is_refused_in_one_sentence(
    name: str, content: bytes, words: list[str], con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    report = land(tmp_path / name, millesime=None)
    assert not report.landed
    [sentence] = report.refused
    plain = sentence.replace(NBSP, " ").replace("’", "'")
    assert [word for word in words if word not in plain] == [], plain
    assert con.execute("select count(*) from raw.tiers_rp_iris").fetchone() == (0,)


# --- the third party's files ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reel_iris(
    reels: Path, landed: Path, contracts: dict[str, Contract], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The IRIS of Nord and Pas-de-Calais, beside the embedded populations."""
    copy = tmp_path_factory.mktemp("iris") / "warehouse.duckdb"
    copy.write_bytes(landed.read_bytes())
    with duckdb.connect(str(copy)) as con:
        files = [Delivered(reels / "tiers" / f"agg_iris_{dep}.parquet", "depot") for dep in (59, 62)]
        report = Lander(con, contracts, None).land(files)
        assert (report.refused, report.unknown) == ([], [])
        yield con


def test_each_file_gives_its_three_censuses_in_the_iris_of_one_year(reel_iris: duckdb.DuckDBPyConnection) -> None:
    rows = reel_iris.execute(
        "select _millesime, _geographie, _nature, count(*) filter (code_departement = '59'), "
        "count(*) filter (code_departement = '62') from raw.tiers_rp_iris group by all order by 1"
    ).fetchall()
    assert rows == [(vintage, 2024, "tiers", 1345, 1162) for vintage in (2011, 2016, 2022)]


@pytest.mark.parametrize(("vintage", "but"), [(2016, set()), (2022, MERGED)])
def test_the_iris_of_a_commune_make_its_population_but_for_their_rounding(
    vintage: int, but: set[str], reel_iris: duckdb.DuckDBPyConnection
) -> None:
    rows = reel_iris.execute(
        """
        select i.code_commune, sum(i.p_pop::int), count(*), any_value(c.population_municipale::int)
        from raw.tiers_rp_iris i
        join raw.insee_populations_reference c on c.code_commune = i.code_commune and c._millesime = i._millesime
        where i._millesime = ? group by 1
        """,
        [vintage],
    ).fetchall()
    assert len(rows) == 1534
    assert {code for code, total, parts, known in rows if abs(total - known) > parts / 2} == but


def test_the_figures_of_merged_communes_are_those_of_before_the_merger(reel_iris: duckdb.DuckDBPyConnection) -> None:
    rows = reel_iris.execute(
        """
        select abs(i.p_pop::int - c.population_municipale::int)
        from raw.tiers_rp_iris i join raw.insee_populations_reference c using (code_commune)
        where i._millesime = 2022 and c._millesime = 2021 and code_commune in (select unnest(?::varchar[]))
        """,
        [sorted(MERGED)],
    ).fetchall()
    assert len(rows) == 2
    assert max(difference for (difference,) in rows) < 10
