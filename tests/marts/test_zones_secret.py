"""Zones of activity under agreement: what may be told, and what the difference of two figures would give back."""

from __future__ import annotations

import shutil
from collections import defaultdict
from pathlib import Path

import duckdb
import pytest

from tests.dbt import dbt

from .conftest import Query, reader, zone


@pytest.fixture(scope="module")
def ask(entrepot_zones: Path) -> Query:
    return reader(entrepot_zones)


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


def test_no_mean_distance_is_told_beside_a_hidden_commune(ask: Query) -> None:
    """Times the jobs, it is an equation between the communes of residence, of which one is unknown."""
    rows = ask("""
        select z.code_zone, z.distance_moyenne_km, bool_or(c.salaries is null) as en_cache
        from marts.zones_activite z inner join marts.zones_activite_communes c using (code_zone, millesime)
        where z.source = 'tous_salaries' group by all""")
    assert all(distance is None for _, distance, hidden in rows if hidden)
    told = [distance for _, distance, hidden in rows if not hidden and distance is not None]
    assert told
    assert all(distance == round(distance, 1) for distance in told)
    columns = "emplois_statut, distance_moyenne_km_statut"
    assert zone(ask, "lens_et_lievin", "tous_salaries", 2021, columns) == [("disponible", "secret")]


def test_what_the_producer_withholds_leaves_no_sum(ask: Query) -> None:
    assert zone(ask, "blanche", "tous_salaries", 2021, "emplois, emplois_statut") == [(None, "secret")]


@pytest.mark.parametrize(
    "rule",
    [
        "update meta.contrats set secret_unites_minimum = 1000000",
        "update meta.contrats set secret_part_maximum_pct = 0.1",
        "update raw.mission_conventions set seuil_personnes = '1000000'",
        "update raw.mission_conventions set part_maximum_pct = '0,1'",
        "delete from meta.contrats",
    ],
)
def test_the_rule_that_hides_is_the_strictest_of_contract_and_agreement(
    rule: str, entrepot_zones: Path, tmp_path: Path
) -> None:
    warehouse = Path(shutil.copy(entrepot_zones, tmp_path / "warehouse.duckdb"))
    with duckdb.connect(str(warehouse)) as con:
        con.execute(f"{rule} where jeu = 'insee_tous_salaries'")
    models = [
        "stg_mission__conventions",
        "path:models/intermediate/conventions",
        "int_zones__salaries_lieux",
        "int_zones__salaries",
        "int_zones__residences",
        "path:models/marts/zones",
    ]
    dbt(warehouse, "run", "--select", *models)
    told = reader(warehouse)
    assert told("select distinct emplois_statut from marts.zones_activite where source = 'tous_salaries'") == [
        ("secret",)
    ]
    assert told("select 1 from marts.zones_activite_communes where salaries > 0") == []
