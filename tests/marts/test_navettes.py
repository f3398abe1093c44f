"""Commuting: laws of the flows and of local anchoring, on simulated censuses and two small files."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest

from ingest.landing import EMBEDDED
from simulation.communes import read_communes
from simulation.navettes import navettes
from tests.conftest import ROOT
from tests.dbt import dbt

from .conftest import Query, reader
from .laws import FLOWS_OF_EVERY_LEVEL
from .test_migrations import add_perimeter_of_lens, land

MODELS = [
    *("int_territoires__decoupages", "stg_insee__navettes", "stg_insee__navettes_individus"),
    *("path:models/intermediate/navettes", "path:models/marts/navettes"),
]
# RP 2019, in the communes of 2022: 60054 was to be divided in two (0.38 and 0.62); 62999 never was.
SMALL = """CODGEO;LIBGEO;DCLT;L_DCLT;NBFLUX_C19_ACTOCC15P
60054;Beaumont-les-Nonains;60054;Beaumont-les-Nonains;100
60054;Beaumont-les-Nonains;62498;Lens;10
60054;Beaumont-les-Nonains;99999;Etranger;4
62498;Lens;62498;Lens;4500
62498;Lens;60054;Beaumont-les-Nonains;20
62498;Lens;75114;Paris 14e Arrondissement;5
62498;Lens;75115;Paris 15e Arrondissement;6
62498;Lens;BE540;Mouscron;2
59178;Douai;59178;Douai;9000
59178;Douai;62999;Nulle part;3
"""
# The codes of degrees of RP 2012 mean something else than those of today.
OLD_DEGREES = """COMMUNE;ARM;CS1;DCLT;DIPL;IPONDI
62498;ZZZZZ;6;62498;13;4.5
62498;ZZZZZ;3;59178;17;2.25
"""
COUNTS = ("actifs_occupes", "emplois", "stables", "entrants", "sortants", "sortants_etranger")
RATES = ("part_emplois_residents_pct", "part_actifs_sur_place_pct", "indice_concentration_emploi")


@pytest.fixture(scope="module")
def entrepot(entrepot_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """RP 2022 in both files and RP 2027 in the individuals' only, of all France; RP 2019 and 2012 of a few communes."""
    folder = tmp_path_factory.mktemp("navettes")
    warehouse = Path(shutil.copy(entrepot_demo, folder / "warehouse.duckdb"))
    [_, people] = navettes(read_communes(EMBEDDED, None), 2027).items()
    texts = {people[0]: people[1], "flux_2019.csv": SMALL, "FD_MOBPRO_2012-geo2022.csv": OLD_DEGREES}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    land(warehouse, folder.glob("*.csv"))
    add_perimeter_of_lens(warehouse)
    dbt(warehouse, "build", "--select", *MODELS)
    return warehouse


@pytest.fixture(scope="module")
def ask(entrepot: Path) -> Query:
    return reader(entrepot)


def anchoring(ask: Query, niveau: str, code: str, millesime: int, columns: str) -> object:
    return ask(
        f"select {columns} from marts.ancrage_local where niveau = ? and code_territoire = ? and millesime = ?",
        niveau,
        code,
        millesime,
    )


# --- laws -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("niveau", ["commune", "departement", "region"])
def test_entries_and_exits_balance_over_france(ask: Query, niveau: str) -> None:
    rows = ask(
        "select millesime, sum(entrants), sum(entrants) - sum(sortants) from marts.ancrage_local "
        "where niveau = ? and millesime >= 2022 group by 1 order by 1",
        niveau,
    )
    assert [millesime for millesime, *_ in rows] == [2022, 2027]
    assert all(entries > 0 and abs(difference) < 1e-6 for _, entries, difference in rows)


def test_france_exchanges_with_abroad_only(ask: Query) -> None:
    rows = ask("""
        select entrants, sortants, abs(emplois + sortants_etranger - actifs_occupes) from marts.ancrage_local
        where niveau = 'france' and code_territoire = 'FR' and millesime >= 2022""")
    assert [row[:2] for row in rows] == [(0, 0), (0, 0)]
    assert max(row[2] for row in rows) < 1e-6


def test_workers_stay_or_leave_and_jobs_are_held_by_who_stays_or_enters(ask: Query) -> None:
    assert (
        ask("""
        select * from marts.ancrage_local
        where abs(actifs_occupes - stables - sortants - sortants_etranger) > 1e-6
            or abs(emplois - stables - entrants) > 1e-6
            or abs(part_emplois_residents_pct * emplois - 100 * stables) > 1e-4
            or abs(part_actifs_sur_place_pct * actifs_occupes - 100 * stables) > 1e-4
            or abs(indice_concentration_emploi * part_emplois_residents_pct - 100 * part_actifs_sur_place_pct) > 1e-6
            or least(stables, entrants, sortants, sortants_etranger) < -1e-6""")
        == []
    )


