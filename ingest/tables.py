"""What every reader gives: a table of a file, as text, read in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from ingest.layouts import Encoding, Format
from ingest.refusals import Refusal

TOP_ROWS = 40
TOP_BYTES = 1 << 20
TRUNCATED = "l'archive est coupée ou abîmée"
SEND_AGAIN = "recopiez ou téléchargez de nouveau le fichier entier"

Batches = Iterator[pa.Table]


@dataclass(frozen=True)
class Table:
    """One table of a file: its first rows, and how to read columns of it.

    `read(header_line, indexes)` gives, batch after batch, arrow tables of text columns `c<index>` and, last, `_ligne`,
    the line of the file (records count, where a quoted value spans lines): a large file is never held twice in memory.
    `place` is what an analyst looks for inside the file: the sheet of a workbook, the member of an archive.
    """

    format: Format
    member: str
    sheet: str | None
    top: list[list[str]]
    read: Callable[[int, list[int]], Batches]
    encoding: Encoding | None = None
    separator: str | None = None
    place: str | None = None
    fault: Refusal | None = None
    """What is wrong with its text: said only if a contract recognises the table."""


def line_numbers(header_line: int, count: int) -> pa.Array:
    """The lines that follow one, as many as asked."""
    return pa.array(range(header_line + 1, header_line + 1 + count), pa.int32())
