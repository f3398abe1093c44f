"""Clean deliveries: how often the guard takes a figure, a code or a label for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from ingest.landing import EMBEDDED
from ingest.privacy.guard import most_of, refuse_cells, refuse_headers, refuse_names, under_a_hint
from ingest.privacy.identifiers import ANYWHERE, IN_AGREED_CELLS, found_in
from ingest.readers import read_tables
from ingest.recognition import recognise
from ingest.refusals import Refusal
from ingest.registry import Contract
from ingest.tables import Table
from simulation.deliveries import write_deliveries

_MOST = 0.001
_OF_PLACES = "mission_bassin_minier"
"""The folder of the layers that name communes, cités, landlords and streets: looked at as if under agreement."""


def tables_of(paths: Iterable[Path]) -> Iterator[tuple[Path, Table]]:
    """The tables of each file that a reader can read."""
    for path in paths:
        try:
            tables = list(read_tables(path.name, path.read_bytes()))
        except Refusal:
            continue
        yield from ((path, table) for table in tables if table.top)


def columns_of(table: Table) -> Iterator[tuple[str, pa.Table]]:
    """Every column of a table, whether a contract reads it or not, from its widest line on, with its header."""
    header = max(range(len(table.top)), key=lambda line: len(table.top[line]))
    try:
        for batch in table.read(header + 1, list(range(len(table.top[header])))):
            for name in batch.column_names[:-1]:
                column = batch.select([name, "_ligne"]).rename_columns(["cellule", "_ligne"])
                yield table.top[header][int(name[1:])], column
    except Refusal:
        return  # a table that goes on in another shape: its lines so far were looked at


def alarms_of(header: str, column: pa.Table, agreed: bool) -> list[str]:
    """The cells of a column for which the guard would refuse its file: all of them where it is the whole column."""
    cells = column["cellule"]
    if found := most_of(column, "cellule", agreed=True, may_hold_days=False):
        return [f"{header} : {found}"] * len(cells)
    kinds = (*ANYWHERE, *IN_AGREED_CELLS) if agreed else ANYWHERE
    doubtful = cells.filter(pc.match_substring_regex(cells, "|".join(kind.re2 for kind in kinds)))
    return [text for text in doubtful.to_pylist() if found_in(text, kinds)] + [
        f"{header} : {found}" for found in under_a_hint(column, "cellule", header)
    ]


def wrongly_refused(path: Path, table: Table, contracts: dict[str, Contract]) -> str | None:
    """Why the guard would refuse a table, if it would."""
    try:
        refuse_names(path.name, table.place or table.member)
        match = recognise(table, contracts.values(), path.name, 2021, path.parent == EMBEDDED)
    except Refusal as refusal:
        return str(refusal) if "contient" in str(refusal) else None
    if match is None:
        return None
    indexes = {i for named in match.columns.values() for column in named.values() for i in column.indexes}
    try:
        if path.parent.name == _OF_PLACES:
            match = replace(match, contract=match.contract.model_copy(update={"diffusion": "convention"}))
        else:
            refuse_headers(match)
        for rows in match.table.read(match.header_line, sorted(indexes)):
            refuse_cells(match, rows)
    except Refusal as refusal:
        return str(refusal)
    return None


def measure(paths: list[Path], contracts: dict[str, Contract]) -> None:
    """Print the rates of clean files and cells that the guard would refuse, and require that they are low."""
    cells, alarms, files, refused = 0, list[str](), set[Path](), dict[Path, str]()
    for path, table in tables_of(paths):
        files.add(path)
        if why := wrongly_refused(path, table, contracts):
            refused[path] = why
        for header, column in columns_of(table):
            cells += len(column)
            alarms += alarms_of(header, column, agreed=path.parent.name == _OF_PLACES)
    print(f"{len(refused)} files of {len(files)} and {len(alarms)} cells of {cells} wrongly refused", end=" ")
    print(f"({100 * len(refused) / len(files):.3f} % and {100 * len(alarms) / cells:.6f} %)")
    assert len(refused) <= _MOST * len(files), refused
    assert len(alarms) <= _MOST * cells, alarms[:10]


def test_real_files_of_producers_raise_no_alarm(
    reels: Path, contracts: dict[str, Contract], capsys: pytest.CaptureFixture[str]
) -> None:
    paths = sorted(path for path in reels.rglob("*") if path.is_file())
    with capsys.disabled():
        measure([*paths, *EMBEDDED.iterdir()], contracts)


def test_simulated_deliveries_raise_no_alarm(
    tmp_path: Path, contracts: dict[str, Contract], capsys: pytest.CaptureFixture[str]
) -> None:
    paths = list(write_deliveries(tmp_path, EMBEDDED))
    with capsys.disabled():
        measure(paths, contracts)
