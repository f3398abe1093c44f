"""What the landlords deliver of their dwellings, and the Union régionale pour l'habitat of those who live there."""

from __future__ import annotations

import numpy as np

from simulation.ayants_droit.angdm import at_31_december, places
from simulation.ayants_droit.dwellings import ALONE, COUPLE, LANDLORDS, NOBODY
from simulation.ayants_droit.households import KIND
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

OCCUPATIONS = ("vacant", "locataire", "ayant_droit")
AGES = ("moins_30", "30_44", "45_59", "60_64", "65_74", "75_plus")
MEANS = ("moins_20", "20_60", "60_100", "plus_100")
COMPOSITIONS = (
    "personne_seule",
    "couple_sans_enfant",
    "couple_avec_enfants",
    "famille_monoparentale",
    "autre_menage",
)
ENERGY = ("A", "B", "C", "D", "E", "F", "G", "inconnu")
_PLANNED = 3
"""Years ahead in which works are known."""


class Lettings:
    """Who lives in each dwelling at 31 December; -1 where nobody does."""

    def __init__(self, world: MiningWorld, year: int) -> None:
        homes, dwellings = world.stocks[year].homes, world.stocks[year].dwellings
        holders = dwellings.occupant >= 0
        home = np.where(holders, dwellings.occupant, 0)
        empty = dwellings.occupant == NOBODY
        persons = homes.alive[home]
        old = persons & (year - homes.birth[home] >= 65)
        eldest = np.where(homes.holder[home], homes.birth[home], year).min(axis=1)
        birth = np.where(holders, eldest, dwellings.birth)

        def known(of_holders: Ints, of_tenants: Ints) -> Ints:
            values: Ints = np.where(empty, -1, np.where(holders, of_holders, of_tenants))
            return values

        alone = np.where(persons.sum(axis=1) == 1, ALONE, COUPLE)
        tenant_old = (year - dwellings.birth >= 65) * np.where(dwellings.composition == COUPLE, 2, 1)
        self.in_kind: Flags = holders & (homes.lodging[home] == KIND)
        self.occupation = np.where(empty, 0, np.where(self.in_kind, 2, 1))
        self.entered = known(homes.entered[home], dwellings.entered)
        self.size = known(persons.sum(axis=1), dwellings.size)
        self.age = known(*(np.searchsorted((30, 45, 60, 65, 75), year - birth, side="right"),) * 2)
        self.means = known(homes.means[home], dwellings.means)
        self.old = known(old.sum(axis=1), np.minimum(tenant_old, dwellings.size))
        self.composition = known(alone, dwellings.composition)


def dwellings(world: MiningWorld, year: int) -> dict[str, Column]:
    """One row a dwelling of the landlords at 31 December."""
    park, let = world.stocks[year].dwellings, Lettings(world, year)
    done, planned = park.works <= year, (park.works > year) & (park.works <= year + _PLANNED)
    energy = np.where(done & (park.energy < 7), np.maximum(park.energy - 2, 1), park.energy)
    return {
        "bailleur": named(park.landlord, LANDLORDS),
        **places(world, park.commune, park.cite),
        "type_logement": named(park.collective, ("individuel", "collectif")),
        "pieces": numbers(park.rooms),
        "dpe": named(energy, ENERGY),
        "rehabilitation": named(np.select([done, planned], [0, 1], 2), ("faite", "programmee", "aucune")),
        "annee_rehabilitation": years(np.where(done | planned, park.works, -1)),
        "programme": named(np.select([~(done | planned), park.erbm], [2, 0], 1), ("erbm", "autre", "aucun")),
        "occupation": named(let.occupation, OCCUPATIONS),
        "annee_entree": years(let.entered),
        "taille_menage": numbers(let.size),
        "tranche_age": named_or_blank(let.age, AGES),
        "ressources": named_or_blank(let.means, MEANS),
        "personnes_65_plus": numbers(let.old),
    }


def park(world: MiningWorld, year: int, landlord: str) -> Table:
    """The dwellings of one landlord, alike ones together."""
    return at_31_december(counted(_of(world, year, landlord), "logements"), year)


def park_by_dwelling(world: MiningWorld, year: int, landlord: str) -> Table:
    """The same, a row a dwelling, with a reference that the loader must reduce."""
    columns = _of(world, year, landlord)
    rows = np.flatnonzero(world.stocks[year].dwellings.landlord == LANDLORDS.index(landlord))
    table = {name: column.texts() for name, column in columns.items()}
    return at_31_december({"reference_logement": [f"SIM-{row:06d}" for row in rows.tolist()], **table}, year)


def _of(world: MiningWorld, year: int, landlord: str) -> dict[str, Column]:
    own = world.stocks[year].dwellings.landlord == LANDLORDS.index(landlord)
    return {name: column.where(own) for name, column in dwellings(world, year).items()}


def survey(world: MiningWorld, year: int) -> Table:
    """Households of the landlords' dwellings at 1 January, thrice: by age, by composition, by resources."""
    park, let = world.stocks[year - 1].dwellings, Lettings(world, year - 1)
    lived = np.flatnonzero(let.occupation > 0)
    parts = []
    for name, codes, words in (
        ("age", let.age, AGES),
        ("composition", let.composition, COMPOSITIONS),
        ("ressources", let.means, MEANS),
    ):
        table = counted(
            {
                "code_commune": named(park.commune[lived], world.communes.codes),
                "bailleur": named(park.landlord[lived], LANDLORDS),
                "caracteristique": named(np.zeros(len(lived), np.int64), (name,)),
                "modalite": named(codes[lived], words),
            },
            "menages",
        )
        parts.append(table)
    table = end_to_end(parts)
    size = len(table["menages"])
    return {"date_situation": [f"01/01/{year}"] * size, **table, "geographie": [str(GEOGRAPHY)] * size}
