"""Which contract a table answers to, where its columns are, and which years it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePosixPath

from ingest.layouts import Header, Layout, full_year, normalise, shape
from ingest.refusals import Refusal
from ingest.registry import Contract
from ingest.tables import Table
from ingest.years import Vintage, Years

EMBEDDED_EDITION = "embarque"

_Shaped = dict[str, list[tuple[int, str]]]
"""The cells of a row, with their index, by shape: a wide file is then compared with every contract at no cost."""

_NEARLY = 0.6
"""A table that has this share of a layout's columns, and all but one of those it must, is a damaged delivery of it."""

_ALIKE = 0.85
"""From this likeness on, a header is another one misspelt."""


@dataclass(frozen=True)
class Column:
    """Where the values of a column are: one index, or two to put end to end."""

    indexes: tuple[int, ...]


@dataclass(frozen=True)
class Match:
    """A table that a contract recognises; `columns` is keyed by vintage, `(None, None)` being for all."""

    contract: Contract
    layout: Layout
    table: Table
    header_line: int
    columns: dict[Vintage, dict[str, Column]]
    ignored: tuple[str, ...]
    millesime: int | None
    geographie: int | None
    millesime_from: int | None
    """Index of the column that says the vintage row by row, if one does."""
    geographie_from: int | None
    asked: bool
    """The vintage was said by the caller, the file being silent."""
    period_from: tuple[int, ...]
    """Indexes of the columns that say the period row by row, if any do."""
    deduced: Deduction


@dataclass(frozen=True)
class Deduction:
    """Columns of the contract that no header gives: their values, or how each row makes them."""

    constants: dict[str, str]
    others: dict[str, dict[str, int]]
    """The columns, by header, that one column keeps together."""
    last_period: tuple[str, ...]
    """What only the rows tell: the last of their periods."""

    @property
    def indexes(self) -> set[int]:
        return {index for named in self.others.values() for index in named.values()}


@dataclass(frozen=True)
class _Candidate:
    contract: Contract
    layout: Layout
    line: int
    found: dict[str, dict[Vintage, Column]]

    @property
    def missing(self) -> list[str]:
        return [name for name in self.layout.requises if name not in self.found]

    @property
    def share(self) -> float:
        return len(self.found) / len(self.layout.headers)


def wanted_sheets(contracts: Iterable[Contract]) -> re.Pattern[str]:
    """The names of the workbook sheets that some contract may read."""
    names = [
        layout.feuille or ".*"
        for contract in contracts
        for layout in contract.dispositions
        if layout.format == "classeur"
    ]
    return re.compile("|".join(f"(?:{name})" for name in names) or "(?!)", re.IGNORECASE)


def recognise(
    table: Table, contracts: Iterable[Contract], file: str, asked: int | None, embedded: bool
) -> Match | None:
    """The match of a table, `None` where no contract speaks of it; only embedded files have the embedded layouts.

    Raises `Refusal` for a table that is one of ours but damaged, moved, undated or contradictory.
    """
    rows = [[normalise(cell) for cell in row] for row in table.top]
    shaped = [_by_shape(row) for row in rows]
    candidates = [
        candidate
        for contract in contracts
        for layout in contract.dispositions
        if _may_be(layout, table, embedded)
        for candidate in [_best_row(contract, layout, shaped)]
        if candidate is not None
    ]
    complete = [candidate for candidate in candidates if not candidate.missing]
    if table.fault and (complete or any(candidate.share >= _NEARLY for candidate in candidates)):
        raise table.fault
    if complete:
        best = max(complete, key=lambda c: (len(c.found), -c.layout.rang))
        return _match(best, table, rows, file, asked)
    nearly = [c for c in candidates if len(c.missing) == 1 and _is_damaged(c, rows[c.line - 1])]
    if nearly:
        best = max(nearly, key=lambda c: c.share)
        header = " ou ".join(f"« {part} »" for part in best.layout.headers[best.missing[0]].parts)
        raise Refusal(
            f"la colonne obligatoire {header} ({best.contract.colonnes[best.missing[0]]}) est absente "
            f"de l'en-tête d'un fichier reconnu comme {best.contract.jeu}",
            "redemandez le fichier complet, ou déclarez le nouveau nom de la colonne dans le contrat "
            f"ingest/sources/{best.contract.jeu}.yml",
            line=best.line,
            column=best.layout.headers[best.missing[0]].parts[0],
        )
    return None


