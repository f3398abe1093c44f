"""`marts.pauvrete` on the real depot: published figures, exact sums, estimates that say so, and nobody given away."""

from __future__ import annotations

import math

import pytest

from .conftest import Query

BASSIN = ("bassin_minier", "epci7", "epci8")
ABSENT = "('secret', 'non_publie', 'non_applicable', 'non_charge')"


def test_lens_has_the_published_figures(reel: Query) -> None:
    rows = reel("""
        select millesime, round(revenu_median, 2), taux_pauvrete_60, revenu_median_statut, taux_pauvrete_60_statut
        from marts.pauvrete where niveau = 'commune' and code_territoire = '62498'
        and revenu_median_statut <> 'non_charge' order by 1""")
    assert rows == [
        (2014, 15039.67, 32, "disponible", "disponible"),
        (2016, 15295.65, 32, "disponible", "disponible"),
        (2017, 15470, 32, "disponible", "disponible"),
        (2019, 16310, 31, "disponible", "disponible"),
        (2020, 16830, 30, "disponible", "disponible"),
    ]


def test_the_epci_and_the_region_have_the_published_rates(reel: Query) -> None:
    rates = """select millesime, taux_pauvrete_60 from marts.pauvrete
        where niveau = ? and code_territoire = ? and taux_pauvrete_60_statut = 'disponible' order by 1"""
    assert reel(rates, "epci", "246200364") == [(2014, 25.7), (2016, 25.4), (2017, 24.7), (2019, 23.6)]
    assert reel(rates, "region", "32") == [(2014, 18.3), (2016, 18.3), (2017, 17.9), (2019, 17.6)]


def test_a_figure_called_published_is_the_workbook_s_own(reel: Query) -> None:
    assert (
        reel("""
        select m.niveau, m.code_territoire, m.millesime, m.revenu_median, s.revenu_median
        from marts.pauvrete m
        inner join (
            select niveau, code_territoire, md5(array_to_string(list_sort(list(code_commune)), ',')) as empreinte
            from intermediate.int_territoires__mailles group by all) as aujourd_hui using (niveau, code_territoire)
        inner join intermediate.int_pauvrete__empreintes e using (niveau, code_territoire, millesime, empreinte)
        inner join staging.stg_insee__filosofi s
            on e.geographie = s.geographie and m.niveau = s.niveau and m.code_territoire = s.code_territoire
            and m.millesime = s.millesime and m.geographie_source = s.geographie and m.edition = s.edition
        where m.revenu_median_statut = 'disponible' and m.niveau <> 'commune'
            and (m.revenu_median, m.taux_pauvrete_60, m.personnes_menages_fiscaux, m.part_menages_imposes)
                is distinct from
                (s.revenu_median, s.taux_pauvrete_60, s.personnes_menages_fiscaux, s.part_menages_imposes)
            and s.revenu_median is not null""")
        == []
    )


def test_every_published_territory_that_keeps_its_footprint_is_in_the_mart(reel: Query) -> None:
    lost = reel("""
        select s.niveau, s.code_territoire, s.millesime
        from staging.stg_insee__filosofi s
        inner join marts.territoires t
            on s.niveau = t.niveau and s.code_territoire = t.code_territoire and t.actif
        left join marts.pauvrete m
            on s.niveau = m.niveau and s.code_territoire = m.code_territoire and s.millesime = m.millesime
        where m.niveau is null""")
    assert lost == []


def test_every_perimeter_has_an_estimate_with_its_interval_in_every_vintage(reel: Query) -> None:
    rows = reel("""
        select code_territoire, millesime, revenu_median_statut, couverture,
            revenu_median_bas < revenu_median and revenu_median < revenu_median_haut,
            revenu_d1_bas < revenu_d1 and revenu_d1 < revenu_d1_haut,
            revenu_d9_bas < revenu_d9 and revenu_d9 < revenu_d9_haut
        from marts.pauvrete where niveau = 'perimetre' and code_territoire in ('bassin_minier', 'epci7', 'epci8')
        and revenu_median_statut <> 'non_charge' order by 1, 2""")
    assert [(code, year) for code, year, *_ in rows] == [
        (code, year) for code in BASSIN for year in (2014, 2016, 2017, 2019, 2020)
    ]
    assert all(statut == "estime" and inside == [True] * 3 for _, _, statut, _, *inside in rows)
    assert all(0.99 < couverture <= 1 for _, _, _, couverture, *_ in rows)


def test_an_estimated_median_lies_between_those_of_its_parts(reel: Query) -> None:
    assert (
        reel("""
        select m.niveau, m.code_territoire, m.millesime, m.revenu_median, min(p.d5), max(p.d5)
        from marts.pauvrete m
        inner join intermediate.int_pauvrete__composition c using (niveau, code_territoire, millesime)
        inner join intermediate.int_pauvrete__parts p on c.part = p.part and c.millesime = p.millesime
        where m.revenu_median_statut = 'estime' and c.genre = 'publiee' and c.couverture_publiee = 1
        group by all
        having m.revenu_median not between min(p.d5) - 5 and max(p.d5) + 5""")
        == []
    )


