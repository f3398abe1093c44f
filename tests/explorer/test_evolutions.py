"""The view Évolutions: its curves are the mart's, and say what may not be compared."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from explorer.catalogue import read_catalogue
from explorer.indicators import Vintage
from explorer.series import Comparability
from explorer.warehouse import open_warehouse
from tests.explorer import views
from tests.explorer.conftest import OpenPage
from tests.explorer.views import read, written

SERIES = """
select millesime, valeur, coalesce(couverture, 1) from marts.indicateurs
where niveau = ? and code_territoire = ? and indicateur = ? and valeur is not null
"""
NAMES = {
    "perimetre:bassin_minier": "Bassin minier (250 communes)",
    "departement:59": "Nord",
    "region:32": "Hauts-de-France",
}


@pytest.fixture
def open_demo(open_page: OpenPage, entrepot_demo: Path) -> OpenPage:
    """The view on the demonstration, at an address."""
    return partial(open_page, entrepot_demo, vue="evolutions")


def points(picture: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The points of the curves, once each, those without a value left out."""
    rows = next(rows for rows in picture if "lecture" in rows[0])
    return [row for row in rows if row["valeur"] is not None]


def judged(warehouse: Path, indicateur: str, years: list[int]) -> Comparability:
    with open_warehouse(warehouse) as opened:
        return Comparability(opened, read_catalogue(opened)[indicateur], [Vintage(year) for year in years])


@pytest.mark.parametrize("base", [2011, 2016, 2019])
def test_base_100_is_the_value_over_that_of_the_base_where_both_cover_the_same(
    open_demo, entrepot_demo: Path, base: int
) -> None:
    page = open_demo(
        indicateur="population_municipale", base=str(base), lecture="base", references="departement:59,region:32"
    )
    drawn = {(row["nom"], int(row["millesime"])): row["valeur"] for row in points(views.pictures(page)[0])}
    expected = {}
    for key, name in NAMES.items():
        series = {year: told for year, *told in read(entrepot_demo, SERIES, *key.split(":"), "population_municipale")}
        start, covered = series[base]
        alike = {year: value for year, (value, part) in series.items() if abs(part - covered) <= 0.0001}
        if alike.keys() == {base}:
            assert f"Sans courbe : {name}" in written(page)
        else:
            expected |= {(name, year): 100 * value / start for year, value in alike.items()}
    assert drawn == pytest.approx(expected)
    assert drawn[NAMES["perimetre:bassin_minier"], base] == 100


def test_values_of_a_count_are_drawn_one_territory_a_picture_as_the_mart_has_them(
    open_demo, entrepot_demo: Path
) -> None:
    page = open_demo(
        niveau="epci", code="246200364", indicateur="emploi_salarie_prive", lecture="valeurs", references="region:32"
    )
    assert page.query_params["base"] == "2007"
    shown = views.pictures(page)
    assert len(shown) == 2
    for picture, key in zip(shown, ("epci:246200364", "region:32"), strict=True):
        expected = {
            year: value for year, value, _ in read(entrepot_demo, SERIES, *key.split(":"), "emploi_salarie_prive")
        }
        assert {int(row["millesime"]): row["valeur"] for row in points(picture)} == expected


def test_a_rate_shows_differences_in_points_and_never_a_base_100(open_demo, entrepot_demo: Path) -> None:
    page = open_demo(
        niveau="commune",
        code="62498",
        indicateur="taux_pauvrete_60",
        lecture="base",
        base="2016",
        references="region:32",
    )
    assert page.radio(key="lecture").options == ["Valeurs", "Écart en points"]
    expected = {}
    for name, key in (("Lens (62)", "commune:62498"), ("Hauts-de-France", "region:32")):
        series = {year: value for year, value, _ in read(entrepot_demo, SERIES, *key.split(":"), "taux_pauvrete_60")}
        expected |= {(name, year): value - series[2016] for year, value in series.items()}
    drawn = {
        (row["nom"].replace("\u00a0", " "), int(row["millesime"])): row["valeur"]
        for row in points(views.pictures(page)[0])
    }
    assert drawn == pytest.approx(expected)


def test_a_rate_at_a_bound_has_no_difference(open_demo, entrepot_demo: Path) -> None:
    (code,) = read(
        entrepot_demo,
        "select min(code_territoire) from marts.indicateurs where niveau = 'commune' and statut = 'borne' "
        "and indicateur = 'taux_pauvrete_60' and millesime = 2016",
    )[0]
    page = open_demo(niveau="commune", code=code, indicateur="taux_pauvrete_60", lecture="base", base="2016")
    rows = views.rows_of(entrepot_demo, page)[0]
    own = rows[rows["code_territoire"] == code]
    assert len(own) > 0
    assert own["depuis_base"].isna().all()
    assert "publié à une borne en 2016" in written(page)


def test_a_balance_and_a_rate_of_growth_are_shown_in_values_only(open_demo) -> None:
    for indicateur in ("solde_naturel", "taux_annuel_moyen_pct"):
        page = open_demo(indicateur=indicateur)
        assert page.radio(key="lecture").options == ["Valeurs"]


