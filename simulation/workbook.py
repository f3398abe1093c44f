"""Workbooks that are the same bytes every time: the few texts that a reader of xlsx asks for, undated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

Row = Sequence[str | float | None]

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(sheets: Mapping[str, Sequence[Row]]) -> dict[str, str]:
    """The members of the archive that an xlsx is: rows by sheet, numbers as numbers, None as no cell."""
    ranks = range(1, len(sheets) + 1)
    parts = [("/xl/workbook.xml", "sheet.main"), *((f"/xl/worksheets/sheet{rank}.xml", "worksheet") for rank in ranks)]
    types = "".join(f'<Override PartName="{part}" ContentType="{_CONTENT}.{kind}+xml"/>' for part, kind in parts)
    named = "".join(
        f'<sheet name="{escape(name)}" sheetId="{rank}" r:id="rId{rank}"/>'
        for rank, name in zip(ranks, sheets, strict=True)
    )
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations([("worksheet", f"worksheets/sheet{rank}.xml") for rank in ranks]),
        **{f"xl/worksheets/sheet{rank}.xml": _sheet(rows) for rank, rows in zip(ranks, sheets.values(), strict=True)},
    }


def _relations(targets: list[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{rank}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for rank, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _sheet(rows: Sequence[Row]) -> str:
    lines = "".join(
        f'<row r="{number}">{"".join(_cell(rank, number, value) for rank, value in enumerate(row))}</row>'
        for number, row in enumerate(rows, start=1)
    )
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'


def _cell(rank: int, row: int, value: str | float | None) -> str:
    if value is None:
        return ""
    place = f"{_column(rank)}{row}"
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value, quote=False)}</t></is></c>'
    return f'<c r="{place}"><v>{value:g}</v></c>'


def _column(rank: int) -> str:
    """A, B… Z, AA…"""
    letters = ""
    rank += 1
    while rank:
        rank, last = divmod(rank - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters
