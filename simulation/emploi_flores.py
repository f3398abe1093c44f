"""INSEE's salaried employment of the invented economy: Clap of 2014 and 2015, Flores of 2017 to 2023.

- Clap, workbooks: jobs in A17, by commune of Hauts-de-France;
- Flores to 2021, texts by commune: jobs in A17 every year, in A38 in 2017 and 2021, in A5 in 2021, and establishments
  in A17 in 2021. The columns of size classes are left out, and the figures are all shown;
- Flores of 2022 and 2023, Melodi: jobs in A5 by commune, jobs and establishments in A17 by EPCI, arrondissement, zone
  d'emploi (whose composition is invented), département, région and France.

In Melodi a commune of fewer than four establishments is not shown: its jobs count in the largest commune of its EPCI
in its département, and both say so.
"""

from __future__ import annotations

import numpy as np

from simulation.cells import as_csv
from simulation.communes import GEOGRAPHY, REGION
from simulation.emploi import Employment, Flags, Ranks
from simulation.shares import Counts
from simulation.workbook import Row, workbook

ORDER = {
    "a5": "AZ BE FZ GU OQ",
    "a17": "AZ DE C1 C2 C3 C4 C5 FZ GZ HZ IZ JZ KZ LZ MN OQ RU",
    "a38": (
        "AZ BZ CA CB CC CD CE CF CG CH CI CJ CK CL CM DZ EZ FZ GZ HZ IZ JA JB JC KZ LZ MA MB MC NZ OZ PZ QA QB RZ SZ "
        "TZ UZ"
    ),
}
"""Sectors of each nomenclature, in the order of INSEE's columns."""
JOBS, UNITS = ("NBSAL", "EFF"), ("NBETAB", "ET")
"""What a file counts: in its name, in its headers."""
CLAP = (2014, 2015)
FLORES = (
    *((year, "a17", JOBS) for year in range(2017, 2022)),
    (2017, "a38", JOBS),
    (2021, "a38", JOBS),
    (2021, "a5", JOBS),
    (2021, "a17", UNITS),
)
MELODI = (2022, 2023)
MELODI_HEADER = (
    "GEO",
    "GEO_OBJECT",
    "ACTIVITY",
    "NUMBER_EMPL",
    "LEGAL_FORM_WITH_PUBLIC",
    "FLORES_MEASURE",
    "OBS_STATUS",
    "TIME_PERIOD",
    "OBS_VALUE",
)
_SHOWN = 4


def clap(economy: Employment) -> dict[str, dict[str, str]]:
    """Workbooks by name, each the members of its archive; headers on row 6."""
    books = {}
    for year in CLAP:
        figures = _communes(economy, economy.salaried(year)[0], "a17")
        title = f"Postes salariés au 31 décembre {year}, par commune et secteur d’activité (données simulées)"
        rows: list[Row] = [[title], ["Source : simulation, au format de l’Insee"], [], [], [], _header(JOBS, "a17")]
        who = zip(*_who(economy), strict=True)
        rows += [[*about, *counts] for about, counts in zip(who, figures.tolist(), strict=True)]
        books[f"TD_CLAP{year}_NA17_NBSAL-geo{GEOGRAPHY}.xlsx"] = workbook({"COM": rows})
    return books


def flores(economy: Employment) -> dict[str, dict[str, str]]:
    """Archives by name: the text of the communes, and its dictionary."""
    archives = {}
    for year, level, what in FLORES:
        header = _header(what, level)
        counted = economy.salaried(year)[what == UNITS]
        figures = [[str(count) for count in column] for column in _communes(economy, counted, level).T.tolist()]
        columns = dict(zip(header, [*_who(economy), *figures], strict=True))
        name = f"TD_FLORES{year}_N{level.upper()}_{what[0]}-geo{GEOGRAPHY}"
        dictionary = ["COD_VAR;LIB_VAR;LIB_VAR_LONG;COD_MOD;LIB_MOD;TYPE_VAR;LONG_VAR"]
        dictionary += [f"{cell};{cell};;;;{'NUM' if cell[-3] == '_' else 'CHAR'};" for cell in header]
        archives[f"{name}_CSV.zip"] = {
            f"{name}.csv": as_csv(columns),
            f"meta_{name}.csv": "\n".join(dictionary) + "\n",
        }
    return archives


def melodi(economy: Employment) -> dict[str, dict[str, str]]:
    """Archives by name: the data of a year, and the labels of its codes."""
    archives = {}
    for year in MELODI:
        jobs, units = economy.salaried(year)
        above = [row for level in _above(economy) for row in _upper(economy, level, (jobs, units))]
        for level, rows in (("a5", _melodi_communes(economy, jobs, units)), ("a17", above)):
            name = f"DS_FLORES_{level.upper()}_{year}-geo{GEOGRAPHY}"
            archives[f"{name}_CSV_FR.zip"] = {
                f"{name}_data.csv": _melodi_text(rows, year),
                f"{name}_metadata.csv": _labels(economy, level),
            }
    return archives


def by_sector(economy: Employment, counts: Counts, level: str) -> Counts:
    """Columns of A38 added up to those of a coarser nomenclature, in INSEE's order."""
    wanted = ORDER[level].split()
    above = [wanted.index(economy.naf.above("a38", sector, level)) for sector in economy.sectors]
    summed = np.zeros((len(counts), len(wanted)), np.int64)
    np.add.at(summed.T, above, counts.T)
    return summed


