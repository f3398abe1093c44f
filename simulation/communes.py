"""The real communes of the invented world: what the embedded open data say of Hauts-de-France."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

REGION = "32"
GEOGRAPHY = 2026
"""The communes and EPCI of 1 January 2026, the latest embedded."""
CENSUS = 2023
"""The census published in those communes: its populations serve every year of the world."""


@dataclass(frozen=True)
class Communes:
    """The communes of the region in the order of their codes; every array has their length."""

    codes: list[str]
    names: list[str]
    departement: list[str]
    arrondissement: list[str]
    epci: list[str]
    """SIREN; empty where the EPCI spreads over another region, of which the world knows only a part."""
    mining: NDArray[np.bool_]
    population: NDArray[np.float64]
    """Population municipale of `CENSUS`."""
    metropolitan_population: float
    labels: dict[str, str]
    """Names of the EPCI, arrondissements, départements and region by code."""


def read_communes(embedded: Path) -> Communes:
    """Read the folder of embedded data; `KeyError` where a commune has no population."""
    rows = [row for row in _rows(embedded / f"communes_{GEOGRAPHY}.csv.gz") if row["code_region"] == REGION]
    rows.sort(key=lambda row: row["code_commune"])
    codes = [row["code_commune"] for row in rows]
    population = {
        row["code_commune"]: float(row["population_municipale"])
        for row in _rows(embedded / "populations_municipales.csv.gz")
        if row["annee_rp"] == str(CENSUS)
    }
    epci, labels = _epci(embedded, set(codes))
    for level in ("arrondissements", "departements", "regions"):
        labels |= {row["code"]: row["nom"] for row in _rows(embedded / f"{level}_{GEOGRAPHY}.csv")}
    mining = {
        row["code_commune"] for row in _rows(embedded / "perimetres.csv") if row["code_perimetre"] == "bassin_minier"
    }
    return Communes(
        codes,
        [row["nom_commune"] for row in rows],
        [row["code_departement"] for row in rows],
        [row["code_arrondissement"] for row in rows],
        [epci.get(code, "") for code in codes],
        np.array([code in mining for code in codes]),
        np.array([population[code] for code in codes]),
        sum(persons for code, persons in population.items() if not code.startswith("97")),
        labels,
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    yield from csv.DictReader(text.splitlines(), delimiter=";")


def _epci(embedded: Path, codes: set[str]) -> tuple[dict[str, str], dict[str, str]]:
    """SIREN by commune, and names by SIREN, for the EPCI that lie wholly among the codes."""
    members: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for row in _rows(embedded / "epci_composition.csv.gz"):
        if row["geographie"] == str(GEOGRAPHY):
            members[row["siren_epci"]].add(row["code_commune"])
            names[row["siren_epci"]] = row["nom_epci"]
    inside = {siren: communes for siren, communes in members.items() if communes <= codes}
    return (
        {code: siren for siren, communes in inside.items() for code in communes},
        {siren: names[siren] for siren in inside},
    )
