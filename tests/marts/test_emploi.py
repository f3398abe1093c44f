"""Salaried employment: laws of the headcounts, on a small France at work."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.dbt import dbt

from . import emploi_world as world
from .conftest import Query, reader

NOMENCLATURES = ("a5", "a17", "a38", "a88")
POINT = "source, niveau, code_territoire, date_reference"
FIGURES = "effectif, effectif_statut, etablissements, taille_moyenne, evolution_annuelle_pct, base_100_2007, motif"


@pytest.fixture(scope="module")
def entrepot(entrepot_petit: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """URSSAF in two publications, 2006–2018 and 2019–2022; Flores in Nord and Pas-de-Calais; one zone by quarter."""
    folder = tmp_path_factory.mktemp("emploi")
    warehouse = Path(shutil.copy(entrepot_petit, folder / "warehouse.duckdb"))
    world.land(warehouse, folder)
    dbt(warehouse, "build", *world.SELECTION)
    return warehouse


@pytest.fixture(scope="module")
def ask(entrepot: Path) -> Query:
    return reader(entrepot)


@pytest.fixture(scope="module")
def broken(entrepot: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same rows in another order, and a hard break that an analyst added to the series of Flores."""
    folder = tmp_path_factory.mktemp("rupture")
    copy = world.shuffle_and_break(entrepot, folder)
    dbt(copy, "run", *world.SELECTION)
    return copy


# --- laws -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nomenclature", NOMENCLATURES)
def test_sectors_add_up_to_the_total(ask: Query, nomenclature: str) -> None:
    rows = ask(f"""
        with sommes as (
            select {POINT}, sum(effectif) as effectif, list(distinct couverture) as couvertures,
                bool_and(effectif is not null) as entiere
            from marts.emploi_salarie_{nomenclature} group by all)
        select s.source, count(*), count(*) filter (where abs(s.effectif - t.effectif) < 1e-5)
        from sommes s inner join marts.emploi_salarie t using ({POINT})
        where s.entiere and t.effectif is not null and s.niveau <> 'commune'
            -- A sector kept back in one commune leaves another footprint to the total than to the other sectors.
            and s.couvertures = [t.couverture]
        group by 1 order by 1""")
    # Flores gives no A88.
    assert [source for source, *_ in rows] == (["urssaf"] if nomenclature == "a88" else ["flores", "urssaf"])
    assert all(added == sums > 30 for _, sums, added in rows)


@pytest.mark.parametrize("fine, coarse", [("a88", "a38"), ("a38", "a17"), ("a17", "a5")])
def test_fine_sectors_add_up_to_the_coarse(ask: Query, fine: str, coarse: str) -> None:
    rows = ask(f"""
        with sommes as (
            select f.source, f.niveau, f.code_territoire, f.date_reference, n.secteur, sum(f.effectif) as effectif
            from marts.emploi_salarie_{fine} f
            inner join intermediate.int_emploi__nomenclatures n
                on n.nomenclature_source = '{fine.upper()}' and n.nomenclature = '{coarse.upper()}'
                and f.secteur = n.secteur_source
            group by all having bool_and(f.effectif is not null))
        select count(*), count(*) filter (where abs(s.effectif - c.effectif) < 1e-5)
        from marts.emploi_salarie_{coarse} c full join sommes s using ({POINT}, secteur)
        where c.effectif is not null and (source = 'urssaf' or '{fine}' <> 'a88')""")
    assert rows[0][0] == rows[0][1] > 10000


@pytest.mark.parametrize("niveau", ["epci", "arrondissement", "departement", "perimetre", "zone_emploi", "france"])
def test_communes_add_up_to_every_level(ask: Query, niveau: str) -> None:
    rows = ask(
        """
        with sommes as (
            select t.source, m.code_territoire, t.date_reference, sum(t.effectif) as effectif,
                sum(t.etablissements) as etablissements
            from marts.emploi_salarie t
            inner join intermediate.int_territoires__mailles m on m.code_commune = t.code_territoire
            where t.niveau = 'commune' and m.niveau = ? and t.source in ('urssaf', 'flores') group by all)
        select count(*), count(*) filter (where abs(s.effectif - t.effectif) < 1e-4
            and (t.etablissements is null or abs(s.etablissements - t.etablissements) < 1e-4))
        from marts.emploi_salarie t inner join sommes s using (source, code_territoire, date_reference)
        where t.niveau = ? and t.effectif is not null""",
        niveau,
        niveau,
    )
    assert rows[0][0] == rows[0][1] > 15


