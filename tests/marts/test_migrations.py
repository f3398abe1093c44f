"""Residential migrations: laws of the flows and of the balances, on simulated censuses and one small file."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest

from ingest import ledger
from ingest.delivered import Delivered
from ingest.landing import EMBEDDED, Lander
from ingest.registry import load_contracts
from simulation.communes import read_communes
from simulation.migrations import migrations
from tests.dbt import dbt

from .conftest import Query, Rows, reader
from .laws import FLOWS_OF_EVERY_LEVEL

FLOWS = "base-flux-mobilite-residentielle-{year}-geo2026.csv"
PEOPLE = "FD_MIGCOM_{year}-geo2026.csv"
MODELS = [
    *("stg_insee__migrations", "stg_insee__migrations_individus"),
    *("int_territoires__decoupages", "path:models/intermediate/migrations", "path:models/marts/migrations"),
]
# RP 2019, in the communes of 2022: 60054 was to be divided in two (0.38 and 0.62); 62999 never was.
SMALL = """CODGEO;LIBGEO;DCRAN;L_DCRAN;NBFLUX_C19_POP01P
60054;Beaumont-les-Nonains;60054;Beaumont-les-Nonains;1000
60054;Beaumont-les-Nonains;62498;Lens;10
60054;Beaumont-les-Nonains;99999;Etranger;4
62498;Lens;62498;Lens;30000
62498;Lens;60054;Beaumont-les-Nonains;20
62498;Lens;75114;Paris 14e Arrondissement;5
62498;Lens;75115;Paris 15e Arrondissement;6
62498;Lens;98818;Nouméa;2
59178;Douai;59178;Douai;39000
59178;Douai;62999;Nulle part;3
"""
COUNTS = ("residents", "stables", "internes", "entrees", "entrees_etranger", "sorties")


def land(warehouse: Path, files: Iterable[Path]) -> None:
    contracts = load_contracts()
    with duckdb.connect(str(warehouse)) as con:
        ledger.prepare(con, contracts.values())
        report = Lander(con, contracts, None).land(Delivered(file, "depot", explicit=True) for file in files)
        assert report.refused == []


def add_perimeter_of_lens(warehouse: Path) -> None:
    """A perimeter made of one commune, as one row more of a file of perimeters would make it."""
    with duckdb.connect(str(warehouse)) as con:
        con.execute("insert into intermediate.int_territoires__mailles values ('perimetre', 'lens_seul', '62498')")
        con.execute("""
            insert into marts.territoires
            select * replace ('perimetre' as niveau, 'lens_seul' as code_territoire)
            from marts.territoires where niveau = 'commune' and code_territoire = '62498'""")


@pytest.fixture(scope="module")
def entrepot(entrepot_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """RP 2024 in both files and RP 2027 in the individuals' only, of all France; RP 2019 of three communes."""
    folder = tmp_path_factory.mktemp("migrations")
    warehouse = Path(shutil.copy(entrepot_demo, folder / "warehouse.duckdb"))
    france = read_communes(EMBEDDED, None)
    texts = migrations(france, 2024)
    texts |= {name: text for name, text in migrations(france, 2027).items() if name == PEOPLE.format(year=2027)}
    for name, text in {**texts, "flux_2019.csv": SMALL}.items():
        (folder / name).write_text(text, encoding="utf-8")
    land(warehouse, folder.glob("*.csv"))
    add_perimeter_of_lens(warehouse)
    dbt(warehouse, "build", "--select", *MODELS)
    return warehouse


@pytest.fixture(scope="module")
def ask(entrepot: Path) -> Query:
    return reader(entrepot)


def balances(ask: Query, niveau: str, code: str, millesime: int, columns: str) -> Rows:
    return ask(
        f"select {columns} from marts.migrations_soldes where critere = 'ensemble' "
        "and niveau = ? and code_territoire = ? and millesime = ?",
        niveau,
        code,
        millesime,
    )


# --- laws -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("niveau", ["commune", "departement", "region"])
def test_entries_minus_exits_over_france_is_zero(ask: Query, niveau: str) -> None:
    rows = ask(
        "select millesime, modalite, sum(entrees), sum(entrees) - sum(sorties) from marts.migrations_soldes "
        "where niveau = ? and millesime >= 2024 group by all",
        niveau,
    )
    assert {(millesime, len([m for m, *_ in rows if m == millesime])) for millesime, *_ in rows} == {
        (2024, 16),
        (2027, 16),
    }
    assert all(entries > 0 for _, _, entries, _ in rows)
    assert max(abs(difference) for *_, difference in rows) < 1e-6


def test_france_exchanges_nothing_with_itself(ask: Query) -> None:
    assert ask("""
        select distinct millesime, entrees, sorties, solde_interne, taux_solde_interne_pour_mille
        from marts.migrations_soldes where niveau = 'france' and code_territoire = 'FR' and millesime >= 2024
        order by 1""") == [(2024, 0, 0, 0, 0), (2027, 0, 0, 0, 0)]


