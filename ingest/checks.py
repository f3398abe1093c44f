"""The checks a contract asks for: what must hold in each of its deliveries."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Literal

import duckdb
from pydantic import BaseModel, ConfigDict, FiniteFloat, model_validator

from ingest.refusals import french

Kind = Literal[
    "non_nul",
    "nul",
    "unique",
    "motif",
    "nombre",
    "date",
    "valeurs",
    "lignes",
    "connu",
    "dependance",
    "polygone",
    "au_plus",
]
OPTIONS: dict[Kind, set[str]] = {
    "non_nul": {"colonnes", "si"},
    "nul": {"colonnes", "si"},
    "unique": {"colonnes"},
    "motif": {"colonnes", "motif", "sauf", "si"},
    "nombre": {"colonnes", "min", "max", "entier", "sauf", "si"},
    "date": {"colonnes", "si"},
    "valeurs": {"colonnes", "valeurs", "sauf", "si"},
    "lignes": {"min", "max"},
    "connu": {"colonnes", "sauf"},
    "dependance": {"colonnes"},
    "polygone": {"colonnes"},
    "au_plus": {"colonnes"},
}


class Check(BaseModel):
    """One entry of a contract's `controles:` list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Kind
    colonnes: list[str] = []
    motif: str | None = None
    attendu: str | None = None
    min: FiniteFloat | None = None
    max: FiniteFloat | None = None
    valeurs: list[str] | None = None
    niveaux: list[str] | None = None
    entier: bool = False
    repertoire: str = "communes"
    """Where a `connu` check looks codes up."""
    sauf: list[str] = []
    si: dict[str, list[str]] = {}
    """The check is for the rows where each of these columns has one of its values."""

    @model_validator(mode="after")
    def _fields_fit_the_type(self) -> Check:
        if faults := [*self._faults()]:
            raise ValueError(french(f"contrôle « {self.type} » : {' ; '.join(faults)}"))
        return self

    def _faults(self) -> Iterator[str]:
        for name in ("colonnes", "motif", "min", "max", "valeurs", "entier", "sauf", "si"):
            given = getattr(self, name) not in (None, [], {}, False)
            if given and name not in OPTIONS[self.type]:
                yield f"`{name}` n’y a pas de sens"
            elif not given and name in OPTIONS[self.type] & {"colonnes", "motif", "valeurs"}:
                yield f"`{name}` manque"
        yield from self._faults_of_columns()
        if self.repertoire != "communes" and self.type != "connu":
            yield "`repertoire` n’y a pas de sens"
        if self.niveaux == []:
            yield "`niveaux` est vide, aucune ligne ne serait contrôlée"
        if self.type == "lignes" and self.min is None and self.max is None:
            yield "`min` ou `max` manque"
        if self.min is not None and self.max is not None and self.min > self.max:
            yield "`min` dépasse `max`"
        if self.motif is not None:
            pattern = self.motif.replace("'", "''")  # a bound parameter would import pandas: seconds
            try:
                scratch().cursor().execute(f"SELECT regexp_full_match('', '{pattern}')")
            except duckdb.Error as error:
                yield f"motif « {self.motif} » refusé par DuckDB ({error})"

    def _faults_of_columns(self) -> Iterator[str]:
        if len(set(self.colonnes)) < len(self.colonnes):
            yield "une même colonne est citée deux fois"
        if self.type == "dependance" and len(self.colonnes) != 2:
            yield "`colonnes` en demande deux : la première décide de la seconde"
        if self.type == "au_plus" and len(self.colonnes) != 2:
            yield "`colonnes` en demande deux : la première ne dépasse pas la seconde"
        if self.type == "nul" and not self.si:
            yield "`si` manque : une colonne toujours vide n’a pas sa place au contrat"


@functools.cache
def scratch() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:")
