"""The sources of employment, each landed in the layouts of its producer, and their faults said in one sentence."""

from __future__ import annotations

import csv
import io
import itertools
import json
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.refusals import NBSP
from tests.ingest.conftest import Land
from tests.ingest.emploi_files import QUARTERS, SECTORS, YEARS, quarter, slots, urssaf_header, urssaf_line, write

FIGURES = ["2", "30"] * len(YEARS)
LENS = urssaf_line("62498", "1011Z", *FIGURES)
DOUAI = urssaf_line("59178", "4711F", *["1", "", *FIGURES[2:]], zone="3212")
PARIS = urssaf_line("75101", "6201Z", *["", "", *FIGURES[2:]], zone="1109")


def parquet_of(lines: list[str], path: Path, kind: pa.DataType) -> Path:
    """The same rows as numbers and codes, as the portal exports them."""
    rows = list(csv.DictReader(io.StringIO("\n".join(lines)), delimiter=";"))
    numbers = [name for name in rows[0] if name.startswith(("nombre_d_", "effectifs_"))]
    columns = {name: pa.array([row[name] for row in rows]) for name in rows[0]}
    columns |= {name: pa.array([int(row[name]) if row[name] else None for row in rows]).cast(kind) for name in numbers}
    pq.write_table(pa.table(columns), path)
    return path