@pytest.mark.parametrize("mart", ["navettes_csp", "navettes_diplome"])
def test_occupations_and_degrees_each_add_up_to_the_whole(ask: Query, mart: str) -> None:
    rows = ask(f"""
        with sommes as (
            select niveau, niveau_origine, code_origine, niveau_destination, code_destination, millesime,
                sum(flux) as flux
            from marts.{mart} group by all),
        touches as (select distinct code_commune from marts.appartenances where niveau = 'perimetre')
        select millesime, niveau, count(*), count(e.flux), count(s.flux), max(abs(e.flux - s.flux))
        from (
            select * from marts.navettes
            where niveau <> 'commune' or code_origine in (from touches) or code_destination in (from touches)) e
        full join sommes s using
            (niveau, niveau_origine, code_origine, niveau_destination, code_destination, millesime)
        where millesime >= 2022 group by all order by all""")
    # In 2022 the whole comes from the other file: the two agree.
    assert {row[0] for row in rows} == {2022, 2027}
    assert {row[1] for row in rows} == {"arrondissement", "commune", "departement", "epci", "perimetre", "region"}
    assert all(rows == whole == parts for _, _, rows, whole, parts, _ in rows)
    assert max(row[5] for row in rows) < 1e-6


def test_flows_between_communes_add_up_to_those_of_every_level(ask: Query) -> None:
    counts = ask(FLOWS_OF_EVERY_LEVEL.format(mart="navettes", livre="origine", autre="destination", depuis=2022))
    assert [niveau for niveau, *_ in counts] == ["arrondissement", "departement", "epci", "region"]
    assert all(both == together > 50 for _, both, together in counts)


@pytest.mark.parametrize("niveau", ["commune", "epci", "arrondissement", "departement", "region"])
def test_nobody_is_lost_between_the_flows_and_local_anchoring(ask: Query, niveau: str) -> None:
    """Who lives in a territory works somewhere, and its jobs are held by who comes to them."""
    counts = ask(
        """
        with habitent as (
            select niveau, code_origine as code_territoire, millesime, sum(flux) as habitent
            from marts.navettes group by all),
        travaillent as (
            select niveau, code_destination as code_territoire, millesime, sum(flux) as travaillent
            from marts.navettes group by all)
        select count(*), count(*) filter (
            where abs(actifs_occupes - habitent) < 1e-6 and abs(emplois - coalesce(travaillent, 0)) < 1e-6)
        from marts.ancrage_local
        left join habitent using (niveau, code_territoire, millesime)
        left join travaillent using (niveau, code_territoire, millesime)
        where emplois_statut = 'disponible' and actifs_occupes > 0 and niveau = ?""",
        niveau,
    )
    assert counts[0][0] == counts[0][1] > 0


def test_a_perimeter_of_one_commune_has_that_commune_s_figures(ask: Query) -> None:
    columns = "millesime, couverture, " + ", ".join(f"{name}, {name}_statut" for name in COUNTS + RATES)
    of = f"select {columns} from marts.ancrage_local where niveau = ? and code_territoire = ? order by all"
    assert ask(of, "perimetre", "lens_seul") == ask(of, "commune", "62498") != []


def test_a_perimeter_is_one_zone(ask: Query) -> None:
    """What its communes exchange with one another is no exit; what it exchanges with départements and abroad is all."""
    rows = ask("""
        with echanges as (
            select p.code_territoire, f.millesime,
                sum(flux) filter (where code_origine = code_destination) as d,
                sum(flux) filter (where code_destination = p.code_territoire and niveau_origine = 'departement') as e,
                sum(flux) filter (where code_origine = p.code_territoire and niveau_destination = 'departement') as s,
                sum(flux) filter (where code_origine = p.code_territoire and niveau_destination = 'ailleurs') as a
            from marts.navettes f
            inner join (select code_territoire from marts.territoires where niveau = 'perimetre') p
                on p.code_territoire in (f.code_origine, f.code_destination)
            where f.niveau = 'perimetre' and f.millesime >= 2022 group by all)
        select code_territoire, millesime,
            abs(d - stables), abs(e - entrants), abs(s - sortants), abs(a - sortants_etranger)
        from marts.ancrage_local inner join echanges using (code_territoire, millesime) where niveau = 'perimetre'""")
    assert {code for code, *_ in rows} >= {"bassin_minier", "epci7", "epci8", "region_hors_bassin", "lens_seul"}
    assert max(value for row in rows for value in row[2:]) < 1e-6
    [(inside, communes)] = ask("""
        select
            (select sortants from marts.ancrage_local
                where code_territoire = 'bassin_minier' and millesime = 2022),
            (select sum(sortants) from marts.ancrage_local a
                inner join (select distinct code_commune from marts.appartenances
                    semi join marts.entrepot using (geographie) where code_territoire = 'bassin_minier') m
                on a.code_territoire = m.code_commune where niveau = 'commune' and millesime = 2022)""")
    assert 0 < inside < communes / 2


def test_two_perimeters_never_make_a_row(ask: Query) -> None:
    assert ask("""
        select distinct niveau_origine, niveau_destination, code_origine = code_destination
        from marts.navettes where niveau = 'perimetre' order by all""") == [
        ("departement", "perimetre", False),
        ("perimetre", "ailleurs", False),
        ("perimetre", "departement", False),
        ("perimetre", "perimetre", True),
    ]