def _is_damaged(candidate: _Candidate, row: list[str]) -> bool:
    """Whether a table that lacks one column is a delivery all the same: it has most of the others, or a name like it.

    One column found, the code of a commune, says nothing of what the table is.
    """
    layout = candidate.layout
    if candidate.share >= _NEARLY and len(layout.requises) > 2:
        return True
    used = {i for where in candidate.found.values() for column in where.values() for i in column.indexes}
    others = [shape(cell) for index, cell in enumerate(row) if index not in used]
    names = layout.headers[candidate.missing[0]].shapes
    return len(layout.requises) > 1 and any(get_close_matches(name, others, 1, _ALIKE) for name in names)


def _may_be(layout: Layout, table: Table, embedded: bool) -> bool:
    name = PurePosixPath(table.member).name
    return (
        (layout.edition == EMBEDDED_EDITION) == embedded
        and layout.format == table.format
        and (layout.fichier is None or re.search(layout.fichier, name, re.IGNORECASE) is not None)
        and (
            layout.feuille is None
            or table.sheet is None
            or re.fullmatch(layout.feuille, table.sheet.strip(), re.IGNORECASE) is not None
        )
    )


def _by_shape(row: list[str]) -> _Shaped:
    cells: _Shaped = {}
    for index, cell in enumerate(row):
        if cell:
            cells.setdefault(shape(cell), []).append((index, cell))
    return cells


def _best_row(contract: Contract, layout: Layout, rows: list[_Shaped]) -> _Candidate | None:
    """The first row with the most of the layout's columns."""
    best: _Candidate | None = None
    for line, row in enumerate(rows, start=1):
        if any(_find(header, row) for header in layout.interdites):
            return None
        found = {name: where for name, header in layout.headers.items() if (where := _find(header, row))}
        if found and (best is None or len(found) > len(best.found)):
            best = _Candidate(contract, layout, line, found)
    return best


def _find(header: Header, row: _Shaped) -> dict[Vintage, Column]:
    hits: list[dict[Vintage, int]] = []
    for pattern, shaped in zip(header.patterns, header.shapes, strict=True):
        hit: dict[Vintage, int] = {}
        for index, cell in row.get(shaped, ()):
            if found := pattern.fullmatch(cell):
                hit.setdefault(_vintage(found.groupdict()), index)
        hits.append(hit)
    if header.assemble:
        return {(None, None): Column(tuple(hit[None, None] for hit in hits))} if all(hits) else {}
    found_first: dict[Vintage, int] = {}
    for hit in hits:  # P{aa}_POP since 2006, D{aa}_POP before: each header has its own vintages
        found_first = {**hit, **found_first}
    if (None, None) in found_first:
        found_first = {(None, None): found_first[None, None]}
    return {vintage: Column((index,)) for vintage, index in found_first.items()}


def _vintage(groups: dict[str, str | None]) -> Vintage:
    digits = groups.get("aaaa") or groups.get("aa")
    if digits is None:
        return None, None
    year = full_year(digits)
    if start := groups.get("dd"):
        return year, f"{full_year(start)}-{year}"
    return year, f"{year}-T{groups['t']}" if groups.get("t") else None


def _match(best: _Candidate, table: Table, rows: list[list[str]], file: str, asked: int | None) -> Match:
    layout, header = best.layout, table.top[best.line - 1]
    _require_shape(best, table, rows)
    stocks, flows = _by_vintage(best), _flows(best)
    columns = {**stocks, **flows}
    preamble = "\n".join(" ".join(" ".join(row).split()) for row in table.top[: best.line - 1])
    names = list(dict.fromkeys((PurePosixPath(table.member).name, file)))
    years = Years(layout, preamble, names, header)
    millesime, was_asked = years.millesime([year for year, _ in stocks if year], asked)
    used = {i for named in columns.values() for column in named.values() for i in column.indexes}
    period_from = years.periods()
    used |= {
        i for i in (years.column(layout.millesime), years.column(layout.geographie), *period_from) if i is not None
    }
    deduced = _deduced(best, list(stocks), names, {name.strip(): i for i, name in enumerate(header) if i not in used})
    return Match(
        best.contract,
        layout,
        table,
        best.line,
        columns,
        tuple(
            name.strip() for i, name in enumerate(header) if name.strip() and i not in used and i not in deduced.indexes
        ),
        millesime,
        years.geographie(millesime),
        years.column(layout.millesime),
        years.column(layout.geographie),
        was_asked,
        period_from,
        deduced,
    )


