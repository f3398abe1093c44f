"""Load → dbt → checks → publish: what was published stays as it is until all of it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import duckdb
from filelock import FileLock, Timeout

from bassin import publish
from bassin.failures import BuildError
from bassin.fingerprint import Fingerprint, files_of
from bassin.settings import Settings
from ingest import conventions, ledger
from ingest.delivered import Delivered, told_path
from ingest.refusals import french

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.report import Report

Mode = Literal["demonstration", "reel"]
Say = Callable[[str], None]
LANDING: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "2GB", "preserve_insertion_order": False}
"""How DuckDB lands files: a limit to its memory, beside the file being read (dbt has the same in its profile), and rows
of `raw` in any order, which lets it write them as they come."""


@dataclass(frozen=True)
class State:
    """What the published warehouse says of itself."""

    mode: Mode | None = None
    fingerprint: Fingerprint = field(default_factory=Fingerprint)
    complete: bool = False
    """Built to the end: a `load` without dbt leaves it false."""
    built: datetime | None = None


@dataclass(frozen=True)
class Built:
    """How a command ended, in French sentences."""

    refused: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    did_something: bool = True

    @property
    def exit_code(self) -> int:
        return 3 if self.refused else 0


def read_state(settings: Settings) -> State:
    """The published warehouse's mode and fingerprint; an empty state where there is none."""
    if not settings.published.exists():
        return State()
    try:
        with duckdb.connect(str(settings.published), read_only=True) as con:
            row = con.execute("select mode, empreinte, construit_le from meta.entrepot").fetchone()
    except duckdb.CatalogException:
        return State()
    except duckdb.Error as error:
        raise BuildError(
            french(f"{settings.published.name} est illisible ou tenu par un autre programme : {error}")
        ) from error
    return State(row[0], Fingerprint.from_json(row[1]), row[1] is not None, row[2]) if row else State()


def build(
    settings: Settings,
    depots: Iterable[Path],
    millesime: int | None,
    demo: bool,
    force: bool,
    say: Say,
) -> Built:
    """`bassin build`; raise `BuildError` when nothing could be published."""
    depots = list(depots)
    files = _files(settings, depots, say)
    paths = [file.path for file in files]
    with _locked(settings):
        state = read_state(settings)
        mode: Mode = "demonstration" if demo else "reel" if depots or state.mode == "reel" else "demonstration"
        fresh = state.mode != mode
        now = Fingerprint.take(settings, paths, millesime, state.fingerprint, fresh)
        same = state.complete and not fresh and not force and now.same_content(state.fingerprint)
        if same and not _agreements_changed(settings, state):
            return Built(refused=_still_refused(settings, now.contents_of(paths)), did_something=False)
        if mode == "demonstration" and not now.same_simulation(state.fingerprint):
            fresh = True  # what another world simulated must not stay beside this one's
        _prepare_working_copy(settings, fresh=fresh)
        report = load_into(settings, mode, files, millesime, say)
        _refuse_overdue(settings.working)
        if same or fresh or force or report.changed or not state.complete or not now.same_project(state.fingerprint):
            run_marts(settings, say)
        _stamp(settings.working, now)
        _publish(settings, state.mode if fresh else None)
        return Built(tuple(report.refused), tuple(report.unknown), tuple(report.notes))


def load(settings: Settings, paths: Iterable[Path], millesime: int | None, say: Say) -> Built:
    """`bassin load`: land files in `raw` and publish, without making the marts."""
    files = _files(settings, paths, say, explicit=True)
    with _locked(settings):
        state = read_state(settings)
        if state.mode == "demonstration":
            raise BuildError(
                french(
                    "l'entrepôt publié est une démonstration ; « bassin build --depot DOSSIER » le remplace par un "
                    "entrepôt réel, où `bassin load` ajoutera"
                )
            )
        _prepare_working_copy(settings, fresh=state.mode is None)
        report = load_into(settings, "reel", files, millesime, say)
        _publish(settings, None)
        return Built(tuple(report.refused), tuple(report.unknown), tuple(report.notes), report.changed)


