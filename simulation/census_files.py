"""INSEE's communal files of a census, and of births and deaths: their texts, on the communes of `GEOGRAPHY`."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from simulation.census_columns import FAMILIES, OVERSEAS, columns
from simulation.census_households import households
from simulation.census_jobs import jobs
from simulation.census_people import people
from simulation.census_population import FIRST, Populations
from simulation.communes import GEOGRAPHY, Communes
from simulation.shares import UNIT, Counts

FORMER = (1999, 1990, 1982, 1975, FIRST)
"""General censuses, counted without double counts: their columns begin with D."""
_ABOUT = {
    "P": "exploitation principale",
    "C": "exploitation complémentaire",
    "D": "dénombrement",
    "N": "naissances",
    "S": "superficie",
}


class CensusFiles:
    """The files of any census since 2006, even those that do not exist yet: nothing in them depends on the order."""

    def __init__(self, communes: Communes) -> None:
        self.communes = communes
        self._populations = Populations(communes)

    def bases(self, year: int) -> dict[str, dict[str, str]]:
        """Members by archive: one archive a family of `FAMILIES`, with the vintages of `vintages`."""
        counts = {vintage: self._counts(vintage) for vintage in vintages(year)}
        archives: dict[str, dict[str, str]] = {}
        for family in FAMILIES:
            filled = {
                header: None if name in OVERSEAS else counts[vintage][name]
                for vintage in vintages(year)
                for header, name in columns(family, vintage, vintage == year)
            }
            archives |= self._archive(f"base-cc-{family}-{year}", filled)
        return archives | self.history(year)

    def history(self, year: int) -> dict[str, dict[str, str]]:
        """The archive of the historical series: populations, dwellings, births and deaths since 1968."""
        dates = [*vintages(year), *FORMER]
        homes = {date: self._homes(date) for date in dates}
        filled: dict[str, Counts | None] = {_dated("POP", date): self._populations.on(date) * UNIT for date in dates}
        filled["SUPERF"] = self._surfaces()
        for name, flow in (("NAIS", self._populations.births), ("DECE", self._populations.deaths)):
            for end, start in pairwise(dates):
                filled[f"{name}{start % 100:02d}{end % 100:02d}"] = flow(start, end) * UNIT
        for name in ("LOG", "RP", "RSECOCC", "LOGVAC", "PMEN"):
            filled |= {_dated(name, date): homes[date][f"P_{name}"] for date in dates}
        return self._archive(f"base-cc-serie-historique-{year}", filled)

    def civil_registration(self, first: int, last: int) -> dict[str, str]:
        """Texts by name: births and deaths of each year, at the place of residence; those of the historical series."""
        whose = {
            "CODGEO": self.communes.codes,
            "LIBGEO": self.communes.names,
            "REG": self.communes.region,
            "DEP": self.communes.departement,
        }
        texts = {}
        for name, header, flow in (
            ("naissances", "NAISD", self._populations.births),
            ("deces", "DECESD", self._populations.deaths),
        ):
            years = {f"{header}{year % 100:02d}": flow(year, year + 1) * UNIT for year in range(first, last + 1)}
            texts[f"base_{name}_{first}-{last}_geo{GEOGRAPHY}.csv"] = _text(whose, dict(years))
        return texts

    def _counts(self, year: int) -> dict[str, Counts]:
        """Every count of a census: the households' own names win over the same of persons, which are equal."""
        persons = self._populations.on(year)
        counts = people(self.communes, persons, year)
        work = jobs(self.communes, counts["P_ACTOCC"], persons.astype(np.float64), year)
        return counts | work | self._homes(year)

    def _homes(self, year: int) -> dict[str, Counts]:
        return households(self.communes, self._populations.on(year), year)

    def _surfaces(self) -> Counts:
        """Hundredths of km², around 9 km² a commune."""
        draw = np.random.default_rng([GEOGRAPHY, FIRST])
        surfaces: Counts = np.rint(900 * np.exp(draw.normal(0.0, 0.5, len(self.communes.codes)))).astype(np.int64)
        return surfaces * (UNIT // 100)

    def _archive(self, name: str, filled: dict[str, Counts | None]) -> dict[str, dict[str, str]]:
        name = f"{name}-geo{GEOGRAPHY}"
        dictionary = "\n".join(
            [
                "COD_VAR;LIB_VAR;LIB_VAR_LONG;COD_MOD;LIB_MOD;TYPE_VAR;LONG_VAR",
                "CODGEO;Code géographique;Code géographique;;;CHAR;5",
                *(f"{header};{header};{_ABOUT.get(header[0], '')};;;NUM;16" for header in filled),
            ]
        )
        text = _text({"CODGEO": self.communes.codes}, filled)
        return {f"{name}_csv.zip": {f"{name}.CSV": text, f"meta_{name}.CSV": dictionary + "\n"}}


def vintages(year: int) -> tuple[int, int, int]:
    """The censuses of a file: INSEE set them five years apart, six across the survey of 2021 that was put off."""
    return (year, year - 6, year - 11) if year > 2018 else (year, year - 5, year - 10)


def _dated(name: str, year: int) -> str:
    """The header of the historical series for a census."""
    if year > 2005:
        return f"P{year % 100:02d}_{name}"
    return f"D{year % 100:02d}_{'NPER_RP' if name == 'PMEN' and year < 1999 else name}"


def _text(whose: dict[str, list[str]], filled: dict[str, Counts | None]) -> str:
    """The text of a table: who the rows are about, then thousandths, as decimals without useless zeros."""
    values = np.stack([counts for counts in filled.values() if counts is not None], axis=1) / UNIT
    # One pattern for a whole row: the country has forty million cells.
    row = ";".join(["%s"] * len(whose) + ["" if counts is None else "%.12g" for counts in filled.values()])
    names = zip(*whose.values(), strict=True)
    lines = [row % (*who, *figures.tolist()) for who, figures in zip(names, values, strict=True)]
    return "\n".join([";".join([*whose, *filled]), *lines]) + "\n"
