"""What became of the files of a run."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.ledger import Change
from ingest.quality import Deviation


@dataclass(frozen=True)
class Landed:
    """A delivery that is in `raw`."""

    file: str
    jeu: str
    livraison: str
    lines: int
    vintages: tuple[int, ...]
    ignored_columns: tuple[str, ...]
    change: Change


@dataclass(frozen=True)
class Fault:
    """A reason for refusing a file: how it is said in one sentence, and the lines where it is."""

    file: str
    jeu: str | None
    sentence: str
    lines: int = 1
    """How many lines have it, of which `places` may be but the first."""
    places: tuple[Deviation, ...] = ()


@dataclass(frozen=True)
class Aside:
    """What a recognised file holds that is not read: sheets, or members of the archive, and columns."""

    file: str
    jeu: str
    sheets: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass
class Report:
    """What became of each file of a run; sentences are in French."""

    landed: list[Landed] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.landed)