def withdraw(settings: Settings, livraison: str, say: Say) -> list[str]:
    """`bassin retirer`: take a delivery out, make the marts again, publish; the deliveries that come back."""
    from ingest.registry import load_contracts

    with _locked(settings):
        state = _state_published(settings)
        _prepare_working_copy(settings, fresh=False)
        with duckdb.connect(str(settings.working)) as con:
            try:
                jeu, back = ledger.withdraw(con, load_contracts(settings.contracts), livraison)
            except LookupError as error:
                raise BuildError(
                    french(f"aucune livraison « {livraison} » n'est en place ; `bassin status --livraisons` les liste")
                ) from error
        say(french(f"{livraison} ({jeu}) est retirée"))
        run_marts(settings, say)
        _stamp(settings.working, state.fingerprint)
        _publish(settings, None)
        return back


def purge(settings: Settings, livraisons: Iterable[str], say: Say) -> dict[str, int]:
    """`bassin purger`: take deliveries out for good, of what is made from them too; the rows removed, by table."""
    from ingest.registry import load_contracts

    with _locked(settings):
        state = _state_published(settings)
        _prepare_working_copy(settings, fresh=False)
        contracts = load_contracts(settings.contracts)
        with duckdb.connect(str(settings.working), config=LANDING) as con:
            ledger.prepare(con, contracts.values())
            try:
                removed = ledger.purge(con, contracts, livraisons)
            except LookupError as error:
                raise BuildError(
                    french(f"aucune livraison « {error.args[0]} » à purger ; `bassin status --livraisons` les liste")
                ) from error
            for made in ("staging", "intermediate", "marts"):
                con.execute(f"drop schema if exists {made} cascade")
        publish.rewrite(settings.working)
        run_marts(settings, say)
        _stamp(settings.working, state.fingerprint)
        _publish(settings, None)
        return removed


def publish_built(settings: Settings) -> None:
    """`bassin publier`: put in place a warehouse that was built to the end but could not be published."""
    with _locked(settings):
        if not settings.working.exists():
            raise BuildError(french("aucun entrepôt construit n'attend d'être publié"))
        if not settings.ready.exists():
            raise BuildError(french("l'entrepôt construit n'est pas complet ; tapez `bassin build`"))
        publish.swap(settings.working, settings.published)


def load_into(settings: Settings, mode: Mode, files: list[Delivered], millesime: int | None, say: Say) -> Report:
    """Land files in the working copy, every contract having its table."""
    from ingest.landing import Lander
    from ingest.registry import load_contracts

    contracts = load_contracts(settings.contracts)
    with duckdb.connect(str(settings.working), config=LANDING) as con:
        ledger.prepare(con, contracts.values())
        con.execute("delete from meta.entrepot")
        con.execute("insert into meta.entrepot values (?, null, ?, ?)", [mode, ledger.now(), version("bassin-minier")])
        report = Lander(con, contracts, millesime).land(files, lambda name: say(french(f"lecture de {name}")))
        if mode == "demonstration":
            from bassin.demonstration import land_simulation

            say(french("simulation des jeux que les données embarquées n'ont pas"))
            report.landed += land_simulation(settings, con, contracts)
        con.execute("checkpoint")
    for landed in report.landed:
        years = ", ".join(map(str, landed.vintages))
        say(french(f"{landed.file} → {landed.jeu} {years} : {landed.lines} lignes ({_told(landed.change)})"))
    return report


def run_marts(settings: Settings, say: Say) -> None:
    """Make the marts of the working copy and check that all of them are there."""
    from bassin.dbt import run_dbt

    say(french("dbt : staging, intermediate, marts"))
    run = run_dbt(settings, settings.working, say)
    say(french(f"vérification de {len(run.tables)} tables"))
    publish.verify(settings.working, run.tables)


