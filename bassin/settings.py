"""Where things are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """The folders a build reads, and the warehouse it publishes."""

    published: Path
    contracts: Path = ROOT / "ingest" / "sources"
    embedded: Path = ROOT / "ingest" / "embarque"
    dbt_project: Path = ROOT / "dbt_project"
    lock_file: Path = ROOT / "uv.lock"

    @classmethod
    def from_environment(cls) -> Settings:
        """The warehouse is `warehouse.duckdb` at the root, unless `BASSIN_ENTREPOT` names another."""
        return cls(published=Path(os.environ.get("BASSIN_ENTREPOT") or ROOT / "warehouse.duckdb").resolve())

    @property
    def workshop(self) -> Path:
        """Where a build works, beside what is published."""
        return self.published.parent / "build"

    @property
    def ready(self) -> Path:
        """Says that the working copy is whole: all that is left is to put it in place."""
        return self.workshop / "a-publier"

    @property
    def working(self) -> Path:
        """The copy a build works on: same base name, which DuckDB writes into its views."""
        return self.workshop / self.published.name
