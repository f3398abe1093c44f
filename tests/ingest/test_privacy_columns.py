"""What a column tells that none of its cells does: telephones without their zero, births, lists of persons."""

from __future__ import annotations

import hashlib
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import ledger
from ingest.delivered import Delivered
from ingest.landing import Lander
from ingest.privacy.columns import ADULT, TOGETHER, hinted, is_a_code, mostly
from ingest.privacy.identifiers import ANYWHERE, IN_AGREED_CELLS, found_in, found_in_name
from ingest.refusals import NBSP
from ingest.registry import load_contracts
from tests.ingest.persons import HINTED, KINDS_BY_COLUMN_UNDER_AGREEMENT, Persons
from tests.ingest.planted import AGREED, OPEN, content, rows_of, write_contracts

EVERY = (*ANYWHERE, *IN_AGREED_CELLS)
DECADES = timedelta(days=60 * 365)


def told(cells: list[str]) -> str | None:
    """What the guard says of a column under agreement."""
    found = mostly(cells, TOGETHER)
    return found and found[0].label


def drawn(kind: str, count: int, seed: int = 1) -> list[str]:
    persons = Persons(seed)
    return [persons.draw(kind) for _ in range(count)]


def days_since(first: date, span: timedelta, count: int) -> list[str]:
    rng = random.Random(2)
    return [f"{first + timedelta(days=rng.randint(0, span.days)):%d/%m/%Y}" for _ in range(count)]


def siren(rng: random.Random) -> str:
    start = str(rng.randint(10_000_000, 99_999_999))
    return next(f"{start}{key}" for key in range(10) if _verifies(f"{start}{key}"))


def _verifies(digits: str) -> bool:
    """Luhn's key, by another way than the code's."""
    doubles = {"0": 0, "1": 2, "2": 4, "3": 6, "4": 8, "5": 1, "6": 3, "7": 5, "8": 7, "9": 9}
    return (sum(doubles[x] for x in digits[1::2]) + sum(int(x) for x in digits[::2])) % 10 == 0


