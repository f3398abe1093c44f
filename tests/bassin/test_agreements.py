"""What a build and `bassin purger` do of deliveries that may not be kept, and what status says of agreements."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from bassin import build, purge, status
from bassin.failures import BuildError
from bassin.settings import Settings
from ingest import conventions
from ingest.refusals import NBSP
from tests.agreements import register
from tests.ingest.test_zones import EMPLOYEES, WORKERS, write
from tests.parks import write_park

JEU = "insee_tous_salaries"
LINES = 20_000
LETTERS = str.maketrans("0123456789", "ghijklmnop")
MARKS = [hashlib.sha256(str(rank).encode()).hexdigest().translate(LETTERS) for rank in range(LINES)]
"""Names of zones, one a line, without a figure that would pass for a telephone's: they fill blocks of the file that
nothing small can write over."""
Said = list[str]


@pytest.fixture(autouse=True)
def no_marts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "run_marts", lambda *_: None)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real warehouse where a delivery, to be kept twelve months, came in January 2020; with a table made of it."""
    folder = tmp_path_factory.mktemp("conventions")
    depot = folder / "depot"
    depot.mkdir()
    lines = [WORKERS.replace("henin_noyelles;Hénin", f"zone_{rank};{mark}") for rank, mark in enumerate(MARKS)]
    write(depot / "salaries.csv", EMPLOYEES, *lines)
    register(depot / "conventions.csv", {"conservation_mois": "12"})
    settings = Settings(folder / "warehouse.duckdb")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(build, "run_marts", lambda *_: None)
        built = build.build(settings, [depot], None, False, False, lambda _: None)
    assert built.refused == ()
    with duckdb.connect(str(settings.published)) as con:
        con.execute(f"update meta.livraisons set charge_le = '2020-01-15' where jeu = '{JEU}'")
        # Compressed, the names would be there all the same, and not found.
        con.execute("pragma force_compression = 'uncompressed'")
        con.execute(f"create or replace table raw.{JEU} as select * from raw.{JEU}")
        con.execute(f"create schema marts; create table marts.essai as select * from raw.{JEU}")
    return folder


@pytest.fixture
def settings(made: Path, tmp_path: Path) -> Settings:
    shutil.copytree(made / "depot", tmp_path / "depot")
    shutil.copyfile(made / "warehouse.duckdb", tmp_path / "warehouse.duckdb")
    return Settings(tmp_path / "warehouse.duckdb")


def left(settings: Settings) -> int:
    """How many of some names the file of the warehouse still has, in rows or in blocks that no row has any more."""
    written = settings.published.read_bytes()
    return sum(mark.encode() in written for mark in MARKS[::400])


def number(settings: Settings) -> str:
    with duckdb.connect(str(settings.published), read_only=True) as con:
        [(livraison,)] = con.execute("select livraison from meta.livraisons where jeu = ?", [JEU]).fetchall()
    return str(livraison)


def said(action: Callable[..., object], settings: Settings, *arguments: object) -> str:
    words: Said = []
    action(settings, *arguments, words.append)
    return "\n".join(words).replace(NBSP, " ")


@pytest.mark.parametrize("force", [True, False])
def test_a_build_stops_while_a_delivery_is_past_its_retention(settings: Settings, force: bool) -> None:
    before = settings.published.read_bytes()
    depots = [settings.published.parent / "depot"] if force else []
    with pytest.raises(BuildError) as stopped:
        build.build(settings, depots, None, False, force, lambda _: None)
    told = str(stopped.value).replace(NBSP, " ")
    assert "salaries.csv jusqu'au 15/01/2021" in told
    assert f"bassin purger {number(settings)}" in told
    assert settings.published.read_bytes() == before


def test_purging_leaves_no_byte_of_a_delivery_and_the_next_build_publishes(settings: Settings) -> None:
    assert left(settings) > 0
    livraison = number(settings)
    told = said(purge.purge, settings, [livraison])
    assert f"raw.{JEU} : {LINES} lignes effacées" in told
    assert "à effacer à la main" in told
    assert left(settings) == 0
    with duckdb.connect(str(settings.published), read_only=True) as con:
        ledger = "select fichier, purgee_le is not null from meta.livraisons where jeu = ?"
        assert con.execute(ledger, [JEU]).fetchall() == [("salaries.csv", True)]
        assert con.execute("select 1 from duckdb_tables() where table_name = 'essai'").fetchall() == []
        assert con.execute("select count(*) from raw.insee_cog_communes").fetchone() != (0,)
    again = build.build(settings, [settings.published.parent / "depot"], None, False, True, lambda _: None)
    assert ["purgé" in sentence for sentence in again.refused] == [True]
    with pytest.raises(BuildError, match="à purger"):
        purge.purge(settings, [livraison], lambda _: None)


