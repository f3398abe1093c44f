"""Zones of activity: laws of the counts and of the secrecy, on simulated deliveries and a few small files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import duckdb
import pytest

from ingest import ledger
from ingest.delivered import Delivered
from ingest.landing import Lander
from ingest.registry import load_contracts

from .conftest import Query, Rows, reader
from .test_order import ROOT

MODELS = [
    *("stg_mission__poles", "stg_epci__zones_activite", "stg_insee__tous_salaries"),
    *("stg_insee__sirene_etablissements", "stg_insee__sirene_positions"),
    *("path:models/intermediate/zones", "path:models/marts/zones"),
]
LENS, VALENCIENNES = ("246200364", "246200299"), ("245901160", "200042190")
"""EPCI of which the tests make two zones d'emploi: none is embedded."""
STOCK = (
    "siret,trancheEffectifsEtablissement,anneeEffectifsEtablissement,codeCommuneEtablissement,"
    "etatAdministratifEtablissement\n"
)
# The stock of 2024 knows a few establishments of Lens, Liévin and Douai, and nothing of the other communes.
OLD_STOCK = STOCK + "".join(
    f"99000000000{rank:03},{size},2022,{code},{state}\n"
    for rank, (size, code, state) in enumerate(
        [
            ("11", "62498", "A"),
            ("12", "62498", "A"),
            ("NN", "62498", "A"),
            ("53", "59178", "A"),
            ("21", "62498", "F"),
            ("00", "62498", "A"),
            ("01", "62510", "A"),
        ]
    )
)
POLES = """code_pole;nom_pole;genre;code;geographie
lens_seul;Lens seul;communes;62498;2026
lens_et_lievin;Lens et Liévin;communes;62498;2026
lens_et_lievin;Lens et Liévin;communes;62510;2026
lens_et_douai;Lens et Douai;communes;62498;2026
lens_et_douai;Lens et Douai;communes;59178;2026
lens_ancien;Lens, puis Lens et Liévin;communes;62498;2025
lens_ancien;Lens, puis Lens et Liévin;communes;62510;2026
inconnue;Une commune inconnue sur deux;communes;62498;2026
inconnue;Une commune inconnue sur deux;communes;62510;2025
liste;Quatre établissements dont un inconnu;etablissements;99000000000000;2026
liste;Quatre établissements dont un inconnu;etablissements;99000000000002;2026
liste;Quatre établissements dont un inconnu;etablissements;99000000000004;2026
liste;Quatre établissements dont un inconnu;etablissements;11111111111111;2026
"""
EMPLOYEES = (
    "code_zone;nom_zone;code_commune_residence;csp;secteur_a17;salaries;etablissements;"
    "part_premier_etablissement_pct;millesime;geographie\n"
)
# zone: residence, occupation, employees, establishments, part of the first.
CELLS = {
    # All may be told but one occupation of the town itself: another goes with it.
    "lens_seul": [
        ("62498", "3", 10, 1, 100),
        ("62498", "5", 40, 5, 30),
        ("62498", "6", 90, 8, 20),
        ("62510", "6", 50, 6, 25),
        ("59606", "6", 20, 4, 50),
    ],
    # One establishment makes nearly all of the whole.
    "dominee": [("62498", "5", 95, 1, 100), ("62510", "5", 5, 4, 30)],
    # Those who live in Liévin are too few to be told, and would be the difference of the others with the whole.
    "lens_et_lievin": [("62498", "5", 40, 5, 30), ("62510", "5", 30, 4, 40), ("59606", "5", 6, 2, 50)],
    # INSEE withholds a cell.
    "blanche": [("62498", "5", "", "", ""), ("62498", "6", 40, 5, 30)],
}
JOBS = {"62498": 300.0, "62510": 100.0, "62427": 181.0, "62624": 20.0}
FLOWS = [
    *(("62427", "62427", 100.0), ("62498", "62427", 50.0), ("62624", "62624", 20.0), ("59178", "62427", 30.0)),
    *(("75056", "62427", 1.0), ("62498", "62498", 200.0), ("75056", "62498", 100.0)),
    *(("62498", "62510", 60.0), ("62510", "62510", None)),
]


