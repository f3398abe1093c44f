"""Partners who deliver the same data set, each under an agreement of its own."""

from __future__ import annotations

from datetime import date, datetime
from itertools import permutations
from pathlib import Path

import duckdb
import pytest

from ingest import conventions
from ingest.refusals import NBSP
from tests.agreements import register
from tests.ingest.conftest import Land
from tests.ingest.test_conventions import rows
from tests.parks import JEU, write_park

TODAY = date(2026, 6, 15)
ONE, OTHER = "Maisons & Cités", "SIA"
Agreement = dict[str, str]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conventions, "today", lambda: TODAY)


def agreement(partner: str, **changes: str) -> Agreement:
    return {"convention": f"de {partner}", "partenaire": partner, "jeu": JEU, **changes}


def parks(folder: Path) -> list[Path]:
    """One delivery a landlord."""
    return [
        write_park(folder / "un.csv", (ONE, "62498", 2024)),
        write_park(folder / "autre.csv", (OTHER, "62510", 2024)),
    ]


def landlords(con: duckdb.DuckDBPyConnection) -> list[str]:
    return sorted(landlord for (landlord,) in rows(con, JEU, "distinct bailleur"))


def received(con: duckdb.DuckDBPyConnection, file: str, day: date) -> None:
    moment = datetime(day.year, day.month, day.day)
    con.execute("update meta.livraisons set charge_le = ? where fichier = ?", [moment, file])


def overdue(con: duckdb.DuckDBPyConnection) -> list[str]:
    return sorted(one.fichier for one in conventions.past_retention(con))


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("lapsed", [ONE, OTHER])
def test_a_partner_s_agreement_never_stands_for_another_s_whatever_the_order(
    lapsed: str, order: tuple[int, ...], land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    ended = [agreement(name, fin_le="31/12/2025" if name == lapsed else "") for name in (ONE, OTHER)]
    files = [*parks(tmp_path), register(tmp_path / "registre.csv", *ended)]
    [refused] = land(*(files[rank] for rank in order), millesime=None).refused
    assert f"la convention de {lapsed} ({lapsed})" in refused
    assert "échue depuis le 31/12/2025" in refused.replace(NBSP, " ")
    assert landlords(con) == sorted({ONE, OTHER} - {lapsed})


def test_a_file_of_several_partners_needs_all_their_agreements(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    both = write_park(tmp_path / "deux.csv", (ONE, "62498", 2024), (OTHER, "62498", 2024))
    coming = register(tmp_path / "a.csv", agreement(ONE), agreement(OTHER, signee_le=""))
    [refused] = land(coming, both, millesime=None).refused
    assert "n'est pas encore signée" in refused
    assert land(register(tmp_path / "b.csv", agreement(OTHER)), both, millesime=None).refused == []
    assert landlords(con) == sorted([ONE, OTHER])


def test_the_agreements_of_a_single_partner_cover_whatever_is_delivered(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    alone = [agreement("Union des bailleurs"), agreement("Union des bailleurs", convention="avenant")]
    assert land(register(tmp_path / "c.csv", *alone), *parks(tmp_path), millesime=None).refused == []
    assert landlords(con) == sorted([ONE, OTHER])


def test_a_partner_that_the_register_does_not_name_is_refused_without_being_quoted(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    stranger = write_park(tmp_path / "tiers.csv", ("Bailleur Inconnu", "62498", 2024))
    [refused] = land(register(tmp_path / "c.csv", agreement(ONE), agreement(OTHER)), stranger, millesime=None).refused
    assert all(words in refused for words in ("bailleur", JEU, ONE, OTHER, "registre"))
    assert "Inconnu" not in refused
    assert landlords(con) == []


def test_each_partner_s_deliveries_are_kept_as_long_as_its_own_agreement_says(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    kept = [agreement(ONE, conservation_mois="24"), agreement(OTHER, conservation_mois="12")]
    land(register(tmp_path / "c.csv", *kept), *parks(tmp_path), millesime=None)
    for file in ("un.csv", "autre.csv"):
        received(con, file, date(2025, 1, 1))
    assert overdue(con) == ["autre.csv"]
    # Another's agreement in force neither loosens nor tightens that of a partner whose own has lapsed.
    ended = agreement(OTHER, conservation_mois="12", fin_le="31/12/2025")
    land(register(tmp_path / "d.csv", ended), millesime=None)
    assert overdue(con) == ["autre.csv"]


def test_a_file_of_several_partners_is_kept_no_longer_than_the_shortest_of_their_agreements(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    both = write_park(tmp_path / "deux.csv", (ONE, "62498", 2024), (OTHER, "62498", 2024))
    kept = [agreement(ONE, conservation_mois="24"), agreement(OTHER, conservation_mois="12")]
    land(register(tmp_path / "c.csv", *kept), both, millesime=None)
    received(con, "deux.csv", date(2025, 6, 15))
    assert overdue(con) == []
    received(con, "deux.csv", date(2025, 6, 14))
    assert overdue(con) == ["deux.csv"]


def test_a_delivery_without_a_named_partner_is_bound_by_every_agreement_of_its_data_set(
    land: Land, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """What came when a single partner had agreements, or before the ledger said whose lines they were."""
    alone = agreement("Union des bailleurs", conservation_mois="12")
    land(register(tmp_path / "c.csv", alone), *parks(tmp_path), millesime=None)
    land(register(tmp_path / "d.csv", agreement(ONE, conservation_mois="24")), millesime=None)
    for file in ("un.csv", "autre.csv"):
        received(con, file, date(2025, 1, 1))
    assert overdue(con) == ["autre.csv"]
    con.execute("update meta.livraisons set partenaires = null")
    assert overdue(con) == ["autre.csv", "un.csv"]
