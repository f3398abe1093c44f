"""Proxies beside the landlords' figures, the survey OPS, residents of the cités: sums, secrets, statuses, the truth."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import median

import pytest

from ingest.landing import EMBEDDED
from simulation.ayants_droit.grid import settle
from simulation.ayants_droit.hypotheses import GRID_YEAR, PROXY_YEARS, SURVEY_YEARS
from simulation.ayants_droit.proxies import social_dwellings
from simulation.ayants_droit.world import MiningWorld
from simulation.cites import Cite, draw_cites
from simulation.communes import read_communes, read_outlines
from tests.conftest import ROOT

from .conftest import Query, reader
from .temoins_world import HENIN, LENS, LIEVIN, temoins_warehouse

PAGE = " ".join((ROOT / "docs" / "themes" / "cites.md").read_text(encoding="utf-8").split())
COUNTS = {
    "bailleurs": ("logements", "vacants", "dpe_connu", "dpe_efg"),
    "rpls": ("logements", "vacants", "vides", "dpe_connu", "dpe_efg"),
    "ademe": ("diagnostics", "dpe_efg"),
    "lovac": ("logements", "vacants", "vacants_2_ans"),
}
FIGURES = [f"{source}_{name}" for source, names in COUNTS.items() for name in names]
RATIOS = {
    "part_bailleurs_rpls_pct": ("bailleurs_logements", "rpls_logements"),
    "bailleurs_part_vacants_pct": ("bailleurs_vacants", "bailleurs_logements"),
    "rpls_part_vacants_pct": ("rpls_vacants", "rpls_logements"),
    "bailleurs_part_dpe_efg_pct": ("bailleurs_dpe_efg", "bailleurs_dpe_connu"),
    "rpls_part_dpe_efg_pct": ("rpls_dpe_efg", "rpls_dpe_connu"),
    "ademe_part_dpe_efg_pct": ("ademe_dpe_efg", "ademe_diagnostics"),
}


@pytest.fixture(scope="module")
def cites() -> list[Cite]:
    return draw_cites(read_communes(EMBEDDED), read_outlines(EMBEDDED))


@pytest.fixture(scope="module")
def mines(cites: list[Cite]) -> MiningWorld:
    return MiningWorld(read_communes(EMBEDDED), cites)


@pytest.fixture(scope="module")
def listed(entrepot_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Query:
    """The demonstration with small lists in the stead of its own."""
    return reader(temoins_warehouse(entrepot_demo, tmp_path_factory.mktemp("temoins")))


# --- sums -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("figure", FIGURES)
def test_a_territory_is_the_sum_of_its_communes_or_says_why_not(figure: str, demo: Query) -> None:
    rows = demo(f"""
        select t.{figure}_statut, t.{figure} is not distinct from sum(c.{figure}),
            count(c.{figure}) = count(distinct m.code_commune), t.{figure} is null
        from marts.parc_temoins t
        inner join intermediate.int_territoires__mailles m using (niveau, code_territoire)
        left join marts.parc_temoins c
            on c.niveau = 'commune' and c.code_territoire = m.code_commune and c.millesime = t.millesime
        where t.niveau not in ('commune', 'france')
        group by t.niveau, t.code_territoire, t.millesime, t.{figure}, t.{figure}_statut""")
    # Of the landlords, a commune that nobody speaks of has none: its row may not be.
    whole = [row for row in rows if not row[3]]
    assert len(whole) > 20
    assert all(same for _, same, *_ in whole)
    if not figure.startswith("bailleurs"):
        assert all(status == "partiel" for status, _, complete, _ in whole if not complete)
        assert all(complete for status, _, complete, _ in whole if status == "disponible")
        assert not any(complete for _, _, complete, absent in rows if absent)


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_ratio_is_a_ratio_of_sums(ratio: str, demo: Query) -> None:
    above, under = RATIOS[ratio]
    rows = demo(f"""
        select {ratio}, 100 * {above} / {under} from marts.parc_temoins where {ratio} is not null""")
    assert len(rows) > 400
    assert all(told == pytest.approx(expected) for told, expected in rows)
    assert demo(f"""
        select count(*) from marts.parc_temoins
        where {ratio} is null and {above} is not null and {under} > 0""") == [(0,)]


@pytest.mark.parametrize("figure", ["vacants", "vacants_2_ans"])
def test_the_vacancy_of_private_dwellings_is_over_the_communes_that_say_it(figure: str, demo: Query) -> None:
    rows = demo(f"""
        select t.lovac_part_{figure}_pct, 100 * sum(c.lovac_{figure}) / sum(c.lovac_logements), t.niveau
        from marts.parc_temoins t
        inner join intermediate.int_territoires__mailles m using (niveau, code_territoire)
        inner join marts.parc_temoins c
            on c.niveau = 'commune' and c.code_territoire = m.code_commune and c.millesime = t.millesime
        where t.lovac_part_{figure}_pct_statut = 'partiel' and c.lovac_{figure} is not null
        group by t.niveau, t.code_territoire, t.millesime, t.lovac_part_{figure}_pct""")
    assert len(rows) > 10
    assert all(told == pytest.approx(expected) for told, expected, _ in rows)


# --- secrets and statuses ---------------------------------------------------------------------------------


def test_no_secret_of_a_commune_is_told_nor_filled(demo: Query) -> None:
    assert demo("select count(*) > 100 from staging.stg_sdes__lovac where vacants_statut = 'secret'") == [(True,)]
    for figure in ("vacants", "vacants_2_ans"):
        assert demo(f"""
            select count(*) from staging.stg_sdes__lovac s
            inner join marts.parc_temoins t
                on t.niveau = 'commune' and t.code_territoire = s.code_territoire and t.millesime = s.millesime
            where s.{figure}_statut = 'secret'
                and (t.lovac_{figure} is not null or t.lovac_{figure}_statut <> 'secret'
                    or t.lovac_part_{figure}_pct is not null)""") == [(0,)]


def test_a_partial_sum_weighs_nine_tenths_of_the_inhabitants(demo: Query) -> None:
    [(least, most)] = demo("""
        select min(lovac_vacants_couverture), max(lovac_vacants_couverture) from marts.parc_temoins
        where lovac_vacants_statut = 'partiel'""")
    assert 0.9 <= least <= most < 1
    [(hidden, told)] = demo("""
        select count(*), count(lovac_vacants) from marts.parc_temoins
        where niveau = 'epci' and lovac_vacants_couverture < 0.9 and lovac_vacants_statut <> 'non_charge'""")
    assert hidden > 0 and told == 0


def test_few_dwellings_of_a_landlord_stay_inside_with_all_that_derives_from_them(demo: Query) -> None:
    [(few, told, derived)] = demo("""
        select count(*), count(*) filter (where bailleurs_vacants_statut <> 'interne'),
            count(*) filter (where bailleurs_part_vacants_pct_statut <> 'interne')
        from marts.parc_temoins where bailleurs_vacants between 1 and 10""")
    assert few > 100 and told == 0 and derived == 0
    [(few, told)] = demo("""
        select count(*), count(*) filter (where menages_statut <> 'interne' or part_menages_pct_statut <> 'interne')
        from marts.occupation_parc_social where menages between 1 and 10""")
    assert few > 100 and told == 0
    assert demo("""
        select count(*) from marts.parc_temoins
        where 'interne' in (rpls_logements_statut, rpls_vacants_statut, lovac_logements_statut)""") == [(0,)]


def test_a_year_without_a_list_says_so_and_takes_no_other_year(demo: Query) -> None:
    assert demo("""
        select distinct rpls_logements_statut, rpls_logements, lovac_vacants_statut, part_bailleurs_rpls_pct_statut
        from marts.parc_temoins where millesime = 2021 and bailleurs_logements is not null""") == [
        ("non_charge", None, "non_charge", "non_charge")
    ]


# --- the truth --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", PROXY_YEARS)
def test_rpls_says_what_is_true_in_the_world_and_the_landlords_have_no_more(
    year: int, mines: MiningWorld, demo: Query
) -> None:
    true = Counter(social_dwellings(mines, year)["DEPCOM"])
    rows = demo(
        "select code_territoire, rpls_logements, bailleurs_logements, alerte, alerte_statut from marts.parc_temoins "
        "where niveau = 'commune' and millesime = ?",
        year,
    )
    assert {code: count for code, count, *_ in rows if count} == true
    # A commune that the whole list leaves out has none.
    assert any(count == 0 for _, count, *_ in rows)
    assert all(own is None or own <= count for _, count, own, *_ in rows)
    assert all((alert, status) == (None, None) for *_, alert, status in rows)
    assert demo(
        "select sum(rpls_logements) from marts.parc_temoins where niveau = 'departement' and millesime = ?", year
    ) == [(true.total(),)]


def test_landlords_of_31_december_stand_beside_the_lists_of_the_next_day(demo: Query) -> None:
    assert (
        demo("""
        select t.millesime, t.bailleurs_logements, p.logements from marts.parc_temoins t
        inner join marts.parc_minier p
            on p.niveau = t.niveau and p.code_territoire = t.code_territoire and p.millesime = t.millesime - 1
        where p.axe = 'ensemble' and t.bailleurs_logements is distinct from p.logements""")
        == []
    )
    assert demo("""
        select ademe_diagnostics from marts.parc_temoins
        where niveau = 'departement' and code_territoire = '62' and millesime = 2025""") == demo(
        """
        select count(*) from raw.ademe_dpe where date_etablissement_dpe like '2024%' and code_commune like '62%'
        """.replace("date_etablissement_dpe", "date_etablissement")
    )


@pytest.mark.parametrize("year", SURVEY_YEARS)
def test_the_survey_counts_the_same_households_by_each_characteristic(year: int, demo: Query) -> None:
    rows = demo(
        """
        select count(distinct menages), sum(menages) / 3 from marts.occupation_parc_social
        where modalite = 'ensemble' and millesime = ? and menages is not null
        group by niveau, code_territoire, bailleur""",
        year,
    )
    assert len(rows) > 300
    assert all(distinct == 1 for distinct, _ in rows)


def test_parts_of_the_survey_make_its_whole_by_modality_and_by_landlord(demo: Query) -> None:
    for dimension, kept in (("modalite", "bailleur"), ("bailleur", "modalite")):
        rows = demo(f"""
            with parts as (
                select niveau, code_territoire, millesime, caracteristique, {kept}, sum(menages) as menages
                from marts.occupation_parc_social where {dimension} <> 'ensemble' group by all)
            select parts.menages = tout.menages from parts
            inner join marts.occupation_parc_social tout
                using (niveau, code_territoire, millesime, caracteristique, {kept})
            where tout.{dimension} = 'ensemble' and tout.menages is not null""")
        assert len(rows) > 1000
        assert all(same for (same,) in rows)


def test_the_survey_finds_the_dwellings_that_the_landlords_let_the_day_before(demo: Query) -> None:
    rows = demo("""
        select menages, logements_occupes, part_repondue_pct, alerte from marts.occupation_parc_social
        where logements_occupes > 0""")
    assert len(rows) > 1000
    assert all(found <= let and part == pytest.approx(100 * found / let) for found, let, part, _ in rows)
    assert all(alert is None for *_, alert in rows)


def test_residents_of_the_cites_are_as_near_the_truth_as_the_page_says(
    cites: list[Cite], mines: MiningWorld, demo: Query
) -> None:
    homes = settle(mines, cites, GRID_YEAR)
    true = {
        name: {cite.code: float(values[homes.cite == rank].sum()) for rank, cite in enumerate(cites)}
        for name, values in homes.figures.items()
    }
    rows = demo("""
        select code_territoire, individus, logements_sociaux, part_menages_pauvres_pct, individus_statut
        from marts.cites_habitants""")
    assert {code for code, *_ in rows} == true["ind"].keys()
    assert {status for *_, status in rows} == {"estime"}
    persons = 100 * sum(row[1] for row in rows) / sum(true["ind"].values())
    dwellings = 100 * sum(row[2] for row in rows) / sum(true["log_soc"].values())
    poverty = median(
        abs(row[3] - 100 * true["men_pauv"][row[0]] / true["men"][row[0]]) for row in rows if true["men"][row[0]]
    )
    assert (
        f"l’estimation retrouve {persons:.0f} % des habitants des cités, {dwellings:.0f} % de leurs logements" in PAGE
    )
    assert f"une part de ménages pauvres à {poverty:.0f} points près" in PAGE


def test_the_page_says_how_small_the_real_cites_are_for_the_grid(reel: Query) -> None:
    [(count, small, middle, covered)] = reel("""
        with cites as (
            select sum(part) as surface, sum(part) / count(*) as recouverte
            from intermediate.int_temoins__carreaux group by code)
        select count(*), count(*) filter (where surface < 1), median(surface), avg(recouverte) from cites""")
    assert f"{small} sur {count} moins d’un" in PAGE
    assert middle < 1.9 and middle == pytest.approx(1.9, abs=0.1) and "moins de 1,9 carreau" in PAGE
    assert covered == pytest.approx(0.25, abs=0.02) and "le quart des carreaux" in PAGE


def test_poverty_of_a_cite_is_a_ratio_of_sums(demo: Query) -> None:
    rows = demo("""
        select part_menages_pauvres_pct, 100 * menages_pauvres / menages, individus_65_plus,
            individus_65_79 + individus_80_plus
        from marts.cites_habitants""")
    assert len(rows) > 30
    for share, expected, old, parts in rows:
        assert share == pytest.approx(expected) and old == pytest.approx(parts)


# --- small lists ------------------------------------------------------------------------------------------


def test_landlords_with_more_dwellings_than_rpls_are_told(listed: Query) -> None:
    [(own, count, alert, status)] = listed(
        "select bailleurs_logements, rpls_logements, alerte, alerte_statut from marts.parc_temoins "
        f"where code_territoire = '{LENS}' and niveau = 'commune' and millesime = 2025"
    )
    assert own > count == 4 and status == "disponible"
    assert "plus de logements que le RPLS" in alert and "plus de logements vacants" in alert
    assert listed(f"select alerte from marts.parc_temoins where code_territoire = '{HENIN}' and millesime = 2025") == [
        (None,)
    ]


def test_a_dwelling_that_does_not_say_its_occupation_leaves_no_count_of_the_vacant(listed: Query) -> None:
    assert listed(
        "select rpls_logements, rpls_vacants, rpls_vacants_statut, rpls_part_vacants_pct_statut "
        f"from marts.parc_temoins where code_territoire = '{LIEVIN}' and millesime = 2025"
    ) == [(3, None, "non_publie", "non_publie")]
    assert listed(
        "select rpls_vacants, rpls_vides, rpls_dpe_connu, rpls_dpe_efg, rpls_part_dpe_efg_pct "
        f"from marts.parc_temoins where code_territoire = '{LENS}' and millesime = 2025"
    ) == [(2, 1, 2, 2, 100)]


def test_an_extract_is_not_taken_for_the_whole_of_a_departement(listed: Query) -> None:
    assert listed("""
        select distinct rpls_logements, rpls_logements_statut from marts.parc_temoins
        where millesime = 2025 and (niveau in ('departement', 'region', 'perimetre')
            or (niveau = 'commune' and bailleurs_logements > 0 and code_territoire not in ('62498', '62510', '62427')))
        """) == [(None, "non_publie")]


def test_one_year_in_two_geographies_is_counted_once_and_an_older_secret_is_not_looked_up(listed: Query) -> None:
    assert listed(f"""
        select code_territoire, lovac_logements, lovac_vacants, lovac_vacants_2_ans, lovac_vacants_2_ans_statut
        from marts.parc_temoins
        where niveau = 'commune' and millesime = 2024 and code_territoire in ('{LENS}', '{LIEVIN}', '59178')
        order by 1""") == [
        ("59178", 20000, 1500, 600, "disponible"),
        (LENS, 9500, 850, None, "secret"),
        (LIEVIN, 8500, 750, 250, "disponible"),
    ]


def test_diagnostics_are_those_of_the_year_before_and_have_a_label(listed: Query) -> None:
    assert listed(
        "select millesime, ademe_diagnostics, ademe_dpe_efg from marts.parc_temoins "
        f"where code_territoire = '{LENS}' and ademe_diagnostics is not null order by 1"
    ) == [(2024, 1, 0), (2025, 2, 1)]


def test_a_commune_that_does_not_exist_is_rejected_with_its_list(listed: Query) -> None:
    assert listed("select jeu, code_territoire from marts.rejets where jeu like 'sdes%'") == [("sdes_rpls", "62999")]


@pytest.mark.parametrize("mart", ["parc_temoins", "occupation_parc_social", "cites_habitants"])
def test_a_real_warehouse_without_these_files_has_nothing_of_them(mart: str, demo: Query, reel: Query) -> None:
    assert reel(f"select count(*) from marts.{mart}") == [(0,)]
    assert demo(f"select distinct nature from marts.{mart}") == [("simule",)]
