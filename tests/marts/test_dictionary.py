"""The dictionary, the indicators and the sources are made from one description each."""

from __future__ import annotations

from .conftest import Query


def test_every_indicator_is_described(both: Query) -> None:
    described = both("""
        select distinct indicateur from marts.dictionnaire
        where libelle <> '' and unite <> '' and description <> ''""")
    told = both("select distinct indicateur from marts.indicateurs")
    assert set(told) <= set(described)
    assert len(told) > 20


def test_an_indicator_that_is_not_told_is_loaded_nowhere(both: Query) -> None:
    untold = both("""
        select distinct mart, indicateur from marts.dictionnaire
        where indicateur not in (select indicateur from marts.indicateurs)""")
    for mart, indicateur in untold:
        assert both(f"select distinct {indicateur}_statut from marts.{mart}") in ([("non_charge",)], [])


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


def test_every_mart_and_every_column_is_described_in_the_warehouse(both: Query) -> None:
    assert both("select count(*) from duckdb_columns() where schema_name = 'marts'") > [(0,)]
    assert (
        both("""
        select table_name, null from duckdb_tables() where schema_name = 'marts' and coalesce(comment, '') = ''
        union all
        select table_name, column_name from duckdb_columns()
        where schema_name = 'marts' and coalesce(comment, '') = ''""")
        == []
    )


def test_breaks_of_the_embedded_edition_are_told_where_it_supplies_the_figures(demo: Query, reel: Query) -> None:
    told = "select millesime from marts.ruptures where ce_qui_change like 'Données embarquées%' order by 1"
    assert demo(told) == [(2016,), (2018,), (2019,), (2020,), (2021,), (2022,)]
    # The delivered RP 2016, 2019 and 2021, and the comparateur of 2018, fill what the embedded ones lack.
    assert reel(told) == [(2020,), (2022,)]


def test_a_data_set_without_vintages_has_an_empty_list(both: Query) -> None:
    assert (
        both(
            "select jeu from marts.sources where millesimes is null or len(list_filter(millesimes, m -> m is null)) > 0"
        )
        == []
    )


def test_what_is_not_loaded_has_no_nature(demo: Query) -> None:
    assert demo("select distinct statut, nature is null from marts.sources order by all") == [
        ("disponible", False),
        ("non_charge", True),
    ]


def test_sources_say_how_to_load_what_is_missing(demo: Query) -> None:
    rows = demo("select jeu, page, commande from marts.sources where statut = 'non_charge'")
    assert rows
    assert all(page and command for _, page, command in rows)