def test_the_rate_of_whole_epci_is_their_rates_weighted_by_persons(reel: Query) -> None:
    """Computed from the workbook alone, and held against the rate read on the estimated distribution."""
    exact = dict(
        reel("""
        with epci as (
            select distinct code_territoire from marts.appartenances
            inner join marts.entrepot using (geographie)
            where niveau = 'epci' and code_commune in (
                select code_commune from marts.appartenances inner join marts.entrepot using (geographie)
                where niveau = 'perimetre' and code_territoire = 'epci8')
        )
        select millesime, sum(taux_pauvrete_60 * personnes_menages_fiscaux) / sum(personnes_menages_fiscaux)
        from staging.stg_insee__filosofi
        where niveau = 'epci' and code_territoire in (select code_territoire from epci) and millesime >= 2016
        group by 1 having count(*) = 8""")
    )
    told = dict(
        reel("""select millesime, taux_pauvrete_60 from marts.pauvrete
            where code_territoire = 'epci8' and taux_pauvrete_60_statut = 'arrondi'""")
    )
    estimated = dict(
        reel("select millesime, taux_pauvrete_60 from intermediate.int_pauvrete__estimations "
             "where code_territoire = 'epci8'")
    )  # fmt: skip
    assert sorted(told) == [2016, 2017, 2019]
    for year, rate in told.items():
        assert math.isclose(rate, exact[year], abs_tol=0.051)
        assert math.isclose(estimated[year], exact[year], abs_tol=0.4)


def test_persons_of_the_bassin_are_those_of_its_epci_and_communes(reel: Query) -> None:
    assert reel("""
        select round(sum(personnes_menages_fiscaux)) from staging.stg_insee__filosofi
        where niveau = 'epci' and millesime = 2019 and code_territoire in
        ('200072460', '246200364', '246200299', '200044618', '245901152', '200042190', '245901160', '200044048')
        """) == reel("""select round(personnes_menages_fiscaux) from marts.pauvrete
        where code_territoire = 'epci8' and millesime = 2019 and personnes_menages_fiscaux_statut = 'disponible'""")


def test_a_rate_at_its_floor_is_never_called_exact(reel: Query) -> None:
    assert reel("""select distinct taux_pauvrete_60_statut from marts.pauvrete
        where taux_pauvrete_60 in (5, 95) and taux_pauvrete_60_statut <> 'estime'""") == [("borne",)]
    assert reel("""select count(*) from intermediate.int_pauvrete__parts where taux_pauvrete_60 in (5, 95)""") == [(0,)]


def test_emerchicourt_makes_the_old_epci_figures_estimates(reel: Query) -> None:
    """In 2014 CCCO had it, in the geography of analysis CAPH has: neither figure of 2014 is the one published."""
    rows = reel("""select code_territoire, revenu_median_statut from marts.pauvrete
        where niveau = 'epci' and millesime = 2014 and code_territoire in ('200042190', '245901152') order by 1""")
    assert rows == [("200042190", "estime"), ("245901152", "estime")]


def test_cabbalr_did_not_exist_in_2014(reel: Query) -> None:
    rows = reel("""select millesime, revenu_median_statut from marts.pauvrete
        where niveau = 'epci' and code_territoire = '200072460' and millesime in (2014, 2019) order by 1""")
    assert rows == [(2014, "estime"), (2019, "disponible")]


def test_the_threshold_of_2020_is_estimated_since_no_row_of_france_is_loaded(reel: Query) -> None:
    assert reel("""select revenu_median_statut, taux_pauvrete_60_statut from marts.pauvrete
        where niveau = 'france' and code_territoire = 'FM' and millesime = 2020""") == [("estime", "estime")]


def test_rombly_stays_secret_everywhere(reel: Query) -> None:
    """62720 is the one commune of its EPCI that is hidden."""
    assert reel(f"""select count(*) from marts.indicateurs
        where code_territoire = '62720' and indicateur in
        (select indicateur from marts.dictionnaire where mart = 'pauvrete') and statut not in {ABSENT}""") == [(0,)]
    tables = reel("""
        select c.schema_name || '.' || c.table_name, k.column_name, string_agg('count(' || c.column_name || ')', ' + ')
        from duckdb_columns() c
        inner join duckdb_columns() k on c.schema_name = k.schema_name and c.table_name = k.table_name
        where c.table_name like '%pauvrete%' and c.data_type in ('DOUBLE', 'BIGINT')
            and k.column_name in ('code_territoire', 'code_commune') and c.column_name <> 'couverture'
        group by all""")
    assert len(tables) > 10
    for table, key, counts in tables:
        assert reel(f"select {counts} from {table} where {key} = '62720'") == [(0,)], table


def test_what_is_left_of_an_epci_is_in_no_table(reel: Query) -> None:
    """The EPCI's persons less those of its communes would be Rombly's: no column holds that number."""
    assert reel("""select count(*) from intermediate.int_pauvrete__composition
        where genre = 'reste' and personnes is not null""") == [(0,)]
    assert reel("select count(*) from intermediate.int_pauvrete__estimations where niveau = 'commune'") == [(0,)]