def _deduced(best: _Candidate, vintages: list[Vintage], names: list[str], unused: dict[str, int]) -> Deduction:
    """What the layout draws from the name, from the last period or from the columns that nothing else uses."""
    constants: dict[str, str] = {}
    others: dict[str, dict[str, int]] = {}
    from_rows = []
    for column, source in best.layout.deduites.items():
        if source.autres_colonnes:
            others[column] = {header: index for header, index in unused.items() if header}
        elif source.nom is not None:
            found = next((x for name in names if (x := re.search(source.nom, name, re.IGNORECASE))), None)
            if found is None:
                raise Refusal(
                    f"le nom du fichier ne dit pas « {column} » ({best.contract.colonnes[column]})",
                    "redonnez-lui le nom sous lequel son producteur l'a publié",
                )
            constants[column] = found.group(1).upper()
        elif vintages == [(None, None)]:
            from_rows.append(column)
        else:
            constants[column] = max(period or str(year) for year, period in vintages)
    return Deduction(constants, others, tuple(from_rows))


def _require_shape(best: _Candidate, table: Table, rows: list[list[str]]) -> None:
    layout, header = best.layout, table.top[best.line - 1]
    counts = Counter(rows[best.line - 1])
    used = sorted({i for where in best.found.values() for column in where.values() for i in column.indexes})
    if best.line not in layout.ligne_entete:
        expected = " ou ".join(map(str, layout.ligne_entete))
        raise Refusal(
            f"l'en-tête de {best.contract.jeu} est attendu ligne {expected}, il a été trouvé ligne {best.line}",
            "remettez le fichier dans sa forme d'origine, ou ajoutez cette ligne à `ligne_entete` dans "
            f"ingest/sources/{best.contract.jeu}.yml si le producteur l'a changée",
            line=best.line,
            column=header[used[0]],
        )
    for index in used:
        if counts[rows[best.line - 1][index]] > 1:
            raise Refusal(
                "deux colonnes portent ce nom",
                "supprimez ou renommez celle qui n'est pas du producteur",
                line=best.line,
                column=header[index],
            )
    if table.encoding and table.encoding not in layout.encodages and table.format == "csv":
        raise Refusal(
            f"le texte est encodé en {table.encoding}, {' ou '.join(layout.encodages)} est attendu",
            f"enregistrez-le en « CSV UTF-8 », ou ajoutez `{table.encoding}` à `encodages` dans "
            f"ingest/sources/{best.contract.jeu}.yml si le producteur en a changé",
            line=best.line,
            column=header[used[0]],
        )
    if layout.separateur and table.separator != layout.separateur:
        raise Refusal(
            f"le séparateur est « {table.separator} », « {layout.separateur} » est attendu",
            "enregistrez le fichier avec le séparateur d'origine",
            line=best.line,
        )


def _by_vintage(best: _Candidate) -> dict[Vintage, dict[str, Column]]:
    """Column groups by vintage, flows apart: columns without a year belong to each."""
    found = {name: where for name, where in best.found.items() if name not in best.layout.flux}
    vintages = {v for where in found.values() for v in where if v[0] is not None} or {(None, None)}
    columns = {
        vintage: {
            name: where.get(vintage) or where[None, None]
            for name, where in found.items()
            if vintage in where or (None, None) in where
        }
        for vintage in sorted(vintages, key=str)
    }
    for (year, _), named in columns.items():
        for name, header in best.layout.requises.items():
            if name not in named:
                raise Refusal(
                    f"la colonne obligatoire « {header.parts[0]} » manque pour {year}",
                    "redemandez le fichier complet à son producteur",
                    line=best.line,
                    column=header.parts[0],
                )
    return columns


def _flows(best: _Candidate) -> dict[Vintage, dict[str, Column]]:
    """Column groups of the flows by year and period, beside the columns without a year; a year alone is its period."""
    undated = {
        name: where[None, None]
        for name, where in best.found.items()
        if name not in best.layout.flux and (None, None) in where
    }
    columns: dict[Vintage, dict[str, Column]] = {}
    for name in best.layout.flux:
        for (year, period), column in best.found.get(name, {}).items():
            columns.setdefault((year, period or str(year)), dict(undated))[name] = column
    return columns
