"""What a demonstration adds to the embedded data: simulated deliveries, marked so, that no real warehouse receives."""

from __future__ import annotations

import shutil

import duckdb

from bassin.failures import BuildError
from bassin.settings import Settings
from ingest.conventions import under_agreement
from ingest.delivered import Delivered
from ingest.landing import Lander
from ingest.refusals import french
from ingest.registry import Contract
from ingest.report import Landed
from simulation.conventions import conventions
from simulation.deliveries import write_deliveries, write_text


def land_simulation(settings: Settings, con: duckdb.DuckDBPyConnection, contracts: dict[str, Contract]) -> list[Landed]:
    """Draw the simulated deliveries and land them; `BuildError` if any is refused or not recognised.

    Ours to the last byte, a simulated file that does not land is a fault of the project and not of a delivery.
    """
    folder = settings.workshop / "simulation"
    try:
        written = write_deliveries(folder, settings.embedded)
        agreed = {jeu: contract.producteur for jeu, contract in contracts.items() if under_agreement(contract)}
        written.append(write_text(folder / "conventions.csv", conventions(agreed)))
        report = Lander(con, contracts, None).land(Delivered(path, "simulation") for path in written)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if faults := [*report.refused, *(f"{name} : aucun contrat ne reconnaît ce fichier" for name in report.unknown)]:
        raise BuildError(french("la simulation ne passe pas ses propres contrats : " + " ".join(faults)))
    return report.landed