def test_residents_stayed_moved_inside_or_came(ask: Query) -> None:
    assert (
        ask("""
        select * from marts.migrations_soldes
        where abs(residents - stables - internes - entrees - entrees_etranger) > 1e-6
            or abs(solde_interne - (entrees - sorties)) > 1e-6""")
        == []
    )


def test_ages_and_occupations_each_add_up_to_the_whole(ask: Query) -> None:
    sums = ", ".join(f"sum({name}) as {name}" for name in COUNTS)
    worst = ", ".join(f"max(abs(e.{name} - s.{name}))" for name in COUNTS)
    rows = ask(f"""
        with sommes as (
            select niveau, code_territoire, millesime, critere, {sums}
            from marts.migrations_soldes where critere <> 'ensemble' group by all)
        select millesime, s.critere, count(*) > 35000, {worst}
        from sommes s inner join marts.migrations_soldes e using (niveau, code_territoire, millesime)
        where e.critere = 'ensemble' and millesime >= 2024 group by all order by all""")
    # In 2024 the whole comes from the other file: the two agree.
    assert [row[:3] for row in rows] == [
        (2024, "age", True), (2024, "csp", True), (2027, "age", True), (2027, "csp", True),
    ]  # fmt: skip
    assert max(value for row in rows for value in row[3:]) < 1e-6


def test_flows_between_communes_add_up_to_those_of_every_level(ask: Query) -> None:
    law = FLOWS_OF_EVERY_LEVEL
    counts = ask(law.format(mart="migrations_residentielles", livre="destination", autre="origine", depuis=2024))
    assert [niveau for niveau, *_ in counts] == ["arrondissement", "departement", "epci", "region"]
    assert all(both == together > 50 for _, both, together in counts)


@pytest.mark.parametrize("niveau", ["commune", "epci", "arrondissement", "departement", "region"])
def test_nobody_is_lost_between_the_flows_and_the_residents(ask: Query, niveau: str) -> None:
    """Territories of which all is delivered: those who live there are those who came, from wherever."""
    counts = ask(
        """
        with arrives as (
            select niveau, code_destination as code_territoire, millesime, sum(flux) as arrives
            from marts.migrations_residentielles group by all)
        select count(*), count(*) filter (where abs(residents - arrives) < 1e-6)
        from marts.migrations_soldes left join arrives using (niveau, code_territoire, millesime)
        where critere = 'ensemble' and residents_statut = 'disponible' and residents > 0 and niveau = ?""",
        niveau,
    )
    assert counts[0][0] == counts[0][1] > 0


def test_a_perimeter_of_one_commune_has_that_commune_s_figures(ask: Query) -> None:
    columns = "millesime, critere, modalite, " + ", ".join(f"{n}, {n}_statut" for n in (*COUNTS, "solde_interne"))
    columns += ", taux_entrees_pour_mille, taux_sorties_pour_mille, couverture"
    of = f"select {columns} from marts.migrations_soldes where niveau = ? and code_territoire = ? order by all"
    assert ask(of, "perimetre", "lens_seul") == ask(of, "commune", "62498") != []


def test_exchanges_of_a_perimeter_are_its_entries_and_exits(ask: Query) -> None:
    rows = ask("""
        with echanges as (
            select p.code_territoire, f.millesime,
                sum(flux) filter (where code_destination = p.code_territoire and niveau_origine = 'departement') as e,
                sum(flux) filter (where code_destination = p.code_territoire and niveau_origine = 'ailleurs') as a,
                sum(flux) filter (where code_origine = p.code_territoire and niveau_destination = 'departement') as s
            from marts.migrations_residentielles f
            inner join (select code_territoire from marts.territoires where niveau = 'perimetre') p
                on p.code_territoire in (f.code_origine, f.code_destination)
            where f.niveau = 'perimetre' and f.millesime >= 2024 group by all)
        select code_territoire, millesime, abs(e - entrees), abs(a - entrees_etranger), abs(s - sorties)
        from marts.migrations_soldes inner join echanges using (code_territoire, millesime)
        where niveau = 'perimetre' and critere = 'ensemble'""")
    assert {code for code, *_ in rows} >= {"bassin_minier", "epci7", "epci8", "region_hors_bassin", "lens_seul"}
    assert max(value for row in rows for value in row[2:]) < 1e-6


def test_two_perimeters_never_make_a_row(ask: Query) -> None:
    assert ask("""
        select distinct niveau_origine, niveau_destination, code_origine = code_destination
        from marts.migrations_residentielles where niveau = 'perimetre' order by all""") == [
        ("ailleurs", "perimetre", False),
        ("departement", "perimetre", False),
        ("perimetre", "departement", False),
        ("perimetre", "perimetre", True),
    ]


