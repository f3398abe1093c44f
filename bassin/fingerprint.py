"""What a build was made from, so that the next one knows whether anything is new.

A file counts as moved when its size or modification time differ, and as new when its content then does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bassin.settings import ROOT, Settings

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
    def take(cls, settings: Settings, depots: Iterable[Path], millesime: int | None, last: Fingerprint) -> Fingerprint:
        """The fingerprint of a build; files of earlier depots stay in it, since a depot only adds."""
        project = [
            *_files(settings.dbt_project),
            *_files(settings.contracts),
            *(path for path in _files(ROOT / "ingest") if path.suffix == ".py"),
            settings.lock_file,
        ]
        deliveries = [*_files(settings.embedded), *(path for depot in depots for path in _files(depot))]
        return cls(
            _marks(project, last.projet),
            {**last.livraisons, **_marks(deliveries, last.livraisons)},
            last.millesime if millesime is None else millesime,
        )

    def contents_of(self, folders: Iterable[Path]) -> set[str]:
        """The sha256 of the deliveries that lie in some folders."""
        return {self.livraisons[str(path.resolve())][2] for folder in folders for path in _files(folder)}

    def same_content(self, other: Fingerprint) -> bool:
        return self.millesime == other.millesime and all(
            _contents(mine) == _contents(theirs)
            for mine, theirs in ((self.projet, other.projet), (self.livraisons, other.livraisons))
        )

    def same_project(self, other: Fingerprint) -> bool:
        return _contents(self.projet) == _contents(other.projet)

    def to_json(self) -> str:
        return json.dumps(self.__dict__)

    @classmethod
    def from_json(cls, text: str | None) -> Fingerprint:
        """The fingerprint written by `to_json`; an empty one, equal to none, where nothing was written."""
        return cls(**json.loads(text)) if text else cls()


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_file():
        yield folder
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and not _MADE_BY_DBT & set(path.relative_to(folder).parts):
            yield path


def _marks(paths: Iterable[Path], last: dict[str, Mark]) -> dict[str, Mark]:
    marks: dict[str, Mark] = {}
    for path in paths:
        key, stat = str(path.resolve()), path.stat()
        known = last.get(key)
        if known and (known[0], known[1]) == (stat.st_size, stat.st_mtime_ns):
            marks[key] = known
        else:
            marks[key] = (stat.st_size, stat.st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
    return marks


def _contents(marks: dict[str, Mark]) -> dict[str, str]:
    return {path: mark[2] for path, mark in marks.items()}
