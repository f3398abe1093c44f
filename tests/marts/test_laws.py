"""Laws of the marts, whatever was loaded; each was broken once, to see its test fail."""

from __future__ import annotations

import pytest

from . import laws
from .conftest import Query


def test_a_passage_to_the_same_year_is_the_identity(both: Query) -> None:
    assert both(laws.IDENTITY_BROKEN_ON_THE_SAME_YEAR) == []


def test_shares_of_a_commune_add_up_to_one(both: Query) -> None:
    assert both(laws.SHARES_DO_NOT_ADD_UP) == []


def test_no_commune_is_lost_between_two_years(both: Query) -> None:
    assert both(laws.COMMUNES_LOST_ON_THE_WAY) == []


def test_counts_are_conserved_from_every_year_to_any_later_one(both: Query) -> None:
    assert both(laws.COUNTS_NOT_CONSERVED) == []


def test_communes_add_up_to_every_upper_level_at_every_vintage(both: Query) -> None:
    assert both(laws.UPPER_LEVELS_ARE_NOT_THE_SUM_OF_THEIR_COMMUNES) == []


def test_no_code_is_rejected(both: Query) -> None:
    assert both("select * from marts.rejets") == []


def test_a_value_is_missing_exactly_when_its_status_says_so(both: Query) -> None:
    assert both(laws.STATUSES_WITHOUT_THEIR_VALUE) == []


def test_the_codes_of_france_exclude_what_they_say(both: Query) -> None:
    assert both(laws.FRANCE_CODES_MISUSED) == []


def test_every_commune_has_a_row_at_every_vintage(both: Query) -> None:
    counts = both("select millesime, count(*) from marts.population where niveau = 'commune' group by 1")
    assert counts
    assert {count for _, count in counts} == {34875}


def test_the_bassin_and_its_complement_make_the_region(both: Query) -> None:
    rows = both("""
        select millesime,
            sum(population_municipale) filter (where code_territoire in ('bassin_minier', 'region_hors_bassin')),
            max(population_municipale) filter (where niveau = 'region' and code_territoire = '32')
        from marts.population group by 1""")
    # RP 2016 of the embedded data lacks too many communes of the région to give its total.
    wholes = {year: (parts, whole) for year, parts, whole in rows if whole is not None}
    assert wholes.keys() >= set(range(2018, 2024))
    assert all(parts == whole for parts, whole in wholes.values())


def test_the_bassin_is_its_two_departements_and_each_departement_its_two_parts(both: Query) -> None:
    rows = both("""
        select millesime, code_territoire, population_municipale from marts.population
        where millesime in (2018, 2023) and (niveau, code_territoire) in (
            ('perimetre', 'bassin_minier'), ('perimetre', 'bassin_nord'), ('perimetre', 'bassin_pas_de_calais'),
            ('perimetre', 'nord_hors_bassin'), ('perimetre', 'pas_de_calais_hors_bassin'),
            ('departement', '59'), ('departement', '62'))""")
    for year in (2018, 2023):
        of = {code: persons for millesime, code, persons in rows if millesime == year}
        assert of["bassin_nord"] + of["bassin_pas_de_calais"] == of["bassin_minier"]
        assert of["bassin_nord"] + of["nord_hors_bassin"] == of["59"]
        assert of["bassin_pas_de_calais"] + of["pas_de_calais_hors_bassin"] == of["62"]


@pytest.mark.parametrize("departement, complement", [("59", "nord_hors_bassin"), ("62", "pas_de_calais_hors_bassin")])
def test_a_departement_without_the_bassin_shares_no_commune_with_it(
    both: Query, departement: str, complement: str
) -> None:
    assert (
        both(
            """
        select code_commune from marts.appartenances semi join marts.entrepot using (geographie)
        where niveau = 'perimetre' and code_territoire in ('bassin_minier', ?)
        group by code_commune having count(*) > 1""",
            complement,
        )
        == []
    )
    (outside,) = both(
        """
        select count(*) from marts.appartenances semi join marts.entrepot using (geographie)
        where code_territoire = ? and left(code_commune, 2) <> ?""",
        complement,
        departement,
    )[0]
    assert outside == 0


def test_no_rate_between_vintages_that_do_not_compare(both: Query) -> None:
    assert (
        both("""
        select population.niveau, population.code_territoire, population.millesime
        from marts.population
        left join marts.comparaisons
            on millesime_reference = millesime_debut and millesime = millesime_fin
        where taux_annuel_moyen_pct is not null and admissible is not true""")
        == []
    )
