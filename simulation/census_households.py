"""The households and dwellings of a census, invented from the ages of its inhabitants.

In round numbers, the same law for every year:

- about 2 % of the inhabitants live in institutions, six times as many over 80;
- 16 to 46 % of the others live alone, by age, from 20 on; 1.2 % more every year; households shrink by 0.6 % a year;
- 7.5 % of the dwellings of households more stand empty, a tenth of a point more every year, 1.5 points more in the
  Bassin minier;
- 58 % of households own their home; in the Bassin minier 48 %, most tenants are of HLM, and 6 % are lodged free of
  charge in 2011 (the rights of former miners), 7 % fewer every year; 2 % elsewhere.

`households` gives counts in thousandths, by the producer's names without the year: `P_RP_GRAT` for `P22_RP_GRAT`. Every
total is the sum of its parts, and a household is a main dwelling. The complementary exploitation (`C_`) has up to
2 % fewer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.census_people import pyramid
from simulation.communes import Communes
from simulation.distribution import Array
from simulation.shares import Counts, part, scaled, split, stray

# Ages, and of those who live in a household: share alone, share of the others in a couple.
ADULTS = (
    ("1519", 15, 19, 0.03, 0.02),
    ("2024", 20, 24, 0.18, 0.30),
    ("2539", 25, 39, 0.16, 0.75),
    ("4054", 40, 54, 0.15, 0.80),
    ("5564", 55, 64, 0.21, 0.88),
    ("6579", 65, 79, 0.27, 0.92),
    ("80P", 80, 120, 0.46, 0.85),
)
TYPES = (("MENSFAM", 4.0, 2.2), ("MENCOUPSENF", 39.0, 2.1), ("MENCOUPAENF", 42.0, 3.9), ("MENFAMMONO", 15.0, 2.7))
"""Households of several persons: their weight, their persons."""
CIVIL = {"MARIEE": 44.0, "PACSEE": 5.0, "CONCUB_UNION_LIBRE": 11.0, "VEUFS": 8.0, "DIVORCEE": 7.0, "CELIBATAIRE": 25.0}
BUILT = (("ACH19", 12.0), ("ACH45", 16.0), ("ACH70", 20.0), ("ACH90", 26.0), ("ACH05", 14.0), ("RECENT", 9.0))
"""Periods of building, and the last, whose name changes every year; 3 % more are too new to be counted."""
SETTLED = (("0002", 12.0, 2.1), ("0204", 18.0, 2.5), ("0509", 18.0, 2.6), ("1019", 22.0, 2.5), ("2029", 13.0, 2.2))
"""Years since the household came: weight, persons; 30 or more besides, 17 and 1.8."""
ROOMS = (("1P", 4.0), ("2P", 9.0), ("3P", 18.0), ("4P", 27.0), ("5PP", 42.0))


@dataclass(frozen=True)
class _Homes:
    """Main dwellings and what makes them, in thousandths."""

    main: Counts
    persons: Counts
    alone: Counts
    """Households of one person: men, women."""
    types: Counts
    """Households of several persons, by `TYPES`."""
    members: Counts
    """Their persons."""


def households(communes: Communes, population: Counts, year: int) -> dict[str, Counts]:
    """Every count of households and dwellings of the census files, by name."""
    size = population.astype(np.float64)
    persons, homes = _homes(communes, population, year)
    counts = persons | _families(homes, size, year) | _dwellings(communes, homes, size, year)
    counts |= _buildings(communes, counts, size, year)
    counts |= _settled(homes, counts["P_NBPI_RP"], size)
    return counts | _equipment(communes, counts, size, year)


def _homes(communes: Communes, population: Counts, year: int) -> tuple[dict[str, Counts], _Homes]:
    size = population.astype(np.float64)
    ages = pyramid(communes, population, year)
    bands = np.stack([ages.between(*band).sum(axis=1) for band in ((0, 14), *(adult[1:3] for adult in ADULTS))], axis=1)
    outside = 0.012 * np.clip(stray("foyers", size, 1), 0.3, 1.5) * np.array([0.3, *[0.7] * 5, 1.0, 6.0])
    inside = bands - part(bands, outside)
    share = np.array([alone for *_, alone, _ in ADULTS]) * np.exp(0.012 * (year - 2016))
    alone = part(inside[:, 1:], np.minimum(share * stray("seuls", size, 1) ** 0.5, 0.8))
    couples = part(inside[:, 1:] - alone, np.array([couple for *_, couple in ADULTS]))
    counts: dict[str, Counts] = {}
    for rank, (name, *_) in enumerate(ADULTS):
        counts |= {f"P_POPMEN{name}": inside[:, rank + 1], f"P_POP{name}_PSEUL": alone[:, rank]}
        counts |= {f"P_POP{name}_COUPLE": couples[:, rank]}
    women = np.where(communes.mining, 0.62, 0.57) * np.ones(len(size))
    kinds, several = _several(communes, inside.sum(axis=1) - alone.sum(axis=1), size, year)
    single = split(alone.sum(axis=1), np.stack([1 - women, women], axis=1))
    main = single.sum(axis=1) + kinds.sum(axis=1)
    return counts | _civil(bands[:, 1:].sum(axis=1), size), _Homes(main, inside.sum(axis=1), single, kinds, several)


def _several(communes: Communes, persons: Counts, size: Array, year: int) -> tuple[Counts, Counts]:
    """Households of several persons by `TYPES`, and their persons, which add up to those given."""
    weights = np.array([weight for _, weight, _ in TYPES]) * stray("familles", size, 4, year)
    weights[:, 3] *= np.where(communes.mining, 1.25, 1.0) * np.exp(0.015 * (year - 2016))
    weights /= weights.sum(axis=1, keepdims=True)
    # Never under 2.05 persons: a household of several has two of them at least.
    each = np.maximum(np.array([members for *_, members in TYPES]) * np.exp(-0.006 * (year - 2016)), 2.05)
    kinds = split(np.rint(persons / (weights * each).sum(axis=1)).astype(np.int64), weights)
    return kinds, split(persons, weights * each)


def _civil(adults: Counts, size: Array) -> dict[str, Counts]:
    """Civil status of persons of 15 or more, with the fewer categories of the earlier censuses."""
    parts = split(adults, np.array(list(CIVIL.values())) * stray("état civil", size, len(CIVIL)))
    status = dict(zip(CIVIL, parts.T, strict=True))
    return {f"P_POP15P_{name}": persons for name, persons in status.items()} | {
        "P_POP15P_NONMARIEE": adults - status["MARIEE"],
        "P_POP15P_MARIE": status["MARIEE"],
        "P_POP15P_CELIB": status["CELIBATAIRE"] + status["PACSEE"] + status["CONCUB_UNION_LIBRE"],
        "P_POP15P_VEUF": status["VEUFS"],
        "P_POP15P_DIVOR": status["DIVORCEE"],
    }


def _families(homes: _Homes, size: Array, year: int) -> dict[str, Counts]:
    """The complementary exploitation: households and their persons by type and occupation, families."""
    factor = (stray("ménages complémentaires", size, 1, year) ** 0.5).clip(0.98, 1.0)
    alone, kinds = scaled(homes.alone, factor), scaled(homes.types, factor)
    members = scaled(homes.members, factor)
    counts: dict[str, Counts] = {}
    for name, single, several in (("C_MEN", alone, kinds), ("C_PMEN", alone, members)):
        total = single.sum(axis=1) + several.sum(axis=1)
        of = "C_MEN" if name == "C_MEN" else "C_PMEN_MEN"
        counts |= {
            name: total,
            f"{of}PSEUL": single.sum(axis=1),
            f"{of}HSEUL": single[:, 0],
            f"{of}FSEUL": single[:, 1],
        }
        counts |= {of[:-3] + kind: several[:, i] for i, (kind, *_) in enumerate(TYPES)}
        counts[f"{of}FAM"] = several[:, 1:].sum(axis=1)
        occupations = np.array([1, 4, 9, 14, 15, 20, 32, 5]) * stray("référence", size, 8)
        counts |= {f"{name}_CS{i + 1}": column for i, column in enumerate(split(total, occupations).T)}
    # A household may hold two families: one in a hundred does.
    families = kinds[:, 1:] + part(kinds[:, 1:], 0.01)
    children = split(families[:, 1:].sum(axis=1), np.array([12.0, 38.0, 33.0, 12.0, 5.0]) * stray("enfants", size, 5))
    men = part(families[:, 2], 0.18 * stray("pères", size, 1)[:, 0])
    counts |= {"C_FAM": families.sum(axis=1), "C_COUPSENF": families[:, 0], "C_COUPAENF": families[:, 1]}
    counts |= {"C_FAMMONO": families[:, 2], "C_HMONO": men, "C_FMONO": families[:, 2] - men}
    counts |= {f"C_NE24F{i}": column for i, column in enumerate(children.T[:4])} | {"C_NE24F4P": children[:, 4]}
    return counts | {"C_NE24F0": children[:, 0] + families[:, 0]}


def _dwellings(communes: Communes, homes: _Homes, size: Array, year: int) -> dict[str, Counts]:
    """Dwellings, households and how they hold their homes."""
    mining = communes.mining
    empty = np.maximum(0.075 + 0.001 * (year - 2016) + np.where(mining, 0.015, 0.0), 0.03)
    vacant = part(homes.main, empty * stray("vacants", size, 1, year)[:, 0])
    second = part(homes.main, 0.02 * stray("secondaires", size, 1)[:, 0] ** 4)
    miners = np.minimum(np.where(mining, 6.0 * np.exp(-0.07 * (year - 2011)), 2.0 * np.exp(-0.02 * (year - 2011))), 20)
    town = np.clip(np.log2(size / 5000 + 1e-9), -3, 4)
    weights = np.stack([np.where(mining, 48.0, 58.0) - 4 * town, np.where(mining, 46.0, 38.0) + 4 * town, miners], 1)
    weights = weights * stray("statuts", size, 3, year)
    owners, tenants, free = np.moveaxis(split(homes.main, weights), 1, 0)
    social = part(tenants, np.where(mining, 0.65, 0.4) * stray("hlm", size, 1)[:, 0].clip(0.5, 1.4))
    persons = split(homes.persons, np.stack([owners * 2.4, tenants * 2.2, free * 1.7], axis=1) + 1e-6)
    years = [owners * 22, social * 13 + (tenants - social) * 6, free * np.where(mining, 25, 12)]
    counts = {
        "P_LOG": homes.main + second + vacant,
        "P_RP": homes.main,
        "P_RSECOCC": second,
        "P_LOGVAC": vacant,
        "P_MEN": homes.main,
        "P_PMEN": homes.persons,
        "P_NPER_RP": homes.persons,
        "P_ANEM_RP": sum(years, np.zeros_like(owners)),
        "P_RP_LOCHLMV": social,
        "P_NPER_RP_LOCHLMV": scaled(persons[:, 1], social / np.maximum(tenants, 1)),
        "P_ANEM_RP_LOCHLMV": social * 13,
    }
    for rank, (name, held) in enumerate((("PROP", owners), ("LOC", tenants), ("GRAT", free))):
        counts |= {f"P_RP_{name}": held, f"P_NPER_RP_{name}": persons[:, rank], f"P_ANEM_RP_{name}": years[rank]}
    return counts


def _buildings(communes: Communes, counts: dict[str, Counts], size: Array, year: int) -> dict[str, Counts]:
    """Houses and flats, their rooms and the time of their building."""
    main, town = counts["P_RP"], np.clip(np.log2(size / 1000 + 1e-9), 0, 8)
    kind = np.stack([100 - 8 * town, 3 + 7 * town, np.full(len(size), 0.7)], axis=1) * stray("maisons", size, 3)
    homes, others = split(main, kind), split(counts["P_RSECOCC"] + counts["P_LOGVAC"], kind)
    old = np.where(communes.mining[:, None], np.array([1.0, 1.7, 1.0, 0.8, 0.8, 0.9]), 1.0)
    new = np.full((len(size), 1), 3.0)
    periods = np.concatenate([np.array([weight for _, weight in BUILT]) * old * stray("époques", size, 6), new], axis=1)
    built = split(homes, periods[:, None, :])[:, :, :6]
    rooms = split(main, np.array([weight for _, weight in ROOMS]) * stray("pièces", size, 5))
    number = (rooms * np.array([10, 20, 30, 40, 57])).sum(axis=1) // 10
    shared = split(number, homes * np.array([4.6, 2.9, 2.0]) + 1e-6)
    small = part(rooms[:, 0] + rooms[:, 1], 0.75)
    result = {
        "P_MAISON": homes[:, 0] + others[:, 0],
        "P_APPART": homes[:, 1] + others[:, 1],
        "P_RPMAISON": homes[:, 0],
        "P_RPAPPART": homes[:, 1],
        "P_NBPI_RP": number,
        "P_NBPI_RPMAISON": shared[:, 0],
        "P_NBPI_RPAPPART": shared[:, 1],
        "C_RP_HSTU1P": small,
        "C_RP_HSTU1P_SUROCC": part(small, 0.05 * stray("suroccupés", size, 1, year)[:, 0]),
        "P_RP_ACHTOT": built.sum(axis=(1, 2)),
    }
    result |= {f"P_RP_{name}": rooms[:, i] for i, (name, _) in enumerate(ROOMS)}
    for rank, (name, _) in enumerate(BUILT):
        result |= {f"P_RP_{name}": built[:, :, rank].sum(axis=1)}
        result |= {f"P_RPMAISON_{name}": built[:, 0, rank], f"P_RPAPPART_{name}": built[:, 1, rank]}
    return result


def _settled(homes: _Homes, rooms: Counts, size: Array) -> dict[str, Counts]:
    """Households by the years since they came, with their persons and rooms."""
    weights = np.array([*[weight for _, weight, _ in SETTLED], 17.0]) * stray("emménagés", size, 6)
    came = split(homes.main, weights)
    persons = split(homes.persons, weights * np.array([*[each for *_, each in SETTLED], 1.8]))
    counts: dict[str, Counts] = {}
    for name, column in zip(("0002", "0204", "0509", "1019", "2029", "30P"), came.T, strict=True):
        counts[f"P_MEN_ANEM{name}"] = column
    counts["P_MEN_ANEM10P"] = came[:, 3:].sum(axis=1)
    settled = split(rooms, weights * np.array([3.6, 4.1, 4.4, 4.6, 4.7, 4.7]))
    for of, column in (("PMEN", persons), ("NBPI_RP", settled)):
        counts |= {f"P_{of}_ANEM{name}": column[:, i] for i, name in enumerate(("0002", "0204", "0509"))}
        counts[f"P_{of}_ANEM10P"] = column[:, 3:].sum(axis=1)
    return counts


def _equipment(communes: Communes, counts: dict[str, Counts], size: Array, year: int) -> dict[str, Counts]:
    """Cars and comfort of main dwellings."""
    without = np.where(communes.mining, 20.0, 14.0)
    weights = np.stack([without, np.full(len(size), 48.0), np.full(len(size), 37.0)], axis=1)
    cars = split(counts["P_RP"], weights * stray("voitures", size, 3, year))
    shares = {"SDB": 0.98, "CCCOLL": 0.08, "CCIND": 0.55, "CINDELEC": 0.25, "GARL": 0.62}
    comfort = {f"P_RP_{name}": part(counts["P_RP"], share) for name, share in shares.items()}
    return comfort | {"P_RP_VOIT1P": cars[:, 1] + cars[:, 2], "P_RP_VOIT1": cars[:, 1], "P_RP_VOIT2P": cars[:, 2]}
