"""What a typed query may do: read the marts, without the figures that stay inside, within limits. Nothing else."""

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from explorer import sandbox, sandbox_child
from explorer.sandbox import RefusedError, ask
from explorer.typography import typeset
from explorer.views.donnees import read_examples
from tests.explorer.attacks import COMPUTED, ELSEWHERE, GOOD, HEAVY, STATEMENTS


def write(path: Path, inside: float) -> Path:
    """A warehouse in which every figure that stays inside, or is computed of one, is `inside`."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            f"""
            create schema marts; create schema raw; create schema staging; create schema meta;
            create table marts.effectifs as
            select * from (values
                ('grand', 2020, 1200.0, 'disponible', 1100.0, 1300.0, 10.0, 50.0, 1),
                ('moyen', 2020, 300.0, 'estime', 250.0, 350.0, 20.0, 30.0, 2),
                ('petit', 2020, {inside}, 'interne', {inside}, {inside}, {inside}, {inside}, {int(inside)}),
                ('caché', 2020, null, 'secret', null, null, null, null, null)
            ) as t(
                nom, millesime, personnes, personnes_statut, personnes_bas, personnes_haut, ecart, part_pct, rang_bassin
            );
            create table marts.indicateurs as
            select *
            from (values ('a', {inside}, 'interne'), ('b', 7.0, 'disponible')) as t(indicateur, valeur, statut);
            create table marts.couples as
            select 10 as a, 'estime' as a_statut, 5 as a_bas, 15 as a_haut, {inside} as b, 'interne' as b_statut,
                10 - {inside} as ecart, 2022 as millesime;
            create table raw.brut as select 'SECRET' as secret;
            create table staging.stg_brut as select 'SECRET' as secret;
            create table meta.refus as select 'SECRET' as secret;
            create table marts.grands as select range as n, repeat('é', 200) as texte from range(100000);
            """
        )
    return path


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("sandbox") / "warehouse.duckdb", inside=3)


@pytest.fixture
def untouched(warehouse: Path) -> Iterator[None]:
    """The file has the same bytes and nothing stands beside it afterwards; the next good query is answered."""
    before = hashlib.sha256(warehouse.read_bytes()).hexdigest()
    yield
    assert hashlib.sha256(warehouse.read_bytes()).hexdigest() == before
    assert [path.name for path in warehouse.parent.iterdir()] == [warehouse.name]


def said_in_the_child(warehouse: Path, sql: str) -> str:
    """What the child would write, without the time it takes to start one: a refusal, or the rows."""
    with duckdb.connect(":memory:", config=sandbox_child.SETTINGS) as connection:
        try:
            sandbox_child.prepare(connection, str(warehouse), sql)
            cut, body = sandbox_child.answer(connection, sql, 1000, 1_000_000)
        except sandbox_child.Refused as reason:
            return f"refus : {reason}"
        except duckdb.Error as error:
            return f"erreur : {sandbox._in_french(type(error).__name__, str(error))}"
    return f"réponse : {cut} {pa.ipc.open_stream(body).read_all().to_pydict()}"


def refusal(warehouse: Path, sql: str) -> str:
    with pytest.raises(RefusedError) as reason:
        ask(warehouse, sql)
    return str(reason.value)


@pytest.mark.parametrize("sql", STATEMENTS)
def test_what_is_not_one_select_is_refused(warehouse: Path, untouched: None, sql: str) -> None:
    said = said_in_the_child(warehouse, sql.encode("utf-8", "replace").decode())
    assert said.startswith(("refus : ", "erreur : Erreur de syntaxe", "erreur : DuckDB ne peut pas"))
    assert "Error" not in said


@pytest.mark.parametrize("sql", ELSEWHERE)
def test_nothing_but_the_marts_is_read(warehouse: Path, untouched: None, sql: str) -> None:
    # Refused for what it is, before the engine has a say.
    assert said_in_the_child(warehouse, sql.format(path=warehouse)).startswith("refus : ")


@pytest.mark.parametrize("sql", [*STATEMENTS[::10], *ELSEWHERE[::10], "select \ud800", "select 1\x00", "'" * 9001])
def test_the_page_tells_a_refusal_in_french_and_answers_the_next_query(
    warehouse: Path, untouched: None, sql: str
) -> None:
    said = refusal(warehouse, sql.format(path=warehouse))
    assert said.endswith(".")
    assert "Error" not in said and "SECRET" not in said
    assert ask(warehouse, GOOD).rows["personnes"].tolist() == [1200]


@pytest.mark.parametrize("sql", HEAVY, ids=lambda sql: sql[:60])
def test_what_would_last_or_fill_the_memory_is_ended(
    warehouse: Path, untouched: None, sql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 1)
    try:
        answer = ask(warehouse, sql)
    except RefusedError as reason:
        assert str(reason).endswith(".")
    else:
        assert len(answer.rows) <= sandbox.ROWS
    assert ask(warehouse, GOOD).rows["personnes"].tolist() == [1200]


def test_the_text_is_neither_english_nor_a_trace_when_the_engine_refuses(warehouse: Path) -> None:
    assert typeset("« effectif »") in refusal(warehouse, "select effectif from marts.effectifs")
    assert "nom" in refusal(warehouse, "select nam from marts.effectifs")
    assert "GROUP BY" in refusal(warehouse, "select nom, sum(personnes) from marts.effectifs")
    assert typeset("« somme »") in refusal(warehouse, "select somme(personnes) from marts.effectifs")


@pytest.mark.parametrize("sql", COMPUTED)
def test_no_answer_depends_on_a_figure_that_stays_inside(tmp_path: Path, sql: str) -> None:
    one, other = (said_in_the_child(write(tmp_path / f"{inside}.duckdb", inside), sql) for inside in (3.0, 45.0))
    assert one == other
    # Not because everything is refused.
    assert one.startswith("réponse : ") or "error(" in sql or "tinyint" in sql


def test_the_others_are_told_as_they_are(warehouse: Path) -> None:
    rows = ask(warehouse, "select * from marts.effectifs order by nom").rows.set_index("nom")
    assert rows.loc["grand", "personnes"] == 1200
    assert rows.loc["moyen", ["personnes_bas", "ecart", "rang_bassin"]].tolist() == [250, 20, 2]
    assert rows.loc["petit", ["millesime", "personnes_statut"]].tolist() == [2020, "interne"]
    hidden = ["personnes", "personnes_bas", "personnes_haut", "ecart", "part_pct", "rang_bassin"]
    assert rows.loc["petit", hidden].isna().all()


def test_a_figure_beside_one_that_stays_inside_is_told_with_its_bounds_and_nothing_drawn_of_both(
    warehouse: Path,
) -> None:
    row = ask(warehouse, "select * from marts.couples").rows.iloc[0]
    assert row[["a", "a_bas", "a_haut", "millesime", "b_statut"]].tolist() == [10, 5, 15, 2022, "interne"]
    assert row[["b", "ecart"]].isna().all()


def test_in_every_mart_what_is_hidden_is_in_a_row_that_stays_inside(entrepot_demo: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{entrepot_demo}' as entrepot (read_only)")
        connection.execute("create schema marts")
        marts = connection.execute(
            "select table_name, map_from_entries(list((column_name, data_type) order by column_index)) "
            "from duckdb_columns() where database_name = 'entrepot' and schema_name = 'marts' group by table_name"
        ).fetchall()
        hidden_somewhere = set()
        for mart, columns in marts:
            statuses = [name for name in columns if name == "statut" or name.endswith("_statut")]
            connection.execute(sandbox_child.masked(mart, columns))
            if not statuses:
                continue
            inside = " or ".join(f"coalesce({name} = 'interne', false)" for name in statuses)
            counts = ", ".join(f'count("{name}")' for name in columns)
            for condition in (f"not ({inside})", *(f"{name} = 'interne'" for name in statuses)):
                every = connection.execute(f"select {counts} from entrepot.marts.{mart} where {condition}").fetchone()
                shown = connection.execute(f"select {counts} from marts.{mart} where {condition}").fetchone()
                assert every is not None and shown is not None
                if condition.startswith("not"):
                    assert every == shown, mart
                    continue
                figure = condition.split(" ")[0].removesuffix("_statut").replace("statut", "valeur")
                if figure not in columns:
                    continue
                assert shown[list(columns).index(figure)] == 0, (mart, figure)
                if every[list(columns).index(figure)]:
                    hidden_somewhere.add(mart)
    assert {"ayants_droit", "parc_minier"} <= hidden_somewhere


def test_more_rows_than_the_limit_are_cut_and_said(warehouse: Path) -> None:
    cut = ask(warehouse, "select n from marts.grands order by n")
    assert (cut.cut, cut.rows["n"].tolist()) == (True, list(range(sandbox.ROWS)))
    whole = ask(warehouse, f"select n from marts.grands order by n desc limit {sandbox.ROWS}")
    assert (whole.cut, len(whole.rows)) == (False, sandbox.ROWS)


def test_an_answer_that_is_too_large_is_cut(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SIZE", 400_000)
    answer = ask(warehouse, "select texte from marts.grands")
    assert answer.cut
    assert 0 < answer.rows["texte"].str.len().sum() * 2 <= 450_000


def test_types_come_out_as_files_can_hold_them(warehouse: Path, tmp_path: Path) -> None:
    rows = ask(
        warehouse,
        "select 1 as a, 2 as a, sum(n) as somme, null as rien, [1, 2] as liste, 1.5::decimal(5, 2) as prix, "
        "n % 2 = 0 as pair, date '2020-01-31' as jour, {'x': 1} as objet from range(3) as t(n) group by n order by n",
    ).rows
    assert list(rows.columns) == ["a", "a_2", "somme", "rien", "liste", "prix", "pair", "jour", "objet"]
    assert rows["somme"].tolist() == [0, 1, 2]
    assert (rows["liste"] == "1, 2").all() and (rows["prix"] == 1.5).all() and rows["rien"].isna().all()
    rows.to_parquet(tmp_path / "lignes.parquet")
    rows.to_excel(tmp_path / "lignes.xlsx")
    assert pd.read_parquet(tmp_path / "lignes.parquet")["a_2"].tolist() == [2, 2, 2]


def test_a_text_that_is_too_long_starts_nothing(warehouse: Path) -> None:
    said = refusal(warehouse, "select 1 -- " + "x" * sandbox.LONGEST)
    assert "trop longue" in said


def test_beyond_a_few_queries_at_once_one_is_asked_to_come_back(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 4)
    long = "select count(*) from range(10000000000000)"
    running = [threading.Thread(target=lambda: refusal(warehouse, long), daemon=True) for _ in range(sandbox.AT_ONCE)]
    for thread in running:
        thread.start()
    while sandbox._PLACES._value:
        threading.Event().wait(0.01)
    assert "réessayez dans un instant" in refusal(warehouse, GOOD)
    for thread in running:
        thread.join()
    assert ask(warehouse, GOOD).rows["nom"].tolist() == ["grand"]


@pytest.mark.parametrize("question", list(read_examples()))
def test_the_questions_of_the_project_are_answered(entrepot_demo: Path, question: str) -> None:
    assert not ask(entrepot_demo, read_examples()[question]).rows.empty