def _communes(economy: Employment, counts: Counts, level: str) -> Counts:
    """Total, then sectors, a row a commune of Hauts-de-France."""
    return _with_total(by_sector(economy, counts[economy.home], level))


def _with_total(counts: Counts) -> Counts:
    return np.concatenate([counts.sum(axis=1, keepdims=True), counts], axis=1)


def _header(what: tuple[str, str], level: str) -> list[str]:
    return ["CODGEO", "LIBGEO", "DEP", "REG", f"{what[1]}_TOT", *(f"{what[1]}_{code}" for code in ORDER[level].split())]


def _who(economy: Employment) -> list[list[str]]:
    communes = economy.communes
    columns = (communes.codes, communes.names, communes.departement, communes.region)
    return [[column[rank] for rank in np.flatnonzero(economy.home).tolist()] for column in columns]


# --- Melodi -----------------------------------------------------------------------------------------------

MelodiRow = tuple[str, str, str, str, str, str]
"""GEO, GEO_OBJECT, ACTIVITY, FLORES_MEASURE, OBS_STATUS, OBS_VALUE."""


def merged(economy: Employment, units: Counts) -> tuple[Flags, Ranks]:
    """Communes not shown, and for every commune the one that its jobs are counted in: itself, if shown."""
    communes = economy.communes
    few = economy.home & (units.sum(axis=1) < _SHOWN)
    largest: dict[tuple[str, str], int] = {}
    parts = list(zip(communes.departement, communes.epci, strict=True))
    for rank in np.argsort(communes.population, kind="stable").tolist():
        largest[parts[rank]] = rank
    receiving = np.array([largest[part] for part in parts])
    hidden = few & ~few[receiving]
    return hidden, np.where(hidden, receiving, np.arange(len(few)))


def _melodi_communes(economy: Employment, jobs: Counts, units: Counts) -> list[MelodiRow]:
    hidden, into = merged(economy, units)
    counted = np.zeros_like(jobs)
    np.add.at(counted, into, jobs)
    receiving = set(into[hidden].tolist())
    figures = _with_total(by_sector(economy, counted, "a5"))
    rows: list[MelodiRow] = []
    for rank in np.flatnonzero(economy.home).tolist():
        status = "K" if hidden[rank] else "W" if rank in receiving else "A"
        for sector, count in zip(("_T", *ORDER["a5"].split()), figures[rank].tolist(), strict=True):
            value = "" if hidden[rank] else str(count)
            rows.append((economy.communes.codes[rank], "COM", sector, "EMPL3112", status, value))
    return rows


def _above(economy: Employment) -> dict[str, list[str]]:
    """Territory of each commune by kind; empty where it has none, or one that Hauts-de-France does not hold whole."""
    communes, home = economy.communes, economy.home
    inside = [code if at_home else "" for code, at_home in zip(communes.epci, home, strict=True)]
    spread = {code for code, at_home in zip(communes.epci, home, strict=True) if not at_home}

    def of_home(codes: list[str]) -> list[str]:
        return [code if at_home else "" for code, at_home in zip(codes, home, strict=True)]

    return {
        "EPCI": ["" if code in spread else code for code in inside],
        "ARR": of_home(communes.arrondissement),
        "ZE2020": of_home(economy.zones),
        "DEP": of_home(communes.departement),
        "REG": of_home([REGION] * len(communes.codes)),
        "FRANCE": ["F"] * len(communes.codes),
    }


def _upper(economy: Employment, kind: str, counts: tuple[Counts, Counts]) -> list[MelodiRow]:
    of_commune = _above(economy)[kind]
    codes = sorted(set(of_commune) - {""})
    rank = {code: i for i, code in enumerate(codes)}
    inside = np.array([code != "" for code in of_commune])
    into = np.array([rank[code] for code in of_commune if code])
    rows: list[MelodiRow] = []
    for measure, counted in zip(("EMPL3112", "UNIT_LOC"), counts, strict=True):
        summed = np.zeros((len(codes), counted.shape[1]), np.int64)
        np.add.at(summed, into, counted[inside])
        for code, figures in zip(codes, _with_total(by_sector(economy, summed, "a17")).tolist(), strict=True):
            rows += [
                (code, kind, sector, measure, "A", str(count))
                for sector, count in zip(("_T", *ORDER["a17"].split()), figures, strict=True)
            ]
    return rows


def _melodi_text(rows: list[MelodiRow], year: int) -> str:
    lines = [";".join(f'"{name}"' for name in MELODI_HEADER)]
    lines += [
        f'"{geo}";"{kind}";"{sector}";"_T";"1T9X7";"{measure}";"{status}";"{year}";"{value}"'
        for geo, kind, sector, measure, status, value in rows
    ]
    return "\n".join(lines) + "\n"


def _labels(economy: Employment, level: str) -> str:
    lines = ['"COD_VAR";"LIB_VAR";"COD_MOD";"LIB_MOD"', '"ACTIVITY";"Activité";"_T";"Total"']
    lines += [f'"ACTIVITY";"Activité";"{code}";"{economy.naf.labels[level, code]}"' for code in ORDER[level].split()]
    return "\n".join(lines) + "\n"