@pytest.mark.parametrize("base", [2011, 2016, 2018])
def test_hollow_points_are_the_pairs_that_the_table_of_comparisons_refuses(
    open_demo, entrepot_demo: Path, base: int
) -> None:
    page = open_demo(indicateur="population_municipale", base=str(base), lecture="base", references="departement:59")
    refused = {
        start + end - base
        for start, end in read(
            entrepot_demo,
            "select millesime_debut, millesime_fin from marts.comparaisons where theme = 'recensement' "
            "and not admissible and ? in (millesime_debut, millesime_fin)",
            base,
        )
    }
    drawn = points(views.pictures(page)[0])
    hollow = {int(row["millesime"]) for row in drawn if not row["comparable"]}
    assert hollow == refused & {int(row["millesime"]) for row in drawn}
    assert hollow
    text = written(page)
    assert f"Ce qui ne se compare pas à {base}" in text
    for year in hollow:
        assert str(year) in text


def test_a_curve_stops_where_no_census_compares_and_only_there(entrepot_demo: Path) -> None:
    found = judged(entrepot_demo, "population_municipale", [1990, 1999, 2011, 2016, 2018, 2023])
    assert [found.piece(vintage) for vintage in found.vintages] == [0, 0, 1, 1, 1, 1]
    assert found.default_base("population") == Vintage(2011)


def test_a_hard_break_outside_of_the_census_refuses_what_crosses_it_both_ways(entrepot_demo: Path) -> None:
    found = judged(entrepot_demo, "part_menages_imposes", [2016, 2019, 2020, 2021])
    (motif,) = {
        told.rstrip(". ")
        for (told,) in read(
            entrepot_demo,
            "select ce_qui_change from marts.ruptures where indicateur = 'part_menages_imposes' and not comparable",
        )
    }
    assert found.refusals(Vintage(2016)) == {Vintage(2020): motif, Vintage(2021): motif}
    assert found.refusals(Vintage(2021)) == {Vintage(2016): motif, Vintage(2019): motif}
    assert [found.piece(vintage) for vintage in found.vintages] == [0, 0, 1, 1]
    assert found.default_base("pauvrete") == Vintage(2020)


def test_a_break_of_publications_of_unemployment_is_told_and_refuses_nothing(entrepot_demo: Path) -> None:
    with open_warehouse(entrepot_demo) as opened:
        quarters = [Vintage(year, f"{year}-T{quarter}") for year in range(2007, 2023) for quarter in (1, 2, 3, 4)]
        found = Comparability(opened, read_catalogue(opened)["taux_chomage"], quarters)
    assert len(found.breaks) > 0
    assert found.refusals(quarters[0]) == {}
    assert found.default_base("emploi") == Vintage(2008, "2008-T1")


def test_changing_the_base_multiplies_every_index_by_the_same_number(open_demo) -> None:
    address = {"niveau": "epci", "code": "246200364", "indicateur": "emploi_salarie_prive", "references": "region:32"}
    first, second = (
        {
            (row["nom"], row["millesime"]): row["valeur"]
            for row in points(views.pictures(open_demo(**address, base=base))[0])
        }
        for base in ("2007", "2019")
    )
    assert first.keys() == second.keys()
    for name in {name for name, _ in first}:
        ratios = [second[key] / first[key] for key in first if key[0] == name]
        assert ratios == pytest.approx([100 / first[name, "2019"]] * len(ratios))


def test_a_link_with_every_choice_opens_the_same_view_and_its_sql_runs_as_shown(open_demo, entrepot_demo: Path) -> None:
    address = {
        "niveau": "commune",
        "code": "62510",
        "theme": "pauvrete",
        "indicateur": "revenu_median",
        "references": "epci:246200364,region:32",
        "lecture": "base",
        "base": "2019",
    }
    page = open_demo(**address)
    assert {name: page.query_params[name] for name in address} == address
    assert not [warning for warning in page.warning if "adresse" in warning.value]
    rows = views.rows_of(entrepot_demo, page)[0]
    drawn = {(row["millesime"], row["valeur"]) for row in points(views.pictures(page)[0])}
    told = rows[rows["depuis_base"].notna()]
    assert drawn == set(zip(told["millesime"].astype(str), told["depuis_base"], strict=True))


def test_another_indicator_forgets_the_base_of_the_former(open_demo) -> None:
    page = open_demo(niveau="epci", code="246200364", indicateur="emploi_salarie_prive", base="2012")
    page.selectbox(key="indicateur").set_value("emploi_salarie_total").run()
    assert "base" in page.query_params
    assert page.query_params["base"] != "2012"
    assert not [warning for warning in page.warning if "adresse" in warning.value]


def test_a_base_that_does_not_exist_is_said_in_one_sentence(open_demo) -> None:
    page = open_demo(indicateur="population_municipale", base="1515")
    assert "« 1515 », dans l’adresse, n’est pas un choix possible" in written(page)
    assert page.query_params["base"] == "2011"


def test_figures_that_stay_inside_and_empty_themes_are_told_in_words(
    open_page: OpenPage, entrepot_demo: Path, tmp_path: Path
) -> None:
    file = views.small_copy(
        entrepot_demo,
        tmp_path / "warehouse.duckdb",
        "delete from marts.indicateurs where indicateur = 'taux_pauvrete_60'",
        "update marts.indicateurs set statut = 'interne', valeur = 777 where indicateur = 'revenu_median' "
        "and niveau = 'commune' and code_territoire = '62498'",
    )
    address = {"vue": "evolutions", "niveau": "commune", "code": "62498"}
    empty = open_page(file, **address, indicateur="taux_pauvrete_60")
    assert "aucune livraison" in written(empty)
    assert "bassin" in "".join(code.value for code in empty.code)
    inside = open_page(file, **address, indicateur="revenu_median")
    assert "aucun chiffre (interne, ne sort pas de la Mission)" in written(inside)
    assert "777" not in str(views.pictures(inside)) + written(inside)