@settings(deadline=None)
@given(
    st.sampled_from(list(KINDS_BY_COLUMN_UNDER_AGREEMENT)),
    st.integers(0, 1000),
    st.integers(20, 900),
    st.randoms(use_true_random=False),
)
def test_a_column_is_told_by_most_of_its_cells_in_any_order(
    kind: str, seed: int, count: int, rng: random.Random
) -> None:
    cells = [*drawn(kind, count, seed), *["à revoir"] * (count // 4)]
    rng.shuffle(cells)
    assert KINDS_BY_COLUMN_UNDER_AGREEMENT[kind] in (told(cells) or "")
    rank = (mostly(cells, TOGETHER) or (None, -1))[1]
    assert cells[rank] != "à revoir" and set(cells[:rank]) <= {"à revoir"}


@pytest.mark.parametrize("kind", KINDS_BY_COLUMN_UNDER_AGREEMENT)
def test_a_column_in_which_few_cells_could_be_one_is_left_alone(kind: str) -> None:
    assert told([*drawn(kind, 30), *["à revoir"] * 40]) is None
    assert told(drawn(kind, 2)) is None and told([]) is None


COLUMNS_OF_THINGS = {
    "SIREN": [siren(random.Random(rank)) for rank in range(60)],
    "IRIS": [f"{commune}0{iris:03}" for commune in range(62_001, 62_031) for iris in (0, 101, 102)],
    "SIRET": [f"{siren(random.Random(rank))}{rank:05}" for rank in range(60)],
    "13 figures that are no birth's": [f"5{rank:012}" for rank in range(60)],
    "amounts": [str(random.Random(rank).randint(50_000_000, 1_100_000_000)) for rank in range(200)],
    "creations of establishments": days_since(date(1950, 1, 1), date.today() - date(1950, 1, 1), 300),
    "two days of an agreement": ["01/01/1968", "31/12/1999"] * 30,
    "days of one year": days_since(date(1999, 1, 1), timedelta(days=364), 60),
    "censuses": ["20/02/1975", "04/03/1982", "06/03/1990", "08/03/1999", "10/03/1968"] * 12,
    "years": [str(year) for year in range(1900, 2000)],
    "landlords": ["SIA Habitat", "CDC Habitat", "ICF Habitat", "LTO Habitat", "Maisons & Cités", "Tisserin Habitat"],
    "sectors of a town": [f"LENS {side}" for side in ("Nord", "Sud", "Est", "Ouest", "Gare", "Mairie")],
    "sectors of a kind": [f"{town} Agglo" for town in ("LENS", "DOUAI", "BÉTHUNE", "ARRAS", "HÉNIN", "CAMBRAI")],
    "communes": ["LENS", "NOEUX-LES-MINES", "SAINT-VENANT", "Hénin-Beaumont", "Billy-Montigny", "Loos-en-Gohelle"],
    "cités": [
        "Cité Dupont",
        "Cité Jean Jaurès",
        "Cité Jeanne",
        "Cité Simone",
        "Coron Marie",
        "Fosse Louis",
        "Saint Pierre",
    ],
    "streets": ["rue Jean Jaurès", "rue Émile Zola", "allée Marcel Cachin", "place Henri Barbusse", "rue Louis Blanc"],
    "intercommunal bodies": ["CA Lens-Liévin", "CC Osartis Marquion", "CU Arras", "CA Douaisis", "MEL Lille"],
}


@pytest.mark.parametrize("things", COLUMNS_OF_THINGS)
def test_a_column_of_things_is_nobody_s(things: str) -> None:
    assert told(COLUMNS_OF_THINGS[things]) is None


def test_births_end_where_adults_begin() -> None:
    youngest = date.today().replace(month=1, day=1) - timedelta(days=365 * ADULT)
    adults, ages = (
        days_since(date(1930, 1, 1), date(youngest.year - gap, 1, 1) - date(1930, 1, 1), 80) for gap in (1, -3)
    )
    assert told(adults) == "une date de naissance"
    assert told([*ages, f"01/02/{date.today().year - 1}"]) is None


@given(st.integers(10_000_000, 99_999_999))
def test_one_last_figure_in_ten_makes_a_siren(start: int) -> None:
    numbers = [f"{start}{key}" for key in range(10)]
    assert [is_a_code(number) for number in numbers] == [number[5] == "0" or _verifies(number) for number in numbers]
    assert sum(map(_verifies, numbers)) == 1


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Contact", "téléphone"),
        ("Tél. fixe", "téléphone"),
        ("n° portable de l'occupant", "téléphone"),
        ("Naissance", "naissance"),
        ("Né(e) le", "naissance"),
        ("lieu et date de naiss.", "naissance"),
        ("birth_date", "naissance"),
        ("DDN", "naissance"),
    ],
)
def test_a_header_hints_at_what_one_cell_is(header: str, kind: str) -> None:
    found = hinted(header)
    assert found and kind in found.label


@pytest.mark.parametrize("header", ["naissances", "code_iris", "siren", "telephonie", "date_creation", "logements"])
def test_a_header_of_things_hints_at_nothing(header: str) -> None:
    assert hinted(header) is None


@given(st.binary(min_size=1), st.sampled_from(["", "a1b2c3.", "empreinte "]), st.sampled_from(["", " (vu)"]))
def test_a_hash_is_no_number(content: bytes, before: str, after: str) -> None:
    assert found_in(before + hashlib.sha256(content).hexdigest() + after, EVERY) is None


@pytest.mark.parametrize("figures", ["0612345678", "1550859178025"])
def test_figures_in_a_hash_are_nobody_s_and_beside_one_they_are_somebody_s(figures: str) -> None:
    fingerprint = "a" + figures + "f" * (63 - len(figures))
    assert found_in(fingerprint, EVERY) is None
    assert found_in(f"{fingerprint} {figures}", EVERY)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Mme Dupont",
            "M. Jean DUPONT",
            "M DUPONT",
            "MR DUPONT",
            "mme dupont",
            "MM. Dupont et Durand",
            "Melle Dupont",
        ),
        *(
            "MADAME DUPONT",
            "Monsieur de Lattre",
            "Mme d'Hérin",
            "NEE DUPONT",
            "Vve Dupont",
            "logé chez M. et Mme Dupont",
        ),
    ],
)
def test_a_civility_before_a_name_names_somebody(text: str) -> None:
    assert found_in(text, IN_AGREED_CELLS) == "un nom de personne"


