"""Zones of activity: laws of the counts, on simulated deliveries and a few small files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT

from .conftest import Query, reader, zone
from .zones_world import JOBS


@pytest.fixture(scope="module")
def ask(entrepot_zones: Path) -> Query:
    return reader(entrepot_zones)


def test_disjoint_zones_never_hold_more_than_there_are(ask: Query) -> None:
    zones, everywhere = ask("""
        select
            (select sum(etablissements) from marts.zones_activite
             where genre = 'polygone' and source = 'sirene' and millesime = 2026),
            (select count(*) from staging.stg_insee__sirene_etablissements where est_actif and millesime = 2026)""")[0]
    assert 200 < zones < everywhere


def test_a_polygon_holds_no_closed_nor_unplaced_establishment(ask: Query) -> None:
    assert (
        ask("""
        select siret from intermediate.int_zones__etablissements z
        inner join intermediate.int_zones__definitions using (code_zone)
        inner join staging.stg_insee__sirene_etablissements e using (siret, millesime)
        left join staging.stg_insee__sirene_positions p using (siret, millesime)
        where genre = 'polygone' and (not est_actif or not coalesce(est_localise, false))""")
        == []
    )


def test_jobs_lie_between_their_bounds_and_are_estimated(ask: Query) -> None:
    rows = ask("""
        select emplois_min, emplois, emplois_max, emplois_statut from marts.zones_activite
        where source = 'sirene' and emplois is not null""")
    assert rows
    assert all(low <= jobs <= high for low, jobs, high, _ in rows)
    assert {status for *_, status in rows} <= {"estime", "partiel"}


def test_a_pole_of_one_commune_has_that_commune_s_figures(ask: Query) -> None:
    columns = "etablissements, etablissements_sans_tranche, emplois_min, emplois_max"
    for year in (2024, 2026):
        assert zone(ask, "lens_seul", "sirene", year, columns) == ask(
            f"select {columns} from intermediate.int_zones__sirene_communes where code_commune = '62498' "
            "and millesime = ?",
            year,
        )
    assert zone(ask, "lens_seul", "navettes", 2022, "emplois, emplois_statut") == [(JOBS["62498"], "disponible")]


def test_a_pole_of_two_communes_is_their_sum(ask: Query) -> None:
    for year in (2024, 2026):
        assert zone(ask, "lens_et_lievin", "sirene", year, "etablissements, emplois_min") == ask(
            "select sum(etablissements), sum(emplois_min) from intermediate.int_zones__sirene_communes "
            "where code_commune in ('62498', '62510') and millesime = ?",
            year,
        )


def test_merged_communes_are_counted_once_and_estimated_where_the_list_names_some_of_them(ask: Query) -> None:
    assert zone(ask, "fusion", "navettes", 2022, "emplois, emplois_statut") == [(JOBS["62447"], "disponible")]
    assert zone(ask, "fusion_en_partie", "navettes", 2022, "emplois, emplois_statut") == [(JOBS["62447"], "estime")]


def test_a_share_is_worth_no_more_than_the_zone_d_emploi_it_is_over(ask: Query) -> None:
    columns = "emplois_statut, part_emplois_zone_emploi_pct, part_emplois_zone_emploi_pct_statut"
    assert zone(ask, "lens_seul", "navettes", 2022, columns) == [("disponible", pytest.approx(30), "disponible")]
    assert zone(ask, "valenciennes", "navettes", 2022, columns) == [("disponible", pytest.approx(25), "estime")]


def test_the_latest_list_makes_the_pole(ask: Query) -> None:
    assert ask("select code_commune from intermediate.int_zones__communes where code_zone = 'lens_ancien'") == [
        ("62510",)
    ]


def test_where_employees_live_is_never_inferred_from_establishments(ask: Query) -> None:
    figures = ("propension_locale_zone_emploi_pct", "propension_locale_communes_pct", "distance_moyenne_km")
    statuses = ", ".join(f"{figure}_statut" for figure in figures)
    assert ask(f"select distinct {statuses} from marts.zones_activite where source = 'sirene'") == [
        ("non_applicable",) * 3
    ]
    assert ask("select distinct genre from marts.zones_activite where source = 'navettes'") == [("communes",)]


def test_the_pole_of_henin_by_the_census(ask: Query) -> None:
    jobs, share, here, around, covered = zone(
        ask,
        "henin_noyelles",
        "navettes",
        2022,
        "emplois, part_emplois_zone_emploi_pct, propension_locale_communes_pct, "
        "propension_locale_zone_emploi_pct, distance_couverture",
    )[0]
    assert (jobs, share) == (201.0, pytest.approx(20.1))
    assert (here, around) == (pytest.approx(100 * 120 / 201), pytest.approx(100 * 170 / 201))
    assert covered == pytest.approx(200 / 201)
    assert zone(ask, "henin_noyelles", "navettes", 2022, "distance_moyenne_km_statut") == [("partiel",)]


def test_distance_is_that_of_the_centres_and_nought_at_home(ask: Query) -> None:
    [(mean,)] = zone(ask, "henin_noyelles", "navettes", 2022, "distance_moyenne_km")
    centre = {
        code: (x, y) for code, x, y in ask("select code, longitude, latitude from intermediate.int_zones__centres")
    }

    def plane(one: str, other: str) -> float:
        (x1, y1), (x2, y2) = centre[one], centre[other]
        return float(((71.0 * (x1 - x2)) ** 2 + (111.2 * (y1 - y2)) ** 2) ** 0.5)

    expected = (50 * plane("62498", "62427") + 30 * plane("59178", "62427")) / 200
    assert mean == pytest.approx(expected, rel=0.01)


def test_too_many_from_where_no_outline_is_known_leave_no_distance(ask: Query) -> None:
    assert zone(ask, "lens_seul", "navettes", 2022, "distance_moyenne_km, distance_moyenne_km_statut") == [
        (None, "non_publie")
    ]
    assert zone(ask, "lens_seul", "navettes", 2022, "propension_locale_communes_pct") == [(pytest.approx(200 / 3),)]


def test_a_missing_flow_leaves_no_propensity(ask: Query) -> None:
    assert zone(ask, "lens_et_lievin", "navettes", 2022, "emplois, propension_locale_communes_pct_statut") == [
        (400.0, "non_publie")
    ]


def test_a_stock_without_a_commune_tells_neither_the_zone_d_emploi_nor_the_polygon(ask: Query) -> None:
    assert zone(ask, "lens_seul", "sirene", 2024, "part_emplois_zone_emploi_pct_statut") == [("non_publie",)]
    assert ask("""
        select distinct etablissements, etablissements_statut from marts.zones_activite
        where genre = 'polygone' and millesime = 2024""") == [(None, "non_publie")]


def test_the_share_of_a_zone_d_emploi_is_over_the_same_stock(ask: Query) -> None:
    [(share,)] = zone(ask, "lens_seul", "sirene", 2026, "part_emplois_zone_emploi_pct")
    [(lens, whole)] = ask("""
        select sum(emplois_min + emplois_max) filter (where code_commune = '62498'), sum(emplois_min + emplois_max)
        from intermediate.int_zones__sirene_communes
        inner join intermediate.int_territoires__mailles using (code_commune)
        where niveau = 'zone_emploi' and code_territoire = '3215' and millesime = 2026""")
    assert share == pytest.approx(100 * lens / whole)


def test_an_unknown_size_is_counted_apart_and_a_class_without_an_end_leaves_no_maximum(ask: Query) -> None:
    columns = "etablissements, etablissements_sans_tranche, emplois_min, emplois_max, emplois, emplois_max_statut"
    assert zone(ask, "lens_seul", "sirene", 2024, columns) == [(4, 1, 30, 68, 49.0, "disponible")]
    assert zone(ask, "lens_et_douai", "sirene", 2024, columns) == [(5, 1, 10030, None, None, "non_publie")]


def test_a_list_tells_what_it_lacks(ask: Query) -> None:
    columns = "etablissements, etablissements_statut, emplois_min, couverture"
    assert zone(ask, "liste", "sirene", 2024, columns) == [(2, "partiel", 10, 0.75)]
    assert zone(ask, "liste", "sirene", 2026, columns) == [(None, "non_publie", None, 0.0)]


# --- what is unknown --------------------------------------------------------------------------------------


def test_a_zone_the_agreement_alone_names_has_its_name(ask: Query) -> None:
    assert ask("select distinct nom_zone, genre from marts.zones_activite where code_zone = 'dominee'") == [
        ("dominee (nom convenu)", "convention")
    ]
    assert ask("select distinct nom_zone from marts.zones_activite where code_zone = 'lens_seul'") == [("Lens seul",)]


def test_the_page_s_table_is_the_answer_of_the_demonstration(demo: Query) -> None:
    page = (ROOT / "docs" / "themes" / "zones-d-activite.md").read_text(encoding="utf-8")
    sql = page.split("```sql\n")[1].partition("```")[0].rstrip().rstrip(";")
    answer = demo(sql)
    assert len(answer) == 4
    for row in answer:
        assert f"| {' | '.join(map(str, row))} |" in page