def test_an_estimate_does_not_tell_how_many_persons_it_counts(reel: Query) -> None:
    """Less those of its published parts, they would be those of one commune that hides its number."""
    assert (
        reel("""select column_name from duckdb_columns() where table_name = 'int_pauvrete__estimations'
        and (column_name like 'personnes%' or column_name like 'part_%')""")
        == []
    )


def test_only_territories_of_several_parts_that_may_be_told_are_estimated(reel: Query) -> None:
    assert (
        reel("""
        select e.niveau, e.code_territoire, e.millesime from intermediate.int_pauvrete__estimations e
        left join intermediate.int_pauvrete__composition c using (niveau, code_territoire, millesime)
        group by all having count(c.part) < 2 or not bool_and(c.est_a_estimer)""")
        == []
    )


def test_a_share_without_denominator_never_reaches_a_perimeter(both: Query) -> None:
    assert (
        both("""
        select i.indicateur, i.code_territoire, i.valeur from marts.indicateurs i
        inner join marts.dictionnaire d on i.indicateur = d.indicateur and d.mart = 'pauvrete'
        where i.niveau = 'perimetre' and d.genre = 'ratio' and coalesce(d.poids, d.numerateur) is null
            and (i.valeur is not null or i.statut <> 'non_applicable')""")
        == []
    )


def test_kinds_and_weights_make_averaging_impossible(both: Query) -> None:
    kinds = both("select indicateur, genre, poids, numerateur from marts.dictionnaire where theme = 'pauvrete'")
    assert {poids for _, _, poids, _ in kinds if poids} == {"personnes_menages_fiscaux", "menages_fiscaux"}
    for indicateur, genre, poids, numerateur in kinds:
        if indicateur.startswith("revenu") or indicateur in ("gini", "rapport_interdecile"):
            assert (genre, poids, numerateur) == ("distribution", None, None)


def test_declared_and_disposable_income_never_share_a_name(reel: Query) -> None:
    rows = reel("""select millesime, count(revenu_median), count(revenu_declare_median)
        from marts.pauvrete_quartiers where niveau = 'iris' group by 1 order by 1""")
    assert [(year, bool(disposable), bool(declared)) for year, disposable, declared in rows] == [
        (2019, True, False), (2020, False, False), (2021, False, True),
    ]  # fmt: skip


def test_low_income_of_lens_reads_as_its_producer_published_it(reel: Query) -> None:
    (disposable,) = reel("""select round(avg(taux_pauvrete_60), 1) from marts.pauvrete_quartiers
        where niveau = 'iris' and code_commune = '62498' and millesime = 2019""")
    (declared,) = reel("""select round(avg(taux_bas_revenus_declares_60), 1) from marts.pauvrete_quartiers
        where niveau = 'iris' and code_commune = '62498' and millesime = 2021""")
    assert (disposable, declared) == ((31.8,), (44.8,))


def test_recipients_of_a_commune_are_the_sum_of_its_iris_or_nothing(reel: Query) -> None:
    assert (
        reel("""
        with sommes as (
            select code_commune, millesime, case when count(*) = count(allocataires) then sum(allocataires) end as total
            from staging.stg_cnaf__allocataires_iris group by all)
        select m.code_territoire, m.millesime, m.allocataires, sommes.total from marts.pauvrete m
        inner join sommes on m.code_territoire = sommes.code_commune and m.millesime = sommes.millesime
        where m.niveau = 'commune' and m.code_territoire like '6%' and m.allocataires is distinct from sommes.total
        """)
        == []
    )


def test_dependency_on_benefits_waits_for_its_denominator(both: Query) -> None:
    assert both("""select distinct dependance_prestations_50_pct, dependance_prestations_50_pct_statut,
        dependance_prestations_100_pct_statut from marts.pauvrete""") == [(None, "non_charge", "non_charge")]


def test_breaks_name_an_indicator_or_a_level_of_the_theme(both: Query) -> None:
    assert (
        both("""select distinct indicateur from marts.ruptures where theme = 'pauvrete'
        and indicateur not in (select indicateur from marts.dictionnaire where theme = 'pauvrete')
        and indicateur not in ('iris', 'qpv')""")
        == []
    )


@pytest.mark.parametrize("table", ["pauvrete", "pauvrete_quartiers"])
def test_a_demonstration_says_that_its_poverty_is_simulated(demo: Query, table: str) -> None:
    assert demo(f"select distinct nature from marts.{table}") == [("simule",)]


def test_a_real_warehouse_holds_nothing_simulated(reel: Query) -> None:
    # A third party computed the shares of the census by IRIS.
    natures = reel("select distinct nature from marts.indicateurs where nature is not null order by 1")
    assert natures == [("observe",), ("tiers",)]
    assert reel("select count(*) from meta.livraisons where nature = 'simule'") == [(0,)]
