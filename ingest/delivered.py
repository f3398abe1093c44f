"""A file that someone delivered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ingest.privacy.identifiers import found_in_name, named

Origin = Literal["embarque", "depot", "simulation"]


@dataclass(frozen=True)
class Delivered:
    """A file to land. `explicit` files were named one by one: they come back even if they were withdrawn."""

    path: Path
    origin: Origin
    explicit: bool = False

    @property
    def name(self) -> str:
        """What the file is called in all that is said or written: its name, unless it identifies someone."""
        kind = found_in_name(self.path.name)
        return (
            f"fichier dont le nom contient {kind} (dossier {named(self.path.parent.name)})" if kind else self.path.name
        )


def told_path(path: Path) -> str:
    """A path as it may be told, part by part."""
    return str(Path(*map(named, path.parts)))
