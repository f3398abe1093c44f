"""Delimited text: its encoding, its separator, its columns."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from functools import partial
from itertools import islice

import pyarrow as pa
import pyarrow.csv as pacsv

from ingest.layouts import Encoding
from ingest.refusals import Refusal
from ingest.tables import TOP_BYTES, TOP_ROWS, Batches, Table, line_numbers

csv.field_size_limit(TOP_BYTES)
_SEPARATORS = (";", ",", "\t", "|")
_BLOCK = 1 << 24
"""Bytes read at a time; a line is never longer."""
_TWICE_ENCODED = ("â€™".encode(), "Å“".encode(), "\ufffd".encode(), b"\xc3\x83\xc2")
"""What is left of ’, œ, a lost character and accented letters in a text encoded twice."""


def read_text(name: str, data: bytes) -> Table:
    """The table of a delimited text; what is wrong with its encoding is its `fault`."""
    encoding, utf8, fault = _decode(name, data)
    utf8 = utf8.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    head = utf8[:TOP_BYTES].decode("utf-8", errors="ignore")
    separator = _separator(list(islice(io.StringIO(head), TOP_ROWS)))
    top = list(islice(csv.reader(io.StringIO(head), delimiter=separator), TOP_ROWS))
    read = partial(_text_columns, name, utf8, separator, top)
    return Table("csv", name, None, top, read, encoding, separator, fault=fault)


def _separator(lines: list[str]) -> str:
    """The mark that most lines have the same number of times, and then the most times."""

    def regularity(mark: str) -> tuple[int, int]:
        counts = Counter(line.count(mark) for line in lines if mark in line)
        return max(((times, count) for count, times in counts.items()), default=(0, 0))

    return max(_SEPARATORS, key=regularity)


def _decode(name: str, data: bytes) -> tuple[Encoding, bytes, Refusal | None]:
    """The encoding of a text, its content in UTF-8 without BOM, and what is wrong with it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16", data.decode("utf-16", errors="replace").encode("utf-8"), None
    utf8 = data.removeprefix(b"\xef\xbb\xbf")
    if (wrong := _not_utf8(utf8)) is not None:
        if b"\x00" not in data[:TOP_BYTES] and not re.search(rb"[\xc3\xc5][\x80-\xbf]", utf8):
            return "cp1252", _as_cp1252(utf8).encode("utf-8"), None
        fault = Refusal(
            f"le texte mêle plusieurs encodages (octet {utf8[wrong]:#04x} inattendu en UTF-8)",
            "enregistrez-le de nouveau en « CSV UTF-8 » depuis le fichier d'origine",
            name,
            line=utf8.count(b"\n", 0, wrong) + 1,
        )
        return "utf-8", utf8.decode("utf-8", errors="replace").encode("utf-8"), fault
    found = [place for mark in _TWICE_ENCODED if (place := utf8.find(mark)) >= 0]
    if found:
        first = min(found)
        shown = utf8[first : first + 8].decode("utf-8", errors="ignore")[:2]
        fault = Refusal(
            f"les accents sont abîmés (« {shown} ») : le texte a été encodé deux fois",
            "repartez du fichier d'origine et enregistrez-le en « CSV UTF-8 »",
            name,
            line=utf8.count(b"\n", 0, first) + 1,
        )
        return "utf-8", utf8, fault
    return "utf-8", utf8, None


def _not_utf8(data: bytes) -> int | None:
    """Where a text stops being UTF-8, read block by block: a string of the whole would weigh more than the file."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _BLOCK):
        block = data[start : start + _BLOCK]
        try:
            decoder.decode(block, final=start + _BLOCK >= len(data))
        except UnicodeDecodeError as error:
            return start + len(block) - len(error.object) + error.start
    return None


def _as_cp1252(data: bytes) -> str:
    """Windows-1252, or Latin-1 where a byte means nothing to Windows."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _text_columns(
    name: str, utf8: bytes, separator: str, top: list[list[str]], header_line: int, indexes: list[int]
) -> Batches:
    uneven: list[pacsv.InvalidRow] = []
    count = 0

    def keep_note(row: pacsv.InvalidRow) -> str:
        nonlocal count
        count += 1
        if not uneven:
            uneven.append(row)
        return "skip"

    if _ends_by(utf8, header_line):
        yield pa.table({**{f"c{i}": pa.array([], pa.string()) for i in indexes}, "_ligne": line_numbers(0, 0)})
        return
    batches = pacsv.open_csv(
        pa.BufferReader(utf8),
        read_options=pacsv.ReadOptions(
            skip_rows=header_line,
            column_names=[f"c{i}" for i in range(len(top[header_line - 1]))],
            use_threads=False,
            block_size=_BLOCK,
        ),
        parse_options=pacsv.ParseOptions(
            delimiter=separator,
            newlines_in_values=b'"' in utf8,
            ignore_empty_lines=False,
            invalid_row_handler=keep_note,
        ),
        convert_options=pacsv.ConvertOptions(
            include_columns=[f"c{i}" for i in indexes],
            column_types={f"c{i}": pa.string() for i in indexes},
            strings_can_be_null=True,
            null_values=[""],
        ),
    )
    line = header_line
    for batch in batches:
        yield pa.Table.from_batches([batch]).append_column("_ligne", line_numbers(line, batch.num_rows))
        line += batch.num_rows
    if uneven:
        first = uneven[0]
        raise Refusal(
            f"{first.actual_columns} champs au lieu de {first.expected_columns}"
            + (f" ({count} lignes dans ce cas)" if count > 1 else ""),
            "la ligne est coupée ou son séparateur n'est pas protégé par des guillemets : corrigez-la",
            name,
            line=first.number,
        )


def _ends_by(utf8: bytes, line: int) -> bool:
    """Whether a text has no more lines than that."""
    place = -1
    for _ in range(line):
        place = utf8.find(b"\n", place + 1)
        if place < 0:
            return True
    return False
