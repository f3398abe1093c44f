"""The simulated employment: producers' files that all say the same of one invented economy."""

from __future__ import annotations

import csv
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from ingest.landing import EMBEDDED
from simulation.communes import REGION, read_communes
from simulation.emploi import FIRST, LAST, Employment
from simulation.emploi_activities import BATTERIES, CURVE, INDUSTRY, PUBLIC, TEXTILES
from simulation.emploi_flores import ORDER, by_sector
from simulation.emploi_urssaf import quarters
from simulation.emploi_zones import MINING
from simulation.nomenclature import Nomenclature, read_nomenclature
from simulation.urssaf_national import write_national_urssaf
from tests.simulation.conftest import Rows

COMMUNES = "etablissements-et-effectifs-salaries-au-niveau-commune-x-ape-last-geo2026.csv"
ZONES = "effectifs-salaries-et-masse-salariale-du-secteur-prive-par-zone-demploi.csv"
HEADER = (
    "region;ancienne_region;departement;zone_d_emploi;epci;commune;intitule_commune;grand_secteur_d_activite;"
    "secteur_na17;secteur_na38;secteur_na88;ape;code_region;code_ancienne_region;code_departement;code_zone_d_emploi;"
    "code_epci;code_commune;code_ape"
)
Sums = dict[tuple[str, str], int]


@pytest.fixture(scope="module")
def naf() -> Nomenclature:
    return read_nomenclature(EMBEDDED)


@pytest.fixture(scope="module")
def economy(naf: Nomenclature) -> Employment:
    return Employment(read_communes(EMBEDDED, None), naf)


def number(cell: str) -> int:
    return int(cell or 0)


def private(files: dict[str, Rows], naf: Nomenclature, level: str, year: int, figure: str) -> Sums:
    """URSSAF's figures by commune of Hauts-de-France and sector, without the zeros."""
    sums: Counter[tuple[str, str]] = Counter()
    for row in files[COMMUNES]:
        if row["code_region"] == REGION:
            sums[row["code_commune"], naf.parents[level][row["code_ape"]]] += number(row[f"{figure}_{year}"])
    return {key: count for key, count in sums.items() if count}


def salaried(rows: Rows, prefix: str) -> Sums:
    """INSEE's figures by commune and sector, without the zeros nor the total."""
    return {
        (row["CODGEO"], header.removeprefix(prefix)): int(cell)
        for row in rows
        for header, cell in row.items()
        if header.startswith(prefix) and header != f"{prefix}TOT" and cell != "0"
    }


