"""From the bytes of a file to its tables, as text: csv, xls, xlsx, parquet, geojson, plain, gzipped or zipped.

What a file *is* is told by its content, never by its extension.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from ingest.debris import is_debris
from ingest.refusals import Refusal
from ingest.registry import Encoding, Format

TOP_ROWS = 40
TOP_BYTES = 1 << 20
csv.field_size_limit(TOP_BYTES)
_SEPARATORS = (";", ",", "\t", "|")
_TWICE_ENCODED = re.compile("Ã[\u0080-\u00bf©¨ª«´»®§¢¹]|â€™|Å“")
_TRUNCATED = "l'archive est coupée ou abîmée"
_BAD_PARQUET = "le fichier parquet est coupé ou abîmé"
_SEND_AGAIN = "recopiez ou téléchargez de nouveau le fichier entier"


@dataclass(frozen=True)
class Table:
    """One table of a file: its first rows, and how to read columns of it.

    `read(header_line, indexes)` gives an arrow table of text columns `c<index>` and, last, `_ligne`,
    the line of the file (records count, where a quoted value spans lines). `place` is what an analyst looks for
    inside the file: the sheet of a workbook, the member of an archive.
    """

    format: Format
    member: str
    sheet: str | None
    top: list[list[str]]
    read: Callable[[int, list[int]], pa.Table]
    encoding: Encoding | None = None
    separator: str | None = None
    place: str | None = None
    fault: Refusal | None = None
    """What is wrong with its text: said only if a contract recognises the table."""


def read_tables(name: str, data: bytes, wanted_sheet: Callable[[str], bool] = lambda _: True) -> Iterator[Table]:
    """Every table of a file; nothing for a format that is none of ours.

    `wanted_sheet` spares the reading of a workbook's sheets that no contract speaks of.
    Raises `Refusal` when the file is empty, cut off or not decodable.
    """
    if not data.strip():
        raise Refusal("le fichier est vide", "demandez à son producteur de l'envoyer de nouveau", name)
    if data[:4] == b"PK\x03\x04" or data[:4] == b"PK\x05\x06":
        yield from _read_zip(name, data, wanted_sheet)
    elif data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        yield from _read_workbook(name, data, wanted_sheet)
    elif data[:4] == b"PAR1":
        yield _read_parquet(name, data)
    elif data[:2] == b"\x1f\x8b":
        try:
            plain = gzip.decompress(data)
        except (EOFError, OSError, zlib.error) as error:
            raise Refusal(_TRUNCATED, _SEND_AGAIN, name) from error
        yield from read_tables(re.sub(r"\.gz$", "", name, flags=re.IGNORECASE), plain, wanted_sheet)
    elif name.lower().endswith((".geojson", ".json")):
        yield from _read_geojson(name, data)
    elif name.lower().endswith((".csv", ".txt", ".tsv")):
        yield _read_text(name, data)
    elif name.lower().endswith((".xls", ".xlsx", ".zip", ".parquet")):
        if data.lstrip()[:1] == b"<":
            found = "c'est une page web"
        else:
            found = _TRUNCATED if b"\x00" in data[:TOP_BYTES] else "c'est du texte, ou une archive coupée"
        raise Refusal(f"le contenu n'est pas celui que dit le nom : {found}", _SEND_AGAIN, name)


def _nothing(_header_line: int, _indexes: list[int]) -> pa.Table:
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
        raise Refusal(_TRUNCATED, _SEND_AGAIN, name) from error
    except (RuntimeError, NotImplementedError) as error:
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


# --- workbooks ------------------------------------------------------------------------------------------


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
        raise Refusal(f"le classeur est illisible ({error})", _SEND_AGAIN, name) from error


def _sheet_columns(rows: list[list[Any]], header_line: int, indexes: list[int]) -> pa.Table:
    body = rows[header_line:]
    # Text is by far the most common: it is spared a call a cell.
    columns = {
        f"c{i}": pa.array([cell if type(cell := row[i]) is str else _cell(cell) for row in body], pa.string())
        for i in indexes
    }
    return pa.table({**columns, "_ligne": _line_numbers(header_line, len(body))})


def _line_numbers(header_line: int, count: int) -> pa.Array:
    return pa.array(range(header_line + 1, header_line + 1 + count), pa.int32())


# --- text -----------------------------------------------------------------------------------------------


def _read_text(name: str, data: bytes) -> Table:
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
    try:
        text = utf8.decode("utf-8")
    except UnicodeDecodeError as error:
        if b"\x00" not in data[:TOP_BYTES] and not re.search(rb"[\xc3\xc5][\x80-\xbf]", utf8):
            return "cp1252", _as_cp1252(utf8).encode("utf-8"), None
        fault = Refusal(
            f"le texte mêle plusieurs encodages (octet {utf8[error.start]:#04x} inattendu en UTF-8)",
            "enregistrez-le de nouveau en « CSV UTF-8 » depuis le fichier d'origine",
            name,
            line=utf8.count(b"\n", 0, error.start) + 1,
        )
        return "utf-8", utf8.decode("utf-8", errors="replace").encode("utf-8"), fault
    if found := _TWICE_ENCODED.search(text) or re.search("\ufffd", text):
        fault = Refusal(
            f"les accents sont abîmés (« {found.group()} ») : le texte a été encodé deux fois",
            "repartez du fichier d'origine et enregistrez-le en « CSV UTF-8 »",
            name,
            line=text.count("\n", 0, found.start()) + 1,
        )
        return "utf-8", utf8, fault
    return "utf-8", utf8, None


def _as_cp1252(data: bytes) -> str:
    """Windows-1252, or Latin-1 where a byte means nothing to Windows."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _text_columns(
    name: str, utf8: bytes, separator: str, top: list[list[str]], header_line: int, indexes: list[int]
) -> pa.Table:
    uneven: list[pacsv.InvalidRow] = []

    def keep_note(row: pacsv.InvalidRow) -> str:
        uneven.append(row)
        return "skip"

    if not utf8.split(b"\n", header_line)[header_line:]:
        return pa.table({**{f"c{i}": pa.array([], pa.string()) for i in indexes}, "_ligne": _line_numbers(0, 0)})
    table = pacsv.read_csv(
        pa.BufferReader(utf8),
        read_options=pacsv.ReadOptions(
            skip_rows=header_line,
            column_names=[f"c{i}" for i in range(len(top[header_line - 1]))],
            use_threads=False,
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
    if uneven:
        first = uneven[0]
        raise Refusal(
            f"{first.actual_columns} champs au lieu de {first.expected_columns}"
            + (f" ({len(uneven)} lignes dans ce cas)" if len(uneven) > 1 else ""),
            "la ligne est coupée ou son séparateur n'est pas protégé par des guillemets : corrigez-la",
            name,
            line=first.number,
        )
    return table.append_column("_ligne", _line_numbers(header_line, table.num_rows))


# --- parquet --------------------------------------------------------------------------------------------


def _read_parquet(name: str, data: bytes) -> Table:
    try:
        header = list(pq.read_schema(pa.BufferReader(data)).names)
    except (pa.ArrowException, OSError) as error:
        raise Refusal(_BAD_PARQUET, _SEND_AGAIN, name) from error
    return Table("parquet", name, None, [header], partial(_parquet_columns, name, data, header))


def _parquet_columns(name: str, data: bytes, header: list[str], _header_line: int, indexes: list[int]) -> pa.Table:
    try:
        found = pq.read_table(pa.BufferReader(data), columns=[header[i] for i in indexes])
    except (pa.ArrowException, OSError) as error:
        raise Refusal(_BAD_PARQUET, _SEND_AGAIN, name) from error
    columns = {f"c{i}": _column_as_text(name, header[i], found[header[i]]) for i in indexes}
    return pa.table({**columns, "_ligne": _line_numbers(1, found.num_rows)})


def _column_as_text(name: str, header: str, values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Values as one would write them: 1966.0 → « 1966 », 24.42 → « 24.42 »; what is not a number is blank."""
    try:
        text = pc.cast(values, pa.string())
        if pa.types.is_floating(values.type):
            # Left to itself, the conversion writes 1e+10 for ten billions.
            is_whole = pc.and_(pc.equal(pc.floor(values), values), pc.less(pc.abs(values), 1e15))
            whole = pc.cast(pc.if_else(is_whole, values, 0), pa.int64())
            text = pc.if_else(is_whole, pc.cast(whole, pa.string()), pc.if_else(pc.is_nan(values), None, text))
        return text
    except pa.ArrowException as error:
        raise Refusal(
            "la colonne contient des listes ou des structures, une valeur par ligne est attendue",
            "demandez au producteur un fichier à plat",
            name,
            column=header,
        ) from error


# --- geojson --------------------------------------------------------------------------------------------


def _read_geojson(name: str, data: bytes) -> Iterator[Table]:
    try:
        document = json.loads(data)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Refusal("le JSON est coupé ou abîmé", _SEND_AGAIN, name) from error
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        return
    features = [feature for feature in document.get("features") or [] if isinstance(feature, dict)]
    properties = list(dict.fromkeys(key for feature in features for key in feature.get("properties") or {}))
    header = [*properties, "geometrie"]
    yield Table("geojson", name, None, [header], partial(_feature_columns, features, header), "utf-8")


def _feature_columns(
    features: list[dict[str, Any]], header: list[str], _header_line: int, indexes: list[int]
) -> pa.Table:
    def text(feature: dict[str, Any], key: str) -> str | None:
        value = feature.get("geometry") if key == "geometrie" else (feature.get("properties") or {}).get(key)
        if value is None or isinstance(value, str):
            return value
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)

    columns = {f"c{i}": pa.array([text(x, header[i]) for x in features], pa.string()) for i in indexes}
    return pa.table({**columns, "_ligne": _line_numbers(0, len(features))})
