"""What the tests of the proxies stand on: small open lists in the demonstration's stead."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from tests.dbt import dbt

from .zones_world import land

MODELS = [
    *("stg_sdes__rpls", "stg_sdes__lovac", "stg_ademe__dpe"),
    *("int_temoins__rpls", "int_temoins__lovac", "int_temoins__dpe", "int_temoins__communes_livrees"),
    *("parc_temoins", "rejets"),
]
LENS, LIEVIN, HENIN, DOUAI = "62498", "62510", "62427", "59178"


def social(code: str, *modes: str) -> list[str]:
    return [f"{code};I;4;{'F' if rank % 2 else ''};{mode}" for rank, mode in enumerate(modes)]


FILES = {
    # An extract: three communes of Pas-de-Calais; one dwelling of Liévin does not say whether it is let.
    "rpls_detail_2025.csv": [
        "DEPCOM;TYPECONST;NBPIECE;DPEENERGIE;MODE",
        *social(LENS, "1", "2", "3", "6"),
        *social(LIEVIN, "1", "2", ""),
        *social(HENIN, *["1", "2"] * 1500),
        *social("62999", "1"),
    ],
    # The year 2024, in the communes of 2025 then of 2026.
    "lovac_communes_geo2025.csv": [
        "CODGEO_25;LIBGEO_25;pp_total_24;pp_vacant_24;pp_vacant_plus_2ans_24",
        f"{LENS};Lens;9000;800;300",
        f"{LIEVIN};Liévin;8000;700;200",
        f"{DOUAI};Douai;20000;1500;600",
    ],
    "lovac_communes_geo2026.csv": [
        "CODGEO_26;LIBGEO_26;pp_total_24;pp_vacant_24;pp_vacant_plus_2ans_24",
        f"{LENS};Lens;9500;850;s",
        f"{LIEVIN};Liévin;8500;750;250",
    ],
    "dpe_geo2026.csv": [
        "numero_dpe;date_etablissement_dpe;etiquette_dpe;type_batiment;code_insee_ban",
        f"A1;2024-01-01;F;maison;{LENS}",
        f"A2;2024-12-31;D;maison;{LENS}",
        f"A3;2023-12-31;D;maison;{LENS}",
        f"A4;2024-06-01;;immeuble;{LENS}",
    ],
}


def temoins_warehouse(entrepot_demo: Path, folder: Path) -> Path:
    """The demonstration, with these lists instead of its own."""
    warehouse = Path(shutil.copy(entrepot_demo, folder / "warehouse.duckdb"))
    with duckdb.connect(str(warehouse)) as con:
        for jeu in ("sdes_rpls", "sdes_lovac", "ademe_dpe"):
            con.execute(f"delete from raw.{jeu}")
    for name, lines in FILES.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    land(warehouse, *(folder / name for name in FILES))
    dbt(warehouse, "build", "--indirect-selection", "cautious", "--select", *MODELS)
    return warehouse
