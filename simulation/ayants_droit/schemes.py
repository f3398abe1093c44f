"""What the retirement and health schemes and the observatory of health deliver of the same communes.

Round numbers, all invented: pensioners of the mines are right-holders and half as many others; retirees of the régime
général and protected persons follow the population; expected deaths follow it too, and the Bassin has more of them.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from simulation.ayants_droit.angdm import RIGHTS, SEXES, at_31_december
from simulation.ayants_droit.households import HOME
from simulation.ayants_droit.tally import Ints, Table
from simulation.ayants_droit.world import MiningWorld
from simulation.communes import GEOGRAPHY, REGION
from simulation.distribution import Array
from simulation.emploi_zones import MINING, zones_of
from simulation.world import SEED

PENSIONS = {"propre": 15_500, "reversion": 8_900}
"""Euros a year of the régime minier."""
OTHER_PENSIONERS = 0.5
RETIREES = {"moins_65": 0.035, "65_69": 0.05, "70_74": 0.05, "75_79": 0.035, "80_84": 0.025, "85_plus": 0.03}
"""Share of the population that draws a pension of the régime général, by age, half of each sex."""
ASPA, ASV = 0.045, 0.012
PROTECTED = {"moins_18": 0.22, "18_24": 0.08, "25_49": 0.31, "50_64": 0.19, "65_plus": 0.20}
REGIMES = {"general": 0.90, "mines": 0.02, "autres": 0.08}
C2S = {"moins_18": 0.22, "18_24": 0.15, "25_49": 0.14, "50_64": 0.11, "65_plus": 0.06}
PAYING = 0.22
DEATHS = {
    "toutes_causes": 0.0095,
    "tumeurs": 0.0026,
    "appareil_circulatoire": 0.0021,
    "appareil_respiratoire": 0.0007,
    "alcool": 0.0003,
}
EXCESS = {True: 1.28, False: 1.08}
"""Observed over expected deaths, in the Bassin minier and elsewhere in the région."""
SIGNIFICANT = 1.96


def miners_pensions(world: MiningWorld, year: int) -> Table:
    """Pensioners of the mines: of each sex and right, the right-holders and others whom the ANGDM does not know."""
    homes = world.stocks[year].homes
    home, slot = np.nonzero(homes.holder)
    shape = (len(world.communes.codes), 2, 2)
    known: Ints = np.zeros(shape, np.int64)
    np.add.at(known, (homes.commune[home], homes.sex[home, slot], homes.right[home, slot]), 1)
    pensioners = known + _draw("rdm", year).poisson(OTHER_PENSIONERS * known)
    rows = [
        (world.communes.codes[commune], SEXES[sex], RIGHTS[right], int(count))
        for (commune, sex, right), count in np.ndenumerate(pensioners)
        if known[commune].any()
    ]
    return at_31_december(
        {
            **_columns(("code_commune", "sexe", "droit"), [row[:3] for row in rows]),
            "pensionnes": [str(count) for *_, count in rows],
            "montant_annuel_eur": [str(count * PENSIONS[right]) for _, _, right, count in rows],
        },
        year,
    )


def retirees(world: MiningWorld, year: int) -> Table:
    """Retirees of the régime général of the Bassin's communes, and those who draw the minimum."""
    draw, population = _draw("carsat", year), _population(world)
    cells = [(code, sex, age) for code in population for sex in SEXES for age in RETIREES]
    count = draw.poisson([population[code] * RETIREES[age] / 2 for code, _, age in cells])
    aspa = draw.binomial(count, ASPA)
    return at_31_december(
        {
            **_columns(("code_commune", "sexe", "tranche_age"), cells),
            "retraites": _text(count),
            "beneficiaires_aspa": _text(aspa),
            "beneficiaires_asv": _text(draw.binomial(count - aspa, ASV)),
        },
        year,
    )


