"""Salaried employment: figures of the producers' and third parties' files, in the warehouses of the session."""

from __future__ import annotations

import re

from tests.conftest import ROOT

from .conftest import Query


def test_third_party_totals_of_the_perimeters_are_the_sum_of_their_communes(reel: Query) -> None:
    rows = reel("""
        with communes as (
            select code_territoire as code_commune, millesime, effectif from staging.stg_tiers__emploi_communes
            where niveau = 'commune'),
        sommes as (
            select m.code_territoire, c.millesime, sum(c.effectif) as effectif
            from communes c inner join intermediate.int_territoires__mailles m using (code_commune)
            where m.niveau = 'perimetre' and m.code_territoire in ('bassin_minier', 'epci8', 'epci7') group by all)
        select count(*), count(*) filter (where t.effectif = s.effectif and t.effectif_statut = 'disponible')
        from sommes s inner join marts.emploi_salarie t using (code_territoire, millesime)
        where t.source = 'tiers_urssaf' and t.niveau = 'perimetre'""")
    assert rows == [(33, 33)]


def test_sectors_of_the_third_party_add_up_to_its_totals(reel: Query) -> None:
    rows = reel("""
        with sommes as (
            select code_territoire, millesime, sum(effectif) as effectif from marts.emploi_salarie_a38
            where source = 'tiers_urssaf' and niveau = 'zone_emploi' group by all)
        select millesime, count(*) from sommes inner join staging.stg_tiers__emploi_communes as t
            using (code_territoire, millesime)
        where t.niveau = 'zone_emploi' and sommes.effectif = t.effectif group by 1 order by 1""")
    assert rows == [(2019, 305), (2022, 305), (2023, 305), (2024, 305)]


def test_a_third_party_stands_in_for_the_producer_only_where_it_delivered_nothing(demo: Query, reel: Query) -> None:
    sql = """
        select millesime, valeur, statut, nature from marts.indicateurs
        where indicateur = 'emploi_salarie_prive' and code_territoire = 'bassin_minier' and millesime = 2019"""
    assert reel(sql) == [(2019, 267_517.0, "disponible", "tiers")]
    assert [nature for *_, nature in demo(sql)] == ["simule"]


def test_zones_make_regions_and_france_only_where_they_are_all_there(reel: Query) -> None:
    """A région is made of its zones and of its part of those astride; Mayotte has none in this series."""
    rows = reel("""
        select niveau, count(distinct code_territoire) from marts.emploi_salarie
        where source = 'tiers_estimations' and niveau in ('region', 'france') group by 1 order by 1""")
    assert rows == [("france", 2), ("region", 17)]
    ((gap,),) = reel("""
        select max(abs(f.effectif - r.effectif)) from marts.emploi_salarie f
        inner join (select date_reference, sum(effectif) as effectif from marts.emploi_salarie
            where source = 'tiers_estimations' and niveau = 'region' group by 1) r using (date_reference)
        where f.source = 'tiers_estimations' and f.code_territoire = 'FRHM'""")
    # Each of the fourteen zones astride is rounded apart from its parts.
    assert gap <= 14


def test_the_crisis_of_2008_in_the_zones_of_the_bassin(reel: Query) -> None:
    rows = reel("""
        select code_territoire, year(date_pic), year(date_creux), profondeur_emplois, round(profondeur_pct, 1), retour,
            round(profondeur_region_pct, 1), round(profondeur_france_pct, 1), nature
        from marts.emploi_crise where source = 'tiers_estimations' and crise = '2008' and niveau = 'zone_emploi'
            and code_territoire in ('3205', '3212', '3215', '3222') order by 1""")
    assert rows == [
        ("3205", 2006, 2015, 5046, 6.6, "non retrouvé en 2023", 3.7, 1.6, "tiers"),
        ("3212", 2007, 2012, 2283, 3.1, "retrouvé en 2016", 3.7, 1.6, "tiers"),
        ("3215", 2007, 2012, 5674, 4.8, "retrouvé en 2019", 3.7, 1.6, "tiers"),
        ("3222", 2007, 2015, 7828, 5.9, "non retrouvé en 2023", 3.7, 1.6, "tiers"),
    ]


def test_totals_enter_the_indicators_one_source_a_name(both: Query) -> None:
    assert (
        both("""
        select i.* from marts.indicateurs i inner join marts.emploi_salarie t
            using (niveau, code_territoire, millesime)
        where t.periode is null and i.valeur is distinct from t.effectif
            and (i.indicateur, t.source) in (('emploi_salarie_prive', 'urssaf'), ('emploi_salarie_total', 'flores'))""")
        == []
    )


def test_the_answers_printed_in_the_documentation_are_those_of_the_real_files(reel: Query) -> None:
    text = (ROOT / "docs" / "themes" / "emploi.md").read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", "")
    printed = re.findall(r"```sql\n(.*?)```\n\n((?:\|[^\n]*\n)+)", text, flags=re.DOTALL)
    assert len(printed) == 2
    for query, table in printed:
        lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
        answers = [[str(value).removesuffix(".0") for value in row] for row in reel(query)]
        assert [[cell.replace(",", ".").replace("−", "-") for cell in line] for line in lines] == answers
