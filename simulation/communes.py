"""The real communes of the invented world: what the embedded open data say of Hauts-de-France, or of the country."""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
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
    """The communes of a region, or of France, in the order of their codes; every array has their length."""

    codes: list[str]
    names: list[str]
    region: list[str]
    departement: list[str]
    arrondissement: list[str]
    epci: list[str]
    """SIREN; empty where the EPCI spreads over another region, of which the world knows only a part."""
    mining: NDArray[np.bool_]
    population: NDArray[np.float64]
    """Population municipale of `CENSUS`."""
    censuses: Mapping[int, NDArray[np.float64]]
    """Population municipale by census, in these communes; not a number where the census does not give it."""
    metropolitan_population: float
    labels: dict[str, str]
    """Names of the EPCI, arrondissements, départements and region by code; where both are known, 01 is a région."""
    departements: dict[str, str]
    """Names of the départements by code."""


def read_communes(embedded: Path, region: str | None = REGION) -> Communes:
    """Read the folder of embedded data: a region or, with None, France; `KeyError` where a population is missing."""
    rows = [row for row in _rows(embedded / f"communes_{GEOGRAPHY}.csv.gz") if region in (None, row["code_region"])]
    rows.sort(key=lambda row: row["code_commune"])
    codes = [row["code_commune"] for row in rows]
    censuses = _censuses(embedded)
    population = censuses[CENSUS]
    epci, labels = _epci(embedded, set(codes))
    for level in ("arrondissements", "departements", "regions"):
        labels |= {row["code"]: row["nom"] for row in _rows(embedded / f"{level}_{GEOGRAPHY}.csv")}
    mining = {
        row["code_commune"] for row in _rows(embedded / "perimetres.csv") if row["code_perimetre"] == "bassin_minier"
    }
    return Communes(
        codes,
        [row["nom_commune"] for row in rows],
        [row["code_region"] for row in rows],
        [row["code_departement"] for row in rows],
        [row["code_arrondissement"] for row in rows],
        [epci.get(code, "") for code in codes],
        np.array([code in mining for code in codes]),
        np.array([population[code] for code in codes]),
        {year: np.array([persons.get(code, np.nan) for code in codes]) for year, persons in censuses.items()},
        sum(persons for code, persons in population.items() if not code.startswith("97")),
        labels,
        {row["code"]: row["nom"] for row in _rows(embedded / f"departements_{GEOGRAPHY}.csv")},
    )


def read_outlines(embedded: Path) -> dict[str, NDArray[np.float64]]:
    """Longitude and latitude of the corners of each commune whose outline is embedded, by code."""
    document = json.loads((embedded / "contours_communes.geojson").read_text(encoding="utf-8"))
    return {
        feature["properties"]["code_commune"]: np.array(
            [corner for polygon in feature["geometry"]["coordinates"] for corner in polygon[0]]
        )
        for feature in document["features"]
    }


def _rows(path: Path) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(_text(path).splitlines(), delimiter=";")


def _text(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")


def _censuses(embedded: Path) -> dict[int, dict[str, float]]:
    """Persons by census and commune of `GEOGRAPHY`: a commune that merged counts in the one it is part of."""
    passages = _rows(embedded / f"communes_passages_{GEOGRAPHY}.csv")
    current = {row["code_ancien"]: row["code_actuel"] for row in passages}
    censuses: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    header, *lines = _text(embedded / "populations_municipales.csv.gz").splitlines()
    pick = itemgetter(*map(header.split(";").index, ("annee_rp", "code_commune", "population_municipale")))
    for year, code, persons in (pick(line.split(";")) for line in lines):
        censuses[int(year)][current.get(code, code)] += float(persons)
    return {year: dict(censuses[year]) for year in sorted(censuses)}


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
