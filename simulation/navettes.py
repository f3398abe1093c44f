"""Commuting of a census, in INSEE's two files: flows from home to work, and weighted individuals.

Everything but the communes and their populations is invented, in round numbers:

- 40 % of the inhabitants are at work (36 % in the Bassin minier); of those of Hauts-de-France, 70 % work in another
  commune: 45 % of these in the same EPCI, 25 % in the same arrondissement, 20 % in the same région, 5 % in the largest
  commune of another département, 5 % abroad, mostly in Belgium. A commune draws by a power of its inhabitants: towns
  have more jobs than workers;
- elsewhere everybody works at home, but 0.2 % of that largest commune, who work in Hauts-de-France;
- who works farther is more often an executive, and a higher occupation goes with a higher degree.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from simulation.cells import as_csv
from simulation.communes import GEOGRAPHY, Communes
from simulation.distribution import Array
from simulation.places import (
    Places,
    Ranks,
    as_text,
    drawn,
    drawn_within,
    largest_outside,
    places_of,
    shared,
    summed_pairs,
)
from simulation.world import SEED

BELGIUM, ABROAD = "99131", "99999"
"""INSEE names a country, or nothing but abroad, which two places stand for after the last of the communes."""
TO = {"epci": 0.45, "arrondissement": 0.25, "region": 0.20, "outside": 0.05, "abroad": 0.05}
NATIONAL_TO = {"home": 0.34, "epci": 0.30, "arrondissement": 0.18, "region": 0.12, "anywhere": 0.04, "abroad": 0.02}
NEAR, FAR = (2, 7, 12, 24, 30, 25), (1, 4, 20, 29, 25, 21)
"""Weights of the six groups of occupations, from farmers to workers, of who works at home and of who commutes."""
DEGREES = ("01", "03", "11", "12", "13", "14", "15", "16", "17", "18", "19")
LEVELS = {"01": "A", "03": "A", "11": "A", "12": "A", "13": "B", "14": "C", "15": "C"}
"""What INSEE wrote until RP 2016; D for the others."""
BY_GROUP = (
    (3, 9, 6, 12, 40, 6, 12, 8, 3, 1, 0),
    (3, 9, 4, 10, 34, 10, 12, 10, 5, 3, 0),
    (0, 1, 0, 2, 6, 10, 3, 12, 22, 38, 6),
    (1, 3, 1, 4, 16, 14, 9, 26, 20, 6, 0),
    (3, 9, 2, 9, 32, 18, 12, 10, 4, 1, 0),
    (6, 16, 4, 10, 42, 7, 11, 3, 1, 0, 0),
)
"""Weights of the degrees in each group."""
BATCH = 500_000


@dataclass(frozen=True)
class _Workers:
    """Weighted lines: where each lives and works (a rank; -1 abroad, -2 in Belgium), group 1 to 6, degree, weight."""

    here: Ranks
    work: Ranks
    group: Ranks
    degree: Ranks
    weight: NDArray[np.int64]


def navettes(communes: Communes, year: int) -> dict[str, str]:
    """Text by file name: flows of a census, and the individuals whose weights add up to them.

    With the communes of the whole country the entries are all there; with those of a région, those inside it only.
    """
    places = places_of(communes)
    workers = _workers(places, np.random.default_rng([SEED, year, 1]))
    return {
        f"base-flux-mobilite-domicile-lieu-travail-{year}-geo{GEOGRAPHY}.csv": _flows(places, workers, year),
        f"FD_MOBPRO_{year}-geo{GEOGRAPHY}.csv": _individuals(places, workers, year),
    }


def write_national_individuals(path: Path, lines: int, communes: Communes) -> None:
    """Write a parquet of that many individuals of the whole country, a batch at a time: a benchmark, of no census.

    Its name says its vintage and its communes: `RP2022_mobpro-geo2026.parquet`.
    """
    places = places_of(communes)
    region_of = dict(zip(communes.codes, communes.region, strict=True))
    region = np.unique([region_of[parent] for parent in places.parent], return_inverse=True)[1]
    draw = np.random.default_rng([SEED, lines])
    with pq.ParquetWriter(path, _SCHEMA) as writer:
        for start in range(0, lines, BATCH):
            writer.write_table(_batch(places, region, min(BATCH, lines - start), draw))


_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("COMMUNE", "ARM", "DCLT", "AGEREVQ", "GS", "DIPL", "SEXE", "TRANS")]
    + [("IPONDI", pa.float64())]
)


def _workers(places: Places, draw: np.random.Generator) -> _Workers:
    share = np.where(places.mining, 0.36, 0.40)
    employed = np.where([code.startswith("976") for code in places.departement], 0, share * places.population)
    towns = largest_outside(places)
    commuting = np.where(places.home, 0.70, 0.0)
    commuting[towns] = 0.002
    leaving, staying = employed * commuting, employed * (1 - commuting)
    # A line stands for about sixty commuters, or five hundred who stay: few lines, whatever the commune.
    commuters = _repeated(np.where(leaving > 0, np.clip(np.rint(leaving / 60), 2, 60), 0))
    stayers = _repeated(np.where(places.home, np.clip(np.rint(staying / 500), 1, 12), 1) * (staying > 0))
    work = _workplaces(places, commuters, towns, draw)
    group = np.concatenate([_groups(FAR, len(commuters), draw), _groups(NEAR, len(stayers), draw)])
    weight = np.concatenate([shared(leaving, commuters, draw), shared(staying, stayers, draw)])
    here, work = np.concatenate([commuters, stayers]), np.concatenate([work, stayers])
    return _Workers(here, work, group, _degrees(group, draw), weight)


def _repeated(times: Array) -> Ranks:
    return np.repeat(np.arange(len(times)), times.astype(int))


def _attraction(places: Places) -> Array:
    """What draws workers to a commune: none where nobody lives."""
    return np.asarray(places.population**1.2)


def _workplaces(places: Places, commuters: Ranks, towns: Ranks, draw: np.random.Generator) -> Ranks:
    """Where each commuter works: a place of its group drawn by attraction, a town outside, or abroad."""
    kind = draw.choice(len(TO), len(commuters), p=list(TO.values()))
    work = np.where(draw.random(len(commuters)) < 0.8, -2, -1)
    attraction = _attraction(places)
    for rank, name in enumerate(TO):
        some = kind == rank
        if name in places.groups:
            work[some] = drawn_within(places.groups[name], attraction, commuters[some], draw)
        elif name == "outside" and len(towns):
            work[some] = drawn(attraction[towns], towns, int(some.sum()), draw)
    from_outside = ~places.home[commuters]
    home = np.flatnonzero(places.home)
    work[from_outside] = drawn(attraction[home], home, int(from_outside.sum()), draw)
    return work


def _groups(weights: tuple[int, ...], count: int, draw: np.random.Generator) -> Ranks:
    return 1 + draw.choice(len(weights), count, p=np.array(weights) / sum(weights))


def _degrees(group: Ranks, draw: np.random.Generator) -> Ranks:
    """A rank among the degrees for each group."""
    reached = np.cumsum(np.array(BY_GROUP), axis=1) / np.sum(BY_GROUP, axis=1)[:, None]
    return np.asarray((draw.random(len(group))[:, None] >= reached[group - 1]).sum(axis=1))


def _flows(places: Places, workers: _Workers, year: int) -> str:
    """Every pair of places that somebody lives and works in."""
    here, work, flows = summed_pairs(workers.here, workers.work, workers.weight)
    codes, names = [*places.codes, BELGIUM, ABROAD], [*places.names, "Belgique", "Etranger"]
    return as_csv(
        {
            "CODGEO": [codes[i] for i in here.tolist()],
            "LIBGEO": [names[i] for i in here.tolist()],
            "DCLT": [codes[i] for i in work.tolist()],
            "L_DCLT": [names[i] for i in work.tolist()],
            f"NBFLUX_C{year % 100:02d}_ACTOCC15P": as_text(flows),
        }
    )


def _individuals(places: Places, workers: _Workers, year: int) -> str:
    """The columns that tell who commutes: the others of INSEE's file would say nothing here."""
    codes = [*places.codes, BELGIUM, ABROAD]
    parents = [places.parent[i] for i in workers.here.tolist()]
    own = [places.codes[i] for i in workers.here.tolist()]
    degrees = [DEGREES[i] for i in workers.degree.tolist()]
    return as_csv(
        {
            "COMMUNE": parents,
            "ARM": _arrondissements(own, parents),
            "CS1" if year < 2022 else "GS": [str(group) for group in workers.group.tolist()],
            "DCLT": [codes[i] for i in workers.work.tolist()],
            "DIPL": degrees if year >= 2017 else [LEVELS.get(degree, "D") for degree in degrees],
            "IPONDI": as_text(workers.weight),
        }
    )


