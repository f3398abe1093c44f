"""The world of right-holders: it balances, its deliveries agree with each other, and it is the same for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from ingest.landing import EMBEDDED
from simulation.ayants_droit import angdm, landlords, schemes
from simulation.ayants_droit.deliveries import partners, tables
from simulation.ayants_droit.dwellings import LANDLORDS, NOBODY, TENANT
from simulation.ayants_droit.households import SURVIVOR
from simulation.ayants_droit.hypotheses import (
    EXCESS_OF_MINERS,
    FIRST_YEAR,
    LARGEST_SHARE,
    LAST_YEAR,
    PARK_YEARS,
    PERSONS,
    STOCK_YEARS,
)
from simulation.ayants_droit.lives import MOTIVES, death_rates
from simulation.ayants_droit.tally import Table
from simulation.ayants_droit.world import MiningWorld
from simulation.communes import read_communes

YEARS = range(FIRST_YEAR + 1, LAST_YEAR + 1)
GONE = {"deces_avec_conjoint", "deces_sans_conjoint", "ehpad", "demenagement", "rachat", "renonciation"}


@dataclass(frozen=True)
class Cite:
    """What the world asks of a cité."""

    code: str
    communes: tuple[str, ...]
    landlords: tuple[str, ...]
    layers: tuple[str, ...]


CITES = [
    Cite("LSM-SIM01", ("62498",), LANDLORDS[:1], ("inscrites", "erbm")),
    Cite("LSM-SIM02", ("62498", "62510"), LANDLORDS, ("inscrites",)),
    Cite("LSM-SIM03", ("59178",), LANDLORDS[1:], ("zone_tampon",)),
    Cite("LSM-SIM04", ("59178",), (), ("zone_tampon",)),
]


@pytest.fixture(scope="module")
def mines() -> MiningWorld:
    return MiningWorld(read_communes(EMBEDDED), CITES)


def rows(table: Table) -> Iterator[dict[str, str]]:
    return (dict(zip(table, line, strict=True)) for line in zip(*table.values(), strict=True))


def sums(table: Iterable[dict[str, str]], count: str, *by: str) -> Counter[tuple[str, ...]]:
    """The sum of a count by the cells of some columns; no cell is left with zero."""
    found: Counter[tuple[str, ...]] = Counter()
    for row in table:
        if int(row[count]):
            found[tuple(row[name] for name in by)] += int(row[count])
    return found


def persons(mines: MiningWorld, year: int, *by: str) -> Counter[tuple[str, ...]]:
    """The truth: right-holders counted one by one."""
    columns = angdm.persons(mines, year)
    return Counter(zip(*(columns[name].texts() for name in by), strict=True))


Cells = Counter[tuple[str, ...]]


def moved_from(before: Cells, came: Cells, went: Cells) -> Cells:
    """A stock and what its movements leave of it: more cannot go than there is."""
    after = before.copy()
    after.update(came)
    after.subtract(went)
    assert min(after.values()) >= 0
    return +after


# --- balances ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", YEARS)
def test_the_stock_of_a_commune_is_the_former_one_and_its_movements(mines: MiningWorld, year: int) -> None:
    moved = list(rows(angdm.movements(mines, year)))
    arrived = [
        {**row, "code_commune": row["code_commune_destination"]}
        for row in moved
        if row["code_commune_destination"][:2] in ("59", "62")
    ]
    came = sums((row for row in moved if row["motif"] == "reversion"), "personnes", "code_commune")
    came.update(sums(arrived, "personnes", "code_commune"))
    went = sums((row for row in moved if row["motif"] in GONE), "personnes", "code_commune")
    expected = moved_from(persons(mines, year - 1, "code_commune"), came, went)
    assert expected == persons(mines, year, "code_commune")


@pytest.mark.parametrize("year", YEARS)
def test_nobody_enters_a_cite_but_by_reversion(mines: MiningWorld, year: int) -> None:
    moved = [row for row in rows(angdm.movements(mines, year)) if row["code_cite"]]
    by = ("code_commune", "code_cite")
    before, after = (
        Counter({cell: count for cell, count in persons(mines, y, *by).items() if cell[1]}) for y in (year - 1, year)
    )
    came = sums((row for row in moved if row["motif"] == "reversion"), "personnes", *by)
    assert moved_from(before, came, sums((row for row in moved if row["motif"] in GONE), "personnes", *by)) == after


@pytest.mark.parametrize("year", YEARS)
def test_each_cohort_loses_what_its_movements_say(mines: MiningWorld, year: int) -> None:
    by = ("sexe", "annee_naissance", "droit")
    moved = list(rows(angdm.movements(mines, year)))
    near = ("", *(code for code in mines.communes.codes if code[:2] not in ("59", "62")))
    gone = [row for row in moved if row["motif"] in GONE and row["code_commune_destination"] in near]
    came = sums((row for row in moved if row["motif"] == "reversion"), "personnes", *by)
    expected = moved_from(persons(mines, year - 1, *by), came, sums(gone, "personnes", *by))
    assert expected == persons(mines, year, *by)


def test_those_who_enter_are_the_spouses_of_the_holders_who_died_and_nobody_else(mines: MiningWorld) -> None:
    for year in YEARS:
        before, after = mines.stocks[year - 1].homes, mines.stocks[year].homes
        died = before.holder & ~after.alive
        survive = died[:, ::-1] & after.alive & ~before.holder
        assert np.array_equal(after.holder & ~before.holder, survive)
        assert (after.right[survive] == SURVIVOR).all()
        motives = sums(rows(angdm.movements(mines, year)), "personnes", "motif")
        assert motives[("reversion",)] == survive.sum()
        assert motives[("deces_avec_conjoint",)] + motives[("deces_sans_conjoint",)] == died.sum()


# --- one world, several partners --------------------------------------------------------------------------


def test_each_person_is_in_one_line_and_one_only(mines: MiningWorld) -> None:
    for year in STOCK_YEARS:
        table = angdm.right_holders_by_name(mines, year)
        assert len(set(table["matricule"])) == len(table["matricule"])
        kept = ("code_commune", "code_cite", "sexe", "droit", "conjoint_vivant", "conjoint_ayant_droit", "logement")
        by_name = Counter(zip(*(table[name] for name in kept), strict=True))
        assert sums(rows(angdm.right_holders(mines, year)), "personnes", *kept) == by_name


def test_a_person_keeps_the_number_and_the_birth_of_the_year_before(mines: MiningWorld) -> None:
    born: dict[str, str] = {}
    for year in STOCK_YEARS:
        table = angdm.right_holders_by_name(mines, year)
        for number, date in zip(table["matricule"], table["date_naissance"], strict=True):
            assert born.setdefault(number, date) == date


def test_benefits_are_counted_from_the_persons_and_are_more_than_them(mines: MiningWorld) -> None:
    for year in STOCK_YEARS:
        served = list(rows(angdm.benefits(mines, year)))
        by = ("code_commune", "droit")
        of_persons = persons(mines, year, *by)
        for benefit, lodging in (("logement_nature", "nature"), ("logement_especes", "especes")):
            housed = persons(mines, year, *by, "logement")
            found = sums((row for row in served if row["prestation"] == benefit), "beneficiaires", *by)
            assert found == Counter({cell[:2]: count for cell, count in housed.items() if cell[2] == lodging})
        assert all(int(row["beneficiaires"]) <= of_persons[row["code_commune"], row["droit"]] for row in served)
        assert sum(int(row["beneficiaires"]) for row in served) > of_persons.total()


def test_dwellings_in_kind_are_the_households_in_kind_and_the_landlords_say_the_same(mines: MiningWorld) -> None:
    by = ("code_commune", "code_cite", "bailleur")
    for year in PARK_YEARS:
        held = list(rows(angdm.dwellings_in_kind(mines, year)))
        parks = [row for landlord in LANDLORDS for row in rows(landlords.park(mines, year, landlord))]
        occupied = sums((row for row in parks if row["occupation"] == "ayant_droit"), "logements", *by)
        assert sums(held, "logements", *by) == occupied
        housed = {
            c: n for c, n in persons(mines, year, "code_commune", "code_cite", "logement").items() if c[2] == "nature"
        }
        counted: Counter[tuple[str, ...]] = Counter()
        for row in held:
            counted[row["code_commune"], row["code_cite"], "nature"] += int(row["logements"]) * int(
                row["ayants_droit_du_logement"]
            )
        assert counted == Counter(housed)
        dwellings = sums(held, "logements", "code_commune", "code_cite")
        assert all(count <= housed[(*cell, "nature")] for cell, count in dwellings.items())


def test_a_couple_of_two_right_holders_is_two_persons_and_one_dwelling(mines: MiningWorld) -> None:
    for year in PARK_YEARS:
        couples = persons(mines, year, "conjoint_ayant_droit", "logement")[("oui", "nature")]
        two = sums(rows(angdm.dwellings_in_kind(mines, year)), "logements", "ayants_droit_du_logement")[("2",)]
        assert couples == 2 * two
        assert two


def test_cites_and_what_is_outside_them_make_the_commune_and_a_cite_is_in_its_own(mines: MiningWorld) -> None:
    communes = {cite.code: cite.communes for cite in CITES}
    for year in STOCK_YEARS:
        cells = persons(mines, year, "code_commune", "code_cite")
        assert all(commune in communes[cite] for commune, cite in cells if cite)
        whole: Counter[tuple[str, ...]] = Counter()
        for (commune, _), count in cells.items():
            whole[(commune,)] += count
        assert whole == persons(mines, year, "code_commune")
    assert {cite for _, cite in cells} == {"", *communes}


def test_a_freed_dwelling_is_empty_before_others_move_in_and_they_are_not_alike(mines: MiningWorld) -> None:
    new, left = [], []
    for year in YEARS:
        before, after = (mines.stocks[y].dwellings.occupant for y in (year - 1, year))
        freed = (before >= 0) & (after != before)
        assert set(after[freed].tolist()) <= {NOBODY}
        let = (before == NOBODY) & (after == TENANT)
        assert np.array_equal(mines.stocks[year].dwellings.entered[let], np.full(let.sum(), year))
        assert not ((before != after) & (after >= 0)).any()
        profile = landlords.dwellings(mines, year)
        new += [profile["personnes_65_plus"].codes[let] - 1, profile["taille_menage"].codes[let] - 1]
        left += [profile["personnes_65_plus"].codes[after >= 0] - 1, profile["taille_menage"].codes[after >= 0] - 1]
    assert np.concatenate(new[::2]).mean() < 0.2
    assert np.concatenate(left[::2]).mean() > 0.9
    assert np.concatenate(new[1::2]).mean() > 2 > np.concatenate(left[1::2]).mean()


def test_the_survey_counts_the_same_households_three_times(mines: MiningWorld) -> None:
    for year in PARK_YEARS:
        totals = sums(rows(landlords.survey(mines, year)), "menages", "caracteristique", "code_commune", "bailleur")
        park = (row for landlord in LANDLORDS for row in rows(landlords.park(mines, year - 1, landlord)))
        lived = sums((row for row in park if row["occupation"] != "vacant"), "logements", "code_commune", "bailleur")
        for name in ("age", "ressources", "composition"):
            assert Counter({cell[1:]: count for cell, count in totals.items() if cell[0] == name}) == lived


def test_dwellings_one_by_one_are_the_dwellings_together(mines: MiningWorld) -> None:
    one, together = (of(mines, 2024, LANDLORDS[0]) for of in (landlords.park_by_dwelling, landlords.park))
    assert len(set(one["reference_logement"])) == len(one["reference_logement"])
    kept = [name for name in together if name != "logements"]
    assert Counter(zip(*(one[name] for name in kept), strict=True)) == sums(rows(together), "logements", *kept)


def test_a_part_is_never_more_than_its_whole(mines: MiningWorld) -> None:
    for row in rows(schemes.retirees(mines, 2024)):
        assert int(row["beneficiaires_aspa"]) + int(row["beneficiaires_asv"]) <= int(row["retraites"])
    for row in rows(schemes.health_cover(mines, 2024)):
        assert int(row["dont_participation"]) <= int(row["beneficiaires"]) <= int(row["proteges"])
    pensions = sums(rows(schemes.miners_pensions(mines, 2024)), "pensionnes", "code_commune", "sexe", "droit")
    holders = persons(mines, 2024, "code_commune", "sexe", "droit")
    assert all(pensions[cell] >= count for cell, count in holders.items())


def test_deaths_of_both_sexes_are_those_of_each(mines: MiningWorld) -> None:
    by = ("niveau", "code_territoire", "cause")
    deaths = list(rows(schemes.mortality(mines, 2018, 2022)))
    both = sums((row for row in deaths if row["sexe"] == "ensemble"), "observes", *by)
    assert both == sums((row for row in deaths if row["sexe"] != "ensemble"), "observes", *by)
    assert {row["niveau"] for row in deaths} == {"epci", "zone_emploi", "departement", "region"}


# --- likeness ---------------------------------------------------------------------------------------------


def test_the_first_stock_has_the_published_mean_age_and_the_number_supposed(mines: MiningWorld) -> None:
    homes = mines.stocks[FIRST_YEAR].homes
    assert homes.holder.sum() == pytest.approx(PERSONS, abs=1)
    assert np.mean(FIRST_YEAR - homes.birth[homes.holder]) == pytest.approx(77, abs=0.5)


def test_right_holders_grow_older_and_fewer_and_survivors_weigh_more(mines: MiningWorld) -> None:
    stocks = [mines.stocks[year].homes for year in (FIRST_YEAR, 2015, 2020, LAST_YEAR)]
    counts = [int(homes.holder.sum()) for homes in stocks]
    women = [float(np.mean(homes.sex[homes.holder])) for homes in stocks]
    births = [float(np.mean(homes.birth[homes.holder])) for homes in stocks]
    assert counts == sorted(counts, reverse=True)
    assert women == sorted(women)
    assert births == sorted(births)
    assert 0.2 < counts[-1] / counts[0] < 0.5


def test_a_commune_never_has_more_right_holders_than_its_population_allows(mines: MiningWorld) -> None:
    of_commune = np.bincount(mines.stocks[FIRST_YEAR].homes.commune, minlength=len(mines.communes.codes))
    assert (of_commune * 2 <= mines.communes.population * LARGEST_SHARE + 1).all()
    assert not of_commune[~mines.communes.mining].any()


def test_former_miners_die_by_the_excess_that_the_world_holds(mines: MiningWorld) -> None:
    """What a projection must find again: observed over expected deaths of the men who hold a right of their own."""
    died = expected = 0.0
    for year in YEARS:
        homes = mines.stocks[year - 1].homes
        miners = homes.holder & (homes.sex == 0) & (homes.right == 0)
        expected += np.sum(1 - np.exp(-death_rates(homes.sex, year - homes.birth, year)[miners]))
        moved = mines.movements[year]
        motives = [MOTIVES.index("deces_avec_conjoint"), MOTIVES.index("deces_sans_conjoint")]
        died += np.sum(np.isin(moved.motive, motives) & (moved.sex == 0) & (moved.right == 0))
    assert died / expected == pytest.approx(EXCESS_OF_MINERS, abs=4 * np.sqrt(died) / expected)


# --- the same for ever ------------------------------------------------------------------------------------


def test_the_same_communes_and_cites_give_the_same_bytes(mines: MiningWorld) -> None:
    assert partners(MiningWorld(read_communes(EMBEDDED), CITES)) == partners(mines)


def test_another_seed_is_another_world(mines: MiningWorld) -> None:
    other = MiningWorld(mines.communes, CITES, seed=1)
    assert angdm.right_holders(other, 2024) != angdm.right_holders(mines, 2024)


def test_every_name_that_a_delivery_gives_says_that_it_is_simulated(mines: MiningWorld) -> None:
    found = tables(mines)
    assert all("simulé" in name for table in found.values() for name in table.get("bailleur", []))
    assert all("SIM" in code for table in found.values() for code in table.get("code_cite", []) if code)
