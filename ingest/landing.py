"""One delivery: read → privacy guard → quarantine → checks → `raw` and its ledger row, or a refusal."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import duckdb

from ingest import conventions, ledger, quality
from ingest.dating import require_years
from ingest.delivered import Delivered, told_path
from ingest.delivery import MEMORY, Delivery
from ingest.privacy.guard import refuse_names
from ingest.probes import EVERY, KNOWN_CODES, SAMPLE
from ingest.quality import Deviation, Outcome
from ingest.quarantine import quarantine
from ingest.readers import read_tables
from ingest.recognition import Match, recognise, wanted_sheets
from ingest.refusals import Refusal, french
from ingest.registry import Contract
from ingest.report import Aside, Fault, Landed, Report

EMBEDDED = Path(__file__).parent / "embarque"
_EXCERPTS = 3


class Lander:
    """Lands files in an open warehouse; keeps the run's memory, so that no two files quietly fight over a slot."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, contracts: dict[str, Contract], asked: int | None, trial: bool = False
    ) -> None:
        """`asked` is the vintage of the files that do not say theirs.

        A trial tells each faulty line, and lands files that no agreement covers.
        """
        self.con, self.contracts, self.asked, self.trial = con, contracts, asked, trial
        self.report = Report()
        self._run: dict[str, tuple[str, str]] = {}
        self._contested: dict[str, set[ledger.Slot]] = {}
        self._sheets = wanted_sheets(contracts.values())

    def land(self, files: Iterable[Delivered], progress: Callable[[str], None] = lambda _: None) -> Report:
        """Land files in the order of their names, whatever the order given; refusals never stop the others.

        A file that speaks of a commune nobody knows yet is tried again last: another file may bring that commune. So
        is a file under agreement: another may bring the agreement, or change it.
        """
        self._learn_codes()
        self.con.execute(f"attach ':memory:' as {MEMORY}; create schema {MEMORY}.quarantaine")
        ordered = sorted(files, key=lambda f: (f.origin != "embarque", f.path.name, str(f.path)))
        later = [file for file in ordered if not self._land_file(file, progress, last_try=False)]
        for file in later:
            self._land_file(file, lambda _: None, last_try=True)
        self.con.execute(f"drop table {KNOWN_CODES}; detach {MEMORY}")
        return self.report

    def _land_file(self, file: Delivered, progress: Callable[[str], None], last_try: bool) -> bool:
        """False when the file should be tried again after the others."""
        started, sha256 = time.perf_counter(), None
        try:
            data = file.path.read_bytes()
            sha256 = hashlib.sha256(data).hexdigest()
            refuse_names(file.path.name)
            progress(file.name)
            asked = self._vintage_asked(file, sha256)
            matches, skipped = self._recognise(file, data, asked)
        except Refusal as refusal:
            self._refuse(file, sha256, None, [refusal.within(file.name)])
            return True
        except BaseException as error:
            self._refuse(file, sha256, None, [_unreadable(error).within(file.name)])
            return True
        if not matches:
            self.report.unknown.append(told_path(file.path))
        again = False
        for jeu in dict.fromkeys(match.contract.jeu for match in matches):
            own = [match for match in matches if match.contract.jeu == jeu]
            delivery = Delivery(file, sha256, len(data), own, skipped, asked)
            self.report.asides.append(Aside(file.name, jeu, tuple(skipped), delivery.ignored))
            if not self._is_known(delivery):
                again |= not self._land_delivery(delivery, started, last_try)
        return not again

    def _land_delivery(self, delivery: Delivery, started: float, last_try: bool) -> bool:
        """False when the delivery should be tried again after the others."""
        name, place = delivery.file.name, delivery.matches[0].table.place
        try:
            agreed = conventions.under_agreement(delivery.contract) and not self.trial
            if agreed:
                if not last_try:
                    return False
                conventions.require_agreement(self.con, delivery.contract)
            conventions.require_kept(self.con, delivery.contract, delivery.sha256)
            quarantine(self.con, delivery)
            if agreed:
                conventions.require_partners(self.con, delivery.contract, delivery.partners(self.con))
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
        agreed = [name for name, contract in self.contracts.items() if conventions.under_agreement(contract)]
        jeux = f"select 'jeux' as repertoire, unnest({agreed}::varchar[]) as code"
        codes = " union ".join(
            f"select '{directory}' as repertoire, {column} as code from raw.{contract.jeu} where {column} is not null"
            for contract in self.contracts.values()
            for directory, columns in contract.repertoires.items()
            for column in columns
        )
        self.con.execute(f"create or replace table {KNOWN_CODES} as {' union '.join(filter(None, (jeux, codes)))}")

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
            "where sha256 = ? and jeu = ? and origine = ? and version_contrat = ? and purgee_le is null "
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
            name = delivery.file.name
            self.report.notes.append(french(f"{name} : retiré par `bassin retirer`, `bassin load` le remettrait"))
        return bool(rows)

    def _recognise(self, file: Delivered, data: bytes, asked: int | None) -> tuple[list[Match], list[str]]:
        """The tables some contract speaks of, and the names of the others.

        In an archive a doubtful member does not sink the good ones: its refusal is raised only if there is none.
        """
        name, doubt = file.name, None
        matches, skipped = [], []
        for table in read_tables(name, data, lambda sheet: bool(self._sheets.fullmatch(sheet.strip()))):
            refuse_names(name, table.place or table.member)
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
        sample = EVERY if self.trial else SAMPLE
        return quality.run_checks(self.con, delivery.table, delivery.contract.controles, sample)

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
        self._run[delivery.livraison] = (delivery.file.name, delivery.sha256)
        self.report.landed.append(
            Landed(
                delivery.file.name,
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
            refusal = Refusal(
                f"{told_path(delivery.file.path)} donne d'autres chiffres pour le même millésime", remedy, name
            )
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
        name, jeu = file.name, delivery.contract.jeu if delivery else None
        sentences: list[str] = []
        excerpts: list[str] = []
        for reason in why:
            if isinstance(reason, Outcome) and delivery:
                sentences.append(delivery.sentence(reason))
                excerpts += self._excerpts(delivery, reason.exemples)
                places = tuple(delivery.shown(example) for example in reason.exemples)
                self.report.faults.append(Fault(name, jeu, sentences[-1], reason.ecarts, places))
            else:
                sentences.append(str(reason))
                self.report.faults.append(Fault(name, jeu, sentences[-1]))
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
    """The refusal of a file that a library could not read; what is not about the file goes on up.

    The library's own words may quote a cell: only the name of its error is told.
    """
    if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError | duckdb.Error | quality.QualityError):
        raise error
    return Refusal(
        f"le fichier ne peut pas être lu ({type(error).__name__})",
        "vérifiez qu'il s'ouvre sur votre poste, puis enregistrez-le ou téléchargez-le de nouveau",
    )