def _batch(places: Places, region: Ranks, lines: int, draw: np.random.Generator) -> pa.Table:
    population = np.where([code.startswith("976") for code in places.departement], 0, places.population)
    here = draw.choice(len(population), lines, p=population / population.sum())
    work = _national_workplaces(places, region, here, draw)
    group = _groups(FAR, lines, draw)
    own = np.array(_arrondissements(places.codes, places.parent))
    columns = {
        "COMMUNE": np.array(places.parent)[here],
        "ARM": own[here],
        "DCLT": np.array([*places.codes, BELGIUM, ABROAD])[work],
        "AGEREVQ": np.array([f"{age:03d}" for age in range(15, 75, 5)])[draw.integers(0, 12, lines)],
        "GS": group.astype(str),
        "DIPL": np.array(DEGREES)[_degrees(group, draw)],
        "SEXE": draw.integers(1, 3, lines).astype(str),
        "TRANS": draw.integers(1, 7, lines).astype(str),
        "IPONDI": draw.uniform(1.0, 6.0, lines),
    }
    return pa.table({name: pa.array(values) for name, values in columns.items()}, schema=_SCHEMA)


def _arrondissements(codes: list[str], parents: list[str]) -> list[str]:
    return [code if code != parent else "ZZZZZ" for code, parent in zip(codes, parents, strict=True)]


def _national_workplaces(places: Places, region: Ranks, here: Ranks, draw: np.random.Generator) -> Ranks:
    kind = draw.choice(len(NATIONAL_TO), len(here), p=list(NATIONAL_TO.values()))
    work = np.where(draw.random(len(here)) < 0.5, -2, -1)
    groups = {**places.groups, "region": region}
    attraction = _attraction(places)
    for rank, name in enumerate(NATIONAL_TO):
        some = kind == rank
        if name == "home":
            work[some] = here[some]
        elif name == "anywhere":
            work[some] = drawn(attraction, np.arange(len(attraction)), int(some.sum()), draw)
        elif name in groups:
            work[some] = drawn_within(groups[name], attraction, here[some], draw)
    return work
