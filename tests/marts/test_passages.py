"""Communes that merged, split or changed code."""

from __future__ import annotations

import pytest

from .conftest import Query

DESTINATIONS = """
    select code_commune_destination, part from marts.passages
    where code_commune_origine = ? and geographie_origine = ? and geographie_destination = ?
    order by 1
"""


@pytest.mark.parametrize("code, year", [("02077", 2022), ("75101", 2021), ("69389", 2019), ("13216", 2026)])
def test_a_code_that_left_the_list_finds_its_commune(both: Query, code: str, year: int) -> None:
    expected = {"02077": "02564", "75101": "75056", "69389": "69123", "13216": "13055"}
    assert both(DESTINATIONS, code, year, 2026) == [(expected[code], 1.0)]


def test_an_unknown_code_finds_nothing(both: Query) -> None:
    assert both("select * from marts.passages where '99999' in (code_commune_origine, code_commune_destination)") == []


def test_a_code_that_changes_and_comes_back_is_followed_by_date(both: Query) -> None:
    assert both(DESTINATIONS, "27676", 2019, 2021) == [("27058", 1.0)]
    assert both(DESTINATIONS, "27676", 2019, 2023) == [("27676", 1.0)]
    assert both(DESTINATIONS, "27058", 2021, 2026) == [("27676", 1.0)]


@pytest.mark.parametrize(
    "parent, children",
    [("60054", ["60054", "60694"]), ("85084", ["85084", "85165", "85212"])],
)
def test_a_scission_is_shared_by_population(both: Query, parent: str, children: list[str]) -> None:
    populations = {
        code: both(
            "select population_municipale from staging.stg_insee__populations_reference"
            " where code_territoire = ? and millesime = 2021 and geographie = 2024",
            code,
        )[0][0]
        for code in children
    }
    expected = [(code, pytest.approx(populations[code] / sum(populations.values()))) for code in children]
    assert both(DESTINATIONS, parent, 2023, 2024) == expected


def test_a_share_is_an_estimate_and_a_merger_is_not(both: Query) -> None:
    rows = both("""
        select code_commune_origine, statut from marts.passages
        where code_commune_origine in ('60054', '02077') and geographie_origine = 2022 and geographie_destination = 2026
        group by all order by 1""")
    assert rows == [("02077", "disponible"), ("60054", "estime")]


def test_a_departement_that_keeps_both_parts_of_a_scission_is_exact(both: Query) -> None:
    rows = both("""
        select niveau, population_municipale_statut from marts.population
        where millesime = 2020 and code_territoire in ('60', '60054') and niveau in ('commune', 'departement')
        order by 1""")
    assert rows == [("commune", "estime"), ("departement", "disponible")]


def test_movements_rule_up_to_their_edition_and_the_passage_table_after(reel: Query) -> None:
    assert reel("""
        select distinct geographie_destination, methode from marts.passages
        where geographie_origine = 2019 and geographie_destination in (2019, 2024, 2026)
            and not regexp_full_match(code_commune_origine, '751[0-9]{2}|132[0-9]{2}|6938[0-9]')
        order by 1""") == [(2019, "identite"), (2024, "mouvements"), (2026, "mixte")]


def test_mergers_of_2015_and_2016_are_in_the_geography_of_the_next_year(reel: Query) -> None:
    # Enguinegatte (62294) joined Enquin-lez-Guinegatte (62295) on 01/01/2017: apart in 2010, one in 2017.
    assert reel(DESTINATIONS, "62294", 2010, 2017) == [("62295", 1.0)]


def test_a_former_commune_outside_the_years_in_hand_has_no_passage(both: Query) -> None:
    # Hellemmes (59298) joined Lille in 1977: no list of communes in hand has it.
    assert both("select * from marts.passages where code_commune_origine = '59298'") == []
