"""The columns of INSEE's census files, in its order, for any vintage: header of the file and name of the count.

Taken from the producer's dictionaries (logement 2021, emploi 2020, série historique 2020) and headers (structure 2018).
What changes with the census is here and nowhere else:

- occupations: eight groups until 2021 (`CS1`), the nomenclature of 2020 since 2022 (`STAT_GSEC11_21`);
- diplomas: seven until 2012, four from 2013 to 2016 (the brevet is with no diploma), seven others since 2017;
- civil status: four categories until 2012, married or not from 2013 to 2016, six since 2017;
- former homes: five years before until 2008, one since; ages over 75 in one band until 2008;
- time of building: since 2013, and the last period ends three years before the census; years of four figures since
  2022, when it ends in 2019 (`ACH19` would be those before 1919 too).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

Columns = list[tuple[str, str]]
"""Header of a column, and name of the count that fills it."""

BANDS = ("0014", "1529", "3044", "4559", "6074", "7589", "90P")
SCHOOL = ("0205", "0610", "1114", "1517", "1824", "2529", "30P")
ADULTS = ("1519", "2024", "2539", "4054", "5564", "6579", "80P")
WORKING = ("1564", "1524", "2554", "5564")
TYPES = ("PSEUL", "HSEUL", "FSEUL", "SFAM", "FAM", "COUPSENF", "COUPAENF", "FAMMONO")
SECTORS = ("AGRI", "INDUS", "CONST", "CTS", "APESAS")
SINCE_PCS_2020 = 2022
GROUPS = ("11_21", "12_22", "13_23", "14_24", "15_25", "16_26", "32", "40")
OVERSEAS = frozenset(
    f"P_RP_{name}" for name in ("ELEC", "EAUCH", "BDWC", "CHOS", "CLIM", "TTEGOU", "HABFOR", "CASE", "MIBOIS", "MIDUR")
)
"""What INSEE only asks in the overseas départements: empty here."""


def columns(family: str, year: int, latest: bool) -> Columns:
    """The columns of one vintage in a file of a family, `latest` when the file is named after it."""
    return [(_header(name, year), _count(name, year)) for name in FAMILIES[family](year, latest)]


def _header(name: str, year: int) -> str:
    prefix, _, rest = name.partition("_")
    if year >= SINCE_PCS_2020 and "_CS" in rest:
        stem, _, rank = rest.rpartition("_CS")
        # INSEE keeps the unemployed without occupation out of those at work: its groups have one number there.
        group = GROUPS[int(rank) - 1][: 2 if stem in ("ACTOCC1564", "EMPLT") else None]
        rest = f"{stem}_STAT_GSEC{group}"
    if "_ACH" in rest or rest.endswith("_RECENT"):
        rest = _built(rest, year)
    return f"{prefix}{year % 100:02d}_{rest}"


def _built(name: str, year: int) -> str:
    """The header of a period of building, which ends with its last year."""
    homes, _, end = name.replace("RECENT", f"ACH{year - 3}").rpartition("_ACH")
    if end == "TOT":
        return name
    full = int(end) if len(end) == 4 else int(end) + (2000 if end == "05" else 1900)
    return f"{homes}_ACH{full if year >= 2022 else f'{full % 100:02d}'}"


def _count(name: str, year: int) -> str:
    if year < 2013:
        name = name.replace("NSCOL15P_SUP", "NSCOL15P_SUP_LONG")
    elif year < 2017:
        name = name.replace("NSCOL15P_DIPLMIN", "NSCOL15P_DIPLMIN_BEPC")
    five_years = year <= 2008 and "_IRAN" in name and "POP05P" not in name
    return f"{name}_5" if five_years else name


def _structure(year: int, latest: bool) -> Iterator[str]:
    yield "P_POP"
    yield from (f"P_POP{band}" for band in (BANDS if year > 2008 else (*BANDS[:5], "75P")))
    for sex in "HF":
        yield from (f"P_POP{sex}", *(f"P_{sex}{band}" for band in (*BANDS, "0019", "2064", "65P")))
    everybody = "POP01P" if year > 2008 else "POP05P"
    yield from (f"P_{everybody}", *(f"P_{everybody}_IRAN{i}" for i in range(1, 8)))
    for age in ("0114" if year > 2008 else "0514", "1524", "2554", "55P"):
        yield from (f"P_POP{age}{kind}" for kind in (("_IRAN2P",) if year > 2008 else ("",)))
        yield from (f"P_POP{age}_IRAN2", f"P_POP{age}_IRAN3P")
    for group in ("POP15P", "H15P", "F15P", "POP1524", "POP2554", "POP55P"):
        yield from _eight(f"C_{group}")


def _eight(name: str, last: int = 8) -> list[str]:
    return [name, *(f"{name}_CS{i}" for i in range(1, last + 1))]


def _households(year: int, latest: bool) -> Iterator[str]:
    yield from ("C_MEN", *(f"C_MEN{kind}" for kind in TYPES))
    yield from ("C_PMEN", *(f"C_PMEN_MEN{kind}" for kind in TYPES))
    yield from ("P_POP15P", *(f"P_POP{age}" for age in ADULTS), *(f"P_POPMEN{age}" for age in ADULTS))
    yield from (f"P_POP{age}_{state}" for state in ("PSEUL", "COUPLE") for age in ADULTS)
    yield from (f"P_POP15P_{status}" for status in _civil_status(year))
    yield from (*_eight("C_MEN")[1:], *_eight("C_PMEN")[1:])
    yield from (f"C_{name}" for name in ("FAM", "COUPAENF", "FAMMONO", "HMONO", "FMONO", "COUPSENF"))
    yield from (f"C_NE24F{number}" for number in ("0", "1", "2", "3", "4P"))


def _civil_status(year: int) -> tuple[str, ...]:
    if year < 2013:
        return ("MARIE", "CELIB", "VEUF", "DIVOR")
    if year < 2017:
        return ("MARIEE", "NONMARIEE")
    return ("MARIEE", "PACSEE", "CONCUB_UNION_LIBRE", "VEUFS", "DIVORCEE", "CELIBATAIRE")


def _diplomas(year: int) -> tuple[str, ...]:
    if year < 2013:
        return ("DIPL0", "CEP", "BEPC", "CAPBEP", "BAC", "BACP2", "SUP")
    if year < 2017:
        return ("DIPLMIN", "CAPBEP", "BAC", "SUP")
    return ("DIPLMIN", "BEPC", "CAPBEP", "BAC", "SUP2", "SUP34", "SUP5")


def _schooling(year: int, latest: bool) -> Iterator[str]:
    for sex, both in (("", "POP"), ("H", "H"), ("F", "F")):
        yield from (f"P_{both}{age}" for age in SCHOOL)
        yield from (f"P_{sex}SCOL{age}" for age in SCHOOL)
    for sex in ("", "H", "F"):
        yield from (f"P_{sex}NSCOL15P", *(f"P_{sex}NSCOL15P_{diploma}" for diploma in _diplomas(year)))


def _dwellings(year: int, latest: bool) -> Iterator[str]:
    yield from (f"P_{name}" for name in ("LOG", "RP", "RSECOCC", "LOGVAC", "MAISON", "APPART"))
    yield from (f"P_RP_{rooms}" for rooms in ("1P", "2P", "3P", "4P", "5PP"))
    yield from ("P_NBPI_RP", "P_RPMAISON", "P_NBPI_RPMAISON", "P_RPAPPART", "P_NBPI_RPAPPART")
    yield from ("C_RP_HSTU1P", "C_RP_HSTU1P_SUROCC")
    if year >= 2013:
        built = ("ACH19", "ACH45", "ACH70", "ACH90", "ACH05", "RECENT")
        yield "P_RP_ACHTOT"
        yield from (f"P_{homes}_{period}" for homes in ("RP", "RPMAISON", "RPAPPART") for period in built)
    settled = ("0002", "0204", "0509", "10P")
    yield from ("P_MEN", *(f"P_MEN_ANEM{years}" for years in (*settled, "1019", "2029", "30P")))
    yield from ("P_PMEN", *(f"P_PMEN_ANEM{years}" for years in settled))
    yield from (f"P_NBPI_RP_ANEM{years}" for years in settled)
    yield from ("P_RP_PROP", "P_RP_LOC", "P_RP_LOCHLMV", "P_RP_GRAT")
    for figure in ("NPER_RP", "ANEM_RP"):
        yield from (f"P_{figure}{held}" for held in ("", "_PROP", "_LOC", "_LOCHLMV", "_GRAT"))
    yield from (f"P_RP_{name}" for name in ("SDB", "CCCOLL", "CCIND", "CINDELEC"))
    yield from (f"P_RP_{name}" for name in ("ELEC", "EAUCH", "BDWC", "CHOS", "CLIM", "TTEGOU"))
    yield from (f"P_RP_{name}" for name in ("GARL", "VOIT1P", "VOIT1", "VOIT2P"))
    yield from (f"P_RP_{name}" for name in ("HABFOR", "CASE", "MIBOIS", "MIDUR"))


def _employment(year: int, latest: bool) -> Iterator[str]:
    yield from (f"P_{sex}{ages}" for sex in ("POP", "H", "F") for ages in WORKING)
    yield from (f"P_{sex}{kind}{ages}" for kind in ("ACT", "ACTOCC") for sex in ("", "H", "F") for ages in WORKING)
    jobless = [f"P_{sex}CHOM{ages}" for sex in "HF" for ages in WORKING]
    yield "P_CHOM1564"
    # The unemployed by diploma came with the file of 2020, for its own census only.
    detailed = latest and year >= 2020
    if detailed:
        yield from ("P_CHOM1524", "P_CHOM2554", "P_CHOM55P")
        yield from (f"P_{kind}_{diploma}" for kind in ("CHOM", "ACT") for diploma in _diplomas(year))
    else:
        yield from jobless
    yield from ("P_INACT1564", "P_ETUD1564", "P_RETR1564", "P_AINACT1564")
    yield from (*_eight("C_ACT1564", 6), *_eight("C_ACTOCC1564", 6))
    yield from ("P_EMPLT", "P_ACTOCC", "P_POP15P", "P_ACT15P")
    yield from (f"P_EMPLT_{status}" for status in ("SAL", "FSAL", "SALTP", "NSAL", "FNSAL", "NSALTP"))
    yield from (*_eight("C_EMPLT", 6), *(f"C_EMPLT_{sector}" for sector in SECTORS))
    yield from ("C_EMPLT_F", *(f"C_{sector}LT_F" for sector in SECTORS), "C_EMPLT_SAL")
    yield from (f"C_{sector}LT_{status}" for status in ("SAL", "FSAL", "NSAL", "FNSAL") for sector in SECTORS)
    yield from jobless if detailed else ()


FAMILIES: Mapping[str, Callable[[int, bool], Iterable[str]]] = MappingProxyType(
    {
        "evol-struct-pop": _structure,
        "couples-familles-menages": _households,
        "diplomes-formation": _schooling,
        "logement": _dwellings,
        "emploi-pop-active": _employment,
    }
)
"""Families of files by the name that INSEE gives them after `base-cc-`."""