def test_a_perimeter_of_one_commune_has_that_commune_s_figures(ask: Query) -> None:
    for mart, key in (
        ("emploi_salarie", f"source, date_reference, {FIGURES}"),
        ("emploi_salarie_a17", f"source, date_reference, secteur, {FIGURES}, part_pct, indice_specificite"),
        ("emploi_base_100", "source, date_base_100, date_reference, base_100, base_100_statut, motif"),
        ("emploi_crise", "crise, source, date_pic, effectif_pic, date_creux, profondeur_pct, retour, motif"),
    ):
        of = f"select {key} from marts.{mart} where niveau = ? and code_territoire = ? order by all"
        assert ask(of, "perimetre", "lens_seul") == ask(of, "commune", "62498") != []


def test_base_100_is_100_at_its_reference(ask: Query) -> None:
    rows = ask("""
        select source, count(*), count(*) filter (where base_100 = 100) from marts.emploi_base_100
        where date_base_100 = date_reference and effectif > 0 group by 1 order by 1""")
    assert [source for source, *_ in rows] == ["flores", "urssaf", "urssaf_trimestriel"]
    assert all(every == hundred > 0 for _, every, hundred in rows)


def test_base_100_of_the_totals_is_the_one_of_2007(ask: Query) -> None:
    rows = ask("""
        select count(*), count(*) filter (where t.base_100_2007 is not distinct from b.base_100)
        from marts.emploi_salarie t inner join marts.emploi_base_100 b
            using (source, niveau, code_territoire, date_reference) where b.date_base_100 = t.date_base_100""")
    assert rows[0][0] == rows[0][1] > 1000


def test_shift_share_adds_up_also_where_sectors_enter_and_leave(ask: Query) -> None:
    effects = "effet_national + effet_structurel + effet_local"
    rows = ask(f"""
        with sommes as (
            select source, niveau, code_territoire, date_debut, date_fin, sum({effects}) as variation,
                bool_or(effectif_debut = 0 and secteur = 'JZ') as entree,
                bool_or(effectif_fin = 0 and secteur = 'DE') as sortie
            from marts.emploi_structurel_residuel_secteurs group by all)
        select count(*),
            count(*) filter (where abs({effects} - m.variation) < 1e-6 and abs(s.variation - m.variation) < 1e-6),
            count(*) filter (where entree), count(*) filter (where sortie)
        from marts.emploi_structurel_residuel m
        inner join sommes s using (source, niveau, code_territoire, date_debut, date_fin)
        where m.variation is not null""")
    every, adding, entering, leaving = rows[0]
    assert every == adding > 10000
    assert min(entering, leaving) > 1000


def test_the_variation_is_that_of_the_totals(ask: Query) -> None:
    rows = ask("""
        select count(*), count(*) filter (where abs(m.variation - (f.effectif - d.effectif)) < 1e-4)
        from marts.emploi_structurel_residuel m
        inner join marts.emploi_salarie d on (m.source, m.niveau, m.code_territoire, m.date_debut)
            = (d.source, d.niveau, d.code_territoire, d.date_reference)
        inner join marts.emploi_salarie f on (m.source, m.niveau, m.code_territoire, m.date_fin)
            = (f.source, f.niveau, f.code_territoire, f.date_reference)
        where m.variation is not null""")
    assert rows[0][0] == rows[0][1] > 10000


def test_france_is_as_specific_as_itself(ask: Query) -> None:
    rows = ask("""
        select round(sum(part_pct), 9), min(round(indice_specificite, 9)), max(round(indice_specificite, 9))
        from marts.emploi_salarie_a17 inner join intermediate.int_emploi__france
            on emploi_salarie_a17.source = int_emploi__france.source and code_territoire = code_france
        where niveau = 'france' group by date_reference having bool_and(part_pct is not null)""")
    assert set(rows) == {(100.0, 1.0, 1.0)}