def health_cover(world: MiningWorld, year: int) -> Table:
    """Protected persons of the Bassin's communes by scheme and age, and those who have the C2S."""
    draw, population = _draw("cpam", year), _population(world)
    cells = [(code, regime, age) for code in population for regime in REGIMES for age in PROTECTED]
    count = draw.poisson([population[code] * REGIMES[regime] * PROTECTED[age] for code, regime, age in cells])
    wealth = dict(zip(population, draw.uniform(0.5, 1.5, len(population)).tolist(), strict=True))
    covered = draw.binomial(count, [C2S[age] * wealth[code] for code, _, age in cells])
    return at_31_december(
        {
            **_columns(("code_commune", "regime", "tranche_age"), cells),
            "proteges": _text(count),
            "beneficiaires": _text(covered),
            "dont_participation": _text(draw.binomial(covered, PAYING)),
        },
        year,
    )


def mortality(world: MiningWorld, first: int, last: int) -> Table:
    """Observed and expected deaths of a period, by cause, of the EPCI and zones of the Bassin and those above them."""
    draw = _draw("ors", last)
    territories = _territories(world)
    cells = [
        (str(first), str(last), level, code, sex, cause)
        for level, code, _, _ in territories
        for sex in (*SEXES, "ensemble")
        for cause in DEATHS
    ]
    size = {(level, code): (persons, mining) for level, code, persons, mining in territories}
    expected, excess = [], []
    for _, _, level, code, sex, cause in cells:
        persons, mining = size[level, code]
        expected.append(round((last - first + 1) * persons * DEATHS[cause] * (1.0 if sex == "ensemble" else 0.5), 1))
        excess.append(EXCESS[mining])
    observed = draw.poisson(np.array(expected) * np.array(excess))
    # Both sexes together are the sum of each, as in any file.
    for rank in range(len(cells)):
        if cells[rank][4] == "ensemble":
            observed[rank] = observed[rank - len(DEATHS)] + observed[rank - 2 * len(DEATHS)]
    gap = np.abs(observed - np.array(expected)) / np.sqrt(np.array(expected))
    names = ("periode_debut", "periode_fin", "niveau", "code_territoire", "sexe", "cause")
    return {
        **_columns(names, cells),
        "observes": _text(observed),
        "attendus": [f"{value:.1f}".replace(".", ",") for value in expected],
        "significatif": ["oui" if value > SIGNIFICANT else "non" for value in gap.tolist()],
        "geographie": [str(GEOGRAPHY)] * len(cells),
    }


def _draw(topic: str, year: int) -> np.random.Generator:
    """Chance that depends on the topic and the year alone."""
    return np.random.default_rng([SEED, zlib.crc32(topic.encode()), year])


def _population(world: MiningWorld) -> dict[str, float]:
    """Inhabitants of the communes of the Bassin, by code."""
    rows = zip(world.communes.codes, world.communes.population.tolist(), world.communes.mining.tolist(), strict=True)
    return {code: persons for code, persons, mining in rows if mining}


def _territories(world: MiningWorld) -> list[tuple[str, str, float, bool]]:
    """Level, code, inhabitants, and whether most of it is in the Bassin."""
    communes = world.communes
    mining = {epci for epci, inside in zip(communes.epci, communes.mining.tolist(), strict=True) if inside and epci}
    found: list[tuple[str, str, float, bool]] = []
    for level, of_commune, kept in (
        ("epci", communes.epci, sorted(mining)),
        ("zone_emploi", zones_of(communes), sorted(MINING)),
        ("departement", communes.departement, list(HOME)),
        ("region", communes.region, [REGION]),
    ):
        for code in kept:
            inside: Array = np.where(np.array(of_commune) == code, communes.population, 0.0)
            total = float(inside.sum())
            found.append((level, code, total, float((inside * communes.mining).sum()) > total / 2))
    return found


def _columns(names: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Table:
    return {name: [row[rank] for row in rows] for rank, name in enumerate(names)}


def _text(counts: Ints) -> list[str]:
    return list(map(str, counts.tolist()))
