"""The inhabitants of a census, invented: ages and sexes, activity, occupations, schooling and diplomas, former homes.

In round numbers, the same law for every year:

- the pyramid ages by 1.2 % a year at 80 against 40; 15 % more women over 75 and 12 % fewer men over 60 in the Bassin
  minier;
- 93 % of men and 84 % of women of 25 to 54 are active (78 % in the Bassin minier); 12 to 13 % are unemployed, half as
  many again in the Bassin minier, twice as many before 25;
- one man in three at work is an ouvrier, half as many again in the Bassin minier; the cadres gain 1.5 % a year;
- one adult in three has no diploma, and fewer every year.

`people` gives counts in thousandths, by the producer's names without the year: `P_POP0014` for `P22_POP0014`. Every
total is the sum of its parts. The complementary exploitation (`C_`) strays from the main one by 2 % at most.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.communes import Communes
from simulation.distribution import Array
from simulation.shares import UNIT, Counts, part, scaled, split, stray

# First age, weight in the population of 2016, share of women.
AGES = (
    (0, 1.1, 0.49),
    (1, 1.1, 0.49),
    (2, 3.5, 0.49),
    (5, 1.2, 0.49),
    (6, 6.3, 0.49),
    (11, 5.2, 0.49),
    (15, 3.9, 0.49),
    (18, 2.4, 0.49),
    (20, 5.8, 0.50),
    (25, 5.6, 0.50),
    (30, 12.4, 0.50),
    (40, 6.5, 0.50),
    (45, 13.2, 0.50),
    (55, 6.5, 0.51),
    (60, 6.1, 0.52),
    (65, 10.5, 0.53),
    (75, 3.6, 0.57),
    (80, 4.5, 0.63),
    (90, 1.1, 0.75),
)
STARTS = np.array([age for age, _, _ in AGES])
SEXES = ("H", "F")
WORKING = ((15, 24), (25, 54), (55, 64), (65, 120))
ACTIVE = ((0.42, 0.93, 0.52, 0.02), (0.36, 0.84, 0.49, 0.01))
"""Share of the active by sex and age of `WORKING`."""
JOBLESS = (2.0, 1.0, 0.8, 0.3)
INACTIVE = ((0.80, 0.0, 0.20), (0.08, 0.02, 0.90), (0.0, 0.65, 0.35), (0.0, 0.92, 0.08))
"""Students, retirees and others among the inactive, by age of `WORKING`."""
OCCUPATIONS = ((2.0, 8.0, 17.0, 25.0, 13.0, 35.0), (1.0, 4.0, 14.0, 29.0, 42.0, 10.0))
"""CS1 to CS6 of those at work, by sex."""
UNSKILLED = np.array([0.1, 0.5, 0.3, 0.6, 1.2, 1.6])
"""Their relative number among the unemployed, a twelfth of whom never worked."""
DIPLOMAS = (("DIPL0", 15.0), ("CEP", 9.0), ("BEPC", 6.0), ("CAPBEP", 26.0), ("BAC", 17.0))
HIGHER = (("SUP2", 11.0), ("SUP34", 8.0), ("SUP5", 8.0))
SCHOOLED = (
    (2, 5, 0.75),
    (6, 10, 0.98),
    (11, 14, 0.985),
    (15, 17, 0.96),
    (18, 24, 0.50),
    (25, 29, 0.08),
    (30, 120, 0.01),
)
MOVED = (0.885, 0.045, 0.04, 0.012, 0.012, 0.001, 0.005)
"""IRAN 1 to 7: in the same dwelling a year before, in another of the commune, elsewhere, abroad."""


@dataclass(frozen=True)
class Pyramid:
    """Persons by sex and age of `AGES`, in thousandths."""

    cells: Counts
    """A row a commune, then sexes, then ages."""

    def between(self, first: int, last: int) -> Counts:
        """Persons from an age to another, both included: a row a commune, then sexes."""
        persons: Counts = self.cells[:, :, (first <= STARTS) & (last >= STARTS)].sum(axis=2)
        return persons


def pyramid(communes: Communes, population: Counts, year: int) -> Pyramid:
    """The ages and sexes of whole persons, which add up to them."""
    size = population.astype(np.float64)
    middle = np.append((STARTS[1:] + STARTS[:-1]) / 2, 93.0)
    women = np.array([share for _, _, share in AGES])
    base = np.array([weight for _, weight, _ in AGES]) * np.exp(0.012 * (year - 2016) * (middle - 40) / 40)
    weights = np.stack([base * (1 - women), base * women])[None] * np.ones((len(size), 1, 1))
    old_women = np.stack([np.where(STARTS >= 60, 0.88, 1.0), np.where(STARTS >= 75, 1.15, 1.0)])
    weights = np.where(communes.mining[:, None, None], weights * old_women, weights)
    weights *= stray("ages", size, 2 * len(AGES), year).reshape(weights.shape)
    cells = split(population * UNIT, weights.reshape(len(size), -1)).reshape(weights.shape)
    return Pyramid(cells)


def people(communes: Communes, population: Counts, year: int) -> dict[str, Counts]:
    """Every count of persons of the census files but those of households, by name."""
    size = population.astype(np.float64)
    ages = pyramid(communes, population, year)
    counts = _ages(ages) | _schooling(communes, ages, size, year) | _former_homes(ages, size, year)
    work = _activity(communes, ages, size, year)
    return counts | _activity_counts(work) | _occupations(communes, work, size, year) | _diplomas_at_work(work, counts)


def _sexes(name: str, counts: Counts, both: str = "") -> dict[str, Counts]:
    """A count of both sexes, then of men, then of women: `{both}name`, `Hname`, `Fname`."""
    return {f"P_{both}{name}": counts.sum(axis=1)} | {f"P_{sex}{name}": counts[:, i] for i, sex in enumerate(SEXES)}


def _ages(ages: Pyramid) -> dict[str, Counts]:
    total = ages.between(0, 120)
    counts = {"P_POP": total.sum(axis=1), "P_POPH": total[:, 0], "P_POPF": total[:, 1]}
    for first, last in ((0, 14), (15, 29), (30, 44), (45, 59), (60, 74), (75, 89), (0, 19), (20, 64)):
        counts |= _sexes(f"{first:02d}{last}", ages.between(first, last), "POP")
    for first, last in ((2, 5), (6, 10), (11, 14), (15, 17), (18, 24), (25, 29)):
        counts |= _sexes(f"{first:02d}{last:02d}", ages.between(first, last), "POP")
    for first, last in ((15, 19), (20, 24), (25, 39), (40, 54), (55, 64), (65, 79), (15, 64), (15, 24), (25, 54)):
        counts |= _sexes(f"{first:02d}{last}", ages.between(first, last), "POP")
    for first in (15, 30, 55, 65, 75, 80, 90):
        counts |= _sexes(f"{first}P", ages.between(first, 120), "POP")
    return counts


def _schooling(communes: Communes, ages: Pyramid, size: Array, year: int) -> dict[str, Counts]:
    counts: dict[str, Counts] = {}
    adults = np.zeros((len(size), 2), np.int64)
    for rank, (first, last, share) in enumerate(SCHOOLED):
        lower = np.where(communes.mining & (first == 18), 0.85, 1.0) * stray("école", size, 7)[:, rank]
        schooled = part(ages.between(first, last), np.minimum(share * lower, 0.99)[:, None])
        name = f"{first:02d}{last:02d}" if last < 120 else f"{first}P"
        counts |= _sexes(f"SCOL{name}", schooled)
        adults += schooled if first >= 15 else 0
    left = ages.between(15, 120) - adults
    names = [name for name, _ in (*DIPLOMAS, *HIGHER)]
    held = np.moveaxis(split(left, _diploma_weights(communes, size, year)[:, None, :]), 2, 0)
    return counts | _sexes("NSCOL15P", left) | _diplomas(dict(zip(names, held, strict=True)))


def _diploma_weights(communes: Communes, size: Array, year: int) -> Array:
    weights = np.array([weight for _, weight in (*DIPLOMAS, *HIGHER)])
    later = (year - 2016) * np.array([-0.02, -0.05, -0.01, 0.0, 0.01, 0.015, 0.025, 0.035])
    poorer = np.array([1.3, 1.3, 1.1, 1.1, 0.95, 0.85, 0.7, 0.5])
    town = np.clip(np.log2(size / 5000 + 1e-9), -3, 4)[:, None] * np.array([0, -0.03, 0, -0.03, 0, 0, 0.04, 0.08])
    factor = np.where(communes.mining[:, None], poorer, 1.0) * np.exp(later + town)
    drawn: Array = weights * factor * stray("diplômes", size, 8, year)
    return drawn


def _diplomas(held: dict[str, Counts]) -> dict[str, Counts]:
    """The names of three periods: until 2012, from 2013 to 2016, since 2017. They overlap, `census_columns` chooses."""
    held = held | {
        "DIPLMIN": held["DIPL0"] + held["CEP"],
        # From 2013 to 2016 INSEE puts the brevet with no diploma, and the higher diplomas together.
        "DIPLMIN_BEPC": held["DIPL0"] + held["CEP"] + held["BEPC"],
        "BACP2": held["SUP2"],
        "SUP_LONG": held["SUP34"] + held["SUP5"],
        "SUP": held["SUP2"] + held["SUP34"] + held["SUP5"],
    }
    counts: dict[str, Counts] = {}
    for name, persons in held.items():
        counts |= _sexes(f"NSCOL15P_{name}", persons)
    return counts


def _former_homes(ages: Pyramid, size: Array, year: int) -> dict[str, Counts]:
    """Where the inhabitants lived a year before, or five in the censuses until 2008: in four ages."""
    counts: dict[str, Counts] = {}
    for start, weights in ((1, MOVED), (5, (0.65, 0.14, 0.13, 0.03, 0.03, 0.005, 0.015))):
        total = np.zeros((len(size), len(weights)), np.int64)
        for first, last, mobility in ((start, 14, 1.2), (15, 24, 2.5), (25, 54, 1.1), (55, 120, 0.4)):
            name = f"P_POP{first:02d}{last}" if last < 120 else f"P_POP{first}P"
            persons = ages.between(first, last).sum(axis=1)
            chance = np.array([1.0, *[mobility] * 6]) * stray(f"logement {first}", size, 7, year)
            homes = split(persons, np.array(weights) * chance)
            total += homes
            moved = {"IRAN2P": homes[:, 1:].sum(axis=1), "IRAN2": homes[:, 1], "IRAN3P": homes[:, 2:].sum(axis=1)}
            suffix = "" if start == 1 else "_5"
            counts |= {name: persons} | {f"{name}_{kind}{suffix}": count for kind, count in moved.items()}
        counts[f"P_POP0{start}P"] = total.sum(axis=1)
        counts |= {f"P_POP0{start}P_IRAN{i + 1}": total[:, i] for i in range(len(weights))}
    return counts


@dataclass(frozen=True)
class _Work:
    """Persons of 15 or more: a row a commune, then sexes, then ages of `WORKING`; the last one, their situation."""

    persons: Counts
    employed: Counts
    jobless: Counts
    inactive: Counts
    """Students, retirees, others on a last axis."""


def _activity(communes: Communes, ages: Pyramid, size: Array, year: int) -> _Work:
    persons = np.stack([ages.between(first, last) for first, last in WORKING], axis=2)
    rate = np.array(ACTIVE)[None] * np.ones((len(size), 1, 1))
    rate[:, 1, 1] -= np.where(communes.mining, 0.06, 0.0)
    rate[:, :, 2] *= np.exp(0.02 * (year - 2016))
    rate = np.minimum(rate * stray("actifs", size, 8).reshape(rate.shape) ** 0.3, 0.98)
    active = part(persons, rate)
    unemployed = np.where(communes.mining, 1.5, 1.0) * (0.125 - 0.003 * abs(year - 2016))
    chance = stray("chômage", size, 1, year)
    jobless = part(active, np.maximum(unemployed[:, None] * chance, 0.02)[:, :, None] * np.array(JOBLESS))
    inactive = split(persons - active, np.array(INACTIVE)[None, None])
    return _Work(persons, active - jobless, jobless, inactive)


def _activity_counts(work: _Work) -> dict[str, Counts]:
    active = work.employed + work.jobless
    counts: dict[str, Counts] = {}
    for kind, persons in (("ACT", active), ("ACTOCC", work.employed), ("CHOM", work.jobless)):
        counts |= _sexes(f"{kind}1564", persons[:, :, :3].sum(axis=2))
        for age, name in enumerate(("1524", "2554", "5564")):
            counts |= _sexes(f"{kind}{name}", persons[:, :, age])
    inactive = work.inactive[:, :, :3].sum(axis=(1, 2))
    return counts | {
        "P_CHOM55P": counts["P_CHOM5564"],
        "P_INACT1564": inactive.sum(axis=1),
        "P_ETUD1564": inactive[:, 0],
        "P_RETR1564": inactive[:, 1],
        "P_AINACT1564": inactive[:, 2],
        "P_ACTOCC": work.employed.sum(axis=(1, 2)),
        "P_ACT15P": active.sum(axis=(1, 2)),
    }


def _occupations(communes: Communes, work: _Work, size: Array, year: int) -> dict[str, Counts]:
    """The complementary exploitation: occupations CS1 to CS8 by sex, by age, and of the active."""
    # What it counts differs a little from the main one: one factor a commune.
    factor = (stray("complémentaire", size, 1, year) ** 0.5).clip(0.98, 1.02)[:, :, None]
    employed, jobless = scaled(work.employed, factor), scaled(work.jobless, factor)
    inactive = scaled(work.inactive, factor[..., None])
    weights = np.array(OCCUPATIONS)[None] * stray("métiers", size, 12, year).reshape(-1, 2, 6)
    weights[:, :, 2] *= np.exp(0.015 * (year - 2016)) * np.where(communes.mining, 0.6, 1.0)[:, None]
    weights[:, :, 5] *= np.exp(-0.01 * (year - 2016)) * np.where(communes.mining, 1.45, 1.0)[:, None]
    weights = (weights / weights.sum(axis=2, keepdims=True))[:, :, None, :]
    at_work = split(employed, weights)
    never = np.full((*weights.shape[:3], 1), 1 / 11)
    out_of_work = split(jobless, np.concatenate([weights * UNSKILLED, never], axis=3))
    groups = np.concatenate(
        [
            at_work + out_of_work[..., :6],
            inactive[..., 1:2],
            (inactive[..., 0] + inactive[..., 2] + out_of_work[..., 6])[..., None],
        ],
        axis=3,
    )
    counts = _eight("C_POP15P", groups.sum(axis=(1, 2)))
    for rank, sex in enumerate(SEXES):
        counts |= _eight(f"C_{sex}15P", groups[:, rank].sum(axis=1))
    for name, age in (("1524", slice(0, 1)), ("2554", slice(1, 2)), ("55P", slice(2, 4))):
        counts |= _eight(f"C_POP{name}", groups[:, :, age].sum(axis=(1, 2)))
    active = groups[:, :, :3, :6].sum(axis=(1, 2))
    counts |= _eight("C_ACTOCC1564", at_work[:, :, :3].sum(axis=(1, 2))) | _eight("C_ACT1564", active)
    # Those who never worked are active, of no occupation.
    return counts | {"C_ACT1564": active.sum(axis=1) + out_of_work[:, :, :3, 6].sum(axis=(1, 2))}


def _eight(name: str, groups: Counts) -> dict[str, Counts]:
    return {name: groups.sum(axis=1)} | {f"{name}_CS{i + 1}": groups[:, i] for i in range(groups.shape[1])}


def _diplomas_at_work(work: _Work, counts: dict[str, Counts]) -> dict[str, Counts]:
    """Unemployed and active of 15 to 64 by diploma: those of the adults, the lower ones more often unemployed."""
    names = ("DIPLMIN", "BEPC", "CAPBEP", "BAC", "SUP2", "SUP34", "SUP5")
    weights = np.stack([counts[f"P_NSCOL15P_{name}"] for name in names], axis=1) + 1.0
    jobless = split(work.jobless[:, :, :3].sum(axis=(1, 2)), weights * np.array([1.8, 1.4, 1.1, 0.9, 0.6, 0.6, 0.5]))
    employed = split(work.employed[:, :, :3].sum(axis=(1, 2)), weights * np.array([0.6, 0.8, 1.0, 1.1, 1.3, 1.3, 1.3]))
    return {f"P_CHOM_{name}": jobless[:, i] for i, name in enumerate(names)} | {
        f"P_ACT_{name}": (jobless + employed)[:, i] for i, name in enumerate(names)
    }
