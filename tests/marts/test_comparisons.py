"""Which vintages compare, and the mean annual rate between them."""

from __future__ import annotations

import pytest

from .conftest import Query


@pytest.mark.parametrize(
    "start, end, admissible",
    [
        (2016, 2022, True),
        (2017, 2023, True),
        (2018, 2024, True),
        (2011, 2016, True),
        (2016, 2021, False),
        (2018, 2023, False),
        (2019, 2025, False),
        (1999, 2011, False),
        (1990, 1999, True),
    ],
)
def test_admissible_pairs_are_a_table(demo: Query, start: int, end: int, admissible: bool) -> None:
    ((answer, reason),) = demo(
        "select admissible, motif from marts.comparaisons where millesime_debut = ? and millesime_fin = ?", start, end
    )
    assert answer is admissible
    assert reason.startswith("Admis" if admissible else "Refusé")


def test_rates_of_lens(both: Query) -> None:
    """In a demonstration the census of 2011 is simulated: no real population is compared with it."""
    rows = both("""
        select millesime, millesime_reference, taux_annuel_moyen_pct, taux_annuel_moyen_pct_statut
        from marts.population
        where niveau = 'commune' and code_territoire = '62498' and millesime >= 2021
        order by 1""")
    # 2013 is in the comparateur of the real depot.
    assert rows[0] in [
        (2021, None, None, "non_charge"),
        (2021, 2013, pytest.approx(100 * ((32618 / 31647) ** (1 / 8) - 1)), "disponible"),
    ]
    assert rows[1] == (2022, 2016, pytest.approx(100 * ((32697 / 30689) ** (1 / 6) - 1)), "disponible")
    assert rows[2] == (2023, 2016, pytest.approx(100 * ((32920 / 30689) ** (1 / 7) - 1)), "disponible")


def test_a_territory_without_its_start_has_no_rate(both: Query) -> None:
    # Mayotte is in no file of RP 2016.
    rows = both("""
        select taux_annuel_moyen_pct, taux_annuel_moyen_pct_statut from marts.population
        where niveau = 'departement' and code_territoire = '976' and millesime = 2022""")
    assert rows == [(None, "non_publie")]


def test_the_rate_of_france_keeps_to_the_communes_known_at_both_dates(both: Query) -> None:
    ((rate, status, coverage, known),) = both("""
        select taux_annuel_moyen_pct, taux_annuel_moyen_pct_statut, taux_annuel_moyen_pct_couverture,
            (select 100 * (pow(sum(fin.population_municipale) / sum(debut.population_municipale), 1 / 7) - 1)
             from marts.population as fin
             inner join marts.population as debut using (niveau, code_territoire)
             where niveau = 'commune' and fin.millesime = 2023 and debut.millesime = 2016
                and fin.population_municipale is not null and debut.population_municipale is not null)
        from marts.population where code_territoire = 'FR' and millesime = 2023""")
    assert status == "partiel"
    assert 0.98 < coverage < 1
    assert rate == pytest.approx(known)
