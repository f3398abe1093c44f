"""The view Comparer: its figures are the mart's, and nothing is compared that should not be."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from explorer.catalogue import DELIVERIES
from explorer.charts.spread import round_bounds
from tests.explorer import views
from tests.explorer.conftest import OpenPage
from tests.explorer.views import as_number, plain, read, written

FIGURES = """
select valeur, statut from marts.indicateurs
where niveau = ? and code_territoire = ? and indicateur = ? and millesime = ?
"""
PORTRAIT = """
select {columns} from marts.portrait where niveau = ? and code_territoire = ? and indicateur = ? and millesime = ?
"""


@pytest.fixture
def open_demo(open_page: OpenPage, entrepot_demo: Path) -> OpenPage:
    """The view on the demonstration, at an address."""
    return partial(open_page, entrepot_demo, vue="comparer")


@pytest.fixture
def open_changed(open_page: OpenPage, entrepot_demo: Path, tmp_path: Path):
    """The view on a small copy changed by SQL, at an address."""

    def open_(*changes: str, **address: str):
        file = views.small_copy(entrepot_demo, tmp_path / "warehouse.duckdb", *changes)
        return file, open_page(file, vue="comparer", **address)

    return open_


CASES = [
    ("epci", "246200364", "taux_pauvrete_60", 2019, 1),
    ("commune", "62498", "population_municipale", 2023, 0),
    ("commune", "59007", "taux_pauvrete_60", 2019, 1),
    ("perimetre", "bassin_minier", "revenu_median", 2019, 0),
    ("departement", "59", "part_diplomes_superieur_pct", 2022, 1),
]


@pytest.mark.parametrize(("niveau", "code", "indicateur", "year", "decimals"), CASES)
def test_every_figure_of_the_table_is_the_mart_s(
    open_demo, entrepot_demo: Path, niveau: str, code: str, indicateur: str, year: int, decimals: int
) -> None:
    page = open_demo(niveau=niveau, code=code, indicateur=indicateur, annee=str(year))
    keys = [f"{niveau}:{code}", *page.multiselect(key="references").value]
    table = page.table[0].value
    assert len(table) == len(keys)
    for key, (_, line) in zip(keys, table.iterrows(), strict=True):
        found = read(entrepot_demo, FIGURES, *key.split(":"), indicateur, year)
        value, status = found[0] if found else (None, "non_charge")
        shown = as_number(line.iloc[0])
        assert shown == (None if value is None else pytest.approx(round(value, decimals), abs=10**-decimals / 2))
        assert (line["Statut"] == "disponible") == (status == "disponible")
        assert (status == "secret") == (line["Statut"] == "secret statistique")


@pytest.mark.parametrize(
    ("niveau", "code", "indicateur", "year", "columns"),
    [
        ("commune", "62498", "taux_pauvrete_60", 2019, "ecart_bassin_minier, ecart_region"),
        ("epci", "200072460", "taux_pauvrete_60", 2019, "ecart_bassin_minier, ecart_region"),
        ("commune", "62498", "population_municipale", 2023, "part_bassin_minier_pct, part_region_pct"),
    ],
)
def test_gaps_and_shares_are_those_of_the_portrait(
    open_demo, entrepot_demo: Path, niveau: str, code: str, indicateur: str, year: int, columns: str
) -> None:
    references = "perimetre:bassin_minier,region:32"
    page = open_demo(niveau=niveau, code=code, indicateur=indicateur, annee=str(year), references=references)
    expected = read(entrepot_demo, PORTRAIT.format(columns=columns), niveau, code, indicateur, year)[0]
    table = page.table[0].value
    assert table.columns[1].startswith("Écart" if columns.startswith("ecart") else "Part")
    assert [as_number(text) for text in table.iloc[:, 1]] == [
        None,
        *(pytest.approx(value, abs=0.06) for value in expected),
    ]


@pytest.mark.parametrize(
    ("niveau", "code", "indicateur", "year"),
    [
        ("commune", "62498", "taux_pauvrete_60", 2019),
        ("commune", "59606", "population_municipale", 2023),
        ("epci", "246200364", "taux_pauvrete_60", 2019),
    ],
)
def test_the_rank_is_that_of_the_portrait(
    open_demo, entrepot_demo: Path, niveau: str, code: str, indicateur: str, year: int
) -> None:
    page = open_demo(niveau=niveau, code=code, indicateur=indicateur, annee=str(year))
    columns = "rang_bassin, nombre_classes"
    place, of = read(entrepot_demo, PORTRAIT.format(columns=columns), niveau, code, indicateur, year)[0]
    assert f"**{place}{'ᵉʳ' if place == 1 else 'ᵉ'} sur {of}**" in written(page)


def test_a_value_published_at_a_bound_is_said_so_and_has_no_gap(open_demo, entrepot_demo: Path) -> None:
    (code,) = read(
        entrepot_demo,
        "select min(code_territoire) from marts.indicateurs where niveau = 'commune' and statut = 'borne' "
        "and indicateur = 'taux_pauvrete_60' and millesime = 2019",
    )[0]
    table = open_demo(niveau="commune", code=code, indicateur="taux_pauvrete_60", annee="2019").table[0].value
    assert table["Statut"].iloc[0] == "publié à une borne"
    assert set(table.iloc[:, 1]) == {"—"}


def test_quartiles_are_those_of_the_communes_and_the_bars_count_them_all(open_demo, entrepot_demo: Path) -> None:
    page = open_demo(niveau="epci", code="246200364", indicateur="part_diplomes_superieur_pct", annee="2022")
    values = [
        value
        for (value,) in read(
            entrepot_demo,
            """
            select valeur from marts.indicateurs
            inner join marts.appartenances on indicateurs.code_territoire = appartenances.code_commune
            where indicateurs.niveau = 'commune' and indicateur = 'part_diplomes_superieur_pct' and millesime = 2022
                and appartenances.niveau = 'epci' and appartenances.code_territoire = '246200364'
                and appartenances.geographie = (select geographie from marts.entrepot) and valeur is not null
            """,
        )
    ]
    bars, rules, *_ = views.pictures(page)[1]
    assert sum(bar["nombre"] for bar in bars) == len(values) > 0
    assert [rule["debut"] for rule in rules] == pytest.approx(np.percentile(values, [25, 50, 75]))


def test_counts_are_drawn_on_no_scale_of_points_and_on_a_scatter_only_when_asked(open_demo) -> None:
    address = {"niveau": "commune", "code": "62498", "indicateur": "population_municipale"}
    refused, asked = open_demo(**address), open_demo(**address, effectifs="oui")
    assert len(views.pictures(refused)) == 1
    assert "le nuage ne le montre que si on le demande" in written(refused)
    assert len(views.pictures(asked)) == 2


def test_the_scatter_shows_each_commune_that_has_both_figures(open_demo, entrepot_demo: Path) -> None:
    page = open_demo(
        niveau="commune",
        code="62498",
        indicateur="part_diplomes_superieur_pct",
        annee="2022",
        cadre="perimetre:bassin_minier",
        indicateur_2="taux_pauvrete_60",
        annee_2="2019",
    )
    expected = read(
        entrepot_demo,
        """
        select b.valeur, a.valeur from marts.indicateurs as a
        inner join marts.indicateurs as b on a.code_territoire = b.code_territoire and a.niveau = b.niveau
        where a.niveau = 'commune' and a.indicateur = 'taux_pauvrete_60' and a.millesime = 2019
            and b.indicateur = 'part_diplomes_superieur_pct' and b.millesime = 2022
            and a.valeur is not null and b.valeur is not null and a.code_territoire in (
                select code_commune from marts.appartenances
                where niveau = 'perimetre' and code_territoire = 'bassin_minier'
                and geographie = (select geographie from marts.entrepot)
            )
        """,
    )
    points = views.pictures(page)[-1][0]
    assert sorted((point["valeur"], point["valeur_seconde"]) for point in points) == sorted(expected)
    assert [point["nom"] for point in points if point["choisi"]] == ["Lens"]


def test_a_link_with_every_choice_opens_the_same_view_and_its_sql_runs_as_shown(open_demo, entrepot_demo: Path) -> None:
    address = {
        "niveau": "commune",
        "code": "62510",
        "theme": "population",
        "indicateur": "densite_hab_km2",
        "annee": "2022",
        "references": "epci:246200364,region:32",
        "cadre": "epci:246200364",
        "maille": "commune",
        "theme_2": "pauvrete",
        "indicateur_2": "revenu_median",
        "annee_2": "2016",
    }
    page = open_demo(**address)
    assert {name: page.query_params[name] for name in address} == address
    assert not [warning for warning in page.warning if "adresse" in warning.value]
    table, spread, cloud = views.rows_of(entrepot_demo, page)
    assert list(table["code_territoire"]) == ["62510", "246200364", "32"]
    assert len(spread) == len(cloud) == 36


def test_a_figure_that_stays_inside_is_neither_shown_nor_drawn_nor_given_by_the_sql(open_changed) -> None:
    file, page = open_changed(
        "update marts.indicateurs set statut = 'interne', valeur = 12.345 "
        "where indicateur = 'taux_pauvrete_60' and niveau = 'epci' and code_territoire = '246200364'",
        niveau="epci",
        code="246200364",
        indicateur="taux_pauvrete_60",
        annee="2019",
        maille="epci",
    )
    first = page.table[0].value.iloc[0]
    assert first["Statut"] == "interne, ne sort pas de la Mission"
    assert first.iloc[0] == first.iloc[1] == "—"
    told = str(views.pictures(page)) + written(page) + "".join(rows.to_csv() for rows in views.rows_of(file, page))
    assert "12.345" not in told
    assert "12,3" not in plain(told)


def test_an_indicator_without_any_row_says_how_to_load_it(open_changed) -> None:
    _, page = open_changed(
        "delete from marts.indicateurs where indicateur = 'emploi_salarie_prive'", indicateur="emploi_salarie_prive"
    )
    assert "aucune livraison" in written(page)
    assert "bassin" in "".join(code.value for code in page.code)


def test_a_choice_that_does_not_exist_is_said_in_one_sentence(open_demo) -> None:
    page = open_demo(niveau="epci", code="246200364", indicateur="taux_pauvrete_60", annee="1515")
    assert "« 1515 », dans l’adresse, n’est pas un choix possible" in written(page)
    assert page.query_params["annee"] == "2019"


def test_every_mart_of_the_dictionary_names_data_sets_that_exist(entrepot_demo: Path) -> None:
    marts = {mart for (mart,) in read(entrepot_demo, "select distinct mart from marts.dictionnaire")}
    known = {jeu for (jeu,) in read(entrepot_demo, "select jeu from marts.sources")}
    assert marts <= set(DELIVERIES)
    assert {jeu for jeux in DELIVERIES.values() for jeu in jeux} <= known


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (4.9, 28.0), (-3.2, 7.1), (12.0, 12.0), (105.0, 43912.0)])
def test_bounds_are_even_and_hold_every_value(low: float, high: float) -> None:
    bounds = round_bounds(low, high, 24)
    assert bounds[0] <= low <= high <= bounds[-1]
    assert np.allclose(np.diff(bounds), bounds[1] - bounds[0])
    assert len(bounds) <= 27
