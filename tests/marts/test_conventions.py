"""Agreements in the marts: the same states as the loader's, on every day that matters."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from ingest import conventions
from tests.agreements import AGREEMENT
from tests.dbt import dbt

from .conftest import Query, reader

MODELS = [
    "stg_mission__conventions",
    "stg_bailleurs__parc",
    "path:models/intermediate/conventions",
    "path:models/marts/conventions",
]
TODAY = conventions.today()
SHIFTS = (None, -400, -1, 0, 1, 400)
PARK = "bailleurs_parc"
PARKS = [("A", 2022, ["62498", "62510", "75056"]), ("A", 2024, ["62498"]), ("B", 2024, ["62510", "59178"])]
"""Communes of the landlords' lines, by year."""


def said(days: int | None) -> str | None:
    return None if days is None else f"{TODAY + timedelta(days=days):%d/%m/%Y}"


@pytest.fixture(scope="module")
def agreed(entrepot_petit: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of every pair of dates, deliveries of two data sets, and those of two landlords in a third."""
    folder = tmp_path_factory.mktemp("conventions")
    warehouse = Path(shutil.copyfile(entrepot_petit, folder / "warehouse.duckdb"))
    rows = [
        {"convention": f"{start}/{end}", "jeu": f"jeu {start}/{end}", "signee_le": said(start), "fin_le": said(end)}
        for start in SHIFTS
        for end in SHIFTS
    ]
    rows += [
        {"convention": "en retard", "jeu": "angdm_prestations", "cadence_mois": "12"},
        {"convention": "à purger", "jeu": "insee_tous_salaries", "cadence_mois": "12", "conservation_mois": "24"},
        {"convention": "A", "partenaire": "A", "jeu": PARK, "cadence_mois": "12", "conservation_mois": "24"},
        {"convention": "B", "partenaire": "B", "jeu": PARK, "cadence_mois": "12"},
    ]
    with duckdb.connect(str(warehouse)) as con:
        for row in rows:
            line = {**AGREEMENT, **row}
            con.execute(
                f"insert into raw.mission_conventions ({', '.join(line)}, _edition, _nature) "
                f"values ({', '.join('nullif(?, $$$$)' for _ in line)}, 'registre', 'observe')",
                list(line.values()),
            )
        for livraison, jeu, years, partners in (
            ("a", "angdm_prestations", 2, None),
            ("b", "insee_tous_salaries", 3, []),
            ("c", "insee_tous_salaries", 0, []),
            ("d", PARK, 3, ["A"]),
            ("e", PARK, 2, ["B"]),
            ("f", PARK, 0, ["A"]),
        ):
            con.execute(
                "insert into meta.livraisons (livraison, jeu, sha256, diffusion, charge_le, partenaires) "
                "values (?, ?, ?, 'convention', ?, ?)",
                [livraison, jeu, livraison, TODAY - timedelta(days=365 * years), partners],
            )
        for landlord, year, communes in PARKS:
            con.execute(
                "insert into raw.bailleurs_parc (bailleur, code_commune, logements, _millesime, _geographie, _edition, "
                "_nature, _livraison) select ?, unnest(?), '20', ?, 2026, 'csv', 'observe', 'd'",
                [landlord, communes, year],
            )
    dbt(warehouse, "run", "--select", *MODELS)
    return warehouse


@pytest.fixture(scope="module")
def ask(agreed: Path) -> Query:
    return reader(agreed)


def test_the_state_of_an_agreement_is_the_loader_s(agreed: Path, ask: Query) -> None:
    with duckdb.connect(str(agreed), read_only=True) as con:
        loader = con.execute(f"select convention, etat from ({conventions.typed(TODAY)})").fetchall()
    told = dict(ask("select convention, etat from marts.conventions"))
    assert len(told) == len(SHIFTS) ** 2 + 4
    elapsed = {"à purger", "A"}
    assert {name: told[name] for name, _ in loader if name not in elapsed} == {
        name: state for name, state in loader if name not in elapsed
    }
    assert {told[name] for name in elapsed} == {"conservation_ecoulee"}


def test_what_must_be_purged_is_the_loader_s(agreed: Path, ask: Query) -> None:
    with duckdb.connect(str(agreed), read_only=True) as con:
        overdue = {one.jeu for one in conventions.past_retention(con)}
    told = ask("select jeu from marts.conventions where etat = 'conservation_ecoulee'")
    assert {jeu for (jeu,) in told} == overdue == {"insee_tous_salaries", PARK}


def test_what_is_late_is_counted_from_the_last_reception(ask: Query) -> None:
    columns = "derniere_livraison, prochaine_livraison, jours_de_retard, jours_de_retard_statut"
    [(last, due, late, status)] = ask(f"select {columns} from marts.conventions where convention = 'en retard'")
    assert last == TODAY - timedelta(days=730)
    assert due == date(last.year + 1, last.month, last.day)
    assert (late, status) == ((TODAY - due).days, "disponible")
    assert ask("select jours_de_retard from marts.conventions where convention = 'à purger'") == [(0,)]


def test_each_partner_of_a_data_set_is_late_by_its_own_deliveries(ask: Query) -> None:
    told = ask(
        "select convention, derniere_livraison, jours_de_retard > 0 from marts.conventions where jeu = ? order by 1",
        PARK,
    )
    assert told == [("A", TODAY, False), ("B", TODAY - timedelta(days=730), True)]


def test_communes_with_and_without_a_line_make_every_perimeter(ask: Query) -> None:
    rows = ask("""
        select communes, communes_avec_ligne + communes_sans_ligne, coalesce(communes_disparues, 0), communes_sans_ligne
        from marts.livraisons_couverture""")
    assert len(rows) == len(PARKS) * len(ask("select distinct code_perimetre from staging.stg_mission__perimetres"))
    assert all(all_of_them == parts and gone <= without for all_of_them, parts, gone, without in rows)


def test_a_commune_that_a_partner_forgets_is_named_though_another_partner_has_lines_there(ask: Query) -> None:
    told = ask(
        "select partenaire, millesime, millesime_precedent, communes_avec_ligne, communes_disparues, liste_disparues "
        "from marts.livraisons_couverture where code_territoire = 'epci8' order by 1, 2"
    )
    assert told == [
        ("A", 2022, None, 2, None, None),
        ("A", 2024, 2022, 1, 1, "Liévin (62510)"),
        ("B", 2024, None, 2, None, None),
    ]


def test_an_agreement_without_a_rhythm_or_not_in_force_is_never_late(ask: Query) -> None:
    rows = ask(
        "select distinct jours_de_retard, jours_de_retard_statut from marts.conventions where cadence_mois is null"
    )
    assert rows == [(None, "non_applicable")]


def test_every_data_set_under_agreement_has_a_rule_and_no_other_has(ask: Query) -> None:
    rules = ask("select jeu from intermediate.int_conventions__regles order by 1")
    agreed = ask(
        "select jeu from meta.contrats where diffusion = 'convention' and jeu <> 'mission_conventions' order by 1"
    )
    assert rules == agreed != []
