"""`bassin check`: contracts, and files tried in memory without touching the warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from bassin.build import read_state
from bassin.failures import BuildError
from bassin.settings import Settings
from bassin.verification import Verification, page, signature
from ingest import conventions, ledger
from ingest.delivered import Delivered, told_path
from ingest.landing import Lander
from ingest.probes import number_in_french
from ingest.refusals import Refusal, french
from ingest.registry import Contract, ContractError, load_contracts
from ingest.report import Landed, Report

_CITES = "quarantaine.cites_connues"
_SHOWN = 20
"""How many lines of a doubt are told."""


def check_contracts(settings: Settings) -> int:
    """Say what is wrong in the contracts, and where; 1 if anything is."""
    try:
        contracts = load_contracts(settings.contracts)
    except ContractError as error:
        print(french(str(error)))
        return 1
    print(french(f"{len(contracts)} contrats, tous valides"))
    return 0


def check_files(settings: Settings, files: list[Path], millesime: int | None, target: Path | None) -> int:
    """Try files against the contracts, in memory, and write a report on each; 3 if any would be refused.

    They are tried beside the embedded data, and judged by the agreements and the cités of the published warehouse.
    """
    for path in files:
        if not path.is_file():
            raise BuildError(french(f"{told_path(path)} n'est pas un fichier ; vérifiez le chemin"))
    tried = [Delivered(path, "depot", True) for path in files]
    targets = _targets(tried, target)
    contracts = load_contracts(settings.contracts)
    with duckdb.connect() as con:
        ledger.prepare(con, contracts.values())
        _learn_published(con, settings)
        embedded = [Delivered(path, "embarque") for path in sorted(settings.embedded.iterdir())]
        Lander(con, contracts, None).land(embedded)
        report = Lander(con, contracts, millesime, trial=True).land(tried)
        found = [_verification(con, contracts, report, file.name) for file in tried]
    for verification, path in zip(found, targets, strict=True):
        path.write_text(page(verification), encoding="utf-8")
    _tell(report)
    missing = [f"{one.file} : {sentence}" for one in found for sentence in one.missing]
    for sentence in [*report.refused, *missing]:
        print(french(f"REFUSÉ {sentence}"))
    for one in found:
        for doubt in one.doubts:
            print(french(f"À VÉRIFIER {one.file} : {doubt}"))
    for path in targets:
        print(french(f"rapport : {told_path(path)}"))
    return 3 if report.refused or missing else 0


def _targets(files: list[Delivered], asked: Path | None) -> list[Path]:
    """Where the report on each file goes; `BuildError` where another file is already there."""
    targets: list[Path] = []
    for file in files:
        stem = file.path.stem if file.name == file.path.name else "livraison"
        ranks = ("", *(f"-{rank}" for rank in range(2, len(files) + 1)))
        names = (Path(f"{stem}-verification{rank}.html") for rank in ranks)
        target = asked or next(name for name in names if name not in targets)
        if target.exists() and signature(file.name).encode() not in target.read_bytes():
            raise BuildError(
                french(
                    f"{told_path(target)} existe déjà et n'est pas un rapport sur {file.name} ; "
                    "nommez-en un autre avec --rapport"
                )
            )
        targets.append(target)
    return targets


def _learn_published(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Copy into memory what the published warehouse says of agreements, of deliveries under agreement and of cités."""
    con.execute(f"create table {_CITES} (code_cite varchar)")
    if read_state(settings).mode is None:
        return
    quoted = str(settings.published).replace("'", "''")
    con.execute(f"attach '{quoted}' as publie (read_only)")
    if conventions.has_register(con, "publie"):
        for table, which in ((f"raw.{conventions.REGISTER}", "true"), ("meta.livraisons", "diffusion = 'convention'")):
            con.execute(f"insert into {table} by name select * from publie.{table} where {which}")
    marts = "database_name = 'publie' and schema_name = 'marts' and table_name = 'cites'"
    if con.execute(f"select 1 from duckdb_tables() where {marts}").fetchone():
        con.execute(f"insert into {_CITES} select code_cite from publie.marts.cites")
    con.execute("detach publie")


def _verification(
    con: duckdb.DuckDBPyConnection, contracts: dict[str, Contract], report: Report, file: str
) -> Verification:
    asides = tuple(one for one in report.asides if one.file == file)
    missing = []
    for jeu in dict.fromkeys(one.jeu for one in asides):
        if conventions.under_agreement(contracts[jeu]):
            try:
                conventions.require_agreement(con, contracts[jeu])
                conventions.require_partners(con, contracts[jeu], _partners(con, report, file, jeu))
            except Refusal as refusal:
                missing.append(str(refusal))
    return Verification(
        file,
        conventions.today(),
        tuple(landed for landed in report.landed if landed.file == file),
        tuple(fault for fault in report.faults if fault.file == file),
        asides,
        tuple(missing),
        tuple(doubt for landed in report.landed if landed.file == file for doubt in _doubts(con, contracts, landed)),
        frozenset(jeu for jeu, contract in contracts.items() if contract.diffusion == "public"),
    )


def _doubts(con: duckdb.DuckDBPyConnection, contracts: dict[str, Contract], landed: Landed) -> Iterator[str]:
    """What is admitted and may be wrong all the same: cités that no layer has, where some layer is loaded."""
    if "code_cite" not in contracts[landed.jeu].colonnes:
        return
    unknown = (
        f"select _ligne from raw.{landed.jeu} where _livraison = ? and code_cite is not null "
        f"and code_cite not in (select code_cite from {_CITES}) and exists (from {_CITES})"
    )
    lines = [line for (line,) in con.execute(f"{unknown} order by 1", [landed.livraison]).fetchall()]
    if lines:
        shown = ", ".join(map(str, lines[:_SHOWN])) + (", etc." if len(lines) > _SHOWN else "")
        many = "s" if len(lines) > 1 else ""
        yield (
            f"colonne code_cite, {number_in_french(len(lines))} ligne{many} ({shown}) d'une cité qu'aucune couche de "
            "la Mission n'a ; telles quelles, elles ne compteraient dans aucune cité"
        )


def _partners(con: duckdb.DuckDBPyConnection, report: Report, file: str, jeu: str) -> list[str]:
    """The partners that the lines of a file name, once it was found to be right."""
    tried = [landed.livraison for landed in report.landed if (landed.file, landed.jeu) == (file, jeu)]
    rows = con.execute(
        "select distinct unnest(partenaires) from meta.livraisons where livraison in (select unnest(?::varchar[])) "
        "order by 1",
        [tried],
    )
    return [name for (name,) in rows.fetchall()]


def _tell(report: Report) -> None:
    for landed in report.landed:
        years = ", ".join(map(str, landed.vintages))
        ignored = (
            f" ; colonnes laissées de côté : {', '.join(landed.ignored_columns)}" if landed.ignored_columns else ""
        )
        print(french(f"{landed.file} : {landed.jeu} {years}, {landed.lines} lignes, serait accepté{ignored}"))
    for name in report.unknown:
        print(french(f"{name} : aucun contrat ne reconnaît ce fichier"))
