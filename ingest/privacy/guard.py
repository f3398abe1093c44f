"""The guard: no header and no cell of what is read goes further if it identifies someone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter

import pyarrow as pa
import pyarrow.compute as pc

from ingest.privacy.columns import BIRTHS, TOGETHER, hinted, mostly
from ingest.privacy.headers import announced_by
from ingest.privacy.identifiers import ANYWHERE, DAYS, IN_AGREED_CELLS, Kind, found_in, found_in_name
from ingest.recognition import Match
from ingest.refusals import Refusal

_PERHAPS = "|".join(kind.re2 for kind in ANYWHERE)
"""One look at a whole line tells whether any of them could be there: nearly no line of an open file goes further."""
_DAY_COLUMN = re.compile("date_.*|.*_le")
"""The stable names of columns that may hold a day: `date_situation`, `signee_le`."""
_CHECKED = {"nombre", "motif", "connu", "valeurs", "date", "polygone"}
"""Checks that say what the cells of an open column are, so that nobody has to guess it."""
_SAMPLE = 400
"""Cells that tell what most of a batch's column are."""


def refuse_names(name: str, place: str | None = None) -> None:
    """Raise `Refusal` where the name of a file, or of a sheet or a member inside it, identifies someone."""
    for text, what in ((name, "le nom du fichier"), (place, "le nom d'une feuille ou d'un membre de l'archive")):
        if text and (kind := found_in_name(text)):
            raise Refusal(f"{what} contient {kind}", "donnez-lui un nom qui ne désigne personne, puis redéposez-le")


def refuse_headers(match: Match) -> None:
    """Raise `Refusal` where a header identifies someone, or announces what the contract says nothing of."""
    header = match.table.top[match.header_line - 1]
    for rank, cell in enumerate(header, start=1):
        if kind := found_in_name(cell):
            raise Refusal(
                f"le nom de la {rank}e colonne contient {kind}",
                "rétablissez l'en-tête d'origine, sans donnée personnelle",
                line=match.header_line,
            )
    if match.contract.diffusion == "convention" and match.ignored:
        kind = next((kind for name in match.ignored if (kind := announced_by(name))), None)
        raise Refusal(
            f"la colonne n'est pas prévue par la convention du jeu {match.contract.jeu} et "
            + (f"annonce {kind}" if kind else "pourrait identifier quelqu'un"),
            "retirez-la du fichier, ou faites-la ajouter à la convention puis au contrat",
            line=match.header_line,
            column=next((name for name in match.ignored if announced_by(name)), match.ignored[0]),
        )
    for kept in match.deduced.others.values():
        for name in kept:
            if kind := announced_by(name, open_data=True):
                raise Refusal(
                    f"la colonne annonce {kind}, donnée personnelle que l'entrepôt ne garde jamais",
                    "retirez-la du fichier avant de le déposer",
                    line=match.header_line,
                    column=name,
                )


def refuse_cells(match: Match, rows: pa.Table) -> None:
    """Raise `Refusal` where a cell identifies someone, without quoting it.

    `rows` has the text columns of the match, named `c<index>`, and `_ligne`; those that the contract reduces are no
    longer what was delivered and are not looked at.
    """
    reduced = reduced_indexes(match)
    texts = [name for name in rows.column_names if name != "_ligne" and int(name[1:]) not in reduced]
    if not texts or not rows.num_rows:
        return
    found = list(_of_open_data(rows, texts))
    days = _day_indexes(match)
    if match.contract.diffusion == "convention":
        for name in texts:
            kinds = IN_AGREED_CELLS if int(name[1:]) in days else (*IN_AGREED_CELLS, *DAYS)
            found += _of_a_column(rows, name, kinds)
    header = match.table.top[match.header_line - 1]
    for name in texts:
        found += under_a_hint(rows, name, header[int(name[1:])])
    if found:
        line, name, kind = min(found, key=itemgetter(0))
        raise Refusal(
            f"la cellule contient {kind}, donnée personnelle que l'entrepôt ne garde jamais",
            "retirez-la du fichier avant de le déposer",
            line=line,
            column=header[int(name[1:])],
        )
    _refuse_columns(match, rows, texts, days)


