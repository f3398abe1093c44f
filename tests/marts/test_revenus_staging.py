"""Staging of the income and poverty sources, against the producers' files and their published figures."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.marts.conftest import Query

WORKBOOKS = {
    2014: "filo-revenu-pauvrete-menage-2014.zip",
    2016: "filosofi-revenu-pauvrete-menage-2016.zip",
    2017: "base-filosofi-2017_XLSX.zip",
    2019: "base-cc-filosofi-2019_XLSX.zip",
}
SHEETS = {
    "COM": "commune",
    "EPCI": "epci",
    "ARR": "arrondissement",
    "DEP": "departement",
    "REG": "region",
    "METRO": "france",
    "ZE2010": "zone_emploi_2010",
    "ZE2020": "zone_emploi",
}
FIGURES = {
    "NBMENFISC": "menages_fiscaux",
    "NBPERSMENFISC": "personnes_menages_fiscaux",
    "MED": "revenu_median",
    "PIMP": "part_menages_imposes",
    "TP60": "taux_pauvrete_60",
    "TP60AGE1": "taux_pauvrete_60_moins_30_ans",
    "TP60AGE6": "taux_pauvrete_60_75_ans_plus",
    "TP60TOL2": "taux_pauvrete_60_locataires",
    "PIMPOT": "part_impots",
    "D1": "revenu_d1",
    "D9": "revenu_d9",
    "RD": "rapport_interdecile",
}
MUNICIPAL = {f"{c}" for first, last in ((75101, 75120), (13201, 13216), (69381, 69389)) for c in range(first, last + 1)}
Figures = tuple[float | None, ...]


def number(text: object) -> float | None:
    try:
        return float(str(text).replace(",", "."))
    except ValueError:
        return None


def sheets(archive: Path, vintage: int) -> dict[str, dict[str, Figures]]:
    """The workbook as a calculator reads it: level → code → figures; the table of another survey left out."""
    with zipfile.ZipFile(archive) as members:
        name = next(name for name in members.namelist() if not name.endswith("/"))
        book = CalamineWorkbook.from_filelike(io.BytesIO(members.read(name)))
    found = {}
    for sheet in set(SHEETS) & set(book.sheet_names):
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        columns = [rows[5].index(f"{header}{vintage % 100}") for header in FIGURES]
        lines: dict[str, Figures] = {}
        for row in rows[6:]:
            if row[0] == "":
                break
            lines[str(row[0])] = tuple(number(row[i]) for i in columns)
        found[SHEETS[sheet]] = {code: line for code, line in lines.items() if code not in MUNICIPAL}
    found["france"] = {"FM": found["france"]["1"]}
    return found


# --- laws -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vintage", WORKBOOKS)
def test_every_line_of_the_workbook_is_in_staging_with_its_figures(vintage: int, reel: Query, reels: Path) -> None:
    expected = sheets(reels / "insee" / "filosofi" / WORKBOOKS[vintage], vintage)
    rows = reel(
        f"select niveau, code_territoire, {', '.join(FIGURES.values())} from staging.stg_insee__filosofi "
        "where millesime = ? and edition = 'classeur'",
        vintage,
    )
    found: dict[str, dict[str, Figures]] = {}
    for level, code, *figures in rows:
        found.setdefault(level, {})[code] = tuple(figures)
    assert {level: len(lines) for level, lines in found.items()} == {k: len(v) for k, v in expected.items()}
    assert found == expected


def test_a_blank_of_one_edition_and_an_s_of_the_other_are_the_same_secret(reel: Query) -> None:
    differing = " or ".join(
        f"a.{figure} is distinct from b.{figure} or a.{figure}_statut <> b.{figure}_statut"
        for figure in FIGURES.values()
    )
    rows = reel(
        f"select a.code_territoire, ({differing}) from staging.stg_insee__filosofi a "
        "join staging.stg_insee__filosofi b using (niveau, millesime, code_territoire) "
        "where niveau = 'commune' and millesime = 2019 and a.edition = 'classeur' and b.edition = 'csv'"
    )
    merged = {"02054", "16186", "19143", "24325", "25375", "26216", "56213", "85001"}
    assert {code for code, differs in rows if differs} == merged
    assert len(rows) == 34_920 - 45
    assert reel("select count(*) from staging.stg_insee__filosofi where millesime = 2019 and edition = 'csv'") == [
        (34_930 - 45,)
    ]


def test_a_figure_is_null_exactly_when_it_is_withheld_and_zero_stays_zero(reel: Query) -> None:
    assert reel(
        "select count(*) from staging.stg_insee__filosofi "
        "where (revenu_median is null) <> (revenu_median_statut in ('secret', 'non_publie'))"
    ) == [(0,)]
    assert reel(
        "select revenu_declare_d1, revenu_declare_d1_statut from staging.stg_insee__revenus_declares_iris "
        "where revenu_declare_d1 = 0 limit 1"
    ) == [(0.0, "disponible")]


def test_rates_at_the_floor_are_bounds_at_every_level_and_vintage(reel: Query) -> None:
    rows = reel(
        "select niveau, millesime, count(*) from staging.stg_insee__filosofi "
        "where taux_pauvrete_60_statut = 'borne' and edition = 'classeur' group by all order by all"
    )
    assert ("commune", 2019, 159) in rows and ("epci", 2019, 17) in rows and ("epci", 2014, 46) in rows
    assert reel("select count(*) from staging.stg_insee__filosofi where taux_pauvrete_60 < 5") == [(0,)]
    assert reel(
        "select count(*) from staging.stg_insee__filosofi where taux_pauvrete_60 in (5, 95) "
        "and taux_pauvrete_60_statut <> 'borne'"
    ) == [(0,)]


def test_what_a_vintage_does_not_have_is_not_published_rather_than_secret(reel: Query) -> None:
    assert reel(
        "select millesime, part_salaires_statut, part_salaires_et_chomage_statut from staging.stg_insee__filosofi "
        "where niveau = 'france' order by 1"
    ) == [
        (2014, "non_publie", "disponible"),
        (2016, "disponible", "non_publie"),
        (2017, "disponible", "non_publie"),
        (2019, "disponible", "non_publie"),
    ]
    assert reel(
        "select millesime, beneficiaires_c2s_statut, beneficiaires_cmuc_statut from staging.stg_insee__revenus_qpv "
        "where code_territoire = 'QP001001' order by 1"
    ) == [(2018, "non_publie", "disponible"), (2021, "disponible", "non_publie")]


def test_villages_without_figures_in_2020_are_not_published(reel: Query) -> None:
    rows = reel(
        "select count(*) from staging.stg_insee__filosofi "
        "where millesime = 2020 and revenu_median_statut = 'non_publie'"
    )
    assert rows == [(9,)]


# --- published figures ------------------------------------------------------------------------------------


def test_published_incomes_of_lens_to_the_last_digit(reel: Query) -> None:
    rows = reel(
        "select millesime, round(revenu_median, 2), taux_pauvrete_60 from staging.stg_insee__filosofi "
        "where niveau = 'commune' and code_territoire = '62498' group by all order by all"
    )
    assert rows == [(2014, 15039.67, 32), (2016, 15295.65, 32), (2017, 15470, 32), (2019, 16310, 31), (2020, 16830, 30)]


@pytest.mark.parametrize(
    ("level", "code", "rates"),
    [("epci", "246200364", [25.7, 25.4, 24.7, 23.6]), ("region", "32", [18.3, 18.3, 17.9, 17.6])],
)
def test_published_poverty_rates(level: str, code: str, rates: list[float], reel: Query) -> None:
    rows = reel(
        "select taux_pauvrete_60 from staging.stg_insee__filosofi where niveau = ? and code_territoire = ? "
        "order by millesime",
        level,
        code,
    )
    assert [rate for (rate,) in rows] == rates


def test_rates_weighted_by_persons_give_the_region_and_the_country_within_their_rounding(reel: Query) -> None:
    weighted = "sum(taux_pauvrete_60 * personnes_menages_fiscaux) / sum(personnes_menages_fiscaux)"
    rows = reel(
        f"select r.millesime, r.part - f.taux_pauvrete_60 from (select millesime, {weighted} as part "
        "from staging.stg_insee__filosofi where niveau = 'region' and code_territoire >= '11' group by 1) r "
        "join staging.stg_insee__filosofi f on f.millesime = r.millesime and f.niveau = 'france'"
    )
    assert len(rows) == 4 and all(abs(difference) < 0.1 for _, difference in rows)


def test_deciles_and_base_agree_on_the_same_territories(reel: Query) -> None:
    rows = reel(
        "select count(*), count(*) filter (where a.revenu_d1 is distinct from b.revenu_d1 "
        "or a.revenu_median is distinct from b.revenu_median or a.revenu_d9 is distinct from b.revenu_d9) "
        "from staging.stg_insee__filosofi a join staging.stg_insee__filosofi_deciles b "
        "using (niveau, millesime, code_territoire) where niveau in ('departement', 'region', 'france')"
    )
    assert rows == [(114, 0)]


def test_lists_below_the_commune_have_every_line_of_their_file(reel: Query, reels: Path) -> None:
    files = {
        ("stg_insee__revenus_disponibles_iris", 2019): "insee/filosofi/BASE_TD_FILO_DISP_IRIS_2019.csv",
        ("stg_insee__revenus_declares_iris", 2021): "insee/filosofi/BASE_TD_FILO_IRIS_2021_DEC.csv",
        ("stg_cnaf__allocataires_iris", 2019): "caf/data_CAF_2019_IRIS.csv",
        ("stg_cnaf__allocataires_iris", 2020): "caf/data_CAF_2020_IRIS.csv",
        ("stg_insee__revenus_qpv", 2018): "insee/qpv/REVN_2018.csv",
        ("stg_insee__revenus_qpv", 2021): "insee/qpv/REVN_2021.csv",
    }
    figures = {"stg_insee__revenus_disponibles_iris": ("DISP_MED19", "revenu_median")}
    figures["stg_insee__revenus_declares_iris"] = ("DEC_MED21", "revenu_declare_median")
    for (model, vintage), file in files.items():
        header, figure = figures.get(model, ("A", "allocataires"))
        with (reels / file).open(encoding="utf-8-sig", newline="") as lines:
            rows = [row for row in csv.DictReader(lines, delimiter=";") if next(iter(row.values())) != "Ensemble"]
        values = [number(row[header].replace("\u202f", "").replace("\u00a0", "").replace(" ", "")) for row in rows]
        present = [value for value in values if value is not None]
        assert reel(
            f"select count(*), count({figure}), sum({figure}) from staging.{model} where millesime = ?", vintage
        ) == [(len(rows), len(present), sum(present))], (model, vintage)
