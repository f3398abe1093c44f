"""The years that a table says, by its headers, preamble or name; contradictions are refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest.layouts import Layout, Year, full_year, normalise
from ingest.refusals import Refusal

Vintage = tuple[int | None, str | None]
"""A year and, where the headers say one, a period: `(2015, "2015-T3")`, or for flows `(2018, "2013-2018")`."""


class Years:
    """The years that a table says, by its headers, preamble or name; contradictions are refused."""

    def __init__(self, layout: Layout, preamble: str, names: list[str], header: list[str]) -> None:
        self.layout, self.preamble, self.names, self.header = layout, preamble, names, header

    def column(self, year: Year | str) -> int | None:
        """Index of the column that says a year row by row, if one does."""
        return self._index(year.colonne, "l'année") if isinstance(year, Year) and year.colonne else None

    def periods(self) -> tuple[int, ...]:
        """Indexes of the columns that say the period row by row, if any do."""
        spec = self.layout.periode
        return tuple(self._index(name, "la période") for name in spec.columns) if spec else ()

    def _index(self, name: str, what: str) -> int:
        found = [i for i, cell in enumerate(self.header) if normalise(cell) == normalise(name)]
        if not found:
            raise Refusal(
                f"la colonne qui dit {what} est absente",
                "redemandez le fichier complet à son producteur",
                column=name,
            )
        return found[0]

    def _said(self, year: Year) -> Iterator[tuple[str, int]]:
        if year.preambule and (found := re.search(year.preambule, self.preamble)):
            yield "le préambule", full_year(found.group(1))
        if year.nom:
            for name in self.names:
                if digits := re.findall(year.nom, name, re.IGNORECASE):
                    yield from ((f"le nom {name}", full_year(said)) for said in digits)
                    break

    def _agreed(self, said: list[tuple[str, int]]) -> int | None:
        years = {year for _, year in said}
        if len(years) > 1:
            told = ", ".join(f"{who} dit {year}" for who, year in said)
            raise Refusal(
                f"le millésime se contredit : {told}",
                "vérifiez auprès du producteur de quelle année il s'agit, puis corrigez le nom ou le fichier",
            )
        return said[0][1] if said else None

    def millesime(self, in_headers: list[int], asked: int | None) -> tuple[int | None, bool]:
        """The vintage, and whether only the caller says it; `None` where rows or headers say several."""
        spec = self.layout.millesime
        if not isinstance(spec, Year) or spec.colonne:
            return None, False
        said = list(self._said(spec))
        if in_headers:
            said.append(("l'en-tête", max(in_headers)))
        if (year := self._agreed(said)) is not None:
            return year, False
        if asked is None:
            raise Refusal(
                "le millésime n'est écrit ni dans les colonnes, ni dans le nom du fichier",
                "demandez-le au producteur, puis relancez avec --millesime AAAA",
            )
        self._agree_with_name(spec, asked)
        return asked, True

    def _agree_with_name(self, spec: Year, asked: int) -> None:
        """Where a name bears some year, the asked vintage must be one that such a name can mean."""
        for name in self.names:
            years = [int(digits) for digits in re.findall(r"(?<!\d)(20\d{2})(?!\d)", name)]
            if spec.ecarts_nom and years and not any(y - asked in spec.ecarts_nom for y in years):
                told = " et ".join(map(str, years))
                raise Refusal(
                    f"le millésime se contredit : --millesime dit {asked}, le nom du fichier dit {told}",
                    "vérifiez auprès du producteur de quelle année il s'agit",
                )

    def geographie(self, millesime: int | None) -> int | None:
        spec = self.layout.geographie
        if spec.colonne:
            return None
        if (year := self._agreed(list(self._said(spec)))) is not None:
            return year
        if spec.ecart is not None:
            return None if millesime is None else millesime + spec.ecart
        if isinstance(self.layout.millesime, Year):
            raise Refusal(
                "l'année du découpage communal n'est écrite ni dans le préambule, ni dans le nom du fichier",
                "ajoutez-la au nom du fichier, par exemple « …_au_01-01-2023 »",
            )
        return None


@dataclass(frozen=True)
class Hole:
    """A year, or a quarter, that a series skips: what was due, after what, and the vintage found in its place."""

    missing: str
    before: str
    found: Vintage


def first_hole(vintages: Iterable[Vintage]) -> Hole | None:
    """The first place where a series skips a quarter, or else a year, between two others."""
    vintages = list(vintages)
    quarters = sorted((year, int(period[-1])) for year, period in vintages if year and period)
    for (year, quarter), after in pairwise(quarters):
        expected = (year, quarter + 1) if quarter < 4 else (year + 1, 1)
        if after != expected:
            return Hole(_quarter(*expected), _quarter(year, quarter), (after[0], _quarter(*after)))
    for before, after_it in pairwise(sorted({year for year, period in vintages if year and not period})):
        if after_it != before + 1:
            return Hole(str(before + 1), str(before), (after_it, None))
    return None


def _quarter(year: int, quarter: int) -> str:
    return f"{year}-T{quarter}"
