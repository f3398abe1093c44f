"""What a partner is asked to write in each column of a delivery, drawn from the contract."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.checks import Check
from ingest.layouts import Layout, Year
from ingest.probes import expected
from ingest.registry import Contract

Kind = Literal["texte", "code", "liste", "entier", "nombre", "date", "année"]

_EXAMPLES: dict[Kind, str] = {
    **{"texte": "", "code": "62498", "liste": "", "entier": "12", "nombre": "12,5"},
    **{"date": "31/12/2025", "année": "2025"},
}
_WHOLE = "[0-9]+"


@dataclass(frozen=True)
class Field:
    """A column to fill: `values` are all it may say, where there is a list; `least` and `most` bound a number."""

    header: str
    meaning: str
    kind: Kind
    required: bool
    example: str
    values: tuple[str, ...] = ()
    wanted: str = ""
    """What the checks of the contract ask, in words."""
    least: float | None = None
    most: float | None = None


def workbook_layout(contract: Contract) -> Layout | None:
    """The best-ranked workbook in which a data set is delivered, if any."""
    layouts = [layout for layout in contract.dispositions if layout.format == "classeur"]
    return min(layouts, key=lambda layout: layout.rang, default=None)


def fields_of(contract: Contract, layout: Layout, agreed: Sequence[str]) -> list[Field]:
    """The columns of a layout, then those that say the years; `agreed` are the data sets under agreement."""
    fields = [_field(contract, name, header.parts[0], agreed) for name, header in layout.headers.items()]
    known = {field.header for field in fields}
    return fields + [field for field in _years(layout) if field.header not in known]


def _years(layout: Layout) -> Iterator[Field]:
    if isinstance(layout.millesime, Year) and (header := layout.millesime.colonne):
        if header.startswith("date"):
            yield Field(header, "date que décrivent les chiffres", "date", True, _EXAMPLES["date"])
        else:
            yield Field(header, "année que décrivent les chiffres", "année", True, _EXAMPLES["année"])
    if header := layout.geographie.colonne:
        meaning = "année du code officiel géographique d'où viennent les codes de commune"
        yield Field(header, meaning, "année", True, _EXAMPLES["année"])


def _field(contract: Contract, name: str, header: str, agreed: Sequence[str]) -> Field:
    checks = [check for check in contract.controles if name in check.colonnes[: 1 if check.type == "au_plus" else None]]
    lists = [check for check in checks if check.valeurs]
    # A list for some rows only adds nothing to the list of all; without that one, the column may say any of theirs.
    chosen = [check for check in lists if not check.si] or lists
    values = tuple(dict.fromkeys(value for check in chosen for value in check.valeurs or ()))
    if any(check.type == "connu" and check.repertoire == "jeux" for check in checks):
        values = tuple(agreed)
    kind = "liste" if values else _kind(name, checks)
    numbers = [check for check in checks if check.type == "nombre" and not check.si]
    said = [check for check in checks if check.type not in ("non_nul", "unique", "dependance")]
    return Field(
        header,
        contract.colonnes[name],
        kind,
        any(check.type == "non_nul" and not check.si for check in checks),
        contract.exemples.get(name) or (values[0] if values else _example(kind, checks)),
        values,
        " ; ".join(dict.fromkeys(expected(check) for check in said if check.si or not check.valeurs)),
        next((check.min for check in numbers if check.min is not None), 0 if kind == "entier" else None),
        next((check.max for check in numbers if check.max is not None), None),
    )


def _kind(name: str, checks: Sequence[Check]) -> Kind:
    for check in checks:
        if check.type == "date":
            return "date"
        if check.type == "nombre":
            return "entier" if check.entier else "nombre"
        if check.type == "motif" and check.motif == _WHOLE:
            return "entier"
    return "code" if name.startswith("code_commune") else "texte"


def _example(kind: Kind, checks: Sequence[Check]) -> str:
    """The first one that the contract's own words give, else the least number admitted, else one of its kind."""
    words = " ".join(check.attendu or "" for check in checks)
    if named := re.search(r"comme ([^\s,;)]+)", words):
        return named.group(1)
    least = next((check.min for check in checks if check.min), None)
    return f"{least:g}" if least and kind in ("entier", "nombre") else _EXAMPLES[kind]
