"""The real producers' files: every layout in hand lands, whatever the order of the files."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from ingest.delivered import Delivered
from ingest.landing import Lander
from ingest.registry import Contract

FOLDERS = ("insee/cog", "insee/zonages", "insee/populations_legales", "dgcl")
HERE = (
    "insee_cog_",
    "insee_appartenance",
    "insee_naf",
    "insee_populations_reference",
    "insee_zones_emploi",
    "dgcl_",
    "etalab_",
    "ign_",
    "mission_perimetres",
)
"""Data sets of these folders, and the embedded ones."""
UNDATED = {"donnees_communes_2024.csv": 2021, "donnees_communes_b.csv": 2019}


@pytest.fixture(scope="module")
def landed_reels(
    reels: Path, landed: Path, contracts: dict[str, Contract], tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    """Two warehouses of the same real files, taken in one order and in the other."""
    files = sorted(path for folder in FOLDERS for path in (reels / folder).iterdir())
    warehouses = []
    for order in (files, files[::-1]):
        folder = tmp_path_factory.mktemp("ordre")
        warehouse = Path(shutil.copyfile(landed, folder / "warehouse.duckdb"))
        with duckdb.connect(str(warehouse)) as con:
            for asked in (None, *sorted(set(UNDATED.values()))):
                run = folder / str(asked)
                run.mkdir()
                # Within a run files are taken by name: a number before it gives the order.
                for rank, path in enumerate(path for path in order if UNDATED.get(path.name) == asked):
                    (run / f"{rank:02}_{path.name}").symlink_to(path.resolve())
                report = Lander(con, contracts, asked).land(Delivered(path, "depot") for path in run.iterdir())
                assert (report.refused, report.unknown) == ([], [])
        warehouses.append(warehouse)
    return warehouses


def test_files_in_reverse_order_give_the_same_rows(landed_reels: list[Path], contracts: dict[str, Contract]) -> None:
    found = []
    for warehouse in landed_reels:
        with duckdb.connect(str(warehouse), read_only=True) as con:
            found.append(
                {
                    jeu: con.execute(f"select count(*), bit_xor(hash(r)) from raw.{jeu} r").fetchone()
                    for jeu in contracts
                }
            )
    assert found[0] == found[1]
    assert all(rows and rows[0] for jeu, rows in found[0].items() if jeu.startswith(HERE))


def test_the_layouts_of_populations_give_the_same_codes_each_its_own_vintage(landed_reels: list[Path]) -> None:
    with duckdb.connect(str(landed_reels[0]), read_only=True) as con:
        rows = con.execute(
            "select _edition, _millesime, _geographie, count(distinct code_commune), min(code_commune), "
            "count(*) filter (length(code_commune) <> 5), sum(population_municipale::bigint) "
            "from raw.insee_populations_reference where _niveau = 'commune' and _edition <> 'embarque' "
            "group by all order by 2"
        ).fetchall()
        gone = con.execute(
            "select count(*) from raw.insee_populations_reference a where _edition = 'donnees_communes' "
            "and code_commune not in (select code_commune from raw.insee_populations_reference "
            "where _edition = 'donnees_communes_deux_codes')"
        ).fetchone()
    assert rows == [
        ("classeur", 2016, 2018, 35382, "01001", 0, 66361658),
        ("donnees_communes_deux_codes", 2019, 2021, 34990, "01001", 0, 66988403),
        ("donnees_communes", 2021, 2023, 34970, "01001", 0, 67408052),
    ]
    # 27676 Les Trois Lacs, which had another code (27058) in 2021 and 2022.
    assert gone == (1,)


def test_the_departements_of_a_workbook_are_the_sums_of_its_communes(landed_reels: list[Path]) -> None:
    with duckdb.connect(str(landed_reels[0]), read_only=True) as con:
        differences = con.execute(
            "select code_departement, sum(case _niveau when 'commune' then 1 when 'departement' then -1 else 0 end "
            "* population_municipale::bigint) as d from raw.insee_populations_reference "
            "where _edition = 'classeur' and _niveau in ('commune', 'departement') group by 1 having d <> 0"
        ).fetchall()
    assert differences == []
