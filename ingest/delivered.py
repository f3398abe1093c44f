"""A file that someone delivered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Origin = Literal["embarque", "depot", "simulation"]


@dataclass(frozen=True)
class Delivered:
    """A file to land. `explicit` files were named one by one: they come back even if they were withdrawn."""

    path: Path
    origin: Origin
    explicit: bool = False
