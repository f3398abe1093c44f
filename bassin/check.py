"""`bassin check`: contracts, and files tried in memory without touching the warehouse."""

from __future__ import annotations

from pathlib import Path

import duckdb

from bassin.failures import BuildError
from bassin.settings import Settings
from ingest import ledger
from ingest.delivered import Delivered, told_path
from ingest.landing import Lander
from ingest.refusals import french
from ingest.registry import ContractError, load_contracts


def check_contracts(settings: Settings) -> int:
    """Say what is wrong in the contracts, and where; 1 if anything is."""
    try:
        contracts = load_contracts(settings.contracts)
    except ContractError as error:
        print(french(str(error)))
        return 1
    print(french(f"{len(contracts)} contrats, tous valides"))
    return 0


def check_files(settings: Settings, files: list[Path], millesime: int | None) -> int:
    """Try files against the contracts, in memory, beside the embedded data; 3 if any would be refused."""
    for path in files:
        if not path.is_file():
            raise BuildError(french(f"{told_path(path)} n'est pas un fichier ; vérifiez le chemin"))
    contracts = load_contracts(settings.contracts)
    with duckdb.connect() as con:
        ledger.prepare(con, contracts.values())
        embedded = [Delivered(path, "embarque") for path in sorted(settings.embedded.iterdir())]
        Lander(con, contracts, None).land(embedded)
        report = Lander(con, contracts, millesime).land([Delivered(path, "depot", True) for path in files])
    for landed in report.landed:
        years = ", ".join(map(str, landed.vintages))
        ignored = (
            f" ; colonnes laissées de côté : {', '.join(landed.ignored_columns)}" if landed.ignored_columns else ""
        )
        print(french(f"{landed.file} : {landed.jeu} {years}, {landed.lines} lignes, serait accepté{ignored}"))
    for name in report.unknown:
        print(french(f"{name} : aucun contrat ne reconnaît ce fichier"))
    for sentence in report.refused:
        print(french(f"REFUSÉ {sentence}"))
    return 3 if report.refused else 0
