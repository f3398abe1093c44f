"""How a data set is delivered: its layouts, their headers, and who says the years."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Format = Literal["csv", "classeur", "geojson", "json", "parquet"]
Nature = Literal["observe", "tiers", "simule"]
Encoding = Literal["utf-8", "utf-16", "cp1252"]

_YEAR = {
    "aaaa": r"(?P<aaaa>(?:19|20)\d{2})",
    "aa": r"(?P<aa>\d{2})",
    "dd": r"(?P<dd>\d{2})",
    "t": r"(?P<t>[1-4])",
}


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def shape(text: str) -> str:
    """A normalised header with a # for each digit: what the headers of every vintage share."""
    return re.sub(r"\d", "#", text)


def normalise(header: str) -> str:
    """A header without accents, case or repeated spaces: what two savings of one file share."""
    bare = unicodedata.normalize("NFKD", header.replace("’", "'"))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).casefold().split())


def full_year(digits: str) -> int:
    """`22` → 2022, `99` → 1999, `2022` → 2022."""
    year = int(digits)
    return year if year > 99 else year + (1900 if year > 60 else 2000)


class Header(Strict):
    """Where a column is found: any of some headers, or several headers put end to end."""

    entetes: tuple[str, ...] = ()
    assemble: tuple[str, str] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Header:
        if bool(self.entetes) == bool(self.assemble):
            raise ValueError("donner soit `entetes`, soit `assemble`")
        return self

    @property
    def parts(self) -> tuple[str, ...]:
        return self.assemble or self.entetes

    @cached_property
    def patterns(self) -> tuple[re.Pattern[str], ...]:
        def compiled(text: str) -> re.Pattern[str]:
            pattern = re.escape(normalise(text))
            for name, group in _YEAR.items():
                pattern = pattern.replace(re.escape("{" + name + "}"), group)
            return re.compile(pattern)

        return tuple(compiled(text) for text in self.parts)

    @cached_property
    def shapes(self) -> tuple[str, ...]:
        """The shape of each part, years included: only headers of that shape may match its pattern."""
        sizes = {"{aaaa}": "####", "{aa}": "##", "{dd}": "##", "{t}": "#"}
        texts = [normalise(text) for text in self.parts]
        for name, digits in sizes.items():
            texts = [text.replace(name, digits) for text in texts]
        return tuple(shape(text) for text in texts)

    @property
    def dated(self) -> bool:
        return any("{aa" in text for text in self.parts)


def _as_header(value: Any) -> Any:
    if isinstance(value, str):
        return {"entetes": (value,)}
    return {"entetes": tuple(value)} if isinstance(value, list) else value


HeaderField = Annotated[Header, BeforeValidator(_as_header)]


class Year(Strict):
    """Who says a year: a column of the file, its preamble, its name, or the vintage plus some years."""

    colonne: str | None = None
    preambule: str | None = None
    nom: str | None = None
    ecart: int | None = None
    ecarts_nom: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _one_group(self) -> Year:
        for pattern in (self.preambule, self.nom):
            if pattern is not None and re.compile(pattern).groups != 1:
                raise ValueError(f"« {pattern} » doit capturer l'année dans une seule parenthèse")
        return self


class Period(Strict):
    """Which column of the file says the period of a row, or which two, put end to end: `annee` then `trimestre`."""

    colonne: str | tuple[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.colonne,) if isinstance(self.colonne, str) else self.colonne


class Deduced(Strict):
    """Where the value of a column comes from that no header gives: one of three places."""

    nom: str | None = None
    """From the name of the file, or of the archive's member: what the pattern captures."""
    derniere_periode: bool = False
    """The last vintage or period of the file: the edition of a series that is estimated again each time."""
    autres_colonnes: bool = False
    """Every column that the contract does not name, as one JSON text: headers differ from one data set to another."""

    @model_validator(mode="after")
    def _one_place(self) -> Deduced:
        if sum((self.nom is not None, self.derniere_periode, self.autres_colonnes)) != 1:
            raise ValueError("donner `nom`, `derniere_periode` ou `autres_colonnes`, et un seul des trois")
        if self.nom is not None and re.compile(self.nom).groups != 1:
            raise ValueError(f"« {self.nom} » doit capturer la valeur dans une seule parenthèse")
        return self


class Layout(Strict):
    """One shape in which a data set is delivered."""

    edition: str
    rang: int
    format: Format
    niveau: str
    requises: dict[str, HeaderField]
    optionnelles: dict[str, HeaderField] = Field(default_factory=dict)
    flux: dict[str, HeaderField] = Field(default_factory=dict)
    """What is counted over a time rather than at a date: rows of their own, whose `_periode` says from when to when."""
    deduites: dict[str, Deduced] = Field(default_factory=dict)
    interdites: tuple[HeaderField, ...] = ()
    """Headers whose presence says that the table is of another kind, whatever else it has."""
    producteur: str | None = None
    fichier: str | None = None
    feuille: str | None = None
    ligne_entete: tuple[int, ...] = (1,)
    encodages: tuple[Encoding, ...] = ("utf-8",)
    separateur: Literal[";", ",", "\t", "|"] | None = None
    arret: str | None = None
    """What the first required column says on the line where another table begins, below this one."""
    millesime: Year | Literal["sans_objet"] = Year()
    geographie: Year = Year(ecart=0)
    periode: Period | None = None
    continu: bool = False
    """Headers, or rows, that skip a year or a quarter between two others are those of a damaged file."""
    nature: Nature = "observe"

    @model_validator(mode="before")
    @classmethod
    def _one_header_row(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("ligne_entete"), int):
            data = {**data, "ligne_entete": (data["ligne_entete"],)}
        return data

    @cached_property
    def headers(self) -> dict[str, Header]:
        return {**self.requises, **self.optionnelles, **self.flux}

    @property
    def dated(self) -> bool:
        return any(header.dated for header in self.headers.values())