def test_deleting_alone_would_leave_the_bytes_in_the_file(settings: Settings) -> None:
    """Why purging writes a new file."""
    with duckdb.connect(str(settings.published)) as con:
        con.execute(f"delete from raw.{JEU}; drop table marts.essai")
        con.execute("checkpoint")
    assert left(settings) > 0


def test_without_a_number_purging_lists_and_removes_nothing(settings: Settings) -> None:
    before = settings.published.read_bytes()
    told = said(purge.list_overdue, settings)
    assert f"salaries.csv ({JEU}), reçu le 15/01/2020, à conserver jusqu'au 15/01/2021" in told
    assert f"bassin purger {number(settings)}" in told
    assert settings.published.read_bytes() == before


def test_copies_of_the_warehouse_are_named_since_purging_cannot_reach_them(settings: Settings) -> None:
    copy = settings.published.with_name("warehouse-reel-20260101-000000.duckdb")
    shutil.copyfile(settings.published, copy)
    assert copy.name in said(purge.purge, settings, [number(settings)])


def test_a_day_on_which_an_agreement_changes_is_something_new(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(purge.purge, settings, [number(settings)])
    ends = register(settings.published.parent / "fin.csv", {"fin_le": "30/06/2030"})
    build.build(settings, [ends], None, False, False, lambda _: None)
    assert not build.build(settings, [], None, False, False, lambda _: None).did_something
    monkeypatch.setattr(conventions, "today", lambda: date(2030, 7, 1))
    assert build.build(settings, [], None, False, False, lambda _: None).did_something


def test_status_says_what_is_late_lapsed_uncovered_and_to_be_purged(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conventions, "today", lambda: date(2026, 6, 15))
    with duckdb.connect(str(settings.published)) as con:
        con.execute("update meta.entrepot set empreinte = '{}'")
        con.execute(f"update raw.mission_conventions set jeu = 'angdm_logements' where jeu = '{JEU}'")
        for name, jeu, end, cadence in (
            ("tardive", "angdm_prestations", None, "6"),
            ("echue", "cpam_c2s", "14/06/2026", None),
            ("bientot", "urh_ops", "14/08/2026", None),
            ("plus_tard", "rdm_pensions", "15/08/2026", None),
            ("vieille", "ors_mortalite", "01/01/2025", None),
            ("neuve", "ors_mortalite", None, None),
        ):
            con.execute(
                "insert into raw.mission_conventions (convention, partenaire, jeu, signee_le, fin_le, cadence_mois) "
                "values (?, 'P', ?, '01/01/2020', ?, ?)",
                [name, jeu, end, cadence],
            )
        for partner, received in (("Bailleur A", "2026-06-01"), ("Bailleur B", "2025-05-01")):
            con.execute(
                "insert into raw.mission_conventions (convention, partenaire, jeu, signee_le, cadence_mois) "
                "values (?, ?, 'bailleurs_parc', '01/01/2020', '12')",
                [f"de {partner}", partner],
            )
            con.execute(
                "insert into meta.livraisons (livraison, jeu, fichier, sha256, diffusion, charge_le, partenaires) "
                "values (?, 'bailleurs_parc', 'parc.csv', ?, 'convention', ?, [?])",
                [partner, partner, received, partner],
            )
        con.execute(
            "insert into raw.mission_conventions (convention, partenaire, jeu, signee_le, fin_le) "
            "values ('de Bailleur C', 'Bailleur C', 'bailleurs_parc', '01/01/2020', '01/06/2026')"
        )
    status.show_status(settings)
    shown = capsys.readouterr().out
    late, ending, uncovered = (
        shown.split(title)[1].split("└")[0]
        for title in ("Livraisons en retard", "Conventions échues", "qu’aucune convention")
    )
    assert "tardive" in late and "01/07/2020" in late and "2175" in late
    assert "de Bailleur B" in late and "01/05/2026" in late and "Bailleur A" not in late
    assert "de Bailleur C" in ending and "de Bailleur A" not in ending
    assert "echue" in ending and "bientot" in ending
    assert not any(name in late + ending for name in ("plus_tard", "vieille", "neuve"))
    assert JEU in uncovered


def test_status_forgets_the_refusal_of_a_file_that_was_loaded_since(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = settings.published.parent
    park = write_park(folder / "parc.csv", ("A", "62498", 2024))
    assert not build.load(settings, [park], None, lambda _: None).did_something
    status.show_status(settings)
    assert "aucune convention ne couvre" in capsys.readouterr().out
    assert build.load(
        settings, [register(folder / "parc_c.csv", {"jeu": "bailleurs_parc"}), park], None, lambda _: None
    ).did_something
    status.show_status(settings)
    assert "Livraisons refusées" not in capsys.readouterr().out
