"""URSSAF's file commune × APE at its real size, to measure with: the true layout, communes and classes, no economy.

Every place of France has classes in proportion to its inhabitants to the power 0.6, some 35 on average. Jobs are a
log-normal law around four, with a little chance a year; one line out of ten appears or goes. Labels have neither
semicolon nor quotation mark here: no value is quoted.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from simulation.communes import read_communes
from simulation.distribution import Array
from simulation.emploi import FIRST
from simulation.emploi_urssaf import WHO, about_class, about_places, who
from simulation.nomenclature import read_nomenclature
from simulation.places import places_of
from simulation.world import SEED

_BATCH = 50_000
_STEP = 275
"""Prime to the number of classes: the classes of a place are all different."""


def write_national_urssaf(path: Path, embedded: Path, lines: int = 1_200_000, years: int = 20) -> None:
    """Write a file of so many lines, of the years since 2006; fewer lines are fewer classes a place.

    `ValueError` if there are more lines than places and classes.
    """
    communes, naf = read_communes(embedded, None), read_nomenclature(embedded)
    places = places_of(communes)
    count = _classes_by_place(np.maximum(places.population, 1.0) ** 0.6, lines, len(naf.ape))
    place = np.repeat(np.arange(len(count)), count)
    rank = np.arange(lines) - np.repeat(np.cumsum(count) - count, count)
    activity = (place * 37 + rank * _STEP) % len(naf.ape)
    of_place = [[_plain(text) for text in row] for row in about_places(communes, places)]
    of_class = [[_plain(text) for text in about_class(naf, ape)] for ape in naf.ape]
    headers = [*WHO]
    for year in range(FIRST, FIRST + years):
        headers += [f"nombre_d_etablissements_{year}", f"effectifs_salaries_{year}"]
    # Arrow takes each column of labels from the few texts it has: no loop over the lines.
    blank_place, blank_class = [""] * len(of_place[0]), [""] * len(of_class[0])
    texts = [
        (pa.array(by_place), place) if any(by_place) else (pa.array(by_class), activity)
        for by_place, by_class in zip(
            zip(*(who(row, blank_class) for row in of_place), strict=True),
            zip(*(who(blank_place, row) for row in of_class), strict=True),
            strict=True,
        )
    ]
    schema = pa.schema([(name, pa.string() if rank < len(WHO) else pa.int64()) for rank, name in enumerate(headers)])
    options = pacsv.WriteOptions(include_header=False, delimiter=";", quoting_style="none")
    with path.open("wb") as file:
        file.write((";".join(headers) + "\n").encode("utf-8"))
        with pacsv.CSVWriter(file, schema, write_options=options) as writer:
            for start in range(0, lines, _BATCH):
                part = slice(start, min(start + _BATCH, lines))
                named = [values.take(pa.array(ranks[part])) for values, ranks in texts]
                figures = _figures(part.stop - part.start, years, np.random.default_rng([SEED, 10, start]))
                writer.write_table(pa.table([*named, *figures], schema=schema))


def _plain(text: str) -> str:
    return text.replace(" ;", ",").replace(";", ",").replace('"', "")


def _classes_by_place(weight: Array, lines: int, most: int) -> NDArray[np.int64]:
    """Lines shared by weight, one at least where there are enough, no more than there are classes."""
    if lines > most * len(weight):
        raise ValueError(f"{lines} lines, but {len(weight)} places of {most} classes")
    least = float(lines >= len(weight))
    low, high = 0.0, 2.0 * lines / weight.sum() * (weight.max() / weight.min())
    # The factor that gives so many lines, in whole numbers and within the bounds.
    for _ in range(200):
        middle = (low + high) / 2
        given = np.clip(np.floor(weight * middle), least, most).sum()
        low, high = (middle, high) if given <= lines else (low, middle)
    count = np.clip(np.floor(weight * low), least, most).astype(np.int64)
    missing = lines - int(count.sum())
    free = np.flatnonzero(count < most)
    count[free[np.argsort(-weight[free], kind="stable")[:missing]]] += 1
    return count


def _figures(lines: int, years: int, draw: np.random.Generator) -> list[pa.Array]:
    """Establishments and jobs of each year, null where a line has none."""
    base = np.exp(draw.normal(1.4, 1.3, lines))[:, None]
    jobs = np.rint(base * np.exp(draw.normal(0.0, 0.08, (lines, years)))).astype(np.int64)
    establishments = np.maximum(np.rint(jobs / 9), 1).astype(np.int64)
    chance, year = draw.random(lines)[:, None], draw.integers(0, years, lines)[:, None]
    rank = np.arange(years)
    absent = ((chance < 0.05) & (rank < year)) | ((chance > 0.95) & (rank > year))
    return [
        pa.array(counts[:, year], mask=absent[:, year]) for year in range(years) for counts in (establishments, jobs)
    ]
