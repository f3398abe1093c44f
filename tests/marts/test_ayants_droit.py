"""Right-holders, mining dwellings and health: the marts say what is true in the world, and what may not leave."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from ingest.landing import EMBEDDED
from simulation.ayants_droit.hypotheses import PARK_YEARS, STOCK_YEARS
from simulation.ayants_droit.truth import at_level, true_counts
from simulation.ayants_droit.world import MiningWorld
from simulation.cites import draw_cites
from simulation.communes import read_communes, read_outlines
from simulation.neighbourhoods import FILES, draw_outlines, share_inside
from tests.conftest import ROOT

from .conftest import Query

LEVELS = ["commune", "epci", "arrondissement", "departement", "cite"]
THEMES = ["ayants_droit", "parc", "sante"]
ANALYSES = sorted((ROOT / "dbt_project" / "analyses").glob("*.sql"))
TRUTHS = {
    "ayants_droit": ("ayants_droit", "personnes"),
    "ayants_droit_propres": ("ayants_droit", "droits_propres"),
    "ayants_droit_reversion": ("ayants_droit", "reversions"),
    "ayants_droit_loges_en_nature": ("ayants_droit", "loges_en_nature"),
    "menages_loges_en_nature": ("ayants_droit", "logements_en_nature"),
    "logements": ("parc_minier", "logements"),
    "logements_ayants_droit": ("parc_minier", "ayants_droit"),
    "logements_vacants": ("parc_minier", "vacants"),
}


@pytest.fixture(scope="module")
def world() -> MiningWorld:
    communes = read_communes(EMBEDDED)
    return MiningWorld(communes, draw_cites(communes, read_outlines(EMBEDDED)))


# --- the truth ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("count", TRUTHS)
def test_the_marts_say_what_is_true_in_the_world(count: str, level: str, world: MiningWorld, demo: Query) -> None:
    mart, figure = TRUTHS[count]
    where = "axe = 'ensemble'" if mart == "parc_minier" else "true"
    for year in (PARK_YEARS if mart == "parc_minier" else STOCK_YEARS)[-2:]:
        rows = demo(
            f"select code_territoire, {figure} from marts.{mart} where niveau = ? and millesime = ? and {where}",
            level,
            year,
        )
        told = {code: value for code, value in rows if value is not None}
        true = {code: n for code, n in at_level(world, true_counts(world, year)[count], level).items() if n}
        assert {code: n for code, n in told.items() if n} == {code: n for code, n in true.items() if code in told}
        # What is not told: territories that lie in part outside the two départements that the partners answer for.
        untold = true.keys() - told.keys()
        assert all(code is None for code in untold) or level == "epci", untold
        assert sum(told.values()) > 0


@pytest.mark.parametrize("perimeter", ["bassin_minier", "epci8", "epci7"])
def test_a_perimeter_is_the_sum_of_its_communes(perimeter: str, demo: Query) -> None:
    for mart, figure in [
        ("ayants_droit", "personnes"),
        ("ayants_droit", "logements_en_nature"),
        ("parc_minier", "logements"),
    ]:
        axis = "and axe = 'ensemble'" if mart == "parc_minier" else ""
        assert demo(f"""
            select millesime, {figure} from marts.{mart}
            where niveau = 'perimetre' and code_territoire = '{perimeter}' {axis} order by 1""") == demo(f"""
            select m.millesime, sum(m.{figure}) from marts.{mart} m
            inner join intermediate.int_territoires__mailles p on m.code_territoire = p.code_commune
            where m.niveau = 'commune' and p.niveau = 'perimetre' and p.code_territoire = '{perimeter}' {axis}
            group by 1 order by 1""")


# --- laws of the counts ------------------------------------------------------------------------------------


def test_sexes_rights_ages_and_lodgings_add_up(demo: Query) -> None:
    assert demo("""
        select count(*) from marts.ayants_droit
        where personnes <> hommes + femmes or personnes <> droits_propres + reversions
            or personnes <> moins_75_ans + de_75_a_84_ans + plus_85_ans or loges_en_nature + indemnises > personnes
            or logements_en_nature > loges_en_nature""") == [(0,)]


@pytest.mark.parametrize("dimension", ["sexe", "droit", "tranche_age"])
def test_the_parts_of_a_breakdown_are_its_whole(dimension: str, demo: Query) -> None:
    others = [name for name in ("sexe", "droit", "tranche_age") if name != dimension]
    key = ", ".join(["niveau", "code_territoire", "millesime", *others])
    rows = demo(f"""
        with parts as (
            select {key}, sum(personnes) as personnes from marts.ayants_droit_structure
            where {dimension} <> 'ensemble' group by all)
        select parts.personnes = tout.personnes from parts
        inner join marts.ayants_droit_structure tout using ({key})
        where tout.{dimension} = 'ensemble' and tout.personnes is not null""")
    assert len(rows) > 1000
    assert all(same for (same,) in rows)


def test_the_whole_of_the_breakdown_is_the_mart_s_count(demo: Query) -> None:
    assert demo("""
        select count(*) from marts.ayants_droit_structure s
        inner join marts.ayants_droit a using (niveau, code_territoire, millesime)
        where (s.sexe, s.droit, s.tranche_age) = ('ensemble', 'ensemble', 'ensemble')
            and s.personnes is distinct from a.personnes""") == [(0,)]


@pytest.mark.parametrize("axis", ["bailleur", "patrimoine", "erbm", "qpv_2015", "qpv_2024"])
def test_every_axis_of_the_dwellings_makes_the_whole(axis: str, demo: Query) -> None:
    counts = [name for name in figures_of(demo, "parc_minier") if not name.endswith("_pct")]
    assert len(counts) > 10
    [(territories, wrong)] = demo(f"""
        with parts as (
            select niveau, code_territoire, millesime, {", ".join(f"sum({name}) as {name}" for name in counts)}
            from marts.parc_minier where axe = '{axis}' group by all)
        select count(*) filter (where tout.logements is not null),
            count(*) filter (where {" or ".join(f"parts.{name} is distinct from tout.{name}" for name in counts)})
        from marts.parc_minier tout left join parts using (niveau, code_territoire, millesime)
        where tout.axe = 'ensemble'""")
    assert territories > 100
    assert wrong == 0


@pytest.mark.parametrize("generation", FILES)
def test_the_dwellings_of_the_neighbourhoods_are_those_of_the_cites_within(
    generation: int, world: MiningWorld, demo: Query
) -> None:
    outlines = draw_outlines(world.communes, read_outlines(EMBEDDED), generation)
    shares = {cite.code: share_inside(cite, outlines) for cite in draw_cites(world.communes, read_outlines(EMBEDDED))}

    def place(cite: str) -> str:
        if not cite:
            return "hors cité"
        return "dans un QPV" if shares[cite] >= 0.9 else "hors QPV" if shares[cite] <= 0.1 else "à cheval"

    year = PARK_YEARS[-1]
    mining = {code for code, is_mining in zip(world.communes.codes, world.communes.mining, strict=True) if is_mining}
    for count, figure in (("logements", "logements"), ("logements_vacants", "vacants")):
        true: Counter[str] = Counter()
        for (commune, cite), dwellings in true_counts(world, year)[count].items():
            true[place(cite)] += dwellings * (commune in mining)
        assert len(true) == 4
        told = demo(f"""
            select modalite, {figure} from marts.parc_minier
            where code_territoire = 'bassin_minier' and millesime = {year} and axe = 'qpv_{generation}'""")
        assert dict(told) == true


def test_dwellings_are_occupied_or_vacant_and_households_entered_this_year_or_before(demo: Query) -> None:
    assert demo("""
        select count(*) from marts.parc_minier
        where logements <> ayants_droit + locataires + vacants or menages <> ayants_droit + locataires
            or menages <> entrants + presents
            or logements <> rehabilites + rehabilitation_programmee + sans_rehabilitation""") == [(0,)]


def test_what_leaves_is_the_difference_of_two_lists(demo: Query) -> None:
    rows = demo("""
        select i.perte_personnes, avant.personnes - i.personnes, i.perte_prestations_eur,
            avant.prestations_eur - i.prestations_eur
        from marts.impact_ayants_droit i
        inner join marts.impact_ayants_droit avant
            on i.niveau = avant.niveau and i.code_territoire = avant.code_territoire
            and i.millesime_precedent = avant.millesime
        where i.niveau = 'perimetre' and i.perte_personnes is not null""")
    assert len(rows) > 10
    assert all(persons == expected and euros == pytest.approx(due) for persons, expected, euros, due in rows)


def test_benefits_are_not_persons(demo: Query) -> None:
    """Who draws several benefits is counted in each: their sum is more than the persons."""
    [(benefits, persons)] = demo("""
        select sum(p.beneficiaires), any_value(a.personnes) from marts.ayants_droit_prestations p
        inner join marts.ayants_droit a using (niveau, code_territoire, millesime)
        where p.code_territoire = 'bassin_minier' and p.millesime = 2024""")
    assert benefits > persons


def test_recipients_are_over_the_protected_persons_of_the_same_schemes(demo: Query) -> None:
    rows = demo("""
        with parts as (
            select code_territoire, millesime, sum(proteges) as proteges, sum(beneficiaires) as beneficiaires,
                string_agg(regime, ', ' order by regime) as regimes
            from marts.c2s
            where niveau = 'perimetre' and regime <> 'ensemble' and tranche_age = 'ensemble' group by all)
        select parts.proteges = c.proteges, 100 * parts.beneficiaires / parts.proteges, c.part_beneficiaires_pct,
            parts.regimes = c.regimes_compris
        from parts inner join marts.c2s c using (code_territoire, millesime)
        where c.niveau = 'perimetre' and c.regime = 'ensemble' and c.tranche_age = 'ensemble'
            and parts.proteges is not null""")
    assert rows
    for same, expected, share, told in rows:
        assert same and told and share == pytest.approx(expected)


def test_the_index_of_a_perimeter_is_over_the_deaths_of_its_epci(demo: Query) -> None:
    rows = demo("""
        with epci as (
            select periode, sexe, cause, 100 * sum(observes) / sum(attendus) as icm from marts.sante
            where niveau = 'epci' and code_territoire in (
                select e.code_territoire from intermediate.int_territoires__mailles e
                inner join intermediate.int_territoires__mailles p using (code_commune)
                where e.niveau = 'epci' and p.niveau = 'perimetre' and p.code_territoire = 'epci8')
            group by all)
        select s.icm, epci.icm, s.icm_bas, s.icm_haut from marts.sante s inner join epci using (periode, sexe, cause)
        where s.niveau = 'perimetre' and s.code_territoire = 'epci8'""")
    assert rows
    for index, expected, low, high in rows:
        assert index == pytest.approx(expected)
        assert low < index < high
    assert demo("select 1 from marts.sante where code_territoire = 'bassin_minier'") == []


# --- what may not leave ------------------------------------------------------------------------------------


def figures_of(demo: Query, mart: str) -> list[str]:
    columns = [
        name
        for (name,) in demo(
            "select column_name from information_schema.columns where table_schema = 'marts' and table_name = ?", mart
        )
    ]
    return [name for name in columns if f"{name}_statut" in columns]


@pytest.mark.parametrize(
    ("mart", "jeu", "threshold"),
    [
        ("ayants_droit", "angdm_ayants_droit", "seuil_personnes"),
        ("ayants_droit_structure", "angdm_ayants_droit", "seuil_personnes"),
        ("ayants_droit_prestations", "angdm_prestations", "seuil_personnes"),
        ("parc_minier", "bailleurs_parc", "seuil_logements"),
        ("c2s", "cpam_c2s", "seuil_personnes"),
        ("retraites_minimum_vieillesse", "carsat_retraites", "seuil_personnes"),
    ],
)
def test_a_count_under_the_threshold_says_that_it_stays_inside(
    mart: str, jeu: str, threshold: str, demo: Query
) -> None:
    [(least,)] = demo(f"select {threshold} from intermediate.int_conventions__regles where jeu = ?", jeu)
    assert least >= 5
    public = ("loges_gratuitement", "montant_annuel_eur")
    counts = [
        figure
        for figure in figures_of(demo, mart)
        if not figure.endswith("_pct")
        and not figure.startswith(("age_", "densite_", "logements_en"))
        and figure not in public
    ]
    assert counts
    for figure in counts:
        rows = demo(f"""
            select count(*) filter (where {figure} between 1 and {least - 1}),
                count(*) filter (where {figure} between 1 and {least - 1} and {figure}_statut <> 'interne'),
                count(*) filter (where {figure}_statut = 'interne' and {figure} not between 1 and {least - 1})
            from marts.{mart}""")
        assert rows[0][1:] == (0, 0), figure


@pytest.mark.parametrize(
    ("mart", "count", "derived"),
    [
        ("ayants_droit", "personnes", "age_moyen"),
        ("ayants_droit", "personnes", "part_femmes_pct"),
        ("ayants_droit_prestations", "beneficiaires", "montant_annuel_eur"),
        ("parc_minier", "vacants", "part_vacants_pct"),
        ("c2s", "beneficiaires", "part_beneficiaires_pct"),
    ],
)
def test_what_derives_from_few_persons_stays_inside_too(mart: str, count: str, derived: str, demo: Query) -> None:
    [(few, told)] = demo(f"""
        select count(*), count(*) filter (where {derived}_statut <> 'interne')
        from marts.{mart} where {count}_statut = 'interne' and {derived} is not null""")
    assert few > 10 and told == 0


def test_a_difference_of_a_few_stays_inside_whatever_it_is_between(demo: Query) -> None:
    for figure, least in (("perte_personnes", 5), ("perte_logements_en_nature", 11)):
        [(few, told)] = demo(f"""
            select count(*) filter (where abs({figure}) between 1 and {least - 1}),
                count(*) filter (where abs({figure}) between 1 and {least - 1} and {figure}_statut <> 'interne')
            from marts.impact_ayants_droit""")
        assert few > 100 and told == 0


# --- real and simulated ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mart",
    [
        *("ayants_droit", "ayants_droit_structure", "ayants_droit_prestations", "ayants_droit_projection"),
        *("impact_ayants_droit", "parc_minier", "c2s", "retraites_minimum_vieillesse", "sante", "conventions"),
    ],
)
def test_a_real_warehouse_without_an_agreement_has_nothing_of_it(mart: str, demo: Query, reel: Query) -> None:
    assert reel(f"select count(*) from marts.{mart}") == [(0,)]
    assert demo(f"select distinct nature from marts.{mart}") == [("simule",)]


def test_without_an_agreement_pensions_do_not_apply(demo: Query) -> None:
    """Pensions are delivered in some years only: in the others none are stated, from whatever mean."""
    told = demo("""
        select millesime, bool_or(pensions_eur is not null), string_agg(distinct pensions_eur_statut, ',')
        from marts.impact_ayants_droit where niveau = 'departement' group by 1 order by 1""")
    assert {year for year, there, _ in told if there} == set(PARK_YEARS) & {year for year, *_ in told}
    assert {status for _, there, status in told if not there} == {"non_applicable"}


# --- the questions of the Mission --------------------------------------------------------------------------


@pytest.mark.parametrize("path", ANALYSES, ids=[path.stem for path in ANALYSES])
def test_every_saved_question_has_an_answer_in_the_demonstration(path: Path, demo: Query) -> None:
    sql = path.read_text(encoding="utf-8")
    assert re.match(r"-- .+ \?\n", sql), "its first line is the question"
    assert demo(sql)
    assert Counter(re.findall(r"\b(?:staging|intermediate|raw)\.", sql)) == Counter(), "an analyst reads the marts"