def sheet(path: Path, name: str, header: int) -> Rows:
    """The rows of a sheet below a header, as text; a number keeps its decimal."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [dict(zip(map(str, rows[header - 1]), map(str, row), strict=True)) for row in rows[header:]]


def delivered(deliveries: list[Path], name: str) -> Path:
    return next(path for path in deliveries if path.name == name)


# --- the files agree ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2017, 2021])
def test_flores_is_urssaf_in_every_sector_without_public_jobs_nor_farms(
    files: dict[str, Rows], naf: Nomenclature, year: int
) -> None:
    flores = salaried(files[f"TD_FLORES{year}_NA38_NBSAL-geo2026.csv"], "EFF_")
    urssaf = private(files, naf, "a38", year, "effectifs_salaries")
    assert {key: count for key, count in flores.items() if key[1] not in PUBLIC} == {
        key: count for key, count in urssaf.items() if key[1] not in PUBLIC
    }
    assert all(flores.get(key, 0) >= count for key, count in urssaf.items())
    assert {sector for _, sector in flores} >= set(PUBLIC)


@pytest.mark.parametrize("year", [2014, 2015])
def test_clap_is_urssaf_in_industry_building_and_trade(
    deliveries: list[Path], files: dict[str, Rows], naf: Nomenclature, year: int
) -> None:
    rows = sheet(delivered(deliveries, f"TD_CLAP{year}_NA17_NBSAL-geo2026.xlsx"), "COM", 6)
    clap = salaried([{k: v.removesuffix(".0") for k, v in row.items()} for row in rows], "EFF_")
    urssaf = private(files, naf, "a17", year, "effectifs_salaries")
    shared = set(ORDER["a17"].split()) - {"AZ", "OQ"}
    assert {key: count for key, count in clap.items() if key[1] in shared} == {
        key: count for key, count in urssaf.items() if key[1] in shared
    }


def test_establishments_of_flores_are_urssafs_in_every_market_sector(files: dict[str, Rows], naf: Nomenclature) -> None:
    flores = salaried(files["TD_FLORES2021_NA17_NBETAB-geo2026.csv"], "ET_")
    urssaf = private(files, naf, "a17", 2021, "nombre_d_etablissements")
    assert {key: count for key, count in flores.items() if key[1] not in ("AZ", "OQ")} == {
        key: count for key, count in urssaf.items() if key[1] not in ("AZ", "OQ")
    }


def test_the_three_nomenclatures_of_a_year_agree(files: dict[str, Rows], naf: Nomenclature) -> None:
    fine = salaried(files["TD_FLORES2021_NA38_NBSAL-geo2026.csv"], "EFF_")
    for level in ("a17", "a5"):
        sums: Counter[tuple[str, str]] = Counter()
        for (commune, sector), count in fine.items():
            sums[commune, naf.above("a38", sector, level)] += count
        assert sums == salaried(files[f"TD_FLORES2021_N{level.upper()}_NBSAL-geo2026.csv"], "EFF_")


def test_sectors_add_up_to_the_total_of_each_line(files: dict[str, Rows]) -> None:
    for year in range(2017, 2022):
        for row in files[f"TD_FLORES{year}_NA17_NBSAL-geo2026.csv"]:
            jobs = {header: int(cell) for header, cell in row.items() if header.startswith("EFF_")}
            assert jobs.pop("EFF_TOT") == sum(jobs.values())


def test_the_fourth_quarter_of_a_zone_is_the_sum_of_its_communes(files: dict[str, Rows]) -> None:
    sums: Counter[tuple[str, int]] = Counter()
    for row in files[COMMUNES]:
        if row["code_region"] == REGION:
            for year in range(FIRST, LAST + 1):
                sums[row["code_zone_d_emploi"], year] += number(row[f"effectifs_salaries_{year}"])
    ends = {
        (row["code_zone_d_emploi"], int(row["annee"])): int(row["effectifs_salaries_brut"])
        for row in files[ZONES]
        if row["trimestre"] == "4" and int(row["annee"]) >= FIRST
    }
    assert ends == sums
    assert {code for code, _ in ends} >= {"3203", "3205", "3208", "3212", "3215", "3216", "3219", "3222"}


def test_quarters_run_from_1998_to_the_last_year_of_the_communes(files: dict[str, Rows]) -> None:
    dates: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in files[ZONES]:
        dates[row["code_zone_d_emploi"]].append((int(row["annee"]), int(row["trimestre"])))
    expected = [(year, quarter) for year in range(1998, LAST + 1) for quarter in (1, 2, 3, 4)]
    assert all(found == expected for found in dates.values())


@pytest.mark.parametrize("year", [2022, 2023])
def test_melodi_communes_add_up_to_what_is_published_above(
    files: dict[str, Rows], economy: Employment, naf: Nomenclature, year: int
) -> None:
    departement = dict(zip(economy.communes.codes, economy.communes.departement, strict=True))
    below: Counter[tuple[str, str]] = Counter()
    for row in files[f"DS_FLORES_A5_{year}-geo2026_data.csv"]:
        below[departement[row["GEO"]], row["ACTIVITY"]] += number(row["OBS_VALUE"])
    above: Counter[tuple[str, str]] = Counter()
    coarser = {"_T": "_T"} | {sector: naf.above("a17", sector, "a5") for sector in ORDER["a17"].split()}
    for row in files[f"DS_FLORES_A17_{year}-geo2026_data.csv"]:
        if row["GEO_OBJECT"] == "DEP" and row["FLORES_MEASURE"] == "EMPL3112":
            above[row["GEO"], coarser[row["ACTIVITY"]]] += int(row["OBS_VALUE"])
    assert below == above


def test_a_commune_that_melodi_hides_is_blank_and_another_says_that_it_holds_more(files: dict[str, Rows]) -> None:
    status: Counter[str] = Counter()
    for row in files["DS_FLORES_A5_2023-geo2026_data.csv"]:
        assert (row["OBS_STATUS"] == "K") == (row["OBS_VALUE"] == "")
        status[row["OBS_STATUS"]] += row["ACTIVITY"] == "_T"
    assert set(status) == {"A", "K", "W"}
    assert status["K"] > 20
    assert status["A"] > 3_000


def test_melodi_levels_of_hauts_de_france_have_one_total(files: dict[str, Rows]) -> None:
    totals: Counter[str] = Counter()
    for row in files["DS_FLORES_A17_2023-geo2026_data.csv"]:
        if row["ACTIVITY"] == "_T" and row["FLORES_MEASURE"] == "EMPL3112":
            totals[row["GEO_OBJECT"]] += int(row["OBS_VALUE"])
    assert totals["REG"] == totals["DEP"] == totals["ARR"] == totals["ZE2020"]
    assert 0.9 * totals["REG"] < totals["EPCI"] < totals["REG"] < totals["FRANCE"]


# --- what happens in it -------------------------------------------------------------------------------------


def test_jobs_fall_in_2008_and_2009_and_in_2020(economy: Employment) -> None:
    jobs = {year: int(economy.headcount(year)[economy.home[economy.commune]].sum()) for year in range(FIRST, LAST + 1)}
    assert jobs[2007] > jobs[2008] > jobs[2009]
    assert jobs[2019] > jobs[2020] < jobs[2021]


def test_industry_falls_more_in_the_bassin_than_beside_it(economy: Employment) -> None:
    industry, home = CURVE[economy.activity] == INDUSTRY, economy.home[economy.commune]
    mining = economy.communes.mining[economy.commune]

    def change(lines: np.ndarray) -> float:
        return float(economy.headcount(2009)[lines].sum() / economy.headcount(2007)[lines].sum() - 1)

    assert change(industry & mining) < change(industry & home & ~mining) < 0


def test_a_sector_leaves_the_bassin_and_another_comes_in(economy: Employment, naf: Nomenclature) -> None:
    def of_bassin(year: int) -> dict[str, int]:
        jobs = economy.private(year)[0][economy.communes.mining].sum(axis=0)
        return dict(zip(economy.sectors, jobs.tolist(), strict=True))

    assert {naf.parents["a38"][ape] for ape in TEXTILES} == {"CB"}
    assert {naf.parents["a38"][ape] for ape in BATTERIES} == {"CJ"}
    assert of_bassin(2012)["CB"] > 0 == of_bassin(2013)["CB"]
    assert of_bassin(2020)["CJ"] == 0 < of_bassin(2021)["CJ"]


def test_every_commune_of_a_thousand_inhabitants_has_jobs_every_year_but_in_mayotte(economy: Employment) -> None:
    communes = economy.communes
    largest = np.max([np.nan_to_num(persons) for persons in communes.censuses.values()], axis=0)
    large = {code for code, size in zip(communes.codes, largest, strict=True) if size >= 1_000}
    for year in (FIRST, 2013, LAST):
        with_a_line = {communes.codes[rank] for rank in economy.commune[economy.present(year)]}
        assert {code for code in large - with_a_line if not code.startswith("976")} == set()
    assert not any(communes.codes[rank].startswith("976") for rank in set(economy.commune.tolist()))


def test_some_villages_have_no_private_job(economy: Employment) -> None:
    without = np.bincount(economy.commune, minlength=len(economy.communes.codes))[economy.home] == 0
    assert 100 < without.sum() < 1_000


def test_a_line_without_establishment_is_blank_in_both_columns(files: dict[str, Rows]) -> None:
    blank = 0
    for row in files[COMMUNES]:
        for year in range(FIRST, LAST + 1):
            establishments, jobs = row[f"nombre_d_etablissements_{year}"], row[f"effectifs_salaries_{year}"]
            assert (establishments == "") == (jobs == "")
            assert establishments == "" or int(establishments) > 0
            blank += establishments == ""
    assert blank > 1_000


def test_unemployment_rises_where_jobs_fall_and_each_edition_estimates_it_anew(
    deliveries: list[Path], economy: Employment
) -> None:
    former, last = (
        sheet(delivered(deliveries, f"chomage-zone-t1-2003-{end}.xlsx"), "txcho_ze", 6)
        for end in ("t3-2023", "t4-2024")
    )
    zones, dates, jobs = quarters(economy)
    assert [row["ZE2020"] for row in last] == [row["ZE2020"] for row in former] == zones
    assert list(former[0])[-1] == "2023-T3"
    assert set(former[0]) < set(last[0])
    moved = [
        abs(float(old[quarter]) - float(new[quarter]))
        for old, new in zip(former, last, strict=True)
        for quarter in list(former[0])[4:]
    ]
    assert 0 < max(moved) < 1
    start, end = dates.index((2007, 4)), dates.index((2009, 4))
    for row, of_zone in zip(last, jobs, strict=True):
        if of_zone[end] < 0.97 * of_zone[start]:
            assert float(row["2009-T4"]) > float(row["2007-T4"])
    rates = {row["ZE2020"]: float(row["2015-T3"]) for row in last}
    assert min(rates[code] for code in MINING) > np.median(list(rates.values()))


# --- the producers' layouts ---------------------------------------------------------------------------------


def test_urssafs_headers_are_the_producers(files: dict[str, Rows]) -> None:
    years = [
        f"{name}_{year}" for year in range(2006, 2025) for name in ("nombre_d_etablissements", "effectifs_salaries")
    ]
    assert list(files[COMMUNES][0]) == [*HEADER.split(";"), *years]
    assert list(files[ZONES][0]) == [
        "libelle_zone_d_emploi",
        "zone_d_emploi",
        "region",
        "ancienne_region",
        "libelle_zone_d_emploi_reg",
        "zone_d_emploi_regionalisee",
        "annee",
        "trimestre",
        "dernier_jour_du_trimestre",
        "code_region",
        "code_ancienne_region",
        "code_zone_d_emploi",
        "code_zone_d_emploi_regionalisee",
        "effectifs_salaries_brut",
        "effectifs_salaries_cvs",
        "masse_salariale_brut",
        "masse_salariale_cvs",
    ]


def test_insees_headers_are_the_producers(deliveries: list[Path], files: dict[str, Rows]) -> None:
    a17 = ["AZ", "DE", "C1", "C2", "C3", "C4", "C5", "FZ", "GZ", "HZ", "IZ", "JZ", "KZ", "LZ", "MN", "OQ", "RU"]
    who = ["CODGEO", "LIBGEO", "DEP", "REG"]
    assert list(files["TD_FLORES2019_NA17_NBSAL-geo2026.csv"][0]) == [*who, "EFF_TOT", *(f"EFF_{s}" for s in a17)]
    assert list(files["TD_FLORES2021_NA17_NBETAB-geo2026.csv"][0]) == [*who, "ET_TOT", *(f"ET_{s}" for s in a17)]
    clap = sheet(delivered(deliveries, "TD_CLAP2015_NA17_NBSAL-geo2026.xlsx"), "COM", 6)
    assert list(clap[0]) == [*who, "EFF_TOT", *(f"EFF_{s}" for s in a17)]
    with zipfile.ZipFile(delivered(deliveries, "DS_FLORES_A17_2023-geo2026_CSV_FR.zip")) as archive:
        text = archive.read("DS_FLORES_A17_2023-geo2026_data.csv").decode("utf-8")
    assert text.partition("\n")[0] == (
        '"GEO";"GEO_OBJECT";"ACTIVITY";"NUMBER_EMPL";"LEGAL_FORM_WITH_PUBLIC";"FLORES_MEASURE";"OBS_STATUS";'
        '"TIME_PERIOD";"OBS_VALUE"'
    )


def test_the_sectors_of_the_files_are_those_of_the_nomenclature(naf: Nomenclature) -> None:
    assert {level: sorted(sectors.split()) for level, sectors in ORDER.items()} == {
        level: naf.codes(level) for level in ORDER
    }


def test_a_commune_has_one_zone_and_each_of_its_classes_once(files: dict[str, Rows], naf: Nomenclature) -> None:
    zones: dict[str, set[str]] = defaultdict(set)
    keys: Counter[tuple[str, str]] = Counter()
    for row in files[COMMUNES]:
        zones[row["code_commune"]].add(row["code_zone_d_emploi"])
        keys[row["code_commune"], row["code_ape"]] += 1
        assert row["ape"] == naf.said("ape", row["code_ape"])
        assert row["intitule_commune"] == f"{row['code_commune']} {row['commune']}"
    assert all(len(codes) == 1 for codes in zones.values())
    assert set(keys.values()) == {1}
    assert {"75101", "13216", "69389"} <= set(zones)


def test_the_unemployment_workbook_has_its_labels_above_its_header(deliveries: list[Path]) -> None:
    rows = sheet(delivered(deliveries, "chomage-zone-t1-2003-t3-2023.xlsx"), "txcho_ze", 5)
    assert list(rows[0])[:5] == [
        "Code de la zone d'emploi 2020",
        "Libellé de la zone d'emploi 2020",
        "Code région 2016",
        "Libellé région 2016",
        "1er trimestre 2003",
    ]
    assert list(rows[0].values())[:5] == ["ZE2020", "LIBZE2020", "REG", "LIBREG", "2003-T1"]


def test_sectors_added_up_conserve_the_jobs(economy: Employment) -> None:
    jobs = economy.salaried(2023)[0]
    for level in ORDER:
        assert by_sector(economy, jobs, level).sum() == jobs.sum()


# --- the national file of the benchmark ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def national(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("national") / "urssaf.csv"
    write_national_urssaf(path, EMBEDDED, lines=40_000, years=3)
    return path


def test_the_national_file_has_the_layout_and_the_lines_asked_for(national: Path, naf: Nomenclature) -> None:
    with national.open(encoding="utf-8", newline="") as file:
        header = file.readline().rstrip("\n")
        rows = list(csv.DictReader(file, header.split(";"), delimiter=";"))
    years = [
        f"{name}_{year}" for year in (2006, 2007, 2008) for name in ("nombre_d_etablissements", "effectifs_salaries")
    ]
    assert header.split(";") == [*HEADER.split(";"), *years]
    assert len(rows) == 40_000
    assert len({(row["code_commune"], row["code_ape"]) for row in rows}) == 40_000
    assert len({row["code_commune"] for row in rows}) > 34_000
    assert {row["code_ape"] for row in rows} == set(naf.ape)
    assert all(row["ape"][:5] == row["code_ape"] and row["secteur_na88"][:2] == row["code_ape"][:2] for row in rows)
    assert all(
        (row[years[2 * i]] == "") == (row[years[2 * i + 1]] == "") and number(row[years[2 * i + 1]]) >= 0
        for row in rows
        for i in range(3)
    )
    assert any(row[years[0]] == "" for row in rows)


def test_the_national_file_is_the_same_bytes_every_time(national: Path, tmp_path: Path) -> None:
    write_national_urssaf(tmp_path / "again.csv", EMBEDDED, lines=40_000, years=3)
    assert (tmp_path / "again.csv").read_bytes() == national.read_bytes()


def test_a_national_file_of_few_lines_keeps_the_largest_places(tmp_path: Path, economy: Employment) -> None:
    write_national_urssaf(tmp_path / "few.csv", EMBEDDED, lines=500, years=1)
    _, *lines = (tmp_path / "few.csv").read_text("utf-8").splitlines()
    assert len(lines) == 500
    kept = {line.split(";")[17] for line in lines}
    largest = np.argsort(-economy.places.population, kind="stable")[: len(kept)]
    assert kept == {economy.places.codes[rank] for rank in largest}


def test_more_lines_than_places_and_classes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="30000000 lines"):
        write_national_urssaf(tmp_path / "too_many.csv", EMBEDDED, lines=30_000_000, years=1)
