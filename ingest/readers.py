"""From the bytes of a file to its tables, as text: csv, xls, xlsx, parquet, geojson, json, plain, gzipped or zipped.

What a file *is* is told by its content, never by its extension.
"""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from ingest.debris import is_debris
from ingest.records import read_json, read_parquet
from ingest.refusals import Refusal
from ingest.tables import SEND_AGAIN, TOP_BYTES, TOP_ROWS, TRUNCATED, Batches, Table, line_numbers
from ingest.text import read_text


def read_tables(name: str, data: bytes, wanted_sheet: Callable[[str], bool] = lambda _: True) -> Iterator[Table]:
    """Every table of a file; nothing for a format that is none of ours.

    `wanted_sheet` spares the reading of a workbook's sheets that no contract speaks of.
    Raises `Refusal` when the file is empty, cut off or not decodable.
    """
    if not data or data.isspace():
        raise Refusal("le fichier est vide", "demandez à son producteur de l'envoyer de nouveau", name)
    if data[:4] == b"PK\x03\x04" or data[:4] == b"PK\x05\x06":
        yield from _read_zip(name, data, wanted_sheet)
    elif data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        yield from _read_workbook(name, data, wanted_sheet)
    elif data[:4] == b"PAR1":
        yield read_parquet(name, data)
    elif data[:2] == b"\x1f\x8b":
        try:
            plain = gzip.decompress(data)
        except (EOFError, OSError, zlib.error) as error:
            raise Refusal(TRUNCATED, SEND_AGAIN, name) from error
        yield from read_tables(re.sub(r"\.gz$", "", name, flags=re.IGNORECASE), plain, wanted_sheet)
    elif name.lower().endswith((".geojson", ".json")):
        yield from read_json(name, data)
    elif name.lower().endswith((".csv", ".txt", ".tsv")):
        yield read_text(name, data)
    elif name.lower().endswith((".xls", ".xlsx", ".zip", ".parquet")):
        if data.lstrip()[:1] == b"<":
            found = "c'est une page web"
        else:
            found = TRUNCATED if b"\x00" in data[:TOP_BYTES] else "c'est du texte, ou une archive coupée"
        raise Refusal(f"le contenu n'est pas celui que dit le nom : {found}", SEND_AGAIN, name)


def _nothing(_header_line: int, _indexes: list[int]) -> Batches:
    raise LookupError("an unreadable member has no columns")


def _read_zip(name: str, data: bytes, wanted_sheet: Callable[[str], bool]) -> Iterator[Table]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = [info for info in archive.infolist() if not info.is_dir()]
        if any(info.filename == "xl/workbook.xml" for info in members):
            yield from _read_workbook(name, data, wanted_sheet)
            return
        contents = [
            (info.filename, archive.read(info)) for info in members if not is_debris(info.filename) and info.file_size
        ]
    except (zipfile.BadZipFile, EOFError, zlib.error, OSError) as error:
        raise Refusal(TRUNCATED, SEND_AGAIN, name) from error
    except (RuntimeError, NotImplementedError) as error:  # what zipfile raises for a password, or an unknown method
        raise Refusal(
            "l'archive est protégée par un mot de passe ou d'une compression inconnue",
            "demandez le fichier sans mot de passe, ou décompressez-le avant de le déposer",
            name,
        ) from error
    for member, content in contents:
        try:
            for table in read_tables(member, content, wanted_sheet):
                yield replace(table, place=table.place or member)
        except Refusal as refusal:
            yield Table(
                "csv", member, None, [], _nothing, place=member, fault=replace(refusal, file=name, sheet=member)
            )


def _cell(value: Any) -> str:
    """A cell as one reads it on screen: 30689.0 → « 30689 »."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _read_workbook(name: str, data: bytes, wanted_sheet: Callable[[str], bool]) -> Iterator[Table]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in filter(wanted_sheet, book.sheet_names):
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            top = [[_cell(value) for value in row] for row in rows[:TOP_ROWS]]
            yield Table("classeur", name, sheet, top, partial(_sheet_columns, rows), place=sheet)
    except (CalamineError, zipfile.BadZipFile) as error:
        raise Refusal("le classeur est illisible", SEND_AGAIN, name) from error


def _sheet_columns(rows: list[list[Any]], header_line: int, indexes: list[int]) -> Batches:
    body = rows[header_line:]
    # Text is by far the most common: it is spared a call a cell.
    columns = {
        f"c{i}": pa.array([cell if type(cell := row[i]) is str else _cell(cell) for row in body], pa.string())
        for i in indexes
    }
    yield pa.table({**columns, "_ligne": line_numbers(header_line, len(body))})