def test_one_source_never_fills_another(ask: Query, broken: Path) -> None:
    """The figures of URSSAF are those of its files alone: summed here from the text of the last delivery."""
    rows = ask("""
        select year(date_reference), effectif from marts.emploi_salarie
        where source = 'urssaf' and niveau = 'commune' and code_territoire = '62498' order by 1""")
    raw = ask("""
        select _millesime, sum(cast(effectifs as bigint)) from raw.urssaf_emploi_communes
        where code_commune = '62498' group by 1 order by 1""")
    assert rows == raw and len(rows) == 17
    assert ask(f"select {POINT} from marts.emploi_salarie group by all having count(*) > 1") == []


def test_rows_in_another_order_change_nothing(entrepot: Path, broken: Path) -> None:
    with duckdb.connect(":memory:") as con:
        con.execute(f"attach '{entrepot}' as un (read_only); attach '{broken}' as autre (read_only)")
        tables = [name for (name,) in con.execute("""
            select table_name from information_schema.tables
            where table_catalog = 'un' and table_schema = 'marts' and table_name like 'emploi_%'
                and table_name <> 'emploi_territoires'""").fetchall()]  # fmt: skip
        assert len(tables) == 9
        for name in tables:
            one, other = (f"select * from {base}.marts.{name} where source <> 'flores'" for base in ("un", "autre"))
            assert con.execute(f"({one} except all {other}) union all ({other} except all {one})").fetchall() == []


# --- breaks -----------------------------------------------------------------------------------------------


def test_a_change_across_a_hard_break_is_refused_with_its_reason(ask: Query) -> None:
    """2018 comes from a publication without the apprentices, 2019 from one with them."""
    rows = ask("""
        select year(date_reference), evolution_annuelle_pct_statut, base_100_2007_statut, motif
        from marts.emploi_salarie where source = 'urssaf' and niveau = 'commune' and code_territoire = '62498'
            and millesime >= 2018 order by 1""")
    assert [row[:3] for row in rows] == [
        (2018, "disponible", "disponible"),
        (2019, "non_applicable", "non_applicable"),
        *((year, "disponible", "non_applicable") for year in (2020, 2021, 2022)),
    ]
    assert rows[0][3] is None
    assert all(row[3].startswith("Refusé") and "apprentis" in row[3] for row in rows[1:])


def test_shift_share_is_refused_across_a_hard_break(ask: Query) -> None:
    rows = ask("""
        select distinct effet_local_statut, effet_local is null, motif like 'Refusé%'
        from marts.emploi_structurel_residuel
        where source = 'urssaf' and niveau = 'epci' and millesime_debut <= 2018 and millesime >= 2019
            and effet_local_statut not in ('secret', 'non_publie')""")
    assert rows == [("non_applicable", True, True)]


def test_a_crisis_is_refused_across_a_hard_break(ask: Query, entrepot: Path, tmp_path: Path) -> None:
    of = """
        select crise, effectif_pic_statut, profondeur_emplois is null, motif from marts.emploi_crise
        where source = 'urssaf' and niveau = 'epci' and code_territoire = '246200364' order by 1"""
    assert [row[:3] for row in ask(of)] == [("2008", "disponible", False), ("2020", "disponible", False)]
    copy = Path(shutil.copy(entrepot, tmp_path / "warehouse.duckdb"))
    world.add_break(copy, "urssaf", "2010-06-01")
    dbt(copy, "run", "--select", "int_emploi__refus", "int_emploi__crises", "emploi_crise")
    assert reader(copy)(of) == [
        ("2008", "non_applicable", True, "Refusé\N{NO-BREAK SPACE}: Le champ change."),
        ("2020", "disponible", False, None),
    ]


def test_a_hard_break_that_an_analyst_adds_is_obeyed(ask: Query, broken: Path) -> None:
    of = """
        select distinct evolution_annuelle_pct is not null, motif from marts.emploi_salarie
        where source = 'flores' and niveau = 'commune' and code_territoire = '62498' and millesime = 2020"""
    # Flores begins after the date of the base 100, and says so.
    assert ask(of) == [(True, "Pas de base 100\N{NO-BREAK SPACE}: la série n’a pas de chiffre au 31/12/2007.")]
    assert reader(broken)(of) == [(False, "Refusé\N{NO-BREAK SPACE}: Le champ change.")]


# --- examples ---------------------------------------------------------------------------------------------


