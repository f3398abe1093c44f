"""The simulated census: whole counts that add up, in every family of files and every vintage, even one to come."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.landing import EMBEDDED
from simulation.census_files import CensusFiles, vintages
from simulation.communes import Communes, read_communes
from simulation.world import World

FUTURE = 2027
HISTORY = "serie-historique"
AGES = ("0014", "1529", "3044", "4559", "6074", "7589", "90P")
SEXES = ("H", "F")
TENURES = ("PROP", "LOC", "GRAT")
SECTORS = ("AGRI", "INDUS", "CONST", "CTS", "APESAS")


Figures = dict[str, NDArray[np.int64]]
Census = dict[str, Figures]
Tables = dict[tuple[int, str], "Table"]


@dataclass(frozen=True)
class Table:
    """A delivered file: its headers, and its figures in thousandths, which are exact."""

    headers: list[str]
    codes: list[str]
    columns: Figures

    def of(self, year: int) -> Figures:
        """Columns of a vintage, by their name without the year."""
        return {
            f"{name[0]}{name[3:]}": values for name, values in self.columns.items() if name[1:3] == f"{year % 100:02d}"
        }


def table(text: str) -> Table:
    header, *lines = text.splitlines()
    headers = header.split(";")
    rows = [line.split(";") for line in lines]
    start = next(i for i, name in enumerate(headers) if name not in ("CODGEO", "LIBGEO", "REG", "DEP"))
    filled = [(i, name) for i, name in enumerate(headers) if i >= start and rows[0][i]]
    return Table(
        headers,
        [row[0] for row in rows],
        {name: np.array([round(float(row[i]) * 1000) for row in rows], np.int64) for i, name in filled},
    )


@pytest.fixture(scope="module")
def census(world: World) -> CensusFiles:
    return CensusFiles(world.communes)


@pytest.fixture(scope="module")
def archives(census: CensusFiles) -> dict[int, dict[str, dict[str, str]]]:
    """The files of the demonstration and of a census to come, by year, archive and member."""
    return {year: census.bases(year) for year in (2022, FUTURE)}


@pytest.fixture(scope="module")
def tables(archives: dict[int, dict[str, dict[str, str]]]) -> Tables:
    """The same, read, by year and family."""
    return {
        (year, archive.removeprefix("base-cc-").split(f"-{year}-")[0]): table(text)
        for year in archives
        for archive, members in archives[year].items()
        for name, text in members.items()
        if not name.startswith("meta_")
    }


@pytest.fixture(
    scope="module", params=[(year, vintage) for year in (2022, FUTURE) for vintage in vintages(year)], ids=str
)
def counts(tables: Tables, request: pytest.FixtureRequest) -> Census:
    """The counts of a vintage of a file, by family."""
    year, vintage = request.param
    return {family: found.of(vintage) for (of, family), found in tables.items() if of == year}


def adds_up(counts: Figures, total: str, parts: list[str]) -> bool:
    return bool((counts[total] == sum(counts[part] for part in parts)).all())


def groups(name: str, counts: Figures) -> list[str]:
    """The eight occupations under a name, in either nomenclature."""
    return [column for column in counts if column.startswith((f"{name}_CS", f"{name}_STAT_GSEC"))]


def test_ages_and_sexes_add_up_to_the_population(counts: Census) -> None:
    persons = counts["evol-struct-pop"]
    assert adds_up(persons, "P_POP", [f"P_POP{age}" for age in AGES])
    assert adds_up(persons, "P_POP", ["P_POPH", "P_POPF"])
    for age in AGES:
        assert adds_up(persons, f"P_POP{age}", [f"P_{sex}{age}" for sex in SEXES])
    for sex in SEXES:
        assert adds_up(persons, f"P_POP{sex}", [f"P_{sex}{age}" for age in ("0019", "2064", "65P")])


def test_former_homes_add_up_to_the_persons_of_a_year_or_more(counts: Census) -> None:
    persons = counts["evol-struct-pop"]
    assert adds_up(persons, "P_POP01P", [f"P_POP01P_IRAN{i}" for i in range(1, 8)])
    assert adds_up(persons, "P_POP01P_IRAN2", [f"P_POP{age}_IRAN2" for age in ("0114", "1524", "2554", "55P")])
    for age in ("0114", "1524", "2554", "55P"):
        assert adds_up(persons, f"P_POP{age}_IRAN2P", [f"P_POP{age}_IRAN2", f"P_POP{age}_IRAN3P"])


def test_occupations_add_up_to_the_persons_of_fifteen_or_more(counts: Census) -> None:
    persons = counts["evol-struct-pop"]
    for name in ("C_POP15P", "C_H15P", "C_F15P", "C_POP1524", "C_POP2554", "C_POP55P"):
        assert len(groups(name, persons)) == 8
        assert adds_up(persons, name, groups(name, persons))
    assert adds_up(persons, "C_POP15P", ["C_H15P", "C_F15P"])
    assert adds_up(persons, "C_POP15P", ["C_POP1524", "C_POP2554", "C_POP55P"])


def test_households_of_all_types_add_up(counts: Census) -> None:
    homes = counts["couples-familles-menages"]
    for total, of in (("C_MEN", "C_MEN"), ("C_PMEN", "C_PMEN_MEN")):
        assert adds_up(homes, total, [f"{of}PSEUL", f"{of}SFAM", f"{of}FAM"])
        assert adds_up(homes, total, groups(total, homes))
        assert adds_up(homes, f"{of}PSEUL", [f"{of}HSEUL", f"{of}FSEUL"])
        assert adds_up(homes, f"{of}FAM", [f"{of}COUPSENF", f"{of}COUPAENF", f"{of}FAMMONO"])
    assert (homes["C_PMEN_MENPSEUL"] == homes["C_MENPSEUL"]).all()
    assert (homes["C_PMEN_MENFAM"] >= 2 * homes["C_MENFAM"]).all()
    assert adds_up(homes, "C_FAM", ["C_COUPSENF", "C_COUPAENF", "C_FAMMONO"])
    assert adds_up(homes, "C_FAM", [f"C_NE24F{number}" for number in ("0", "1", "2", "3", "4P")])
    assert adds_up(homes, "C_FAMMONO", ["C_HMONO", "C_FMONO"])
    assert (homes["P_POP80P_PSEUL"] + homes["P_POP80P_COUPLE"] <= homes["P_POPMEN80P"]).all()


def test_households_fit_the_population_and_the_dwellings(counts: Census) -> None:
    homes, families = counts["logement"], counts["couples-familles-menages"]
    population = counts["evol-struct-pop"]["P_POP"]
    assert (homes["P_MEN"] == homes["P_RP"]).all()
    assert (homes["P_NPER_RP"] == homes["P_PMEN"]).all()
    assert (homes["P_PMEN"] <= population).all()
    assert (families["C_PMEN"] <= population).all()
    assert np.allclose(families["C_MEN"], homes["P_MEN"], rtol=0.021, atol=10)
    assert np.allclose(families["C_PMEN"], homes["P_PMEN"], rtol=0.021, atol=10)


def test_dwellings_are_main_second_or_vacant(counts: Census) -> None:
    homes = counts["logement"]
    assert adds_up(homes, "P_LOG", ["P_RP", "P_RSECOCC", "P_LOGVAC"])
    assert (homes["P_MAISON"] + homes["P_APPART"] <= homes["P_LOG"]).all()
    assert (homes["P_RPMAISON"] <= homes["P_MAISON"]).all()
    assert adds_up(homes, "P_RP", [f"P_RP_{rooms}" for rooms in ("1P", "2P", "3P", "4P", "5PP")])
    settled = ("0002", "0204", "0509", "10P")
    for of in ("P_MEN", "P_PMEN", "P_NBPI_RP"):
        assert adds_up(homes, of, [f"{of}_ANEM{years}" for years in settled])
    assert (homes["P_RP_VOIT1P"] <= homes["P_RP"]).all()
    assert adds_up(homes, "P_RP_VOIT1P", ["P_RP_VOIT1", "P_RP_VOIT2P"])


def test_a_home_is_owned_rented_or_free(counts: Census) -> None:
    homes = counts["logement"]
    for of in ("P_RP", "P_NPER_RP", "P_ANEM_RP"):
        assert adds_up(homes, of, [f"{of}_{held}" for held in TENURES])
        assert (homes[f"{of}_LOCHLMV"] <= homes[f"{of}_LOC"]).all()
    for held in TENURES:
        assert (homes[f"P_NPER_RP_{held}"] >= homes[f"P_RP_{held}"]).all()


@pytest.mark.parametrize(
    ("year", "vintage", "ends"),
    [
        (2022, 2022, ("1919", "1945", "1970", "1990", "2005", "2019")),
        (2022, 2016, ("19", "45", "70", "90", "05", "13")),
        (FUTURE, 2027, ("1919", "1945", "1970", "1990", "2005", "2024")),
    ],
)
def test_periods_of_building_add_up_to_the_homes_built(
    tables: Tables, year: int, vintage: int, ends: tuple[str, ...]
) -> None:
    homes = tables[year, "logement"].of(vintage)
    assert adds_up(homes, "P_RP_ACHTOT", [f"P_RP_ACH{end}" for end in ends])
    assert (homes["P_RP_ACHTOT"] <= homes["P_RP"]).all()
    for end in ends:
        assert (homes[f"P_RPMAISON_ACH{end}"] + homes[f"P_RPAPPART_ACH{end}"] <= homes[f"P_RP_ACH{end}"]).all()


def test_the_active_are_at_work_or_unemployed(counts: Census) -> None:
    work = counts["emploi-pop-active"]
    for sex, ages in itertools.product(("", *SEXES), ("1564", "1524", "2554", "5564")):
        if f"P_{sex}CHOM{ages}" in work:
            assert adds_up(work, f"P_{sex}ACT{ages}", [f"P_{sex}ACTOCC{ages}", f"P_{sex}CHOM{ages}"])
    assert adds_up(work, "P_CHOM1564", ["P_HCHOM1564", "P_FCHOM1564"])
    assert adds_up(work, "P_POP1564", ["P_POP1524", "P_POP2554", "P_POP5564"])
    assert adds_up(work, "P_POP1564", ["P_ACT1564", "P_INACT1564"])
    assert adds_up(work, "P_INACT1564", ["P_ETUD1564", "P_RETR1564", "P_AINACT1564"])
    assert (work["P_ACTOCC"] <= work["P_ACT15P"]).all()
    assert adds_up(work, "C_ACTOCC1564", groups("C_ACTOCC1564", work))
    # The unemployed who never worked have no occupation.
    known = np.sum([work[name] for name in groups("C_ACT1564", work)], axis=0)
    assert np.all(known <= work["C_ACT1564"])


def test_jobs_add_up_by_status_and_sector(counts: Census) -> None:
    work = counts["emploi-pop-active"]
    assert adds_up(work, "P_EMPLT", ["P_EMPLT_SAL", "P_EMPLT_NSAL"])
    assert adds_up(work, "C_EMPLT", [f"C_EMPLT_{sector}" for sector in SECTORS])
    assert adds_up(work, "C_EMPLT", groups("C_EMPLT", work))
    for sector in SECTORS:
        assert adds_up(work, f"C_EMPLT_{sector}", [f"C_{sector}LT_SAL", f"C_{sector}LT_NSAL"])
        assert adds_up(work, f"C_{sector}LT_F", [f"C_{sector}LT_FSAL", f"C_{sector}LT_FNSAL"])


def test_diplomas_add_up_to_those_who_left_school(counts: Census) -> None:
    school, persons = counts["diplomes-formation"], counts["evol-struct-pop"]
    for sex in ("", *SEXES):
        held = [name for name in school if name.startswith(f"P_{sex}NSCOL15P_")]
        assert len(held) in (4, 7)
        assert adds_up(school, f"P_{sex}NSCOL15P", held)
    ages = ("1517", "1824", "2529", "30P")
    adults = persons["P_POP"] - persons["P_POP0014"]
    assert np.all(sum(school[f"P_POP{age}"] for age in ages) == adults)
    assert np.all(school["P_NSCOL15P"] + sum(school[f"P_SCOL{age}"] for age in ages) == adults)


def test_files_of_one_census_agree(counts: Census) -> None:
    persons, work, families = (
        counts[of] for of in ("evol-struct-pop", "emploi-pop-active", "couples-familles-menages")
    )
    assert (work["P_POP15P"] == persons["P_POP"] - persons["P_POP0014"]).all()
    assert (families["P_POP15P"] == work["P_POP15P"]).all()
    assert (families["P_POP80P"] <= persons["P_POP7589"] + persons["P_POP90P"]).all()
    for name in ("P_LOG", "P_RP", "P_RSECOCC", "P_LOGVAC", "P_PMEN"):
        assert (counts[HISTORY][name] == counts["logement"][name]).all()
    assert (counts[HISTORY]["P_POP"] == persons["P_POP"]).all()


def test_a_vintage_is_the_same_in_two_files(tables: Tables) -> None:
    for (year, family), found in tables.items():
        if year == 2022 and family != HISTORY:
            earlier, later = found.of(2016), tables[FUTURE, family].of(2016)
            assert earlier
            assert all((earlier[name] == later[name]).all() for name in earlier)


def test_populations_are_those_of_the_embedded_censuses(tables: Tables, world: World) -> None:
    of_2022 = tables[2022, "evol-struct-pop"].of(2022)["P_POP"]
    assert (of_2022 == 1000 * world.communes.censuses[2022]).all()
    of_2016, embedded = tables[2022, "evol-struct-pop"].of(2016)["P_POP"], world.communes.censuses[2016]
    drawn = [world.communes.codes[i] for i in np.flatnonzero(of_2016 != 1000 * embedded)]
    # Communes nouvelles that the embedded census of 2016 counts without their parts, and one since re-established.
    assert len(drawn) <= 10
    assert not world.communes.mining[[world.communes.codes.index(code) for code in drawn]].any()


def test_the_births_of_the_years_add_up_to_those_between_two_censuses(tables: Tables, census: CensusFiles) -> None:
    series = tables[2022, HISTORY].columns
    texts = census.civil_registration(2011, 2023)
    for flow, header, name in (("NAIS", "NAISD", "naissances"), ("DECE", "DECESD", "deces")):
        years = table(texts[f"base_{name}_2011-2023_geo2026.csv"]).columns
        for start, end in ((2011, 2016), (2016, 2022)):
            between = sum(years[f"{header}{year % 100:02d}"] for year in range(start, end))
            assert (series[f"{flow}{start % 100}{end % 100}"] == between).all()


def test_the_bassin_loses_people_by_departures_since_1968(tables: Tables, world: World) -> None:
    series = {name: values[world.communes.mining].sum() for name, values in tables[2022, HISTORY].columns.items()}
    censuses = ["D68", "D75", "D82", "D90", "D99", "P11", "P16", "P22"]
    for start, end in itertools.pairwise(censuses):
        natural = series[f"NAIS{start[1:]}{end[1:]}"] - series[f"DECE{start[1:]}{end[1:]}"]
        assert series[f"{end}_POP"] - series[f"{start}_POP"] - natural < 0


def test_the_bassin_has_its_own_profile(tables: Tables, world: World) -> None:
    mining = world.communes.mining

    def share(family: str, year: int, part: str, whole: str) -> tuple[float, float]:
        found = tables[2022, family].of(year)
        return (
            found[part][mining].sum() / found[whole][mining].sum(),
            found[part][~mining].sum() / found[whole][~mining].sum(),
        )

    inside, outside = share("emploi-pop-active", 2016, "P_CHOM1564", "P_ACT1564")
    assert inside > 1.3 * outside
    inside, outside = share("evol-struct-pop", 2016, "C_POP15P_CS6", "C_POP15P")
    assert inside > 1.2 * outside
    free = [share("logement", year, "P_RP_GRAT", "P_RP") for year in (2011, 2016, 2022)]
    assert all(inside > outside for inside, outside in free)
    assert free[0][0] > free[1][0] > free[2][0]
    inside, outside = share("logement", 2022, "P_RP_LOCHLMV", "P_RP")
    assert inside > 1.5 * outside


def test_a_census_to_come_has_its_own_headers(tables: Tables) -> None:
    assert vintages(FUTURE) == (2027, 2021, 2016)
    headers = tables[FUTURE, "evol-struct-pop"].headers
    assert [name for name in headers if name.endswith("_POP")] == ["P27_POP", "P21_POP", "P16_POP"]
    assert "C27_POP15P_STAT_GSEC16_26" in headers
    assert "C21_POP15P_CS6" in headers
    assert tables[FUTURE, HISTORY].headers[:6] == ["CODGEO", "P27_POP", "P21_POP", "P16_POP", "D99_POP", "D90_POP"]
    assert "NAIS2127" in tables[FUTURE, HISTORY].headers


def test_diplomas_follow_the_three_nomenclatures(tables: Tables) -> None:
    headers = tables[2022, "diplomes-formation"].headers
    held = {year: [name for name in headers if name.startswith(f"P{year}_NSCOL15P_")] for year in (11, 16, 22)}
    assert [name.removeprefix("P16_NSCOL15P_") for name in held[16]] == ["DIPLMIN", "CAPBEP", "BAC", "SUP"]
    assert held[11][:3] == ["P11_NSCOL15P_DIPL0", "P11_NSCOL15P_CEP", "P11_NSCOL15P_BEPC"]
    assert held[22][-3:] == ["P22_NSCOL15P_SUP2", "P22_NSCOL15P_SUP34", "P22_NSCOL15P_SUP5"]


@pytest.mark.parametrize(
    ("family", "year", "real"),
    [
        ("evol-struct-pop", 2018, "base-cc-evol-struct-pop-2018_header.csv"),
        ("logement", 2021, "meta_base-cc-logement-2021_variables.csv"),
        ("emploi-pop-active", 2020, "meta_base-cc-emploi-pop-active-2020_v2_variables.csv"),
        ("serie-historique", 2020, "meta_base-cc-serie-historique-2020_variables.csv"),
    ],
)
def test_headers_are_those_of_the_producer_in_its_order(
    census: CensusFiles, reels: Path, family: str, year: int, real: str
) -> None:
    lines = (reels / "insee" / "variables" / real).read_text("utf-8").splitlines()
    wanted = [line.split(";")[0] for line in lines[1:]] if real.startswith("meta_") else lines[0].split(";")[1:]
    name = f"base-cc-{family}-{year}-geo2026"
    headers = census.bases(year)[f"{name}_csv.zip"][f"{name}.CSV"].split("\n", 1)[0].split(";")
    assert headers == ["CODGEO", *wanted]


def test_a_dictionary_tells_every_column(archives: dict[int, dict[str, dict[str, str]]]) -> None:
    for members in archives[2022].values():
        (name,) = (name for name in members if not name.startswith("meta_"))
        told = [line.split(";")[0] for line in members[f"meta_{name}"].splitlines()[1:]]
        assert told == members[name].split("\n", 1)[0].split(";")


def test_what_was_asked_before_changes_nothing(census: CensusFiles, world: World) -> None:
    assert CensusFiles(world.communes).civil_registration(2011, 2012) == census.civil_registration(2011, 2012)
    assert CensusFiles(world.communes).history(2022) == census.history(2022)


@pytest.fixture(scope="module")
def france() -> Communes:
    return read_communes(EMBEDDED, None)


def test_the_country_is_drawn_like_the_region(france: Communes) -> None:
    assert len(france.codes) > 34_000
    assert len(set(france.region)) == 18
    series = table(
        CensusFiles(france).history(2022)["base-cc-serie-historique-2022-geo2026_csv.zip"][
            "base-cc-serie-historique-2022-geo2026.CSV"
        ]
    ).columns
    assert (series["P22_LOG"] == series["P22_RP"] + series["P22_RSECOCC"] + series["P22_LOGVAC"]).all()
    known = ~np.isnan(france.censuses[2022])
    assert (series["P22_POP"][known] == 1000 * france.censuses[2022][known]).mean() > 0.999
