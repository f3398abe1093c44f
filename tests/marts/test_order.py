"""The order in which rows were landed never changes a mart; nor does a new perimeter what is told of the rest."""

from __future__ import annotations

from pathlib import Path

import duckdb

from .conftest import ALONE

# What is told of the list of perimeters, or of all of them together.
OF_THE_PERIMETERS = {
    "sources": "jeu = 'mission_perimetres'",
    "livraisons": "jeu = 'mission_perimetres'",
    "ayants_droit_projection_essais": "niveau = 'perimetre'",
}


def differing_marts(one: Path, other: Path) -> list[str]:
    """Names of the marts whose rows, but those of the perimeters of one commune, are not the same in two warehouses."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{one}' as un (read_only); attach '{other}' as autre (read_only)")
        marts = connection.execute(
            "select table_name, list(column_name) filter (where column_name like 'code_%') "
            "from information_schema.columns where table_schema = 'marts' group by all order by 1"
        ).fetchall()
        return [
            name
            for name, codes in marts
            if connection.execute(f"""
                with un as (select * from un.marts.{name} where not {OF_THE_PERIMETERS.get(name, "false")}),
                autre as (
                    select * from autre.marts.{name}
                    where not {OF_THE_PERIMETERS.get(name, "false")}
                        and not list_has_any([{", ".join(codes or [])}], {list(ALONE)})
                )
                (from un except all from autre) union all (from autre except all from un) limit 1""").fetchall()
        ]


def test_rows_in_another_order_and_perimeters_more_leave_the_rest_of_every_mart_identical(
    entrepot_demo: Path, entrepot_autrement: Path
) -> None:
    assert differing_marts(entrepot_demo, entrepot_autrement) == []
