"""Posts, unemployment and Melodi as INSEE delivers them: each layout lands, in this edition and in the next."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import duckdb
import pytest

from ingest.refusals import NBSP
from tests.ingest.conftest import Land
from tests.ingest.emploi_files import SECTORS, Sheet, slots, workbook, write


@pytest.mark.parametrize("jeu, prefix, year", [("insee_flores", "FLORES", 2021), ("insee_clap", "CLAP", 2015)])
def test_each_file_of_a_nomenclature_and_a_figure_is_an_edition(
    jeu: str, prefix: str, year: int, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    editions = []
    for nomenclature, sectors in SECTORS.items():
        for figure, letters, suffix in (("postes", "EFF", "NBSAL"), ("etablissements", "ET", "NBETAB")):
            name = f"TD_{prefix}{year}_N{nomenclature}_TREF_{suffix}"
            # Size classes come after each sector: they are left aside.
            header: list[object] = ["CODGEO", "LIBGEO", "DEP", "REG", f"{letters}_TOT"]
            header += [f"{letters}_{sector}{size}" for sector in sectors for size in ("", "_0sal", "_1_9")]
            row: list[object] = ["62498", "Lens", "62", "32", "9", *["3", "1", "2"] * len(sectors)]
            with zipfile.ZipFile(tmp_path / f"{name}_CSV.zip", "w") as made:
                made.writestr(f"{name}.csv", "\n".join(";".join(map(str, line)) for line in (header, row)) + "\n")
                made.writestr(f"meta_{name}.csv", "COD_VAR;LIB_VAR\nEFF_TOT;Postes\n")
            workbook(tmp_path / f"{name}.xlsx", {"COM": [[f"Postes {year}"], [], [], [], ["Commune"], header, row]})
            editions += [f"{figure}_{nomenclature.lower()}_{kind}" for kind in ("classeur", "csv")]
    assert land(*tmp_path.glob("TD_*"), millesime=None).refused == []
    assert slots(con, jeu, "_edition, _geographie, s_az, total") == [
        (edition, year + 2, "3", "9", year, year, 1) for edition in sorted(editions)
    ]


def unemployment(last: int, kind: str = "ZE2020", code: str = "3215") -> Sheet:
    """The sheet of an edition that ends with the third quarter of a year."""
    quarters = [f"{y}-T{t}" for y in range(2003, last + 1) for t in (1, 2, 3, 4)][:-1]
    titles: Sheet = [["Taux de chômage localisés"], ["Source : Insee"], [], []]
    words = ["Code de la zone d'emploi", "Libellé", "Code région", "Libellé région", *quarters]
    return [*titles, [*words], [kind, f"LIB{kind}", "REG", "LIBREG", *quarters], [code, "Lens", "32", "HDF", *quarters]]


def rates(rows: Sheet) -> Sheet:
    return [*rows[:-1], [*rows[-1][:4], *(None if i % 2 else 15.8 for i in range(len(rows[-1]) - 4))]]


@pytest.mark.parametrize(
    "kind, niveau, code", [("ZE2020", "zone_emploi", "3215"), ("ZE2010", "zone_emploi_2010", "3122")]
)
def test_two_editions_of_unemployment_live_side_by_side(
    kind: str, niveau: str, code: str, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    for last in (2023, 2027):
        sheets = {"Documentation": [["Taux"]], "txcho_ze": rates(unemployment(last, kind, code))}
        path = workbook(tmp_path / f"chomage-zone-t1-2003-t3-{last}.xlsx", sheets)
        assert land(path, millesime=None).refused == []
    assert slots(con, "insee_chomage", "publication, _niveau, code_territoire") == [
        ("2023-T3", niveau, code, 2003, 2023, 83),
        ("2027-T3", niveau, code, 2003, 2027, 99),
    ]
    # A blank stays a blank.
    assert con.execute("select count(*) from raw.insee_chomage where taux_chomage is null").fetchall() == [(90,)]


def test_rates_of_departements_and_regions_stop_above_their_notes(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    def sheet(code: str, name: str) -> Sheet:
        quarters: list[object] = [f"T{t}_{y}" for y in (2022, 2023) for t in (1, 2, 3, 4)]
        notes: Sheet = [["Note : données CVS."], ["Source : Insee"]]
        return [["Taux de chômage"], [], [], ["Code", "Libellé", *quarters], [code, name, *[9.1] * 8], [], *notes]

    sheets = {"Région": sheet("32", "Hauts-de-France"), "Département": sheet("62", "Pas-de-Calais")}
    path = workbook(tmp_path / "sl_etc_2023T4.xlsx", sheets)
    assert land(path, millesime=None).refused == []
    assert slots(con, "insee_chomage", "publication, _niveau, code_territoire, taux_chomage") == [
        ("2023-T4", "departement", "62", "9.1", 2022, 2023, 8),
        ("2023-T4", "region", "32", "9.1", 2022, 2023, 8),
    ]


def test_any_melodi_file_lands_with_its_dimensions(con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    flores = (
        '"GEO";"GEO_OBJECT";"ACTIVITY";"NUMBER_EMPL";"LEGAL_FORM_WITH_PUBLIC";"FLORES_MEASURE";"OBS_STATUS";'
        '"TIME_PERIOD";"OBS_VALUE"\n"62498";"COM";"C1";"_T";"1T9X7";"EMPL3112";"A";"2024";12\n'
        '"62498";"COM";"C2";"_T";"1T9X7";"EMPL3112";"K";"2024";\n'
    )
    with zipfile.ZipFile(tmp_path / "DS_FLORES_A17_2024_CSV_FR.zip", "w") as archive:
        archive.writestr("DS_FLORES_A17_2024_data.csv", flores)
        archive.writestr("DS_FLORES_A17_2024_metadata.csv", '"COD_VAR";"LIB_VAR";"COD_MOD";"LIB_MOD"\n')
    census = "GEO;SEX;RP_MEASURE;CONF_STATUS;TIME_PERIOD;OBS_VALUE\n2025-COM-62498;_T;POP;F;2022;32500.5\n"
    (tmp_path / "DS_RP_POPULATION_PRINC-geo2025_data.csv").write_text(census, "utf-8")
    quarters = "GEO;FREQ;TIME_PERIOD;OBS_VALUE\nFM;Q;2023-Q3;7.1\n"
    (tmp_path / "DS_CHOMAGE_CSV_FR.csv").write_text(quarters, "utf-8")
    assert land(*tmp_path.glob("DS_*"), millesime=None).refused == []
    rows = con.execute(
        "select ds, geo, geo_object, dimensions, obs_value, conf_status, obs_status, _millesime, _periode, _geographie "
        "from raw.insee_melodi order by all"
    ).fetchall()
    told = [(ds, geo, sort, json.loads(dimensions), *others) for ds, geo, sort, dimensions, *others in rows]
    scope = {"NUMBER_EMPL": "_T", "LEGAL_FORM_WITH_PUBLIC": "1T9X7", "FLORES_MEASURE": "EMPL3112"}
    assert told == [
        ("DS_CHOMAGE", "FM", None, {"FREQ": "Q"}, "7.1", None, None, 2023, "2023-T3", 2025),
        ("DS_FLORES_A17", "62498", "COM", {"ACTIVITY": "C1", **scope}, "12", None, "A", 2024, None, 2026),
        ("DS_FLORES_A17", "62498", "COM", {"ACTIVITY": "C2", **scope}, None, None, "K", 2024, None, 2026),
        ("DS_RP_POPULATION_PRINC", "2025-COM-62498", None, {"SEX": "_T", "RP_MEASURE": "POP"}, "32500.5", "F", None,
         2022, None, 2025),
    ]  # fmt: skip


def test_a_quarter_missing_in_the_middle_of_unemployment_is_refused(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    rows = rates(unemployment(2023))
    path = workbook(tmp_path / "chomage.xlsx", {"txcho_ze": [row[:20] + row[21:] for row in rows]})
    refused = land(path, millesime=None).refused
    assert len(refused) == 1 and "2007-T1" in refused[0]
    assert slots(con, "insee_chomage") == []


def test_a_rate_given_as_a_ratio_is_refused_in_one_sentence(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    rows = rates(unemployment(2023))
    ratios = [*rows[:-1], [rate / 100 if isinstance(rate, float) else rate for rate in rows[-1]]]
    [refused] = land(workbook(tmp_path / "chomage.xlsx", {"txcho_ze": ratios}), millesime=None).refused
    told = refused.replace(NBSP, " ")
    assert "feuille « txcho_ze », ligne 7, colonne « 2023-T1 » : attendu un taux en pourcentage, comme 15,8" in told
    assert "trouvé « 0.158 »" in told
    assert slots(con, "insee_chomage") == []


MELODI = "GEO;GEO_OBJECT;FLORES_MEASURE;TIME_PERIOD;OBS_VALUE\n62498;COM;EMPL3112;2023;60\n"


@pytest.mark.parametrize("name", ["DS_FLORES_A17", "DS_FLORES_A17_2023", "DS_FLORES_A17 (1)", "DS_FLORES_A17-geo2025"])
def test_a_melodi_file_lands_under_a_bare_name(
    name: str, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    assert land(write(tmp_path / f"{name}.csv", MELODI.strip()), millesime=None).refused == []
    assert slots(con, "insee_melodi", "ds, _geographie") == [("DS_FLORES_A17", 2025, 2023, 2023, 1)]


@pytest.mark.parametrize("name", ["data", "melodi", "DS_FLORES_A17_copie"])
def test_a_melodi_file_whose_name_is_no_data_set_is_refused_in_one_sentence(
    name: str, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    [refused] = land(write(tmp_path / f"{name}.csv", MELODI.strip()), millesime=None).refused
    assert "« ds » (jeu de données Melodi, comme DS_FLORES_A17)" in refused.replace(NBSP, " ")
    assert slots(con, "insee_melodi") == []


def test_a_workbook_of_posts_says_a_secret_and_no_word(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    header = ";".join(["CODGEO", "EFF_TOT", *(f"EFF_{sector}" for sector in SECTORS["A5"])])
    secret = write(tmp_path / "TD_FLORES2020_NA5_NBSAL.csv", header, "62498;9;s;1;;3;4")
    assert land(secret, millesime=None).refused == []
    word = write(tmp_path / "TD_FLORES2021_NA5_NBSAL.csv", header, "62498;9;beaucoup;1;2;3;4")
    assert ["« beaucoup »" in said.replace(NBSP, " ") for said in land(word, millesime=None).refused] == [True]
    assert slots(con, "insee_flores", "s_az, s_fz") == [("s", None, 2020, 2020, 1)]
