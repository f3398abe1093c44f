"""One delivery: read → privacy guard → quarantine → checks → `raw` and its ledger row, or a refusal."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingest import ledger, quality
from ingest.delivery import Delivered, Delivery, read_columns, select
from ingest.privacy import refuse_personal_data
from ingest.quality import Deviation, Outcome
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
        self._sheets = wanted_sheets(contracts.values())

    def land(self, files: Iterable[Delivered], progress: Callable[[str], None] = lambda _: None) -> Report:
        """Land files in the order of their names, whatever the order given; refusals never stop the others.

        A file that speaks of a commune nobody knows yet is tried again last: another file may bring that commune.
        """
        self._learn_communes()
        ordered = sorted(files, key=lambda f: (f.origin != "embarque", f.path.name, str(f.path)))
        later = [file for file in ordered if not self._land_file(file, progress, last_try=False)]
        for file in later:
            self._land_file(file, progress, last_try=True)
        self.con.execute(f"drop table {quality.KNOWN_COMMUNES}")
        return self.report

    def _land_file(self, file: Delivered, progress: Callable[[str], None], last_try: bool) -> bool:
        """False when the file should be tried again after the others."""
        started, data = time.perf_counter(), file.path.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        if self._is_known(file, sha256):
            return True
        progress(file.path.name)
        try:
            matches, skipped = self._recognise(file.path.name, data)
        except Refusal as refusal:
            self._refuse(file, sha256, None, [refusal.within(file.path.name)])
            return True
        if not matches:
            self.report.unknown.append(str(file.path))
        for jeu in dict.fromkeys(match.contract.jeu for match in matches):
            delivery = Delivery(
                file, sha256, len(data), [m for m in matches if m.contract.jeu == jeu], skipped, self.asked
            )
            try:
                self._quarantine(delivery)
                outcomes = self._check(delivery)
                if not last_try and any(not o.reussi and o.controle == "connu" for o in outcomes):
                    return False
                self._settle(delivery, outcomes, started)
            except Refusal as refusal:
                self._refuse(file, sha256, delivery, [refusal.within(file.path.name, delivery.matches[0].table.place)])
            finally:
                self.con.execute(f"drop table if exists {delivery.table}")
        return True

    def _learn_communes(self) -> None:
        """List every code that the reference data sets give to a commune, today or before."""
        codes = " union ".join(
            f"select {column} as code_commune from raw.{contract.jeu} where {column} is not null"
            for contract in self.contracts.values()
            for column in contract.communes_connues
        )
        self.con.execute(
            f"create or replace table {quality.KNOWN_COMMUNES} as {codes or 'select null::varchar as code_commune'}"
        )

    def _is_known(self, file: Delivered, sha256: str) -> bool:
        rows = self.con.execute(
            "select l.jeu, l.version_contrat, l.millesime_appelant, l.retiree_le is not null, l.livraison, "
            "l.livraison in (select livraison from meta.cases) "
            "from meta.livraisons l where l.sha256 = ? and l.origine = ?",
            [sha256, file.origin],
        ).fetchall()
        current = [
            row
            for row in rows
            if (contract := self.contracts.get(row[0]))
            and row[1] == contract.version
            and (row[2] is None or self.asked in (None, row[2]))
        ]
        if file.explicit:
            current = [row for row in current if row[5]]
        elif current and all(row[3] for row in current):
            self.report.notes.append(
                french(f"{file.path.name} : retiré par `bassin retirer`, `bassin load` le remettrait")
            )
        return bool(current)

    def _recognise(self, name: str, data: bytes) -> tuple[list[Match], list[str]]:
        matches, skipped = [], []
        for table in read_tables(name, data, lambda sheet: bool(self._sheets.fullmatch(sheet))):
            try:
                match = recognise(table, self.contracts.values(), name, self.asked)
            except Refusal as refusal:
                raise refusal.within(name, table.place) from None
            if match:
                matches.append(match)
            else:
                skipped.append(table.place or table.member)
        return matches, skipped

    def _quarantine(self, delivery: Delivery) -> None:
        """Put the delivery's rows, as text, in a committed table of their own; nothing personal gets there."""
        selects: list[str] = []
        for number, match in enumerate(delivery.matches):
            rows = read_columns(match, delivery.file.path.name)
            try:
                refuse_personal_data(match, rows)
            except Refusal as refusal:
                raise refusal.within(delivery.file.path.name, match.table.place) from None
            self.con.register(f"lues_{number}", rows)
            selects += [select(match, vintage, delivery.livraison, f"lues_{number}") for vintage in match.columns]
        self.con.execute(f"create or replace table {delivery.table} as {' union all by name '.join(selects)}")
        for number in range(len(delivery.matches)):
            self.con.unregister(f"lues_{number}")
        missing = set(delivery.contract.colonnes) - {
            row[0] for row in self.con.execute(f"describe {delivery.table}").fetchall()
        }
        for name in sorted(missing):
            self.con.execute(f"alter table {delivery.table} add column {name} varchar")

    def _check(self, delivery: Delivery) -> list[Outcome]:
        """The contract's checks and those every delivery undergoes; `Refusal` for those about the whole."""
        if not delivery.count(self.con):
            raise Refusal("le fichier a un en-tête mais aucune ligne", "demandez le fichier complet")
        self._require_years(delivery)
        self._require_own_figures(delivery)
        return quality.run_checks(self.con, delivery.table, delivery.contract.controles)

    def _require_years(self, delivery: Delivery) -> None:
        for match in delivery.matches:
            for index, column in (
                (match.millesime_from, "_millesime"),
                (match.geographie_from, "_geographie"),
            ):
                bad = (
                    index is not None
                    and self.con.execute(
                        f"select _ligne from {delivery.table} where {column} is null order by 1 limit 1"
                    ).fetchone()
                )
                if bad and index is not None:
                    raise Refusal(
                        "une année est attendue",
                        "complétez la cellule d'après le producteur",
                        line=bad[0],
                        column=match.table.top[match.header_line - 1][index],
                    )

    def _require_own_figures(self, delivery: Delivery) -> None:
        """Refuse a file whose vintage the caller gives, and whose figures are those of another vintage."""
        contract = delivery.contract
        if not contract.valeurs_distinctives or not any(match.asked for match in delivery.matches):
            return
        same = " and ".join(f"q.{name} = r.{name}" for name in contract.valeurs_distinctives)
        key = " = ".join(f"coalesce({', '.join(f'{t}.{name}' for name in contract.cle)})" for t in ("q", "r"))
        twin = self.con.execute(
            f"select r._millesime from {delivery.table} q join raw.{contract.jeu} r "
            f"on {key} and q._niveau = r._niveau and q._millesime <> r._millesime "
            f"group by 1 having count(*) >= 100 and avg(({same})::int) > 0.8 order by avg(({same})::int) desc limit 1"
        ).fetchone()
        if twin:
            raise Refusal(
                f"le millésime se contredit : --millesime dit {self.asked}, mais ces chiffres sont ceux de {twin[0]} "
                "déjà chargés",
                f"vérifiez auprès du producteur, puis relancez avec --millesime {twin[0]} si c'est bien celui-là",
            )

    def _settle(self, delivery: Delivery, outcomes: list[Outcome], started: float) -> None:
        failed = [outcome for outcome in outcomes if not outcome.reussi]
        if failed:
            self._refuse(delivery.file, delivery.sha256, delivery, failed)
            ledger.write_checks(self.con, delivery.livraison, delivery.contract.jeu, outcomes)
            return
        change = ledger.compare(self.con, delivery.contract, delivery.table)
        if change.differs:
            self._refuse_rivals(delivery, change)
        self.con.execute("begin")
        try:
            ledger.fill_slots(self.con, delivery.contract, delivery.table, delivery.livraison, change)
            ledger.write_delivery(self.con, delivery.ledger_row(self.con, time.perf_counter() - started))
            ledger.write_checks(self.con, delivery.livraison, delivery.contract.jeu, outcomes)
            self.con.execute("commit")
        except BaseException:
            self.con.execute("rollback")
            raise
        if delivery.contract.communes_connues:
            self._learn_communes()
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
        """Two files of one run that say different things of one slot: neither can be chosen, both are refused."""
        rivals = [livraison for livraison in change.replaced if livraison in self._run]
        remedy = "gardez le bon dans le dépôt, ou chargez-les un par un dans l'ordre voulu avec `bassin load`"
        for rival in rivals:
            name, sha256 = self._run[rival]
            ledger.forget(self.con, rival)
            self.report.landed = [landed for landed in self.report.landed if landed.livraison != rival]
            refusal = Refusal(f"{delivery.file.path.name} donne d'autres chiffres pour le même millésime", remedy, name)
            self._write_refusal(name, delivery.contract.jeu, None, sha256, [str(refusal)], [])
        if rivals:
            name, _ = self._run[rivals[0]]
            raise Refusal(f"{name} donne d'autres chiffres pour le même millésime", remedy)

    def _refuse(
        self, file: Delivered, sha256: str, delivery: Delivery | None, why: Sequence[Refusal | Outcome]
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