def test_the_order_of_the_rows_changes_nothing(entrepot: Path, tmp_path: Path) -> None:
    warehouse = Path(shutil.copy(entrepot, tmp_path / "warehouse.duckdb"))
    marts = ("navettes", "navettes_csp", "navettes_diplome", "ancrage_local")
    with duckdb.connect(str(warehouse)) as con:
        con.execute("create schema avant")
        for mart in marts:
            con.execute(f"create table avant.{mart} as from marts.{mart}")
        for jeu in ("insee_navettes", "insee_navettes_individus"):
            con.execute(f"create or replace table raw.{jeu} as select * from raw.{jeu} order by hash(_ligne)")
    dbt(warehouse, "run", "--select", *MODELS)
    with duckdb.connect(str(warehouse), read_only=True) as con:
        for mart in marts:
            assert con.execute(f"select count(*) from marts.{mart}").fetchone() != (0,)
            for one, other in (("avant", "marts"), ("marts", "avant")):
                assert con.execute(f"from {one}.{mart} except all from {other}.{mart}").fetchall() == []


# --- examples ---------------------------------------------------------------------------------------------


def test_paris_is_one_commune_at_both_ends(ask: Query) -> None:
    assert ask("""
        select code_destination, flux from marts.navettes where niveau = 'commune'
            and millesime = 2019 and code_origine = '62498' and left(code_destination, 2) = '75'""") == [
        ("75056", 11.0)
    ]
    assert ask("select * from marts.navettes where '75101' in (code_origine, code_destination)") == []


def test_a_divided_commune_keeps_who_works_at_home_apart_and_its_total(ask: Query) -> None:
    flows = ask("""
        select code_origine, code_destination, round(flux, 2), flux_statut from marts.navettes
        where niveau = 'commune' and millesime = 2019 and code_origine in ('60054', '60694') order by all""")
    assert flows == [
        ("60054", "60054", 38.15, "estime"),
        ("60054", "62498", 3.82, "estime"),
        ("60054", "99", 1.53, "estime"),
        ("60694", "60694", 61.85, "estime"),
        ("60694", "62498", 6.18, "estime"),
        ("60694", "99", 2.47, "estime"),
    ]


def test_a_commune_with_a_worker_nowhere_shows_nothing(ask: Query) -> None:
    """62999 is no commune: without those who work there, the figures of Douai would be too low."""
    assert anchoring(ask, "commune", "59178", 2019, "actifs_occupes, actifs_occupes_statut, stables_statut") == [
        (None, "non_publie", "non_publie")
    ]
    assert ask("""
        select distinct flux, flux_statut from marts.navettes
        where niveau = 'commune' and millesime = 2019 and code_origine = '59178'""") == [(None, "non_publie")]
    assert ("62999",) in ask("select code_commune from intermediate.int_navettes__lignes where millesime = 2019")


def test_jobs_need_all_the_communes_where_their_holders_may_live(ask: Query) -> None:
    columns = "actifs_occupes, stables, sortants, sortants_etranger, emplois, emplois_statut, entrants_statut"
    assert anchoring(ask, "commune", "62498", 2019, columns) == [
        (4533.0, 4500.0, 31.0, 2.0, None, "non_publie", "non_publie")
    ]
    assert anchoring(ask, "epci", "246200364", 2022, "emplois_statut") == [("disponible",)]


def test_mayotte_where_this_census_is_not_taken_makes_france_partial(ask: Query) -> None:
    statuses = "actifs_occupes_statut, emplois_statut"
    assert anchoring(ask, "france", "FR", 2022, statuses) == [("partiel", "partiel")]
    assert anchoring(ask, "france", "FRHM", 2022, statuses) == [("disponible", "disponible")]
    assert anchoring(ask, "departement", "976", 2022, "emplois, emplois_statut") == [(None, "non_publie")]


def test_the_whole_comes_from_the_flows_and_without_them_from_the_individuals(ask: Query) -> None:
    assert ask("select distinct millesime, source from marts.ancrage_local where millesime >= 2019 order by 1") == [
        (2019, "INSEE, recensement, flux domicile-travail"),
        (2022, "INSEE, recensement, flux domicile-travail"),
        (2027, "INSEE, recensement, fichier détail des mobilités professionnelles"),
    ]


def test_degrees_whose_codes_meant_something_else_are_not_told(ask: Query) -> None:
    told = "select distinct millesime from marts.{} order by 1"
    assert ask(told.format("navettes_csp")) == [(2012,), (2022,), (2027,)]
    assert ask(told.format("navettes_diplome")) == [(2022,), (2027,)]


def test_the_answer_printed_on_the_theme_page_is_that_of_the_demonstration(demo: Query) -> None:
    page = (ROOT / "docs" / "themes" / "navettes.md").read_text(encoding="utf-8")
    query = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)[0]
    printed = re.findall(r"^\| (?!territoire)([^|-].*?) \| ([\d ]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|", page, re.M)
    found = [
        (name, f"{jobs:,}".replace(",", " "), *(f"{rate:.1f}".replace(".", ",") for rate in rates))
        for name, jobs, *rates in demo(query)
    ]
    assert printed == found != []