def test_a_commune_without_a_line_is_zero_where_its_departement_is_entire(ask: Query) -> None:
    rows = ask("""
        select left(code_territoire, 2), effectif_statut, min(effectif), max(effectif), count(*) > 50
        from marts.emploi_salarie
        where source = 'urssaf' and niveau = 'commune' and millesime = 2015
            and left(code_territoire, 2) in ('62', '23')
            and code_territoire not in (select code_commune from raw.urssaf_emploi_communes)
        group by all order by all""")
    assert rows == [("23", "non_publie", None, None, True), ("62", "disponible", 0, 0, True)]


def test_a_divided_commune_shares_its_employees_out(ask: Query) -> None:
    rows = ask("""
        select code_territoire, effectif, effectif_statut from marts.emploi_salarie
        where source = 'urssaf' and niveau = 'commune' and millesime = 2006 and code_territoire in ('60054', '60694')
        order by 1""")
    assert [(code, status) for code, _, status in rows] == [("60054", "estime"), ("60694", "estime")]
    assert sum(figure for _, figure, _ in rows) == 100 and all(figure > 0 for _, figure, _ in rows)


def test_a_headcount_kept_back_is_neither_zero_nor_summed(ask: Query) -> None:
    rows = ask("""
        select niveau, effectif is null, effectif_statut, evolution_annuelle_pct_statut from marts.emploi_salarie
        where source = 'urssaf' and millesime = 2018
            and (niveau, code_territoire) in (('commune', '59178'), ('epci', '200044618'), ('departement', '59'))
        order by 1""")
    assert rows == [
        ("commune", True, "secret", "secret"),
        ("departement", False, "partiel", "non_publie"),
        ("epci", True, "secret", "secret"),
    ]


def test_a_quarterly_series_has_its_own_reference(ask: Query) -> None:
    rows = ask("""
        select date_base_100::varchar, periode, round(base_100_2007, 3), round(evolution_annuelle_pct, 3), zonage
        from marts.emploi_salarie
        where source = 'urssaf_trimestriel' and periode in ('2008-T1', '2009-T1') order by 2""")
    assert [row[:2] for row in rows] == [("2008-03-31", "2008-T1"), ("2008-03-31", "2009-T1")]
    assert rows[0][2] == 100.0
    assert rows[0][4] == "ZE 2020"


def test_the_crisis_of_a_territory_is_read_on_its_series(ask: Query) -> None:
    """The same rule in three lines of Python, on every EPCI of Nord and Pas-de-Calais."""
    checked = 0
    for code, pic, creux, loss, word in ask("""
        select code_territoire, year(date_pic), year(date_creux), profondeur_emplois, retour from marts.emploi_crise
        where source = 'urssaf' and niveau = 'epci' and crise = '2008' and effectif_pic is not null
            and code_territoire in (select code_territoire from marts.territoires where code_region = '32')"""):
        series = dict(ask("""
            select year(date_reference), effectif from marts.emploi_salarie where source = 'urssaf' and niveau = 'epci'
                and code_territoire = ? and millesime <= 2018 and effectif is not null""", code))  # fmt: skip
        peak = max((2006, 2007, 2008), key=lambda year: (series[year], -year))
        trough = min(range(peak, 2017), key=lambda year: (series[year], year))
        back = [year for year in sorted(series) if year > trough and series[year] >= series[peak]]
        expected = f"retrouvé en {back[0]}" if back else f"non retrouvé en {max(series)}"
        assert (pic, creux, loss) == (peak, trough, series[peak] - series[trough])
        assert word == (expected if loss > 0 else "aucun recul")
        checked += 1
    assert checked > 30


def test_gaps_are_those_of_the_references(ask: Query) -> None:
    depths = dict(
        ask("""
        select niveau || code_territoire, profondeur_pct from marts.emploi_crise where source = 'urssaf'
            and crise = '2008' and (niveau = 'region' and code_territoire = '32' or niveau = 'perimetre')""")
    )
    ((gap, outside),) = ask("""
        select ecart_region_points, ecart_region_hors_bassin_points from marts.emploi_crise
        where source = 'urssaf' and crise = '2008' and code_territoire = 'bassin_minier'""")
    assert gap == pytest.approx(depths["perimetrebassin_minier"] - depths["region32"])
    assert outside == pytest.approx(depths["perimetrebassin_minier"] - depths["perimetreregion_hors_bassin"])
