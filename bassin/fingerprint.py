"""What a build was made from, so that the next one knows whether anything is new.

A file counts as moved when its size or modification time differ, and as new when its content then does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bassin.settings import ROOT, Settings
from ingest.debris import is_debris
from ingest.delivered import told_path

_ROOMS = ("ingest", "methodes", "simulation")
"""The rooms whose code makes deliveries into rows, estimates from rows, or makes the deliveries."""
_SIMULATION = ROOT / "simulation"
_MADE_BY_DBT = {"target", "logs", "dbt_packages", "__pycache__"}

Mark = tuple[int, int, str]
"""Size, modification time in nanoseconds, sha256."""


@dataclass
class Fingerprint:
    """The files of a build by role, and the vintage its caller gave."""

    projet: dict[str, Mark] = field(default_factory=dict)
    livraisons: dict[str, Mark] = field(default_factory=dict)
    millesime: int | None = None

    @classmethod
    def take(
        cls, settings: Settings, deliveries: Iterable[Path], millesime: int | None, last: Fingerprint, fresh: bool
    ) -> Fingerprint:
        """The fingerprint of a build. Files of earlier depots stay in it, since a depot only adds, unless the
        warehouse starts afresh: it then has none of them.
        """
        project = [
            *(
                path
                for path in files_of(settings.dbt_project)
                if not _MADE_BY_DBT & set(path.relative_to(settings.dbt_project).parts)
            ),
            *files_of(settings.contracts),
            *(path for room in _ROOMS for path in files_of(ROOT / room) if path.suffix == ".py"),
            settings.lock_file,
        ]
        return cls(
            _marks(project, last.projet),
            {**({} if fresh else last.livraisons), **_marks(deliveries, last.livraisons)},
            last.millesime if millesime is None else millesime,
        )

    def contents_of(self, paths: Iterable[Path]) -> set[str]:
        """The sha256 of some deliveries."""
        return {self.livraisons[_key(path)][2] for path in paths}

    def same_content(self, other: Fingerprint) -> bool:
        return self.millesime == other.millesime and all(
            _contents(mine) == _contents(theirs)
            for mine, theirs in ((self.projet, other.projet), (self.livraisons, other.livraisons))
        )

    def same_project(self, other: Fingerprint) -> bool:
        return _contents(self.projet) == _contents(other.projet)

    def same_simulation(self, other: Fingerprint) -> bool:
        mine, theirs = (
            {path: content for path, content in _contents(one.projet).items() if Path(path).parent == _SIMULATION}
            for one in (self, other)
        )
        return mine == theirs

    def to_json(self) -> str:
        return json.dumps(self.__dict__)

    @classmethod
    def from_json(cls, text: str | None) -> Fingerprint:
        """The fingerprint written by `to_json`; an empty one, equal to none, where nothing was written."""
        return cls(**json.loads(text)) if text else cls()


def files_of(place: Path) -> list[Path]:
    """The files of a folder and its subfolders, or the file itself; what systems leave behind is no file of ours."""
    found = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
    return [path for path in found if not is_debris(path.name)]


def _marks(paths: Iterable[Path], last: dict[str, Mark]) -> dict[str, Mark]:
    marks: dict[str, Mark] = {}
    for path in paths:
        key, stat = _key(path), path.stat()
        known = last.get(key)
        if known and (known[0], known[1]) == (stat.st_size, stat.st_mtime_ns):
            marks[key] = known
        else:
            marks[key] = (stat.st_size, stat.st_mtime_ns, _digest(path))
    return marks


def _key(path: Path) -> str:
    """A file's path; with what it holds, where part of the path identifies someone and is left out."""
    whole = path.resolve()
    told = told_path(whole)
    return told if told == str(whole) else f"{told} {_digest(path)}"


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "illisible"


def _contents(marks: dict[str, Mark]) -> dict[str, str]:
    return {path: mark[2] for path, mark in marks.items()}