def test_the_bassin_and_the_rest_of_the_region_exchange_what_each_loses_to_the_other(ask: Query) -> None:
    into, out = ask("""
        with echanges as (
            select (select sum(flux) from marts.migrations_residentielles
                    where niveau = 'perimetre' and code_destination = 'bassin_minier' and millesime = 2024
                        and code_origine in ('02', '59', '60', '62', '80')) as entrees,
                (select sum(flux) from marts.migrations_residentielles
                    where niveau = 'perimetre' and code_origine = 'bassin_minier' and millesime = 2024
                        and code_destination in ('02', '59', '60', '62', '80')) as sorties)
        select e.entrees - (r.flux - b.flux - h.flux - e.sorties), e.sorties
        from echanges e,
            (select sum(flux) as flux from marts.migrations_residentielles where niveau = 'region'
                and code_origine = '32' and code_destination = '32' and millesime = 2024) r,
            (select sum(flux) as flux from marts.migrations_residentielles where niveau = 'perimetre'
                and (code_origine, code_destination) = ('bassin_minier', 'bassin_minier') and millesime = 2024) b,
            (select sum(flux) as flux from marts.migrations_residentielles where niveau = 'perimetre'
                and (code_origine, code_destination) = ('region_hors_bassin', 'region_hors_bassin')
                and millesime = 2024) h""")[0]
    assert abs(into) < 1e-6 < out


# --- examples ---------------------------------------------------------------------------------------------


def test_a_perimeter_exchanges_with_the_rest_of_its_own_departements(ask: Query) -> None:
    names = ask("""
        select distinct code_origine, nom_origine from marts.migrations_residentielles
        where niveau = 'perimetre' and code_destination = 'bassin_minier' and code_origine in ('59', '62', '80', '99')
            and millesime = 2024 order by 1""")
    assert names == [
        ("59", "Nord (hors du périmètre)"),
        ("62", "Pas-de-Calais (hors du périmètre)"),
        ("80", "Somme"),
        ("99", "Étranger"),
    ]


def test_paris_is_one_commune_at_both_ends(ask: Query) -> None:
    assert ask("""
        select code_origine, sum(flux) from marts.migrations_residentielles where niveau = 'commune'
            and millesime = 2019 and code_destination = '62498' and left(code_origine, 2) = '75' group by 1""") == [
        ("75056", 11.0)
    ]
    assert (
        ask("select distinct code_origine from marts.migrations_residentielles where code_origine like '751__'") == []
    )


def test_a_divided_commune_keeps_its_stayers_apart_and_its_total(ask: Query) -> None:
    flows = ask("""
        select code_origine, code_destination, round(flux, 1), flux_statut from marts.migrations_residentielles
        where niveau = 'commune' and millesime = 2019 and code_destination in ('60054', '60694') order by all""")
    assert flows == [
        ("60054", "60054", 381.5, "estime"),
        ("60694", "60694", 618.5, "estime"),
        ("62498", "60054", 3.8, "estime"),
        ("62498", "60694", 6.2, "estime"),
        ("99", "60054", 1.5, "estime"),
        ("99", "60694", 2.5, "estime"),
    ]


def test_a_commune_with_a_newcomer_from_nowhere_shows_nothing(ask: Query) -> None:
    """62999 is no commune: without those who came from there, the figures of Douai would be too low."""
    assert balances(ask, "commune", "59178", 2019, "residents, residents_statut, entrees, entrees_statut") == [
        (None, "non_publie", None, "non_publie")
    ]
    assert ask("""
        select distinct flux, flux_statut from marts.migrations_residentielles
        where niveau = 'commune' and millesime = 2019 and code_destination = '59178'""") == [(None, "non_publie")]


def test_exits_need_all_the_communes_where_one_may_have_gone(ask: Query) -> None:
    columns = "residents, entrees, entrees_etranger, sorties, sorties_statut, solde_interne, solde_interne_statut"
    assert balances(ask, "commune", "62498", 2019, columns) == [
        (30033.0, 31.0, 2.0, None, "non_publie", None, "non_publie")
    ]
    assert balances(ask, "epci", "246200364", 2024, "sorties_statut") == [("disponible",)]


def test_mayotte_where_this_census_is_not_taken_makes_france_partial(ask: Query) -> None:
    statuses = "residents_statut, sorties_statut"
    assert balances(ask, "france", "FR", 2024, statuses) == [("partiel", "partiel")]
    assert balances(ask, "france", "FRHM", 2024, statuses) == [("disponible", "disponible")]
    assert balances(ask, "departement", "976", 2024, statuses) == [("non_publie", "partiel")]


def test_the_whole_comes_from_the_flows_and_without_them_from_the_individuals(ask: Query) -> None:
    assert ask("""
        select distinct millesime, critere, source from marts.migrations_soldes
        where millesime >= 2024 and critere <> 'csp' order by all""") == [
        (2024, "age", "INSEE, recensement, fichier détail des migrations résidentielles"),
        (2024, "ensemble", "INSEE, recensement, flux de migrations résidentielles"),
        (2027, "age", "INSEE, recensement, fichier détail des migrations résidentielles"),
        (2027, "ensemble", "INSEE, recensement, fichier détail des migrations résidentielles"),
    ]
    assert ask("select distinct critere from marts.migrations_soldes where millesime = 2019") == [("ensemble",)]