def land(warehouse: Path, *paths: Path) -> None:
    contracts = load_contracts()
    with duckdb.connect(str(warehouse)) as con:
        ledger.prepare(con, contracts.values())
        report = Lander(con, contracts, None).land(Delivered(path, "depot", explicit=True) for path in paths)
        assert (report.refused, report.unknown) == ([], [])


def build(warehouse: Path, folder: Path, verb: str, *models: str) -> None:
    """Build models and, unless the verb is `run`, run their tests."""
    options = ["--project-dir", "--profiles-dir"]
    command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "-q", verb, "--no-partial-parse"]
    command += ["--target-path", str(folder), "--log-path", str(folder), "--select", *models]
    command += [part for option in options for part in (option, str(ROOT / "dbt_project"))]
    done = subprocess.run(
        command,
        env={**os.environ, "BASSIN_ENTREPOT": str(warehouse)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout


def surround(warehouse: Path) -> None:
    """Two zones d'emploi, and what the census would say of the jobs of a few communes."""
    with duckdb.connect(str(warehouse)) as con:
        for code, epci in (("3215", LENS), ("3222", VALENCIENNES)):
            con.execute(
                "insert into intermediate.int_territoires__mailles select 'zone_emploi', ?, code_commune "
                "from intermediate.int_territoires__mailles where niveau = 'epci' and code_territoire in (?, ?)",
                [code, *epci],
            )
        con.execute(
            "create or replace table marts.ancrage_local (niveau varchar, code_territoire varchar, millesime integer, "
            "emplois double, emplois_statut varchar, nature varchar)"
        )
        jobs = [("commune", code, 2022, value, "disponible", "observe") for code, value in JOBS.items()]
        con.executemany(
            "insert into marts.ancrage_local values (?, ?, ?, ?, ?, ?)",
            [*jobs, ("zone_emploi", "3215", 2022, 1000.0, "disponible", "observe")],
        )
        con.execute(
            "create or replace table marts.navettes (niveau varchar, niveau_origine varchar, code_origine varchar, "
            "niveau_destination varchar, code_destination varchar, millesime integer, flux double)"
        )
        con.executemany(
            "insert into marts.navettes values ('commune', 'commune', ?, 'commune', ?, 2022, ?)",
            [list(f) for f in FLOWS],
        )


@pytest.fixture(scope="module")
def entrepot(entrepot_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, two zones d'emploi, poles, a stock of 2024 and an agreement of 2021."""
    folder = tmp_path_factory.mktemp("zones")
    warehouse = Path(shutil.copy(entrepot_demo, folder / "warehouse.duckdb"))
    lines = [
        f"{zone};{zone} (nom convenu);{home};{csp};GZ;{count};{units};{share};2021;2026"
        for zone, cells in CELLS.items()
        for home, csp, count, units, share in cells
    ]
    texts = {
        "StockEtablissement_2024.csv": OLD_STOCK,
        "mes_poles.csv": POLES,
        "salaries.csv": EMPLOYEES + "\n".join(lines) + "\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    land(warehouse, *(folder / name for name in texts))
    surround(warehouse)
    build(warehouse, folder / "target", "build", *MODELS)
    return warehouse


@pytest.fixture(scope="module")
def ask(entrepot: Path) -> Query:
    return reader(entrepot)


def zone(ask: Query, code: str, source: str, year: int, columns: str) -> Rows:
    return ask(
        f"select {columns} from marts.zones_activite where (code_zone, source, millesime) = (?, ?, ?)",
        code,
        source,
        year,
    )


# --- laws of the counts -----------------------------------------------------------------------------------


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


# --- laws of the secrecy ----------------------------------------------------------------------------------


def test_every_told_cell_obeys_the_rule(ask: Query) -> None:
    """As the rule is written, on the agreement's own lines: the marts' SQL is not asked."""
    lines = defaultdict(list)
    for code, year, home, csp, count, units, share in ask("""
        select code_zone, millesime, code_commune, csp, salaries, etablissements, part_premier_pct
        from intermediate.int_zones__tous_salaries where salaries is not null"""):
        lines[code, year, home].append((count, units, share))
        lines[code, year, csp].append((count, units, share))
    told = ask("""
        select code_zone, millesime, code_commune, salaries from marts.zones_activite_communes where salaries > 0""")
    assert len(told) > 20
    for code, year, home, count in told:
        parts = lines[code, year, home]
        assert count == sum(part[0] for part in parts)
        assert max(part[1] for part in parts) >= 3
        assert sum(part[0] * part[2] / 100 for part in parts) <= 0.85 * count + 1e-6


@pytest.mark.parametrize("mart", ["zones_activite_communes", "zones_activite_csp"])
def test_what_is_hidden_could_be_told_as_a_whole(mart: str, ask: Query) -> None:
    """Or the difference between a sum and its told cells would give it back."""
    column = {"zones_activite_communes": "code_commune", "zones_activite_csp": "csp"}[mart]
    hidden = ask(f"""
        with caches as (
            select code_zone, millesime, lieu_residence, {column}
            from marts.{mart} inner join marts.zones_activite z using (code_zone, millesime)
            where salaries is null and z.source = 'tous_salaries' and z.propension_locale_communes_pct is not null)
        select c.code_zone, c.millesime, c.lieu_residence, sum(t.salaries), max(t.etablissements),
            sum(t.salaries * t.part_premier_pct / 100)
        from caches c
        inner join intermediate.int_zones__tous_salaries t
            on t.code_zone = c.code_zone and t.millesime = c.millesime and t.lieu = c.lieu_residence
            and t.{column} = c.{column}
        group by all""")
    assert hidden
    for *place, count, units, first in hidden:
        assert units >= 3, place
        assert first <= 0.85 * count + 1e-6, place


def test_an_occupation_of_one_establishment_is_hidden_and_another_with_it(ask: Query) -> None:
    assert ask("""
        select csp, salaries, salaries_statut from marts.zones_activite_csp
        where code_zone = 'lens_seul' and lieu_residence = 'communes_de_la_zone' order by csp""") == [
        ("3", None, "secret"),
        ("5", None, "secret"),
        ("6", 90, "disponible"),
    ]
    assert zone(ask, "lens_seul", "tous_salaries", 2021, "emplois, propension_locale_communes_pct") == [
        (210.0, pytest.approx(100 * 140 / 210))
    ]


def test_a_whole_that_one_establishment_makes_is_secret(ask: Query) -> None:
    assert zone(
        ask, "dominee", "tous_salaries", 2021, "genre, emplois, emplois_statut, distance_moyenne_km_statut"
    ) == [("convention", None, "secret", "secret")]
    assert ask("select distinct salaries from marts.zones_activite_csp where code_zone = 'dominee'") == [(None,)]


def test_a_part_that_may_not_be_told_hides_the_others(ask: Query) -> None:
    columns = "emplois, propension_locale_communes_pct_statut, propension_locale_zone_emploi_pct_statut"
    assert zone(ask, "lens_et_lievin", "tous_salaries", 2021, columns) == [(76.0, "secret", "secret")]
    assert ask("select distinct salaries from marts.zones_activite_communes where code_zone = 'lens_et_lievin'") == [
        (None,)
    ]


def test_what_the_producer_withholds_leaves_no_sum(ask: Query) -> None:
    assert zone(ask, "blanche", "tous_salaries", 2021, "emplois, emplois_statut") == [(None, "secret")]


@pytest.mark.parametrize("rule", ["1000000, 85", "3, 0.1", "null, null"])
def test_the_rule_that_hides_is_the_contract_s(rule: str, entrepot: Path, tmp_path: Path) -> None:
    warehouse = Path(shutil.copy(entrepot, tmp_path / "warehouse.duckdb"))
    units, share = rule.split(", ")
    with duckdb.connect(str(warehouse)) as con:
        con.execute(f"update meta.contrats set secret_unites_minimum = {units}, secret_part_maximum_pct = {share}")
    models = ["int_zones__salaries_lieux", "int_zones__salaries", "int_zones__residences", "path:models/marts/zones"]
    build(warehouse, tmp_path / "target", "run", *models)
    told = reader(warehouse)
    assert told("select distinct emplois_statut from marts.zones_activite where source = 'tous_salaries'") == [
        ("secret",)
    ]
    assert told("select 1 from marts.zones_activite_communes where salaries > 0") == []


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