@pytest.mark.parametrize(
    "text",
    [
        *("Cité Dupont", "Maisons & Cités", "H.L.M. Aygalades", "12 M EUROS", "bâtiment M LENS", "madame la maire"),
        *("Mme la directrice", "monsieur le préfet", "née à Lens", "veuve sans enfant", "M. et Mme", "km Lens"),
    ],
)
def test_a_civility_alone_or_a_thing_names_nobody(text: str) -> None:
    assert found_in(text, IN_AGREED_CELLS) is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("1550859178025", True),
        ("1 55 08 59 178 025", True),
        ("155082A004025", True),
        ("1552059178025", True),
        ("1558259178025", True),
        ("155089710102 5", False),
        ("1554559178025", False),
        ("1550800178025", False),
        ("1550859000025", False),
        ("5550859178025", False),
        ("15508591780251", False),
        ("1 255 081 416 802", False),
        ("130 005 481 00010", False),
        ("0,1550859178025", False),
    ],
)
def test_a_social_security_number_without_its_key_is_known_by_its_parts(text: str, is_one: bool) -> None:
    assert (found_in(text, IN_AGREED_CELLS) == "un numéro de sécurité sociale") is is_one
    assert found_in(text) is None
    assert (found_in_name(f"dossier {text}.pdf") is not None) is is_one


def landed(con: duckdb.DuckDBPyConnection, tmp_path: Path, jeu: str, rows: list[dict[str, Any]]) -> list[str]:
    """Why a delivery of the planted contracts is refused; nothing if it is taken."""
    (tmp_path / "contrats").mkdir()
    write_contracts(tmp_path / "contrats")
    contracts = load_contracts() | load_contracts(tmp_path / "contrats")
    ledger.prepare(con, contracts.values())
    (tmp_path / f"{jeu}.csv").write_bytes(content("csv", rows))
    report = Lander(con, contracts, None, trial=True).land([Delivered(tmp_path / f"{jeu}.csv", "depot")])
    assert bool(report.landed) != bool(report.refused)
    return report.refused


def test_the_refusal_of_a_column_says_which_and_from_which_line_and_quotes_nothing(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    numbers = drawn("telephone_sans_zero", 30)
    [said] = landed(con, tmp_path, OPEN, rows_of(OPEN, ["à revoir", *numbers]))
    assert "ressemblent à un numéro de téléphone" in said and "retirez la colonne" in said
    assert f"ligne 3, colonne «{NBSP}remarque{NBSP}»" in said
    assert not any(number in said for number in numbers)


def test_an_open_column_that_its_contract_checks_is_what_the_contract_says(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    numbers = drawn("telephone_sans_zero", 30)
    rows = [row | {f"{OPEN}_valeur": number} for row, number in zip(rows_of(OPEN, [""] * 30), numbers, strict=True)]
    assert landed(con, tmp_path, OPEN, rows) == []


def test_under_agreement_a_column_of_figures_may_not_hold_telephones(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    numbers = drawn("telephone_sans_zero", 30)
    rows = [row | {f"{AGREED}_valeur": number} for row, number in zip(rows_of(AGREED, [""] * 30), numbers, strict=True)]
    [said] = landed(con, tmp_path, AGREED, rows)
    assert "ressemblent à un numéro de téléphone" in said


@pytest.mark.parametrize("kind", ["nom_prenom", "prenom"])
def test_open_data_may_name_persons(kind: str, con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert landed(con, tmp_path, OPEN, rows_of(OPEN, drawn(kind, 30))) == []


@pytest.mark.parametrize("kind", HINTED)
def test_where_no_header_hints_at_it_one_cell_may_be_something_else(
    kind: str, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    assert landed(con, tmp_path, OPEN, rows_of(OPEN, ["rien", *drawn(kind, 1)])) == []
