"""What the ANGDM delivers: persons, benefits, movements and dwellings, in the layouts proposed to it."""

from __future__ import annotations

import numpy as np

from simulation.ayants_droit import hypotheses as h
from simulation.ayants_droit.dwellings import LANDLORDS
from simulation.ayants_droit.households import CASH, KIND, MAN, OWN, Households
from simulation.ayants_droit.lives import MOTIVES
from simulation.ayants_droit.tally import (
    Column,
    Flags,
    Ints,
    Table,
    counted,
    end_to_end,
    named,
    named_or_blank,
    numbers,
    years,
)
from simulation.ayants_droit.world import MiningWorld
from simulation.communes import GEOGRAPHY

SEXES = ("H", "F")
RIGHTS = ("propre", "reversion")
LODGINGS = ("aucun", "especes", "nature")
BENEFITS = ("chauffage_especes", "logement_especes", "logement_nature", "preretraite", "accompagnement_social")


def at_31_december(table: Table, year: int) -> Table:
    """A table with its date, as a partner writes it, and the geography of its codes."""
    size = len(next(iter(table.values())))
    return {"date_situation": [f"31/12/{year}"] * size, **table, "geographie": [str(GEOGRAPHY)] * size}


def places(world: MiningWorld, commune: Ints, cite: Ints) -> dict[str, Column]:
    return {
        "code_commune": named(commune, world.communes.codes),
        "code_cite": named_or_blank(cite, [cite.code for cite in world.cites]),
    }


def persons(world: MiningWorld, year: int) -> dict[str, Column]:
    """One row a right-holder at 31 December, by household then rank in it: the truth that every count must give."""
    homes = world.stocks[year].homes
    home, slot = np.nonzero(homes.holder)
    unknown = homes.unknown_spouse[home] & (homes.holder[home].sum(axis=1) == 1)
    spouse = homes.alive[home, 1 - slot]
    return {
        **places(world, homes.commune[home], homes.cite[home]),
        "sexe": named(homes.sex[home, slot], SEXES),
        "annee_naissance": years(homes.birth[home, slot]),
        "droit": named(homes.right[home, slot], RIGHTS),
        "conjoint_vivant": named(np.where(unknown, 2, spouse), ("non", "oui", "inconnu")),
        "conjoint_ayant_droit": named(homes.holder[home, 1 - slot], ("non", "oui")),
        "annee_naissance_conjoint": years(np.where(spouse & ~unknown, homes.birth[home, 1 - slot], -1)),
        "logement": named(homes.lodging[home], LODGINGS),
    }


def right_holders(world: MiningWorld, year: int) -> Table:
    return at_31_december(counted(persons(world, year), "personnes"), year)


def right_holders_by_name(world: MiningWorld, year: int) -> Table:
    """The same, a row a person, with a number and days of birth that nobody bears: what the loader must reduce."""
    homes = world.stocks[year].homes
    home, slot = np.nonzero(homes.holder)
    columns = persons(world, year)
    table = {name: column.texts() for name, column in columns.items()}
    number = 2 * home + slot
    born = _days(table.pop("annee_naissance"), number)
    spouse = _days(table.pop("annee_naissance_conjoint"), number + 7)
    return at_31_december(
        {
            "matricule": [f"SIM{rank:07d}" for rank in number.tolist()],
            **table,
            "date_naissance": born,
            "date_naissance_conjoint": spouse,
        },
        year,
    )


def _days(born: list[str], number: Ints) -> list[str]:
    return [
        f"{1 + rank % 28:02d}/{1 + rank % 12:02d}/{year}" if year else ""
        for year, rank in zip(born, number.tolist(), strict=True)
    ]


def benefits(world: MiningWorld, year: int) -> Table:
    """Persons by benefit, one drawing several, and what they cost in the year; social care has no amount."""
    homes = world.stocks[year].homes
    growth = 1.01 ** (year - h.FIRST_YEAR)
    parts = []
    for benefit in BENEFITS:
        home, slot = np.nonzero(homes.holder & _served(homes, benefit, year))
        right = homes.right[home, slot]
        columns = {
            "code_commune": named(homes.commune[home], world.communes.codes),
            "prestation": named(np.zeros(len(home), np.int64), (benefit,)),
            "droit": named(right, RIGHTS),
        }
        table = counted(columns, "beneficiaires")
        each = dict(zip(RIGHTS, h.AMOUNTS.get(benefit, ()), strict=False))
        amounts = [
            str(round(int(count) * each[of] * growth)) if each else ""
            for of, count in zip(table["droit"], table["beneficiaires"], strict=True)
        ]
        parts.append({**table, "montant_annuel_eur": amounts})
    return at_31_december(end_to_end(parts), year)


def _served(homes: Households, benefit: str, year: int) -> Flags:
    of_household = {
        "chauffage_especes": homes.heating,
        "logement_especes": homes.lodging == CASH,
        "logement_nature": homes.lodging == KIND,
        "accompagnement_social": homes.social_care,
    }
    served: Flags
    if benefit in of_household:
        served = of_household[benefit][:, None]
    else:
        served = (homes.right == OWN) & (homes.sex == MAN) & (year - homes.birth < h.EARLY_RETIREMENT_UNTIL)
    return served


def movements(world: MiningWorld, year: int) -> Table:
    moved = world.movements[year]
    table = counted(
        {
            **places(world, moved.commune, moved.cite),
            "sexe": named(moved.sex, SEXES),
            "annee_naissance": years(moved.birth),
            "droit": named(moved.right, RIGHTS),
            "motif": named(moved.motive, MOTIVES),
            "code_commune_destination": named_or_blank(moved.destination, world.communes.codes),
        },
        "personnes",
    )
    size = len(table["motif"])
    return {"annee": [str(year)] * size, **table, "geographie": [str(GEOGRAPHY)] * size}


def dwellings_in_kind(world: MiningWorld, year: int) -> Table:
    """Dwellings of the households housed in kind: a couple of two right-holders has one."""
    homes = world.stocks[year].homes
    housed = np.flatnonzero((homes.lodging == KIND) & homes.listed)
    landlord = world.stocks[year].dwellings.landlord[homes.dwelling[housed]]
    return at_31_december(
        counted(
            {
                **places(world, homes.commune[housed], homes.cite[housed]),
                "bailleur": named(landlord, LANDLORDS),
                "ayants_droit_du_logement": numbers(homes.holder[housed].sum(axis=1)),
            },
            "logements",
        ),
        year,
    )
