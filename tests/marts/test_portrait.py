"""`marts.portrait`: a figure, its change, its rank and its gaps; or the reason why one of them is absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import ALONE, Query, reader

ROOT = Path(__file__).resolve().parents[2]
REFERENCES = ("epci", "bassin_minier", "departement", "region", "france", "region_hors_bassin")
ABSENT = "('secret', 'non_publie', 'non_applicable', 'non_charge')"


@pytest.fixture(scope="module")
def alone(entrepot_autrement: Path) -> Query:
    return reader(entrepot_autrement)


@pytest.mark.parametrize(("perimeter", "commune"), ALONE.items())
def test_the_portrait_of_a_perimeter_of_one_commune_is_the_commune_s(
    alone: Query, perimeter: str, commune: str
) -> None:
    told = """
        select columns(* exclude (niveau, code_territoire, nom_territoire, rang_bassin, nombre_classes))
        from marts.portrait where niveau = ? and code_territoire = ? order by rang_portrait, millesime"""
    of_the_commune = alone(told, "commune", commune)
    assert of_the_commune
    assert alone(told, "perimetre", perimeter) == of_the_commune


@pytest.mark.parametrize("reference", REFERENCES)
def test_a_gap_is_the_value_less_the_value_of_the_reference(both: Query, reference: str) -> None:
    told, wrong = both(f"""
        select
            count(*) filter (where p.ecart_{reference} is not null),
            count(*) filter (where p.ecart_{reference} is distinct from case
                when p.genre <> 'effectif' and 'borne' not in (p.statut, r.statut) then p.valeur - r.valeur end)
        from marts.portrait as p
        left join marts.indicateurs as r
            on r.niveau = case when '{reference}' like '%bassin%' then 'perimetre' else '{reference}' end
            and r.code_territoire = {"'" + reference + "'" if "bassin" in reference else "p.code_" + reference}
            and r.indicateur = p.indicateur and r.millesime = p.millesime""")[0]
    assert told > 1000
    assert wrong == 0


def test_the_bassin_is_equal_to_itself(both: Query) -> None:
    rows = both("""
        select distinct genre = 'effectif', ecart_bassin_minier, part_bassin_minier_pct
        from marts.portrait where code_territoire = 'bassin_minier' and valeur is not null""")
    assert sorted(rows) == [(False, 0, None), (True, None, 100)]


def test_shares_of_an_epci_add_up_to_it(both: Query) -> None:
    rows = both("""
        select sum(part_epci_pct) from marts.portrait
        where niveau = 'commune' and genre = 'effectif' and valeur_epci_statut = 'disponible'
        group by indicateur, millesime, code_epci
        -- an EPCI astride another région has communes without a portrait
        having count(*) = (select nombre_communes from marts.territoires as t
            where t.niveau = 'epci' and t.code_territoire = any_value(portrait.code_epci) and t.actif)""")
    assert len(rows) > 100
    assert all(total == pytest.approx(100) for (total,) in rows)


def test_ranks_count_those_above_among_the_bassin_s(both: Query) -> None:
    assert both("select distinct niveau from marts.portrait where rang_bassin is not null order by 1") == [
        ("commune",),
        ("epci",),
    ]
    assert (
        both("""
        with bassin as (
            select * from marts.portrait where valeur is not null and (
                (niveau = 'commune' and code_territoire in (
                    select code_commune from marts.appartenances inner join marts.entrepot using (geographie)
                    where code_territoire = 'bassin_minier'))
                or (niveau = 'epci' and code_territoire in (
                    '200072460', '246200364', '246200299', '200044618',
                    '245901152', '200042190', '245901160', '200044048')))
        )
        select one.indicateur, one.code_territoire, one.millesime, one.rang_bassin, count(other.valeur)
        from bassin as one
        left join bassin as other
            on one.niveau = other.niveau and one.indicateur = other.indicateur and one.millesime = other.millesime
            and round(other.valeur, 6) > round(one.valeur, 6)
        group by all
        having one.rang_bassin is distinct from 1 + count(other.valeur)""")
        == []
    )


def test_a_withheld_figure_has_no_value_rank_gap_share_nor_change(both: Query) -> None:
    told = ", ".join(["valeur", "rang_bassin", "evolution"] + [f"ecart_{r}, part_{r}_pct" for r in REFERENCES])
    ((secret, leaked),) = both(f"""
        select count(*), count(*) filter (where coalesce({told}) is not null)
        from marts.portrait where statut in {ABSENT}""")
    assert secret > 100
    assert leaked == 0


def test_no_change_is_told_between_censuses_that_do_not_compare(both: Query) -> None:
    ((told, refused),) = both("""
        select count(*), count(*) filter (where not coalesce(c.admissible, false))
        from marts.portrait as p
        left join marts.comparaisons as c
            on c.millesime_debut = p.millesime_reference and c.millesime_fin = p.millesime
        where p.evolution is not null and p.theme = 'population'""")
    assert told > 1000
    assert refused == 0
    rows = both("""
        select millesime, millesime_reference, evolution, evolution_statut, evolution_motif like 'Refusé%'
        from marts.portrait where niveau = 'commune' and code_territoire = '62498'
        and indicateur = 'population_municipale' and millesime between 2021 and 2022 order by 1""")
    # 2013, from which 2021 may be told, is in the comparateur of the real depot only.
    assert rows[0] in [
        (2021, None, None, "non_charge", False),
        (2021, 2013, pytest.approx(100 * ((32618 / 31647) ** (1 / 8) - 1)), "disponible", False),
    ]
    assert rows[1] == (2022, 2016, pytest.approx(100 * ((32697 / 30689) ** (1 / 6) - 1)), "disponible", False)


def test_the_change_of_the_population_is_its_mean_annual_rate(both: Query) -> None:
    assert (
        both("""
        select * from marts.portrait
        inner join marts.population using (niveau, code_territoire, millesime)
        where indicateur = 'population_municipale' and evolution is distinct from taux_annuel_moyen_pct""")
        == []
    )


def test_a_change_is_recomputed_from_its_two_values(both: Query) -> None:
    ((told, wrong),) = both("""
        select count(*), count(*) filter (where abs(evolution - case
            when genre <> 'effectif' and unite not like '€%' then valeur - valeur_reference
            when p.theme = 'population' then 100 * (pow(valeur / valeur_reference, 1 / duree_annees) - 1)
            else 100 * (valeur / valeur_reference - 1) end) > 1e-9)
        from marts.portrait as p
        left join marts.comparaisons as c
            on c.millesime_debut = millesime_reference and c.millesime_fin = millesime
        where evolution is not null and evolution_statut <> 'partiel'""")
    assert told > 1000
    assert wrong == 0


def test_the_reform_of_the_income_tax_stops_the_share_of_taxed_households(reel: Query) -> None:
    rows = reel("""
        select millesime, millesime_reference, evolution, evolution_statut, evolution_motif like 'Réforme%'
        from marts.portrait where niveau = 'commune' and code_territoire = '62498'
        and indicateur = 'part_menages_imposes' and millesime in (2019, 2020) order by 1""")
    assert rows == [(2019, 2017, 7, "disponible", None), (2020, None, None, "non_applicable", True)]


def test_a_rate_at_its_bound_has_neither_gap_nor_change(both: Query) -> None:
    told = " or ".join(["evolution is not null"] + [f"ecart_{r} is not null" for r in REFERENCES])
    ((bounds, wrong),) = both(
        f"select count(*), count(*) filter (where {told}) from marts.portrait where statut = 'borne'"
    )
    assert bounds > 0
    assert wrong == 0


def test_a_territory_astride_has_no_reference_there(both: Query) -> None:
    rows = both("""
        select distinct code_territoire, code_epci, code_departement, code_region
        from marts.portrait where code_territoire in ('bassin_minier', '62498', '245901152', '62') order by 1""")
    assert rows == [
        ("245901152", "245901152", "59", "32"),
        ("62", None, "62", "32"),
        ("62498", "246200364", "62", "32"),
        ("bassin_minier", None, None, "32"),
    ]
    astride = both("""
        select distinct code_departement from marts.portrait where niveau = 'epci' and code_territoire in (
            select code_territoire from marts.territoires
            where niveau = 'epci' and actif and code_departement is null)""")
    assert astride == [(None,)]


def test_incomes_are_compared_with_metropolitan_france_and_say_so(both: Query) -> None:
    rows = both("""
        select distinct code_france from marts.portrait
        where indicateur = 'revenu_median' and valeur_france is not null""")
    assert rows == [("FM",)]
    assert both("select distinct code_france from marts.portrait where indicateur = 'population_municipale'") == [
        ("FR",)
    ]


def test_small_territories_are_told_with_caution(both: Query) -> None:
    caution = """select distinct prudence like 'Moins de 2 000 habitants%' from marts.portrait
        where indicateur = 'population_municipale' and code_territoire = ?"""
    assert both(caution, "59192") == [(True,)]
    assert both(caution, "62498") == [(None,)]


def test_nord_and_pas_de_calais_stand_side_by_side_by_the_query_of_the_documentation(both: Query) -> None:
    text = (ROOT / "docs" / "themes" / "portrait.md").read_text(encoding="utf-8")
    query = text.split("```sql\n")[1].split("```")[0]
    rows = {row[0]: row[1:] for row in both(query)}
    nord, nord_bassin, nord_rest, pas, pas_bassin, pas_rest, bassin = rows["Population municipale"][2:]
    assert nord_bassin + pas_bassin == bassin
    assert (nord_bassin + nord_rest, pas_bassin + pas_rest) == (nord, pas)
    assert rows["Taux de pauvreté à 60 %"]