def _state_published(settings: Settings) -> State:
    if not settings.published.exists():
        raise BuildError(french("aucun entrepôt n'est publié ; tapez d'abord `bassin build`"))
    return read_state(settings)


def _agreements_changed(settings: Settings, state: State) -> bool:
    """Whether time alone makes something new: an agreement came into force, or lapsed, since the last build."""
    if state.built is None:
        return True
    _refuse_overdue(settings.published)
    with duckdb.connect(str(settings.published), read_only=True) as con:
        return conventions.changed_since(con, state.built.date())


def _refuse_overdue(warehouse: Path) -> None:
    """Raise `BuildError` where a warehouse holds deliveries that it may not keep any longer."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        overdue = conventions.past_retention(con)
    if overdue:
        told = ", ".join(f"{one.fichier} jusqu'au {one.jusqu_au:%d/%m/%Y}" for one in overdue)
        raise BuildError(
            french(
                f"rien n'est publié, l'entrepôt garde des livraisons au-delà de leur durée de conservation ({told}) ; "
                f"tapez `bassin purger {' '.join(one.livraison for one in overdue)}` puis de nouveau `bassin build`"
            )
        )


@contextmanager
def _locked(settings: Settings) -> Iterator[None]:
    settings.workshop.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(settings.workshop / "verrou", timeout=0):
            yield
    except Timeout as error:
        raise BuildError(french("un autre `bassin` construit déjà cet entrepôt ; attendez qu'il finisse")) from error


def _prepare_working_copy(settings: Settings, fresh: bool) -> None:
    settings.ready.unlink(missing_ok=True)
    publish.remove(settings.working)
    if settings.published.exists() and not fresh:
        publish.copy(settings.published, settings.working)


def _files(settings: Settings, paths: Iterable[Path], say: Say, explicit: bool = False) -> list[Delivered]:
    found: list[Delivered] = [Delivered(path, "embarque") for path in files_of(settings.embedded)]
    for path in paths:
        if not path.exists():
            raise BuildError(french(f"{told_path(path)} n'existe pas ; vérifiez le chemin"))
        inside = files_of(path)
        if not inside:
            say(french(f"{told_path(path)} ne contient aucun fichier"))
        found += [Delivered(file, "depot", explicit) for file in inside]
    return found


def _stamp(working: Path, fingerprint: Fingerprint) -> None:
    """Write last the fingerprint by which a warehouse is known to be complete."""
    with duckdb.connect(str(working)) as con:
        con.execute("update meta.entrepot set empreinte = ?, construit_le = ?", [fingerprint.to_json(), ledger.now()])
        con.execute("checkpoint")


def _publish(settings: Settings, former_mode: Mode | None) -> None:
    """Swap; a copy of a real warehouse that gives way to a demonstration stays, since it may not be made again."""
    if former_mode == "reel":
        name = f"{settings.published.stem}-reel-{ledger.now():%Y%m%d-%H%M%S}{settings.published.suffix}"
        publish.copy(settings.published, settings.published.with_name(name))
    settings.ready.touch()
    publish.swap(settings.working, settings.published)


def _still_refused(settings: Settings, contents: set[str]) -> tuple[str, ...]:
    """The last refusal of each of these files, by sha256, that the ledger does not have."""
    with duckdb.connect(str(settings.published), read_only=True) as con:
        rows = con.execute(
            "select sha256, motifs from meta.refus "
            "where sha256 not in (select sha256 from meta.livraisons where purgee_le is null) "
            "qualify refuse_le = max(refuse_le) over (partition by sha256)"
        ).fetchall()
    return tuple(motif for sha256, motifs in rows if sha256 in contents for motif in motifs)


def _told(change: ledger.Change) -> str:
    if not change.replaced:
        return "nouveau"
    return f"{change.added} ajoutées, {change.gone} retirées, {change.changed} modifiées"
