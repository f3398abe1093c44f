"""A small world of right-holders, delivered in the partners' blank workbooks, loaded and typed."""

from __future__ import annotations

from pathlib import Path

import duckdb

from bassin.settings import Settings
from bassin.template import write_template
from ingest import ledger
from ingest.delivered import Delivered
from ingest.landing import EMBEDDED, Lander
from ingest.registry import load_contracts
from simulation.ayants_droit import angdm, landlords, schemes
from simulation.ayants_droit.dwellings import LANDLORDS
from simulation.ayants_droit.filled import fill
from simulation.ayants_droit.tally import Table, end_to_end
from simulation.ayants_droit.world import MiningWorld
from simulation.cites import draw_cites
from simulation.communes import read_communes, read_outlines
from tests.agreements import register

YEARS = (2022, 2024)
KNOWN = ("communes_2026.csv.gz", "communes_passages_2026.csv")
"""What a delivery is checked against."""


def small_world() -> MiningWorld:
    communes = read_communes(EMBEDDED)
    return MiningWorld(communes, draw_cites(communes, read_outlines(EMBEDDED)), persons=3_000)


def deliveries(world: MiningWorld) -> dict[str, Table]:
    """What each partner writes, by data set; both landlords in one workbook."""
    yearly = {
        "angdm_ayants_droit": angdm.right_holders,
        "angdm_prestations": angdm.benefits,
        "angdm_mouvements": angdm.movements,
        "angdm_logements": angdm.dwellings_in_kind,
        "urh_ops": landlords.survey,
        "rdm_pensions": schemes.miners_pensions,
        "carsat_retraites": schemes.retirees,
        "cpam_c2s": schemes.health_cover,
    }
    parks = [landlords.park(world, year, landlord) for landlord in LANDLORDS for year in YEARS]
    return {
        **{jeu: end_to_end([of_year(world, year) for year in YEARS]) for jeu, of_year in yearly.items()},
        "bailleurs_parc": end_to_end(parks),
        "ors_mortalite": schemes.mortality(world, 2018, 2022),
    }


def filled_workbooks(world: MiningWorld, folder: Path) -> list[Path]:
    """Blank workbook, then filled: one a data set."""
    settings = Settings(folder / "warehouse.duckdb")
    return [
        fill(write_template(settings, jeu, folder / f"vierge_{jeu}.xlsx"), table, folder / f"{jeu}.xlsx")
        for jeu, table in deliveries(world).items()
    ]


def load(warehouse: Path, *files: Path) -> list[str]:
    """Load deliveries under agreements in a warehouse that knows the communes; what is refused or unknown."""
    contracts = load_contracts()
    agreed = [{"jeu": jeu} for jeu, contract in contracts.items() if contract.secret]
    agreements = register(warehouse.with_name("conventions.csv"), *agreed)
    with duckdb.connect(str(warehouse)) as con:
        ledger.prepare(con, contracts.values())
        Lander(con, contracts, None).land(Delivered(EMBEDDED / name, "embarque") for name in KNOWN)
        report = Lander(con, contracts, None).land(
            Delivered(path, "depot", explicit=True) for path in (agreements, *files)
        )
    return [*report.refused, *report.unknown]
