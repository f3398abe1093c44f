"""Localised unemployment and third-party employment: the real workbook cell by cell, and what adds up in real files."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest

from ingest import ledger
from ingest.delivered import Delivered
from ingest.landing import Lander
from ingest.registry import load_contracts
from tests.dbt import dbt
from tests.ingest.emploi_files import workbook

from .conftest import Query, reader

WORKBOOK = Path("insee", "chomage", "chomage-zone-t1-2003-t3-2023.xlsx")
SERIES = Path("tiers", "urssaf_serie_indice100.parquet")
BASSIN_ZONES = {"3203", "3205", "3208", "3212", "3215", "3216", "3219", "3222"}
BASSIN_EPCI = {
    "200072460", "246200364", "246200299", "200044618", "245901152", "200042190", "245901160", "200044048",
}  # fmt: skip
UNEXPLAINED = {"2403", "2410", "2706", "2713", "2801", "2806", "2810", "5213"}
"""Zones of which the third party places a former commune elsewhere than where it has gone."""

# --- laws -------------------------------------------------------------------------------------------------


def test_a_rate_is_told_only_where_insee_publishes_it(both: Query) -> None:
    levels = {level for (level,) in both("select distinct niveau from marts.chomage")}
    assert levels <= {"zone_emploi", "zone_emploi_2010", "departement", "region", "france"}


def test_the_indicators_repeat_the_last_edition_only(both: Query) -> None:
    told = "select niveau, code_territoire, periode, valeur, edition from marts.indicateurs where indicateur = ?"
    last = (
        "select niveau, code_territoire, periode, taux_chomage, edition from marts.chomage where est_derniere_edition"
    )
    assert both(f"({told}) except all ({last})", "taux_chomage") == []
    assert both(f"({last}) except all ({told})", "taux_chomage") == []


def test_nothing_is_told_twice_of_one_quarter(both: Query) -> None:
    assert (
        both("""
        select niveau, code_territoire, periode, count(*) from marts.chomage
        where est_derniere_edition group by all having count(*) > 1""")
        == []
    )


def test_the_nomenclature_is_nested_and_of_known_sizes(both: Query) -> None:
    sizes = dict(both("select nomenclature, count(*) from marts.nomenclature_activites group by all"))
    assert sizes == {"APE": 732, "A88": 88, "A38": 38, "A17": 17, "A5": 5}
    for inner, parent, outer in (
        ("APE", "code_a88", "A88"), ("A88", "code_a38", "A38"), ("A38", "code_a17", "A17"), ("A17", "code_a5", "A5"),
    ):  # fmt: skip
        orphans = both(
            f"select code_activite from marts.nomenclature_activites where nomenclature = ? and {parent} not in "
            "(select code_activite from marts.nomenclature_activites where nomenclature = ?)",
            inner,
            outer,
        )
        assert orphans == []
    assert both("select count(*) from marts.nomenclature_activites where coalesce(libelle, '') = ''") == [(0,)]


def test_two_editions_live_side_by_side_whatever_their_order(entrepot_petit: Path, tmp_path: Path) -> None:
    """The edition of 2024 estimates 2023 anew; both stay, and the indicators have the last."""
    contracts = load_contracts()
    landed = []
    for order in ((2023, 2024), (2024, 2023)):
        warehouse = Path(shutil.copy(entrepot_petit, tmp_path / "warehouse.duckdb"))
        with duckdb.connect(str(warehouse)) as con:
            con.execute("delete from raw.insee_chomage")
            con.execute("delete from meta.cases where jeu = 'insee_chomage'")
            ledger.prepare(con, contracts.values())
            for year in order:
                file = edition(tmp_path / f"chomage-{year}.xlsx", year)
                assert Lander(con, contracts, None).land([Delivered(file, "depot", explicit=True)]).refused == []
            landed.append(con.execute("select * exclude (_livraison) from raw.insee_chomage order by all").fetchall())
    assert landed[0] == landed[1]
    dbt(warehouse, "run", "--select", "stg_insee__chomage", "chomage")
    ask = reader(warehouse)
    assert ask("""
        select edition, periode, taux_chomage, taux_chomage_statut, est_derniere_edition
        from marts.chomage where code_territoire = '3215' and millesime = 2023 order by all""") == [
        ("2023-T2", "2023-T1", 9.0, "disponible", False),
        ("2023-T2", "2023-T2", None, "non_publie", False),
        ("2024-T2", "2023-T1", 9.1, "disponible", True),
        ("2024-T2", "2023-T2", None, "non_publie", True),
        ("2024-T2", "2023-T3", 9.3, "disponible", True),
        ("2024-T2", "2023-T4", 9.4, "disponible", True),
    ]
    # The union of all indicators is long to make: its text is enough to ask it for one of them.
    target = dbt(warehouse, "compile", "--select", "indicateurs")
    (union,) = (target / "compiled").rglob("marts/references/indicateurs.sql")
    last = ask(f"select distinct edition from ({union.read_text('utf-8')}) where indicateur = 'taux_chomage'")
    assert last == [("2024-T2",)]


def edition(path: Path, year: int) -> Path:
    """The workbook that ends with the second quarter of 2023 or of 2024; the second of 2023 is blank in both."""
    rates = {2023: {"2023-T1": 9.0, "2023-T2": None}}
    rates[2024] = {"2023-T1": 9.1, "2023-T2": None, "2023-T3": 9.3, "2023-T4": 9.4, "2024-T1": 9.5, "2024-T2": 9.6}
    header = ["ZE2020", "LIBZE2020", "REG", "LIBREG", *rates[year]]
    line = ["3215", "Lens", "32", "HAUTS-DE-FRANCE", *rates[year].values()]
    return workbook(path, {"txcho_ze": [["Taux"], [], [], [], [], [*header], [*line]]})


# --- published figures ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(reels: Path) -> dict[tuple[str, str], float | None]:
    """Every cell of INSEE's sheet, read by another library than the loader's."""
    sheet = openpyxl.load_workbook(reels / WORKBOOK, read_only=True)["txcho_ze"]
    rows = list(sheet.iter_rows(min_row=6, values_only=True))
    return {
        (str(row[0]), str(header)): None if row[index] is None else float(str(row[index]))
        for row in rows[1:]
        if row[0]
        for index, header in enumerate(rows[0])
        if index >= 4
    }


def test_every_cell_of_the_workbook_is_the_one_told(
    reel: Query, published: dict[tuple[str, str], float | None]
) -> None:
    told = reel("select code_territoire, periode, taux_chomage from marts.chomage where niveau = 'zone_emploi'")
    assert {(code, period): rate for code, period, rate in told} == published
    assert len(told) == len(published) == 302 * 83


def test_the_zones_of_the_bassin_in_the_summer_of_2015(reel: Query) -> None:
    rows = reel("""
        select code_territoire, nom_territoire, taux_chomage from marts.chomage
        where periode = '2015-T3' and code_territoire in ('3215', '3222', '3212', '3205') order by 1""")
    assert rows == [
        ("3205", "Béthune", 12.6), ("3212", "Douai", 14.1), ("3215", "Lens", 15.8), ("3222", "Valenciennes", 15.1),
    ]  # fmt: skip


def test_quarters_run_from_2003_to_the_edition(reel: Query) -> None:
    assert reel("""
        select edition, min(periode), max(periode), count(distinct periode), count(distinct code_territoire)
        from marts.chomage group by all""") == [("2023-T3", "2003-T1", "2023-T3", 83, 302)]


def test_overseas_zones_are_blank_and_not_zero_before_2014(reel: Query) -> None:
    rows = reel("""
        select code_territoire, max(millesime) filter (taux_chomage is null), min(millesime) filter (taux_chomage > 0),
            string_agg(distinct taux_chomage_statut, ',') filter (millesime < 2014)
        from marts.chomage
        group by 1 having count(*) filter (taux_chomage is null) > 0 order by 1""")
    assert len(rows) == 15
    assert {row[0][:2] for row in rows} == {"01", "02", "04"}
    assert {row[1:] for row in rows} == {(2013, 2014, "non_publie")}
    assert reel("select count(*) from marts.chomage where taux_chomage = 0") == [(0,)]


# --- the third party's totals -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def series(reels: Path) -> pd.DataFrame:
    return pd.read_parquet(reels / SERIES)


@pytest.mark.parametrize("echelon, niveau, codes", [("ze", "zone_emploi", BASSIN_ZONES), ("epci", "epci", BASSIN_EPCI)])
def test_the_communes_of_the_bassin_add_up_to_its_zones_and_epci_of_2025(
    echelon: str, niveau: str, codes: set[str], reel: Query, series: pd.DataFrame
) -> None:
    members = pd.DataFrame(
        reel(
            "select code_commune, code_territoire from marts.appartenances where niveau = ? and geographie = 2025",
            niveau,
        ),
        columns=["code", "parent"],
    )
    sums = series[series.echelon == "communes"].merge(members, on="code").groupby(["parent", "year"]).eff_total.sum()
    totals = series[(series.echelon == echelon) & series.code.isin(codes)].set_index(["code", "year"]).eff_total
    assert len(totals) == len(codes) * 11
    assert sums.loc[sums.index.isin(totals.index)].to_dict() == totals.to_dict()


def test_elsewhere_the_exceptions_are_listed(reel: Query) -> None:
    listed = (
        "select count(distinct code_territoire), count(*), max(abs(ecart)) from intermediate.int_emploi__ecarts_tiers"
    )
    for niveau in ("epci", "departement", "region"):
        assert reel(f"{listed} where niveau = '{niveau}'") == [(0, 0, None)]
    assert reel(f"{listed} where niveau = 'zone_emploi'") == [(52, 484, 4243)]
    assert reel(f"{listed} where niveau = 'france'") == [(1, 11, 9235)]
    unexplained = reel(
        "select distinct code_territoire from intermediate.int_emploi__ecarts_tiers where not est_explique"
    )
    assert {code for (code,) in unexplained} == UNEXPLAINED
    assert not UNEXPLAINED & BASSIN_ZONES


def test_former_communes_that_the_third_party_still_names_are_followed(reel: Query) -> None:
    """Orée d’Anjou had another code until 2025: its employees are found under the new one, and nothing is rejected."""
    assert reel("select * from marts.rejets where jeu = 'tiers_urssaf_serie'") == []
    assert reel("""
        select l.effectif = t.effectif, l.effectif > 1000 from staging.stg_tiers__emploi_communes l
        inner join marts.emploi_salarie t using (millesime)
        where l.niveau = 'commune' and l.code_territoire = '49069' and t.source = 'tiers_urssaf'
            and t.niveau = 'commune' and t.code_territoire = '49126' and millesime = 2024""") == [(True, True)]


def test_third_parties_are_never_told_as_producers(reel: Query) -> None:
    for model in ("emploi_communes", "emploi_zones", "emploi_zones_a38"):
        assert reel(f"select distinct nature from staging.stg_tiers__{model}") == [("tiers",)]


def test_the_tables_of_third_parties_cover_every_zone(reel: Query) -> None:
    assert reel("""
        select source, count(distinct code_zone_emploi), list(distinct millesime order by millesime)
        from staging.stg_tiers__emploi_zones_a38 group by 1 order by 1""") == [
        ("flores", 305, [2022, 2023]),
        ("urssaf", 305, [2019, 2022, 2023, 2024]),
    ]
    assert reel("""
        select count(distinct code_zone_emploi), min(millesime), max(millesime)
        from staging.stg_tiers__emploi_zones where nomenclature = 'ensemble'
        -- Fourteen zones lie in two régions, and their parts are there too.
        """) == [(305 + 28, 1998, 2023)]
    assert reel("""
        select millesime, effectif from staging.stg_tiers__emploi_zones
        where code_zone_emploi = '3215' and millesime in (1998, 2007, 2023) order by 1""") == [
        (1998, 97039), (2007, 118079), (2023, 124228),
    ]  # fmt: skip