# --- round trips ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("last", [2021, 2024, 2027])
def test_any_edition_of_urssaf_says_its_years_and_its_communes(
    last: int, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    years = range(2006, last + 1)
    line = urssaf_line("62498", "1011Z", *["2", "30"] * len(years))
    assert land(write(tmp_path / "urssaf.csv", urssaf_header(years), line), millesime=None).refused == []
    assert slots(con, "urssaf_emploi_communes", "publication, _geographie") == [
        (str(last), last + 1, 2006, last, len(years))
    ]


@pytest.mark.parametrize("kind", [pa.int64(), pa.float64(), pa.decimal128(22, 2)], ids=str)
def test_text_and_parquet_of_urssaf_bring_the_same_figures(
    kind: pa.DataType, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    lines = [urssaf_header(YEARS), LENS, DOUAI, PARIS]
    paths = write(tmp_path / "urssaf.csv", *lines), parquet_of(lines, tmp_path / "urssaf.parquet", kind)
    assert land(*paths, millesime=None).refused == []
    one, other = (
        con.execute(
            "select code_commune, code_zone_emploi, code_ape, etablissements, effectifs, _millesime "
            "from raw.urssaf_emploi_communes where _edition = ? order by all",
            [edition],
        ).fetchall()
        for edition in ("csv", "parquet")
    )
    assert one == other
    assert len(one) == 3 * len(YEARS)


def test_two_editions_of_urssaf_live_side_by_side_and_one_replaces_itself(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    for last in (2023, 2024, 2024):
        years = range(2006, last + 1)
        line = urssaf_line("62498", "1011Z", *["2", str(last)] * len(years))
        name = f"urssaf_geo2023_{last}.csv" if last == 2023 else "urssaf.csv"
        assert land(write(tmp_path / name, urssaf_header(years), line), millesime=None).refused == []
    assert slots(con, "urssaf_emploi_communes", "publication, _geographie, effectifs") == [
        ("2023", 2023, "2023", 2006, 2023, 18),
        ("2024", 2025, "2024", 2006, 2024, 19),
    ]


def test_quarters_of_zones_land_under_their_zoning(con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    zones = write(tmp_path / "zones.csv", QUARTERS, quarter("3215", 2023, 4), quarter("3215", 2024, 1))
    former = write(tmp_path / "zones_ze2010.csv", QUARTERS, quarter("3122", 2020, 3), quarter("3122", 2020, 4))
    assert land(zones, former, millesime=None).refused == []
    assert con.execute(
        "select _niveau, publication, code_zone_emploi, _periode, _millesime, effectifs_cvs "
        "from raw.urssaf_emploi_zones order by all"
    ).fetchall() == [
        ("zone_emploi", "2024-T1", "3215", "2023-T4", 2023, "87100.4"),
        ("zone_emploi", "2024-T1", "3215", "2024-T1", 2024, "87100.4"),
        ("zone_emploi_2010", "2020-T4", "3122", "2020-T3", 2020, "87100.4"),
        ("zone_emploi_2010", "2020-T4", "3122", "2020-T4", 2020, "87100.4"),
    ]


def test_one_wrong_code_on_one_line_of_nineteen_years_is_said_once(land: Land, tmp_path: Path) -> None:
    dotted = urssaf_line("62498", "62.01Z", *FIGURES)
    [refused] = land(write(tmp_path / "urssaf.csv", urssaf_header(YEARS), dotted, DOUAI), millesime=None).refused
    assert "« 62.01Z »" in refused.replace(NBSP, " ") and "dans ce cas" not in refused


def test_a_quarter_missing_in_the_middle_of_a_series_is_refused(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    holed = write(tmp_path / "zones.csv", QUARTERS, quarter("3215", 2023, 2), quarter("3215", 2023, 4))
    [refused] = land(holed, millesime=None).refused
    assert "2023-T3 est attendu après 2023-T2, « 2023 4 » a été trouvé" in refused.replace(NBSP, " ")
    assert slots(con, "urssaf_emploi_zones") == []


def test_zones_of_2010_under_a_name_that_does_not_say_so_are_refused(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    refused = land(write(tmp_path / "zones.csv", QUARTERS, quarter("3122", 2020, 4)), millesime=None).refused
    assert len(refused) == 1
    assert "« 3122 »" in refused[0].replace(NBSP, " ") and "ze2010" in refused[0]
    assert slots(con, "urssaf_emploi_zones") == []


def test_the_tables_of_third_parties_say_that_they_are(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    series = {"code": ["62498", "3215"], "echelon": ["communes", "ze"], "year": [2023, 2024], "eff_total": [9, 10]}
    pivot = {"code_ze": ["3215"], "a38": ["CL"], "eff_24": pa.array([None], pa.float64())}
    pq.write_table(pa.table(series), tmp_path / "urssaf_serie_indice100.parquet")
    for source, posts in (("urssaf", 2870.0), ("flores", 2900.0)):
        pq.write_table(pa.table({**pivot, "eff_19": [posts]}), tmp_path / f"exdeco_pivot_{source}_a38.parquet")
    long = [{"code_ze": "3215", "year": y, "na5": "T", "lib": "Total", "eff": 97039} for y in (2022, 2023)]
    (tmp_path / "idx_serie_emploi_ze.json").write_text(json.dumps(long), "utf-8")
    assert land(*tmp_path.iterdir(), millesime=None).refused == []
    assert slots(con, "tiers_urssaf_serie", "publication, echelon, _nature") == [
        ("2024", "communes", "tiers", 2023, 2023, 1),
        ("2024", "ze", "tiers", 2024, 2024, 1),
    ]
    assert slots(con, "tiers_emploi_zones_a38", "source, effectif, _nature") == [
        ("FLORES", "2900", "tiers", 2019, 2019, 1),
        ("FLORES", None, "tiers", 2024, 2024, 1),
        ("URSSAF", "2870", "tiers", 2019, 2019, 1),
        ("URSSAF", None, "tiers", 2024, 2024, 1),
    ]
    assert slots(con, "tiers_emploi_zones", "effectif, _nature") == [("97039", "tiers", 2022, 2023, 2)]


# --- the nomenclature -------------------------------------------------------------------------------------


def test_the_nomenclature_has_its_known_sizes_each_within_the_next(con: duckdb.DuckDBPyConnection) -> None:
    levels = ["code_ape", "code_a88", "code_a38", "code_a17", "code_a5"]
    sizes = con.execute(f"select {', '.join(f'count(distinct {level})' for level in levels)} from raw.insee_naf")
    assert sizes.fetchone() == (732, 88, 38, 17, 5)
    for inner, outer in itertools.pairwise(levels):
        nested = con.execute(
            f"select max(n) from (select count(distinct {outer}) as n from raw.insee_naf group by {inner})"
        )
        assert nested.fetchone() == (1,)
    assert con.execute("select count(*) from raw.insee_naf where left(code_ape, 2) <> code_a88").fetchone() == (0,)
    for level, codes in SECTORS.items():
        found = con.execute(f"select distinct code_{level} from raw.insee_naf order by 1").fetchall()
        assert [code for (code,) in found] == sorted(codes)


def test_automobile_and_temporary_work_are_where_the_field_looks_for_them(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        "select code_ape, code_a88, code_a38, code_a17, code_a5 from raw.insee_naf "
        "where code_ape in ('2910Z', '7820Z', '8610Z', '0510Z') order by 1"
    )
    assert rows.fetchall() == [
        ("0510Z", "05", "BZ", "DE", "BE"),
        ("2910Z", "29", "CL", "C4", "BE"),
        ("7820Z", "78", "NZ", "MN", "GU"),
        ("8610Z", "86", "QA", "OQ", "OQ"),
    ]


# --- bad input --------------------------------------------------------------------------------------------

HOLE = [year for year in YEARS if year != 2015]
REFUSED = {
    "a sector code that the nomenclature does not know": (
        [urssaf_header(YEARS), LENS, urssaf_line("62498", "9999Z", *FIGURES)],
        ["code APE de la NAF rév. 2", "« 9999Z »", "code_ape", "ligne 3"],
    ),
    "a headcount with a decimal": (
        [urssaf_header(YEARS), LENS, urssaf_line("62498", "4711F", *FIGURES[:-1], "30.5")],
        ["un nombre entier écrit sans espace ni décimale", "« 30.5 »", "effectifs_salaries_2024", "ligne 3"],
    ),
    "a headcount with a blank between thousands": (
        [urssaf_header(YEARS), LENS, urssaf_line("62498", "4711F", "2", "1 030", *FIGURES[2:])],
        ["un nombre entier écrit sans espace ni décimale", "« 1 030 »", "effectifs_salaries_2006", "ligne 3"],
    ),
    "a headcount beyond belief": (
        [urssaf_header(YEARS), LENS, urssaf_line("62498", "4711F", "2", "9" * 30, *FIGURES[2:])],
        ["un nombre d'au moins 0 et au plus 10 000 000", "effectifs_salaries_2006", "ligne 3"],
    ),
    "a year missing in the middle": (
        [urssaf_header(HOLE), urssaf_line("62498", "1011Z", *FIGURES[2:])],
        ["2015"],
    ),
    "a commune in two zones d'emploi": (
        [urssaf_header(YEARS), LENS, urssaf_line("62498", "4711F", *FIGURES, zone="3205")],
        ["une seule zone d'emploi par commune", "62498", "3205"],
    ),
    "an activity of a commune twice": ([urssaf_header(YEARS), LENS, LENS], ["62498 / 1011Z", "déjà ligne 2"]),
    "an unknown commune": (
        [urssaf_header(YEARS), urssaf_line("62999", "1011Z", *FIGURES)],
        ["« 62999 »", "code_commune"],
    ),
}


@pytest.mark.parametrize("lines, said", REFUSED.values(), ids=REFUSED.keys())
def test_a_fault_is_one_french_sentence_and_what_was_there_stays(
    lines: list[str], said: list[str], con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    assert land(write(tmp_path / "bon.csv", urssaf_header(YEARS), LENS, DOUAI), millesime=None).refused == []
    before = con.execute("select * from raw.urssaf_emploi_communes order by all").fetchall()
    refused = land(write(tmp_path / "mauvais.csv", *lines), millesime=None).refused
    assert len(refused) == 1
    sentence = refused[0].replace(NBSP, " ").replace("’", "'")
    assert all(part in sentence for part in said), sentence
    assert "\n" not in sentence and sentence.startswith("mauvais.csv")
    assert con.execute("select * from raw.urssaf_emploi_communes order by all").fetchall() == before


def test_a_sector_of_a_third_party_that_the_nomenclature_does_not_know_is_refused(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    path = tmp_path / "exdeco_pivot_flores_a38.parquet"
    pq.write_table(pa.table({"code_ze": ["3215"], "a38": ["XX"], "eff_23": [3]}), path)
    refused = land(path, millesime=None).refused
    assert len(refused) == 1 and "« XX »" in refused[0].replace(NBSP, " ")
    assert slots(con, "tiers_emploi_zones_a38") == []
