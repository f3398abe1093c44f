"""The dictionary, the indicators and the sources are made from one description each."""

from __future__ import annotations

from .conftest import Query


def test_every_indicator_is_described(both: Query) -> None:
    described = both("""
        select indicateur from marts.dictionnaire
        where libelle <> '' and unite <> '' and description <> ''""")
    told = both("select distinct indicateur from marts.indicateurs")
    assert sorted(described) == sorted(told) != []


def test_the_long_form_repeats_the_mart(both: Query) -> None:
    assert (
        both("""
        select * from marts.indicateurs
        inner join marts.population using (niveau, code_territoire, millesime)
        where (indicateur = 'population_municipale' and valeur is distinct from population_municipale)
            or (indicateur = 'taux_annuel_moyen_pct' and valeur is distinct from taux_annuel_moyen_pct)""")
        == []
    )


def test_every_mart_is_there(both: Query) -> None:
    tables = {name for (name,) in both("select table_name from information_schema.tables where table_schema = 'marts'")}
    assert tables >= {
        "entrepot", "territoires", "appartenances", "passages", "rejets", "contours", "population",
        "comparaisons", "ruptures", "indicateurs", "dictionnaire", "sources",
    }  # fmt: skip


def test_sources_say_how_to_load_what_is_missing(demo: Query) -> None:
    rows = demo("select jeu, page, commande from marts.sources where statut = 'non_charge'")
    assert rows
    assert all(page and command for _, page, command in rows)
