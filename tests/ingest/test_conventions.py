"""Agreements: no data set under agreement without one in force, and nothing kept longer than it may be."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import permutations
from pathlib import Path

import duckdb
import pytest

from ingest import conventions, ledger
from ingest.delivered import Delivered
from ingest.landing import Lander
from ingest.refusals import NBSP
from ingest.registry import Contract
from tests.agreements import AGREEMENT, register
from tests.ingest.conftest import Land
from tests.ingest.test_zones import EMPLOYEES, WORKERS, rows, write

JEU = "insee_tous_salaries"
TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conventions, "today", lambda: TODAY)


@pytest.fixture
def workers(tmp_path: Path) -> Path:
    return write(tmp_path / "m_salaries.csv", EMPLOYEES, WORKERS)


def said(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def received(con: duckdb.DuckDBPyConnection, day: date) -> None:
    """Make the ledger say that everything under agreement came on a day."""
    con.execute("update meta.livraisons set charge_le = ? where jeu = ?", [datetime(day.year, day.month, day.day), JEU])


# --- laws -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", list(permutations(["a.csv", "m.csv", "z.csv"], 2)))
@pytest.mark.parametrize("end, taken", [("", True), ("14/06/2026", False)])
def test_the_order_of_names_never_decides_which_register_judges(
    names: tuple[str, str], end: str, taken: bool, land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """A register of the run is read before what it judges, though it changes what an earlier one said."""
    land(register(tmp_path / "avant.csv", {"fin_le": "14/06/2026" if taken else ""}), millesime=None)
    new, file = tmp_path / names[0], write(tmp_path / names[1], EMPLOYEES, WORKERS)
    report = land(file, register(new, {"fin_le": end}), millesime=None)
    assert bool(rows(con, JEU, "code_zone")) is taken
    assert len(report.refused) == (0 if taken else 1)


@pytest.mark.parametrize("signed", [-400, -1, 0, 1, None])
@pytest.mark.parametrize("end", [-1, 0, 1, None])
def test_an_agreement_is_in_force_from_its_signature_to_its_last_day_both_included(
    signed: int | None, end: int | None, land: Land, tmp_path: Path, workers: Path
) -> None:
    dates = {
        name: "" if days is None else said(TODAY + timedelta(days=days))
        for name, days in (("signee_le", signed), ("fin_le", end))
    }
    refused = land(register(tmp_path / "c.csv", dates), workers, millesime=None).refused
    in_force = signed is not None and signed <= 0 and (end is None or end >= 0)
    assert (refused == []) is in_force


def test_open_data_need_no_agreement_and_the_register_none_either(land: Land, tmp_path: Path) -> None:
    pole = "code_pole;nom_pole;genre;code;geographie\nlens;Lens;communes;62498;2026\n"
    (tmp_path / "poles.csv").write_text(pole, encoding="utf-8")
    report = land(tmp_path / "poles.csv", register(tmp_path / "c.csv", {"fin_le": "01/01/2021"}), millesime=None)
    assert report.refused == []
    assert len(report.landed) == 2


def test_an_agreement_replaces_itself_and_no_other(land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    land(register(tmp_path / "a.csv", {"convention": "a"}, {"convention": "b"}), millesime=None)
    land(register(tmp_path / "b.csv", {"convention": "a", "fin_le": "2026-12-31"}), millesime=None)
    assert rows(con, conventions.REGISTER, "convention, fin_le") == [("a", "2026-12-31"), ("b", None)]


def test_a_lapsed_agreement_keeps_what_is_there_and_takes_nothing_more(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path, workers: Path
) -> None:
    land(register(tmp_path / "a.csv"), workers, millesime=None)
    other = write(tmp_path / "autre.csv", EMPLOYEES, WORKERS.replace("henin_noyelles;Hénin", "onnaing;Onnaing"))
    report = land(register(tmp_path / "b.csv", {"fin_le": "01/06/2026"}), workers, other, millesime=None)
    assert [sentence.split(",")[0].split(NBSP)[0] for sentence in report.refused] == ["autre.csv"]
    assert rows(con, JEU, "code_zone") == [("henin_noyelles",)]


# --- what is said -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agreements", "words"),
    [
        ([{"jeu": "angdm_logements"}], ["aucune convention ne couvre le jeu insee_tous_salaries", "bassin template"]),
        ([{"fin_le": "31/12/2024"}], ["essai-2026", "échue depuis le 31/12/2024", "prolongation"]),
        ([{"signee_le": ""}], ["essai-2026", "n'est pas encore signée"]),
        ([{"signee_le": "2026-07-01"}], ["essai-2026", "n'entre en vigueur que le 01/07/2026"]),
        (
            [
                {"convention": "vieille", "fin_le": "31/12/2020"},
                {"convention": "récente", "fin_le": "31/12/2024"},
            ],
            ["récente", "échue depuis le 31/12/2024"],
        ),
        ([{"fin_le": "31/12/2024"}, {"convention": "suite", "signee_le": ""}], ["suite", "pas encore signée"]),
    ],
)
def test_a_file_without_an_agreement_in_force_is_told_why_in_one_sentence(
    agreements: list[dict[str, str]], words: list[str], land: Land, tmp_path: Path, workers: Path
) -> None:
    refused = land(register(tmp_path / "c.csv", *agreements), workers, millesime=None).refused
    assert len(refused) == 1
    plain = refused[0].replace(NBSP, " ")
    assert plain.startswith("m_salaries.csv : ")
    assert all(word in plain for word in words), plain


BAD = {
    "an unknown data set": ({"jeu": "angdm_ayant_droit"}, "un jeu de données sous convention"),
    "a day that does not exist": ({"fin_le": "31/02/2026"}, "une date qui existe"),
    "a day written otherwise": ({"signee_le": "1 juin 2026"}, "une date"),
    "no kept months": ({"conservation_mois": "0"}, "un nombre entier d’au moins 1"),
    "half a person": ({"seuil_personnes": "5,5"}, "un nombre entier"),
    "a share of everything and more": ({"part_maximum_pct": "101"}, "au plus 100"),
    "no partner": ({"partenaire": ""}, "une valeur"),
}


@pytest.mark.parametrize(("change", "words"), BAD.values(), ids=BAD.keys())
def test_a_bad_register_is_refused_in_one_sentence(
    change: dict[str, str], words: str, land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    refused = land(register(tmp_path / "c.csv", change), millesime=None).refused
    assert len(refused) == 1
    assert words in refused[0]
    assert rows(con, conventions.REGISTER, "*") == []


def test_an_agreement_has_one_partner_and_covers_a_data_set_once(land: Land, tmp_path: Path) -> None:
    other = {"partenaire": "Un autre", "jeu": "angdm_logements"}
    assert "un seul partenaire" in land(register(tmp_path / "a.csv", {}, other), millesime=None).refused[0]
    assert "présente une seule fois" in land(register(tmp_path / "b.csv", {}, {}), millesime=None).refused[0]


# --- how long ---------------------------------------------------------------------------------------------


def test_a_delivery_is_kept_to_its_last_day_counted_from_its_first_reception(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path, workers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(register(tmp_path / "c.csv", {"conservation_mois": "12"}), workers, millesime=None)
    received(con, date(2025, 6, 15))
    assert conventions.past_retention(con) == []
    monkeypatch.setattr(conventions, "today", lambda: TODAY + timedelta(days=1))
    [overdue] = conventions.past_retention(con)
    assert (overdue.fichier, overdue.recue_le, overdue.jusqu_au) == ("m_salaries.csv", date(2025, 6, 15), TODAY)


@pytest.mark.parametrize(
    ("agreements", "kept_months"),
    [
        ([{"conservation_mois": "24"}, {"convention": "b", "conservation_mois": "6"}], 6),
        ([{"conservation_mois": "6", "fin_le": "01/01/2026"}, {"convention": "b", "conservation_mois": "24"}], 24),
        ([{"conservation_mois": "6", "fin_le": "01/01/2026"}], 6),
        ([{}], None),
    ],
)
def test_the_shortest_retention_of_the_agreements_in_force_else_of_the_others_binds(
    agreements: list[dict[str, str]],
    kept_months: int | None,
    land: Land,
    con: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    workers: Path,
) -> None:
    land(register(tmp_path / "a.csv"), workers, millesime=None)
    land(register(tmp_path / "c.csv", *agreements), millesime=None)
    told = con.execute(f"select mois from ({conventions.retention(TODAY)}) where jeu = ?", [JEU]).fetchall()
    assert told == ([] if kept_months is None else [(kept_months,)])


def test_bytes_past_their_retention_are_refused_even_after_they_were_withdrawn(
    land: Land, con: duckdb.DuckDBPyConnection, contracts: dict[str, Contract], tmp_path: Path, workers: Path
) -> None:
    report = land(register(tmp_path / "c.csv", {"conservation_mois": "12"}), workers, millesime=None)
    ledger.withdraw(con, contracts, next(one.livraison for one in report.landed if one.jeu == JEU))
    received(con, date(2024, 1, 31))
    [refused] = land(workers, millesime=None).refused
    assert "reçu le 31/01/2024" in refused
    assert "jusqu'au 31/01/2025" in refused
    assert rows(con, JEU, "*") == []


def test_purged_rows_are_nowhere_and_purged_bytes_never_come_back(
    land: Land, con: duckdb.DuckDBPyConnection, contracts: dict[str, Contract], tmp_path: Path, workers: Path
) -> None:
    land(register(tmp_path / "c.csv"), workers, millesime=None)
    later = write(tmp_path / "z.csv", EMPLOYEES, WORKERS.replace("123456", "7"))
    [second] = land(later, millesime=None).landed
    removed = ledger.purge(con, contracts, [livraison for (livraison,) in con.execute(
        "select livraison from meta.livraisons where fichier = 'm_salaries.csv'").fetchall()])  # fmt: skip
    assert removed == {f"archive.{JEU}": 1}
    assert rows(con, JEU, "salaries") == [("7",)]
    assert con.execute(f"select * from archive.{JEU}").fetchall() == []
    assert con.execute(
        "select purgee_le is null from meta.livraisons where jeu = ? order by all", [JEU]
    ).fetchall() == [
        (False,),
        (True,),
    ]
    for explicit in (True, False):
        report = Lander(con, contracts, None).land([Delivered(workers, "depot", explicit)])
        assert ["purgé" in sentence for sentence in report.refused] == [True]
    assert ledger.purge(con, contracts, [second.livraison]) == {f"raw.{JEU}": 1}
    with pytest.raises(LookupError):
        ledger.purge(con, contracts, [second.livraison])


def test_time_alone_changes_an_agreement(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(register(tmp_path / "c.csv", {"signee_le": "16/06/2026", "fin_le": "20/06/2026"}), millesime=None)
    seen = {}
    for day in range(15, 23):
        monkeypatch.setattr(conventions, "today", lambda day=day: date(2026, 6, day))
        seen[day] = conventions.changed_since(con, date(2026, 6, day - 1))
    assert [day for day, changed in seen.items() if changed] == [16, 21]


def test_a_register_written_by_tests_has_the_columns_of_the_contract(contracts: dict[str, Contract]) -> None:
    assert list(AGREEMENT) == list(contracts[conventions.REGISTER].colonnes)
