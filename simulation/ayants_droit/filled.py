"""A partner's blank workbook, filled as a person would: numbers as numbers, days as days, codes as text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from simulation.ayants_droit.tally import Table

SHEET = "Données"
_TEXTS = ("code_", "cause")


def fill(blank: Path, table: Table, target: Path) -> Path:
    """Write the rows of a delivery in a blank workbook; `KeyError` unless its headers are those of the delivery."""
    book = load_workbook(blank)
    sheet = book[SHEET]
    asked = {cell.value: cell.column for cell in sheet[1] if cell.value}
    for header, cells in table.items():
        column = asked.pop(header)
        for row, text in enumerate(cells, start=2):
            if text:
                sheet.cell(row, column, _typed(header, text))
    if asked:
        raise KeyError(f"nothing to write under {', '.join(asked)}")
    book.save(target)
    return target


def _typed(header: str, text: str) -> str | float | date:
    if header.startswith(_TEXTS):
        return text
    if header.startswith("date_"):
        day, month, year = text.split("/")
        return date(int(year), int(month), int(day))
    number = text.replace(",", ".")
    return float(number) if number.replace(".", "", 1).isdigit() else text
