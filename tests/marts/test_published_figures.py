"""Figures that were published, found again in the marts (sources: INSEE, DGCL; domain paper of the project)."""

from __future__ import annotations

import pytest

from .conftest import Query

POPULATION = """
    select population_municipale from marts.population
    where niveau = ? and code_territoire = ? and millesime = ?
"""

EPCI = {
    "200072460": (277812, 275736, 275028),
    "246200364": (242386, 242591, 242013),
    "246200299": (125453, 126133, 125793),
    "200044618": (148910, 148901, 149282),
    "245901152": (71195, 70247, 69764),
    "200042190": (158789, 158351, 158419),
    "245901160": (192471, 191885, 191738),
    "200044048": (41920, 42814, 42999),
}
LENS = {2016: 30689, 2018: 31606, 2019: 31461, 2020: 32458, 2021: 32618, 2022: 32697, 2023: 32920}


@pytest.mark.parametrize("code", EPCI)
def test_population_of_the_eight_epci(both: Query, code: str) -> None:
    assert tuple(both(POPULATION, "epci", code, year)[0][0] for year in (2016, 2022, 2023)) == EPCI[code]


@pytest.mark.parametrize(
    "code, year, published",
    [
        ("epci8", 2016, 1258936),
        ("epci8", 2022, 1256658),
        ("epci8", 2023, 1255036),
        ("epci7", 2016, 1217016),
        ("epci7", 2022, 1213844),
        ("epci7", 2023, 1212037),
        ("bassin_minier", 2021, 1186309),
    ],
)
def test_population_of_the_perimeters(both: Query, code: str, year: int, published: int) -> None:
    assert both(POPULATION, "perimetre", code, year) == [(published,)]


def test_number_of_communes_of_the_perimeters(both: Query) -> None:
    rows = both("select code_territoire, nombre_communes from marts.territoires where niveau = 'perimetre'")
    assert dict(rows).items() >= {"bassin_minier": 250, "epci7": 287, "epci8": 336}.items()


def test_population_of_lens(both: Query) -> None:
    rows = both(
        "select millesime, population_municipale from marts.population"
        " where niveau = 'commune' and code_territoire = '62498' and population_municipale_nature = 'observe'"
        " and edition not like 'insee_rp_%'"
    )
    assert dict(rows) == LENS


def test_population_of_the_metropole_of_lille(both: Query) -> None:
    assert both(POPULATION, "epci", "200093201", 2022) == [(1194040,)]


def test_density_of_the_eight_epci_is_538(both: Query) -> None:
    ((density, status),) = both("""
        select densite_hab_km2, densite_hab_km2_statut from marts.population
        where code_territoire = 'epci8' and millesime = 2016""")
    assert abs(density - 538) <= 1
    assert status == "estime"


@pytest.mark.parametrize("year, caph, ccco, epci8", [(2023, 157752, 71494, 1257740), (2026, 158578, 70668, 1257740)])
def test_memberships_are_dated(both: Query, year: int, caph: int, ccco: int, epci8: int) -> None:
    rows = both(
        """
        select appartenances.code_territoire, sum(population_municipale)
        from marts.appartenances
        inner join marts.population
            on population.niveau = 'commune' and population.code_territoire = appartenances.code_commune
        where appartenances.geographie = ? and millesime = 2020
            and appartenances.code_territoire in ('200042190', '245901152', 'epci8')
        group by 1""",
        year,
    )
    assert dict(rows) == {"200042190": caph, "245901152": ccco, "epci8": epci8}


def test_emerchicourt_changes_epci_but_not_the_bassin(both: Query) -> None:
    rows = both("""
        select geographie,
            max(code_territoire) filter (where niveau = 'epci'),
            count(*) filter (where code_territoire = 'bassin_minier')
        from marts.appartenances where code_commune = '59192' and geographie in (2021, 2023, 2024, 2026)
        group by 1 order by 1""")
    assert rows == [
        (2021, "200042190", 1),
        (2023, "245901152", 1),
        (2024, "200042190", 1),
        (2026, "200042190", 1),
    ]


def test_france_without_the_islands_is_partial(demo: Query) -> None:
    rows = demo("""
        select millesime, population_municipale, population_municipale_statut, couverture < 1 from marts.population
        where code_territoire = 'FR' and millesime in (2016, 2021, 2023) order by 1""")
    assert rows[0][2:] == ("partiel", True)
    assert rows[1] == (2021, 67658180, "partiel", True)
    assert rows[2] == (2023, 68350798, "disponible", False)


def test_an_island_without_epci_is_not_published(demo: Query) -> None:
    rows = demo("""
        select millesime, population_municipale_statut from marts.population
        where niveau = 'commune' and code_territoire = '85113' and population_municipale is null
            -- the censuses that a demonstration simulates stop at the region
            and millesime >= 2016 order by 1""")
    assert rows == [(year, "non_publie") for year in (2018, 2019, 2020, 2021, 2022)]


def test_france_is_whole_where_the_editions_complete_each_other(reel: Query) -> None:
    assert reel("""
        select population_municipale, population_municipale_statut, edition from marts.population
        where code_territoire = 'FR' and millesime = 2021""") == [(67664570, "disponible", "plusieurs")]


def test_the_workbook_of_2016_gives_metropolitan_france(reel: Query) -> None:
    # Populations légales 2019 (RP 2016): 66 361 658 without Mayotte, of which 64 468 792 in metropolitan France.
    assert reel(POPULATION, "france", "FRHM", 2016) == [(66361658,)]
    assert reel(POPULATION, "france", "FM", 2016) == [(64468792,)]


def test_zones_demploi_are_empty_on_embedded_data_and_say_so(demo: Query) -> None:
    assert demo("select * from marts.territoires where niveau like 'zone_emploi%'") == []
    assert demo("select statut from marts.sources where jeu = 'insee_zones_emploi'") == [("non_charge",)]


def test_zones_demploi_of_the_eight_epci(reel: Query) -> None:
    rows = reel("""
        select ze.code_territoire, count(*)
        from marts.appartenances as ze
        semi join marts.entrepot using (geographie)
        inner join marts.appartenances as epci using (code_commune, geographie)
        where ze.niveau = 'zone_emploi' and epci.code_territoire = '200072460'
        group by 1""")
    assert dict(rows) == {"3205": 86, "3215": 6, "3219": 4, "3216": 3, "3203": 1}
    valenciennes = """
        select count(*) from marts.appartenances semi join marts.entrepot using (geographie)
        where niveau = 'zone_emploi' and code_territoire = '3222'"""
    assert reel(valenciennes) == [(125,)]
