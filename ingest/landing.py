"""One delivery: read → privacy guard → quarantine → checks → `raw` and its ledger row, or a refusal."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingest import ledger, quality
from ingest.dating import require_years
from ingest.delivered import Delivered
from ingest.delivery import Delivery
from ingest.probes import KNOWN_CODES
from ingest.quality import Deviation, Outcome
from ingest.quarantine import quarantine
from ingest.readers import read_tables
from ingest.recognition import Match, recognise, wanted_sheets
from ingest.refusals import Refusal, french
from ingest.registry import Contract

EMBEDDED = Path(__file__).parent / "embarque"
_EXCERPTS = 3


@dataclass(frozen=True)
class Landed:
    """A delivery that is in `raw`."""

    file: str
    jeu: str
    livraison: str
    lines: int
    vintages: tuple[int, ...]
    ignored_columns: tuple[str, ...]
    change: ledger.Change


@dataclass
class Report:
    """What became of each file of a run; sentences are in French."""

    landed: list[Landed] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.landed)


class Lander:
    """Lands files in an open warehouse; keeps the run's memory, so that no two files quietly fight over a slot."""

    def __init__(self, con: duckdb.DuckDBPyConnection, contracts: dict[str, Contract], asked: int | None) -> None:
        """`asked` is the vintage of the files that do not say theirs."""
        self.con, self.contracts, self.asked = con, contracts, asked
        self.report = Report()
        self._run: dict[str, tuple[str, str]] = {}
        self._contested: dict[str, set[ledger.Slot]] = {}
        self._sheets = wanted_sheets(contracts.values())

    def land(self, files: Iterable[Delivered], progress: Callable[[str], None] = lambda _: None) -> Report:
        """Land files in the order of their names, whatever the order given; refusals never stop the others.

        A file that speaks of a commune nobody knows yet is tried again last: another file may bring that commune.
        """
        self._learn_codes()
        ordered = sorted(files, key=lambda f: (f.origin != "embarque", f.path.name, str(f.path)))
        later = [file for file in ordered if not self._land_file(file, progress, last_try=False)]
        for file in later:
            self._land_file(file, progress, last_try=True)
        self.con.execute(f"drop table {KNOWN_CODES}")
        return self.report

    def _land_file(self, file: Delivered, progress: Callable[[str], None], last_try: bool) -> bool:
        """False when the file should be tried again after the others."""
        started, sha256 = time.perf_counter(), None
        try:
            data = file.path.read_bytes()
            sha256 = hashlib.sha256(data).hexdigest()
            progress(file.path.name)
            asked = self._vintage_asked(file, sha256)
            matches, skipped = self._recognise(file, data, asked)
        except Refusal as refusal:
            self._refuse(file, sha256, None, [refusal.within(file.path.name)])
            return True
        except BaseException as error:
            self._refuse(file, sha256, None, [_unreadable(error).within(file.path.name)])
            return True
        if not matches:
            self.report.unknown.append(str(file.path))
        again = False
        for jeu in dict.fromkeys(match.contract.jeu for match in matches):
            own = [match for match in matches if match.contract.jeu == jeu]
            delivery = Delivery(file, sha256, len(data), own, skipped, asked)
            if not self._is_known(delivery):
                again |= not self._land_delivery(delivery, started, last_try)
        return not again

    def _land_delivery(self, delivery: Delivery, started: float, last_try: bool) -> bool:
        """False when the delivery should be tried again after the others."""
        name, place = delivery.file.path.name, delivery.matches[0].table.place
        try:
            quarantine(self.con, delivery)
            outcomes = self._check(delivery)
            if not last_try and any(not o.reussi and o.controle == "connu" for o in outcomes):
                return False
            self._settle(delivery, outcomes, started)
        except Refusal as refusal:
            self._refuse(delivery.file, delivery.sha256, delivery, [refusal.within(name, place)])
        except (LookupError, ValueError) as error:  # pyarrow's errors are among them
            self._refuse(delivery.file, delivery.sha256, delivery, [_unreadable(error).within(name, place)])
        finally:
            self.con.execute(f"drop table if exists {delivery.table}")
        return True

    def _learn_codes(self) -> None:
        """List every code that the reference data sets give, by directory: a commune's of today or before, an APE…"""
        codes = " union ".join(
            f"select '{directory}' as repertoire, {column} as code from raw.{contract.jeu} where {column} is not null"
            for contract in self.contracts.values()
            for directory, columns in contract.repertoires.items()
            for column in columns
        )
        nothing = "select null::varchar as repertoire, null::varchar as code"
        self.con.execute(f"create or replace table {KNOWN_CODES} as {codes or nothing}")

    def _vintage_asked(self, file: Delivered, sha256: str) -> int | None:
        """The vintage a caller gave: for bytes already dated by one, that one, unless the file is named again."""
        row = self.con.execute(
            "select max(millesime_appelant) from meta.livraisons where sha256 = ? and retiree_le is null", [sha256]
        ).fetchone()
        known = row[0] if row and not (file.explicit and self.asked) else None
        return known or self.asked

    def _is_known(self, delivery: Delivery) -> bool:
        """Whether the ledger has these bytes for this data set, as the present contract reads them."""
        rows = self.con.execute(
            "select retiree_le is not null, livraison in (select livraison from meta.cases) from meta.livraisons "
            "where sha256 = ? and jeu = ? and origine = ? and version_contrat = ? "
            "and millesime_appelant is not distinct from ?",
            [
                delivery.sha256,
                delivery.contract.jeu,
                delivery.file.origin,
                delivery.contract.version,
                delivery.vintage_asked,
            ],
        ).fetchall()
        if delivery.file.explicit:
            return any(in_place for _, in_place in rows)
        if rows and all(withdrawn for withdrawn, _ in rows):
            name = delivery.file.path.name
            self.report.notes.append(french(f"{name} : retiré par `bassin retirer`, `bassin load` le remettrait"))
        return bool(rows)

    def _recognise(self, file: Delivered, data: bytes, asked: int | None) -> tuple[list[Match], list[str]]:
        """The tables some contract speaks of, and the names of the others.

        In an archive a doubtful member does not sink the good ones: its refusal is raised only if there is none.
        """
        name, doubt = file.path.name, None
        matches, skipped = [], []
        for table in read_tables(name, data, lambda sheet: bool(self._sheets.fullmatch(sheet.strip()))):
            try:
                match = recognise(table, self.contracts.values(), name, asked, file.origin == "embarque")
            except Refusal as refusal:
                doubt, match = doubt or refusal.within(name, table.place), None
            if match:
                matches.append(match)
            else:
                if not table.top:
                    doubt = doubt or table.fault
                skipped.append(table.place or table.member)
        if doubt and not matches:
            raise doubt
        return matches, skipped

    def _check(self, delivery: Delivery) -> list[Outcome]:
        """The contract's checks and those every delivery undergoes; `Refusal` for those about the whole."""
        if not delivery.count(self.con):
            raise Refusal("le fichier a un en-tête mais aucune ligne", "demandez le fichier complet")
        require_years(self.con, delivery)
        return quality.run_checks(self.con, delivery.table, delivery.contract.controles)

    def _settle(self, delivery: Delivery, outcomes: list[Outcome], started: float) -> None:
        failed = [outcome for outcome in outcomes if not outcome.reussi]
        if failed:
            self._refuse(delivery.file, delivery.sha256, delivery, without_echoes(failed))
            ledger.write_checks(self.con, delivery.livraison, delivery.contract.jeu, outcomes)
            return
        change = ledger.compare(self.con, delivery.contract, delivery.table)
        self._refuse_rivals(delivery, change)
        self._refuse_losses(delivery, change)
        self.con.execute("begin")
        try:
            ledger.fill_slots(self.con, delivery.contract, delivery.table, delivery.livraison, change)
            ledger.write_delivery(self.con, delivery.ledger_row(self.con, time.perf_counter() - started))
            ledger.write_checks(self.con, delivery.livraison, delivery.contract.jeu, outcomes)
            self.con.execute("commit")
        except BaseException:
            self.con.execute("rollback")
            raise
        if delivery.contract.repertoires:
            self._learn_codes()
        self._run[delivery.livraison] = (delivery.file.path.name, delivery.sha256)
        self.report.landed.append(
            Landed(
                delivery.file.path.name,
                delivery.contract.jeu,
                delivery.livraison,
                delivery.count(self.con),
                delivery.years(self.con, "_millesime"),
                delivery.ignored,
                change,
            )
        )

    def _refuse_rivals(self, delivery: Delivery, change: ledger.Change) -> None:
        """Files of one run that say different things of one slot: none can be chosen, all are refused."""
        contract = delivery.contract
        slots = ledger.slots(self.con, contract, delivery.table)
        contested = self._contested.setdefault(contract.jeu, set())
        rivals = [livraison for livraison in change.replaced if livraison in self._run] if change.differs else []
        remedy = "gardez le bon dans le dépôt, ou chargez-les un par un dans l'ordre voulu avec `bassin load`"
        for rival in rivals:
            name, sha256 = self._run.pop(rival)
            ledger.forget(self.con, self.contracts, rival)
            self.report.landed = [landed for landed in self.report.landed if landed.livraison != rival]
            refusal = Refusal(f"{delivery.file.path} donne d'autres chiffres pour le même millésime", remedy, name)
            self._write_refusal(name, contract.jeu, None, sha256, [str(refusal)], [])
        if rivals or contested & slots:
            contested |= slots
            raise Refusal("un autre fichier du dépôt donne d'autres chiffres pour le même millésime", remedy)

    def _refuse_losses(self, delivery: Delivery, change: ledger.Change) -> None:
        """A file of a depot that would lose lines of what it replaces is more likely cut than corrected."""
        if not delivery.file.explicit and change.gone > 0.05 * change.former:
            raise Refusal(
                f"{change.gone} lignes de la livraison précédente n'y sont plus, sur {change.former}",
                "vérifiez qu'il est complet ; si la baisse est voulue, chargez-le avec `bassin load`",
            )

    def _refuse(
        self, file: Delivered, sha256: str | None, delivery: Delivery | None, why: Sequence[Refusal | Outcome]
    ) -> None:
        name = file.path.name
        sentences: list[str] = []
        excerpts: list[str] = []
        for reason in why:
            if isinstance(reason, Outcome) and delivery:
                sentences.append(delivery.sentence(reason))
                excerpts += self._excerpts(delivery, reason.exemples)
            else:
                sentences.append(str(reason))
        jeu = delivery.contract.jeu if delivery else None
        edition = delivery.matches[0].layout.edition if delivery else None
        self._write_refusal(name, jeu, edition, sha256, sentences, excerpts[:_EXCERPTS])

    def _write_refusal(
        self,
        name: str,
        jeu: str | None,
        edition: str | None,
        sha256: str | None,
        sentences: list[str],
        excerpts: list[str],
    ) -> None:
        self.report.refused += sentences
        ledger.write_refusal(self.con, (name, jeu, edition, sha256, sentences, excerpts, ledger.now(), self.asked))

    def _excerpts(self, delivery: Delivery, examples: list[Deviation]) -> list[str]:
        if delivery.contract.diffusion != "public":
            return []
        lines = [example.ligne for example in examples if example.ligne]
        columns = ", ".join(delivery.contract.colonnes)
        return [
            row[0]
            for row in self.con.execute(
                f"select concat_ws(' | ', 'ligne ' || _ligne, {columns}) from {delivery.table} "
                f"where _ligne in (select unnest(?::integer[])) order by _ligne limit {_EXCERPTS}",
                [lines],
            ).fetchall()
        ]


def without_echoes(failed: Sequence[Outcome]) -> list[Outcome]:
    """One outcome for the lines of a column that several checks refuse: what is no code at all is not a known one."""
    said: set[tuple[str | None, int | None, int]] = set()
    kept = []
    for outcome in failed:
        lines = (outcome.colonne, outcome.exemples[0].ligne, outcome.ecarts)
        if lines not in said:
            kept.append(outcome)
        said.add(lines)
    return kept


def _unreadable(error: BaseException) -> Refusal:
    """The refusal of a file that a library could not read; what is not about the file goes on up."""
    if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError | duckdb.Error | quality.QualityError):
        raise error
    reason = " ".join(str(error).split())[:120] or type(error).__name__
    return Refusal(
        f"le fichier ne peut pas être lu ({reason})",
        "vérifiez qu'il s'ouvre sur votre poste, puis enregistrez-le ou téléchargez-le de nouveau",
    )