def _refuse_columns(match: Match, rows: pa.Table, texts: list[str], days: set[int]) -> None:
    """Raise `Refusal` where most cells of a column identify, although each could be something else."""
    agreed = match.contract.diffusion == "convention"
    said = set[int]() if agreed else _checked_indexes(match)
    for name in texts:
        if int(name[1:]) in said:
            continue
        if found := most_of(rows, name, agreed, int(name[1:]) in days):
            line, kind = found
            raise Refusal(
                f"la plupart des cellules de la colonne ressemblent à {kind}, donnée personnelle que l'entrepôt "
                "ne garde jamais",
                "retirez la colonne du fichier avant de le déposer",
                line=line,
                column=match.table.top[match.header_line - 1][int(name[1:])],
            )


def most_of(rows: pa.Table, name: str, agreed: bool, may_hold_days: bool) -> tuple[int, str] | None:
    """The line of the first, and the kind, of what most cells of a column are; told from some, evenly drawn."""
    column = rows.select([name, "_ligne"])
    if column[name].null_count:
        column = column.filter(pc.is_valid(column[name]))
    drawn = column.take(pa.array(range(0, len(column), 1 + len(column) // _SAMPLE), pa.int64()))
    filled = [
        (cell, line)
        for text, line in zip(drawn[name].to_pylist(), drawn["_ligne"].to_pylist(), strict=True)
        if (cell := text.strip())
    ]
    kinds = [kind for kind in TOGETHER if (agreed or not kind.agreed) and not (may_hold_days and kind is BIRTHS)]
    found = mostly([cell for cell, _ in filled], kinds)
    return found and (filled[found[1]][1], found[0].label)


def reduced_indexes(match: Match) -> dict[int, str]:
    """How each column that the contract reduces is reduced, by its index in the file."""
    return {
        index: match.contract.personnel[name]
        for named in match.columns.values()
        for name, column in named.items()
        if name in match.contract.personnel
        for index in column.indexes
    }


def _checked_indexes(match: Match) -> set[int]:
    said = {name for check in match.contract.controles if check.type in _CHECKED for name in check.colonnes}
    return {
        index
        for named in match.columns.values()
        for name, column in named.items()
        if name in said
        for index in column.indexes
    }


def _day_indexes(match: Match) -> set[int]:
    said = {match.millesime_from, match.geographie_from, *match.period_from} - {None}
    return {index for index in said if index is not None} | {
        index
        for named in match.columns.values()
        for name, column in named.items()
        if _DAY_COLUMN.fullmatch(name)
        for index in column.indexes
    }


def _of_open_data(rows: pa.Table, texts: list[str]) -> Iterator[tuple[int, str, str]]:
    """Line, column and kind of the first identifier that no file may hold."""
    lines = pc.binary_join_element_wise(
        *(rows[name] for name in texts), "|", null_handling="replace", null_replacement=""
    )
    doubtful = rows.filter(pc.match_substring_regex(lines, _PERHAPS))
    for row in doubtful.to_pylist():
        for name in texts:
            if row[name] and (kind := found_in(row[name])):
                yield row["_ligne"], name, kind
                return


def _of_a_column(rows: pa.Table, name: str, kinds: tuple[Kind, ...]) -> list[tuple[int, str, str]]:
    """The same of one column, for some kinds."""
    shape = "|".join(kind.re2 for kind in kinds)
    doubtful = rows.select([name, "_ligne"]).filter(pc.match_substring_regex(rows[name], shape))
    found = ((row["_ligne"], name, found_in(row[name], kinds)) for row in doubtful.to_pylist())
    return [(line, column, kind) for line, column, kind in found if kind][:1]


def under_a_hint(rows: pa.Table, name: str, header: str) -> list[tuple[int, str, str]]:
    """The same of a column whose header tells what its cells are."""
    kind = hinted(header)
    if kind is None:
        return []
    doubtful = rows.select([name, "_ligne"]).filter(
        pc.match_substring_regex(pc.utf8_trim_whitespace(rows[name]), f"^(?:{kind.shape})$")
    )
    found = (row["_ligne"] for row in doubtful.to_pylist() if kind.is_one(row[name].strip()))
    return [(line, name, kind.label) for line in found][:1]
