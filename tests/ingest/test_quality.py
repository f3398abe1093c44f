"""Each kind of check passes and fails on a small table, and never passes for want of being evaluated."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pydantic import ValidationError

from ingest import probes, quality
from ingest.quality import Check, Deviation, Outcome, QualityError, run_checks, sentence

NBSP = "\u00a0"
TABLE = "quarantaine.livraison_2024_01"
ROWS = [
    # code, population, type, _millesime, _niveau, _feuille, _ligne
    ("62498", "30 000", "COM", 2021, "commune", "Communes", 12),
    ("2A004", "71,5", None, 2021, "commune", "Communes", 13),
    ("6249", "nd", "ARM", 2021, "commune", "Communes", 14),
    (None, "-1", "COM", 2021, "commune", "Communes", 15),
    ("62498", "1e3", "COM", 2021, "commune", "Communes", 16),
    ("62498", "12", "COM", 2022, "commune", "Communes", 17),
    ("62", None, "DEP", 2021, "departement", "Départements", 3),
    ("62498", "1_000", "COM", 2021, "commune", "Suite", 40),
]


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(tmp_path / "entrepot.duckdb") as connection:
        fill(connection, ROWS)
        yield connection


def fill(con: duckdb.DuckDBPyConnection, rows: list[tuple[Any, ...]], table: str = TABLE) -> None:
    con.execute("CREATE SCHEMA IF NOT EXISTS quarantaine")
    con.execute(
        f"CREATE OR REPLACE TABLE {table} (code VARCHAR, population VARCHAR, type VARCHAR,"
        " _millesime INTEGER, _niveau VARCHAR, _feuille VARCHAR, _ligne INTEGER, _periode VARCHAR,"
        " _geographie INTEGER, _edition VARCHAR)"
    )
    if rows:
        con.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, ?, ?, NULL, 2024, 'e')", rows)


def check(con: duckdb.DuckDBPyConnection, **fields: Any) -> Outcome:
    [outcome] = run_checks(con, TABLE, [Check(**fields)])
    return outcome


def lines(outcome: Outcome) -> list[int | None]:
    return [deviation.ligne for deviation in outcome.exemples]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"type": "non_nul", "colonnes": ["code"]}, [15]),
        ({"type": "non_nul", "colonnes": ["code"], "niveaux": ["departement"]}, []),
        ({"type": "non_nul", "colonnes": ["_niveau"]}, []),
        ({"type": "unique", "colonnes": ["code"]}, [16, 40]),
        ({"type": "unique", "colonnes": ["code", "type"]}, [16, 40]),
        ({"type": "unique", "colonnes": ["code", "population"]}, []),
        ({"type": "unique", "colonnes": ["code"], "niveaux": ["departement"]}, []),
        ({"type": "motif", "colonnes": ["code"], "motif": r"[0-9AB]{5}"}, [3, 14]),
        ({"type": "motif", "colonnes": ["code"], "motif": r"\d[\dAB]\d{3}", "niveaux": ["commune"]}, [14]),
        ({"type": "motif", "colonnes": ["code"], "motif": r".{5}", "sauf": ["62", "6249"]}, []),
        ({"type": "nombre", "colonnes": ["population"]}, [14, 40]),
        (
            {"type": "nombre", "colonnes": ["population"], "sauf": ["nd"], "min": 0, "max": 100},
            [12, 15, 16, 40],
        ),
        ({"type": "nombre", "colonnes": ["population"], "sauf": ["nd", "1_000"], "min": -1}, []),
        ({"type": "valeurs", "colonnes": ["type"], "valeurs": ["COM"]}, [3, 14]),
        ({"type": "valeurs", "colonnes": ["type"], "valeurs": ["COM", "ARM"], "sauf": ["DEP"]}, []),
        ({"type": "non_nul", "colonnes": ["code"], "si": {"type": ["COM"]}}, [15]),
        ({"type": "non_nul", "colonnes": ["code"], "si": {"type": ["ARM", "DEP"]}}, []),
        ({"type": "nul", "colonnes": ["population"], "si": {"type": ["ARM", "DEP"]}}, [14]),
        ({"type": "nul", "colonnes": ["population"], "si": {"type": ["DEP"]}}, []),
        ({"type": "motif", "colonnes": ["code"], "motif": "[0-9]{5}", "si": {"type": ["COM", "ARM"]}}, [14]),
        ({"type": "motif", "colonnes": ["code"], "motif": "[0-9]{5}", "si": {"type": ["ARM"], "code": ["62"]}}, []),
        # What is not a number is another check's business.
        ({"type": "au_plus", "colonnes": ["code", "population"]}, [12, 16, 17, 40]),
        ({"type": "au_plus", "colonnes": ["population", "code"]}, []),
        ({"type": "lignes", "min": 8, "max": 8}, []),
        ({"type": "lignes", "min": 9}, [None]),
        ({"type": "lignes", "max": 6, "niveaux": ["commune"]}, [None]),
    ],
)
def test_each_type_fails_on_its_rows_and_passes_otherwise(
    con: duckdb.DuckDBPyConnection, fields: dict[str, Any], expected: list[int | None]
) -> None:
    outcome = check(con, **fields)
    assert lines(outcome) == expected
    assert outcome.reussi == (not expected)
    assert outcome.ecarts == len(expected)


def test_a_part_may_be_its_whole(con: duckdb.DuckDBPyConnection) -> None:
    fill(
        con,
        [("12", "12", "COM", 2021, "commune", "Communes", 2), ("13", "12,5", "COM", 2021, "commune", "Communes", 3)],
    )
    assert lines(check(con, type="au_plus", colonnes=["code", "population"])) == [3]


def test_one_outcome_for_each_column_in_order_and_checks_said_twice_are_kept(
    con: duckdb.DuckDBPyConnection,
) -> None:
    twice = Check(type="non_nul", colonnes=["code", "population"])
    outcomes = run_checks(con, TABLE, [twice, Check(type="lignes", min=1), twice])
    assert [outcome.colonne for outcome in outcomes] == ["code", "population", None, "code", "population"]
    assert outcomes[:2] == outcomes[3:]
    assert run_checks(con, TABLE, []) == []


def test_a_duplicate_names_the_line_where_the_key_was_first_seen(con: duckdb.DuckDBPyConnection) -> None:
    here, elsewhere = check(con, type="unique", colonnes=["code"]).exemples
    assert here.trouve == "62498, déjà ligne 12"
    assert sentence(elsewhere, "a.xlsx").replace(NBSP, " ") == (
        "a.xlsx, feuille « Suite », ligne 40, colonne « code » : "
        "attendu une valeur présente une seule fois ; "
        "trouvé « 62498, déjà ligne 12 de la feuille « Communes » »."
    )
    compound = check(con, type="unique", colonnes=["code", "type"])
    assert compound.colonne == "code, type"
    assert compound.exemples[0].trouve == "62498 / COM, déjà ligne 12"


def test_keys_with_some_blank_part_are_compared_and_wholly_blank_ones_are_not(
    con: duckdb.DuckDBPyConnection,
) -> None:
    row = (None, "1", "COM", 2021, "commune", None, 20)
    fill(con, [row, (*row[:-1], 21)])
    assert check(con, type="unique", colonnes=["code"]).reussi
    partial = check(con, type="unique", colonnes=["code", "type"])
    assert [deviation.trouve for deviation in partial.exemples] == ["vide / COM, déjà ligne 20"]


@pytest.mark.parametrize(
    ("text", "reussi"),
    [("12", True), ("-0,5", True), ("+.5", True), ("1.5E-4", True)]
    + [(text, False) for text in ("nan", "inf", "1e999", "0x1F", "1_0", "12 %", "1,2,3", ",")],
)
def test_a_number_is_digits_with_a_comma_or_a_point(con: duckdb.DuckDBPyConnection, text: str, reussi: bool) -> None:
    fill(con, [("1", text, None, 2021, "commune", None, 2)])
    assert check(con, type="nombre", colonnes=["population"]).reussi == reussi


@pytest.mark.parametrize("text", ["a:b", "::x", "it's {0}", "%(x)s 5%", r"c:\d", '"$1$$', "; JOIN x -- /*", "?"])
def test_no_character_of_a_contract_is_read_as_sql_or_format(con: duckdb.DuckDBPyConnection, text: str) -> None:
    fill(con, [(text, "1", None, 2021, text, None, 2)])
    assert check(con, type="valeurs", colonnes=["code"], valeurs=[text]).reussi
    assert check(con, type="motif", colonnes=["code"], motif="x", sauf=[text]).reussi
    found = check(con, type="valeurs", colonnes=["code"], valeurs=["x"], niveaux=[text])
    assert [deviation.trouve for deviation in found.exemples] == [text]


def test_a_pattern_may_hold_colons_braces_and_percents(con: duckdb.DuckDBPyConnection) -> None:
    motif = r"(?:62[[:digit:]]{3}|2A0{2}4|\d{2,4})%?"
    assert check(con, type="motif", colonnes=["code"], motif=motif).reussi


def test_a_column_may_have_any_name(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(f"""ALTER TABLE {TABLE} RENAME code TO "Code:{{a}} ""b"" é" """)
    assert lines(check(con, type="non_nul", colonnes=['Code:{a} "b" é'])) == [15]


def test_five_examples_at_most_are_kept_lowest_lines_first_and_cut_short(
    con: duckdb.DuckDBPyConnection,
) -> None:
    long = "x" * 200 + "\n"
    fill(con, [(long, "1", None, 2021, "commune", None, line) for line in range(50, 1, -1)])
    outcome = check(con, type="motif", colonnes=["code"], motif="y")
    assert (outcome.ecarts, lines(outcome)) == (49, [2, 3, 4, 5, 6])
    assert outcome.exemples[0].trouve == "x" * 80 + "…"


def test_successive_deliveries_in_one_process_do_not_mix(con: duckdb.DuckDBPyConnection) -> None:
    fields: dict[str, Any] = {"type": "non_nul", "colonnes": ["code"]}
    assert not check(con, **fields).reussi
    fill(con, ROWS[:2])
    assert check(con, **fields).reussi
    with duckdb.connect() as other:
        fill(other, ROWS[3:4])
        assert lines(check(other, **fields)) == [15]
    assert check(con, **fields).reussi


def test_the_loaders_connection_keeps_its_transaction_and_may_drop_the_table(tmp_path: Path) -> None:
    path = tmp_path / "entrepot.duckdb"
    con = duckdb.connect(path)
    fill(con, ROWS)
    con.execute("CREATE TABLE journal (i INTEGER)")
    con.begin()
    con.execute("INSERT INTO journal VALUES (1)")
    assert not check(con, type="non_nul", colonnes=["code"]).reussi
    assert con.execute("SELECT count(*) FROM journal").fetchone() == (1,)
    con.rollback()
    assert con.execute("SELECT count(*) FROM journal").fetchone() == (0,)
    con.execute(f"DROP TABLE {TABLE}")
    con.execute("DROP SCHEMA quarantaine")
    con.close()
    with duckdb.connect(path, read_only=True) as reopened:  # refused while anything holds the file
        assert reopened.execute("SELECT count(*) FROM journal").fetchone() == (0,)


def test_an_uncommitted_table_is_an_error_not_a_success(con: duckdb.DuckDBPyConnection) -> None:
    con.begin()
    con.execute("CREATE TABLE quarantaine.nouvelle AS FROM quarantaine.livraison_2024_01")
    with pytest.raises(QualityError, match="nouvelle does not exist"):
        run_checks(con, "quarantaine.nouvelle", [Check(type="lignes", min=1)])
    con.rollback()


def test_a_check_that_cannot_be_evaluated_raises_and_leaves_the_next_ones_well(
    con: duckdb.DuckDBPyConnection,
) -> None:
    good = Check(type="lignes", min=1)
    with pytest.raises(QualityError, match=r"contrôle n°.2 impossible à évaluer.*\"absente\" not found"):
        run_checks(con, TABLE, [good, Check(type="non_nul", colonnes=["absente"])])
    assert run_checks(con, TABLE, [good])[0].reussi


def test_bad_sql_and_bad_queries_raise(con: duckdb.DuckDBPyConnection) -> None:
    bench = quality._bench()
    with pytest.raises(QualityError, match="Parser Error"):
        bench.validate(con, TABLE, ["SELEKT * FROM {batch}"])
    with pytest.raises(QualityError, match="Conversion Error"):
        bench.validate(con, TABLE, ["SELECT * FROM {batch} WHERE CAST(code AS INTEGER) = 1"])


def test_nothing_is_printed_written_or_warned(tmp_path: Path) -> None:
    script = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "import duckdb, ingest.quality as quality\n"
        "assert not {'great_expectations', 'sqlalchemy', 'pandas'} & set(sys.modules)\n"
        "con = duckdb.connect()\n"
        "con.execute('CREATE SCHEMA q')\n"
        "con.execute(\"CREATE TABLE q.t1 AS SELECT 'a' c, 2021 _millesime, NULL _periode, 'n' _niveau,"
        " 'f' _feuille, 1 _ligne\")\n"
        "checks = [quality.Check(type='motif', colonnes=['c'], motif='b')]\n"
        "assert 'pandas' not in sys.modules\n"
        "[outcome] = quality.run_checks(con, 'q.t1', checks)\n"
        "assert outcome.ecarts == 1\n"
    )
    root = Path(quality.__file__).parents[1]
    (tmp_path / "tmp").mkdir()
    run = subprocess.run(
        [sys.executable, "-c", script, str(root)],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "TMPDIR": str(tmp_path / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert [path.name for path in tmp_path.rglob("*")] == ["tmp"]


def test_thirty_five_thousand_rows_take_less_than_seconds(con: duckdb.DuckDBPyConnection) -> None:
    numbers = ", ".join(f"CAST(i * {k} / 7.0 AS VARCHAR) AS n{k}" for k in range(11))
    con.execute(
        f"CREATE TABLE quarantaine.grande AS SELECT CAST(10000 + i AS VARCHAR) AS code, {numbers},"
        " 2021 AS _millesime, NULL AS _periode, 'commune' AS _niveau, 2024 AS _geographie, 'e' AS _edition,"
        " NULL AS _feuille, CAST(i + 2 AS INTEGER) AS _ligne FROM range(35000) AS r (i)"
    )
    checks = [
        Check(type="non_nul", colonnes=["code"]),
        Check(type="unique", colonnes=["code"]),
        Check(type="motif", colonnes=["code"], motif=r"\d{5}"),
        Check(type="nombre", colonnes=["n3"], min=0, max=100),
        Check(type="lignes", min=34000, max=36000),
    ]
    run_checks(con, "quarantaine.grande", checks)
    start = time.perf_counter()
    outcomes = run_checks(con, "quarantaine.grande", checks)
    assert time.perf_counter() - start < 3  # measured: 0.12 s; the margin is for a busy machine
    assert [outcome.reussi for outcome in outcomes] == [True, True, True, False, True]
    assert outcomes[3].ecarts == 35000 - 234


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"type": "non_nul", "colonnes": ["c"]}, "une valeur"),
        ({"type": "nombre", "colonnes": ["c"]}, "un nombre"),
        (
            {"type": "nombre", "colonnes": ["c"], "min": 0.5, "max": 1000},
            "un nombre d’au moins 0,5 et au plus 1 000",
        ),
        (
            {"type": "nombre", "colonnes": ["annee_a", "annee_b"], "min": 1890, "max": 2020, "entier": True},
            "un nombre entier d’au moins 1890 et au plus 2020",
        ),
        ({"type": "lignes", "min": 34000}, "au moins 34 000 lignes"),
        ({"type": "valeurs", "colonnes": ["c"], "valeurs": ["a", "b"]}, "l’une des valeurs « a », « b »"),
        ({"type": "motif", "colonnes": ["c"], "motif": "a", "attendu": "la lettre a"}, "la lettre a"),
        ({"type": "au_plus", "colonnes": ["c", "d"]}, "un nombre qui ne dépasse pas « d »"),
        (
            {"type": "valeurs", "colonnes": ["c"], "valeurs": ["a"], "si": {"d": ["x", "y"]}},
            "la valeur « a » quand « d » vaut « x » ou « y »",
        ),
        ({"type": "nul", "colonnes": ["c"], "si": {"d": ["x"]}}, "une cellule vide quand « d » vaut « x »"),
    ],
)
def test_what_is_expected_is_said_in_french(fields: dict[str, Any], words: str) -> None:
    assert probes.expected(Check(**fields)).replace(NBSP, " ") == words


def test_a_deviation_is_one_sentence_with_its_place() -> None:
    deviation = Deviation("motif", "code", "Communes", 14, "6249", "cinq caractères, comme 62498 ou 2A004")
    assert sentence(deviation, "communes.xlsx") == (
        f"communes.xlsx, feuille «{NBSP}Communes{NBSP}», ligne 14, colonne «{NBSP}code{NBSP}»{NBSP}: "
        f"attendu cinq caractères, comme 62498 ou 2A004{NBSP}; trouvé «{NBSP}6249{NBSP}»."
    )
    blank = Deviation("non_nul", "code", None, 3, None, "une valeur")
    assert sentence(blank, "a.csv").endswith(f"attendu une valeur{NBSP}; trouvé une cellule vide.")


def test_a_confidential_deviation_is_not_quoted(con: duckdb.DuckDBPyConnection) -> None:
    for fields in ({"type": "motif", "motif": "x"}, {"type": "unique"}):
        for deviation in check(con, colonnes=["code"], **fields).exemples:
            said = sentence(deviation, "a.csv", montrer_valeurs=False)
            assert deviation.trouve and deviation.trouve not in said and "62498" not in said
            assert f"ligne {deviation.ligne}" in said


def test_a_count_of_rows_is_said_without_line(con: duckdb.DuckDBPyConnection) -> None:
    [deviation] = check(con, type="lignes", min=34000).exemples
    assert sentence(deviation, "a.csv").replace(NBSP, " ") == (
        "a.csv : attendu au moins 34 000 lignes ; trouvé « 8 lignes »."
    )


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"type": "motif", "colonnes": ["c"]}, "`motif` manque"),
        ({"type": "motif", "colonnes": ["c"], "motif": "(a"}, "refusé par DuckDB"),
        ({"type": "motif", "colonnes": ["c"], "motif": "a(?=b)"}, "refusé par DuckDB"),
        ({"type": "motif", "motif": "a"}, "`colonnes` manque"),
        ({"type": "valeurs", "colonnes": ["c"], "valeurs": []}, "`valeurs` manque"),
        ({"type": "non_nul", "colonnes": ["c"], "min": 1}, "`min` n’y a pas de sens"),
        ({"type": "unique", "colonnes": ["c", "c"]}, "citée deux fois"),
        ({"type": "lignes", "colonnes": ["c"], "min": 1}, "`colonnes` n’y a pas de sens"),
        ({"type": "lignes"}, "`min` ou `max` manque"),
        ({"type": "nul", "colonnes": ["c"]}, "`si` manque"),
        ({"type": "unique", "colonnes": ["c"], "si": {"d": ["x"]}}, "`si` n’y a pas de sens"),
        ({"type": "au_plus", "colonnes": ["c"]}, "`colonnes` en demande deux"),
        ({"type": "nombre", "colonnes": ["c"], "min": 2, "max": 1}, "`min` dépasse `max`"),
        ({"type": "non_nul", "colonnes": ["c"], "niveaux": []}, "`niveaux` est vide"),
        ({"type": "non_nul", "colonnes": ["c"], "niveau": "commune"}, "niveau"),
        ({"type": "inconnu", "colonnes": ["c"]}, "type"),
    ],
)
def test_a_check_whose_fields_do_not_fit_its_type_is_refused(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault.replace("(", r"\(")):
        Check(**fields)
