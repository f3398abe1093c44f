"""Files that name their columns themselves: parquet, GeoJSON, lists of JSON records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.refusals import Refusal
from ingest.tables import SEND_AGAIN, Batches, Table, line_numbers

_BAD_PARQUET = "le fichier parquet est coupé ou abîmé"
_BATCH_ROWS = 1 << 18


def read_parquet(name: str, data: bytes) -> Table:
    """The table of a parquet file."""
    try:
        header = list(pq.read_schema(pa.BufferReader(data)).names)
    except (pa.ArrowException, OSError) as error:
        raise Refusal(_BAD_PARQUET, SEND_AGAIN, name) from error
    return Table("parquet", name, None, [header], partial(_parquet_columns, name, data, header))


def _parquet_columns(name: str, data: bytes, header: list[str], _header_line: int, indexes: list[int]) -> Batches:
    line = 1
    try:
        found = pq.ParquetFile(pa.BufferReader(data))
        for batch in found.iter_batches(_BATCH_ROWS, columns=[header[i] for i in indexes], use_threads=False):
            columns = {f"c{i}": _column_as_text(name, header[i], batch.column(header[i])) for i in indexes}
            yield pa.table({**columns, "_ligne": line_numbers(line, batch.num_rows)})
            line += batch.num_rows
        if line == 1:
            yield pa.table({**{f"c{i}": pa.array([], pa.string()) for i in indexes}, "_ligne": line_numbers(1, 0)})
    except (pa.ArrowException, OSError) as error:
        raise Refusal(_BAD_PARQUET, SEND_AGAIN, name) from error


def _column_as_text(name: str, header: str, values: pa.Array) -> pa.Array:
    """Values as one would write them: 1966.0 → « 1966 », 24.42 → « 24.42 »; what is not a number is blank."""
    try:
        text = pc.cast(values, pa.string())
        if pa.types.is_decimal(values.type):
            # Left to itself, the conversion writes 4.00 for a count, and 0E-8 for zero.
            wide = pc.cast(values, pa.decimal256(76, max(values.type.scale, 0)))
            is_whole = pc.equal(pc.floor(wide), wide)
            whole = pc.cast(pc.if_else(is_whole, wide, pa.scalar(0, wide.type)), pa.decimal256(76, 0))
            text = pc.if_else(is_whole, pc.cast(whole, pa.string()), text)
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


def read_json(name: str, data: bytes) -> Iterator[Table]:
    """The table of a GeoJSON collection, or of a list of records; nothing for another document."""
    try:
        document = json.loads(data)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Refusal("le JSON est coupé ou abîmé", SEND_AGAIN, name) from error
    if isinstance(document, dict) and document.get("type") == "FeatureCollection":
        features = [feature for feature in document.get("features") or [] if isinstance(feature, dict)]
        records = [{**(feature.get("properties") or {}), "geometrie": feature.get("geometry")} for feature in features]
        yield _records(name, "geojson", records)
    elif isinstance(document, list) and document and all(isinstance(record, dict) for record in document):
        yield _records(name, "json", document)


def _records(name: str, kind: Any, records: list[dict[str, Any]]) -> Table:
    header = list(dict.fromkeys(key for record in records for key in record))
    return Table(kind, name, None, [header], partial(_record_columns, records, header), "utf-8")


def _record_columns(records: list[dict[str, Any]], header: list[str], _header_line: int, indexes: list[int]) -> Batches:
    def text(value: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)

    columns = {f"c{i}": pa.array([text(record.get(header[i])) for record in records], pa.string()) for i in indexes}
    yield pa.table({**columns, "_ligne": line_numbers(0, len(records))})
