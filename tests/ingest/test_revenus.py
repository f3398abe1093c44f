"""Income and poverty deliveries: real files, other vintages' layouts, and what must be refused."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook

from tests.ingest.conftest import Land

BASE = (
    "CODGEO;LIBGEO;NBMENFISC{a};NBPERSMENFISC{a};MED{a};PIMP{a};TP60{a};TP60AGE1{a};TP60AGE2{a};TP60AGE3{a};"
    "TP60AGE4{a};TP60AGE5{a};TP60AGE6{a};TP60TOL1{a};TP60TOL2{a};PACT{a};PTSA{a};PCHO{a};PBEN{a};PPEN{a};PPAT{a};"
    "PPSOC{a};PPFAM{a};PPMINI{a};PPLOGT{a};PIMPOT{a};D1{a};D9{a};RD{a}"
)
SHARES = "70,1;63,4;3,1;3,6;25,6;12,3;7,7;2,8;3,1;1,8;-15,7;9500;30000;3,2"
LENS = f"62498;Lens;13000;30000;15000;40;32;40;35;33;30;28;20;15;45;{SHARES}"
SECRET = "62720;Rombly" + ";{s}" * 27
EPCI = f"246200364;CA de Lens - Liévin;100000;240000;17000;45;25,1;40;35;33;30;28;20;15;45;{SHARES}"


def write(path: Path, *lines: str) -> Path:
    path.write_text("\r\n".join([*lines, ""]), encoding="utf-8")
    return path


def workbook(path: Path, preamble: str, **sheets: list[str]) -> Path:
    """A workbook of INSEE's: four lines, labels, and the header on line 6."""
    book = Workbook()
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        head = lines[0].split(";")
        for row in (["Fichier Localisé Social et Fiscal"], [name], [preamble], ["©Insee"], [f"« {h} »" for h in head]):
            sheet.append(row)
        for line in lines:
            sheet.append(line.split(";"))
    book.remove(book.worksheets[0])
    book.save(path)
    return path


def cells(
    con: duckdb.DuckDBPyConnection, jeu: str, columns: str = "_millesime, _niveau, _geographie, _edition"
) -> object:
    return con.execute(f"select {columns}, count(*) from raw.{jeu} group by all order by all").fetchall()


# --- laws -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", ["s", "ns", "nd", "so", ""])
@pytest.mark.parametrize("vintage", [12, 13, 15, 18, 21])
def test_every_vintage_lands_under_every_convention_of_secrecy(
    vintage: int, secret: str, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    file = write(tmp_path / f"cc_filosofi_20{vintage}_COM.csv", BASE.format(a=vintage), LENS, SECRET.format(s=secret))
    assert not land(file, millesime=None).refused
    assert cells(con, "insee_filosofi") == [(2000 + vintage, "commune", 2002 + vintage, "csv", 2)]


def test_decimal_commas_and_points_land_as_delivered(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    comma = write(tmp_path / "cc_filosofi_2018_COM.csv", BASE.format(a=18), LENS)
    point = write(tmp_path / "cc_filosofi_2021_COM.csv", BASE.format(a=21), LENS.replace(",", "."))
    assert not land(comma, point, millesime=None).refused
    assert con.execute("select ppen from raw.insee_filosofi order by _millesime").fetchall() == [("25,6",), ("25.6",)]


@pytest.mark.parametrize(
    ("level", "name", "line"),
    [
        ("epci", "EPCI", EPCI),
        ("departement", "DEP", EPCI.replace("246200364", "2A")),
        ("region", "REG", EPCI.replace("246200364", "32")),
        ("france", "METRO", EPCI.replace("246200364", "1")),
        ("france", "METROPOLE", EPCI.replace("246200364", "1")),
        ("arrondissement", "ARR", EPCI.replace("246200364", "627")),
        ("zone_emploi", "ZE2020", EPCI.replace("246200364", "3215")),
        ("zone_emploi_2010", "ZE2010", EPCI.replace("246200364", "3122")),
    ],
)
def test_a_csv_says_its_level_by_its_name(
    level: str, name: str, line: str, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    assert not land(write(tmp_path / f"cc_filosofi_2020_{name}.csv", BASE.format(a=20), line), millesime=None).refused
    assert cells(con, "insee_filosofi", "_niveau") == [(level, 1)]


def test_urban_units_are_none_of_the_levels(con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    report = land(write(tmp_path / "cc_filosofi_2020_UU2020.csv", BASE.format(a=20), EPCI), millesime=None)
    assert report.unknown and not report.landed


def test_the_name_of_a_member_says_the_geography(con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    inside = write(tmp_path / "cc_filosofi_2018_COM-geo2021.CSV", BASE.format(a=18), LENS)
    with zipfile.ZipFile(tmp_path / "base-cc-filosofi-2018_CSV_geo2021.zip", "w") as archive:
        archive.write(inside, inside.name)
    assert not land(tmp_path / "base-cc-filosofi-2018_CSV_geo2021.zip", millesime=None).refused
    assert cells(con, "insee_filosofi") == [(2018, "commune", 2021, "csv", 1)]


def test_a_workbook_of_another_vintage_lands_with_all_its_sheets(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    head = BASE.format(a=21)
    file = workbook(
        tmp_path / "base-cc-filosofi-2021-geo2024.xlsx",
        "Mise en ligne le 05/02/2024       Géographie au 01/01/2024",
        COM=[head, LENS, SECRET.format(s="s")],
        EPCI=[head, EPCI],
        ZE2020=[head, EPCI.replace("246200364", "3215")],
        UU2020=[head, EPCI.replace("246200364", "59701")],
    )
    assert not land(file, millesime=None).refused
    assert cells(con, "insee_filosofi", "_niveau, _geographie") == [
        ("commune", 2024, 2),
        ("epci", 2024, 1),
        ("zone_emploi", 2024, 1),
    ]


def test_the_table_below_the_departements_is_of_another_survey(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    head = BASE.format(a=20)
    below = ["Guadeloupe, Guyane, Mayotte", "©Insee", head, EPCI.replace("246200364", "976")]
    file = workbook(
        tmp_path / "base-cc-filosofi-2020.xlsx",
        "Géographie au 01/01/2023",
        DEP=[head, EPCI.replace("246200364", "62"), *below],
    )
    assert not land(file, millesime=None).refused
    assert con.execute("select code_territoire from raw.insee_filosofi").fetchall() == [("62",)]


def test_declared_deciles_are_never_taken_for_disposable_ones(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    head = "CODGEO;LIBGEO;NBMEN18;NBPERS18;NBUC18;PMIMP18;Q118;Q218;Q318;D118;D918;RD18;S80S2018;GI18;PAUT18"
    line = "62498;Lens;13000;30000;20000;40;10000;15000;20000;9000;30000;3,3;4,1;0,270;3"
    report = land(write(tmp_path / "FILO2018_DEC_COM.csv", head, line), millesime=None)
    assert report.unknown and not report.landed


def test_each_benefit_of_the_caf_has_a_place_of_its_own(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    rsa = write(
        tmp_path / "rsa_s_type_com_f.csv",
        "dtreffre;numcomdo;nomcom;rsa_type;indfoy_rsa;indnbp_rsa",
        "2020-12-01;62498;LENS;RSA majoré;305;900",
        "2020-12-01;62498;LENS;RSA non majoré;1500;3000",
        "2021-12-01;62498;LENS;RSA non majoré;1450;2900",
    )
    aah = write(tmp_path / "aah.csv", "dtreffre,numcomdo,indfoy_aah,indnbp_aah", "202012,62498,900,1100")
    every = write(
        tmp_path / "s_ben_com_f.csv",
        "dtreffre;numcomdo;nomcom;indfoy_ndur;indnbp_ndur;indfoy_rsa;indfoy_ppa",
        "2020-12;62498;LENS;7000;18000;1800;2500",
    )
    assert not land(rsa, aah, every, millesime=None).refused
    assert cells(con, "cnaf_allocataires_communes", "_millesime, _edition") == [
        (2020, "aah", 1),
        (2020, "beneficiaires", 1),
        (2020, "rsa_par_type", 2),
        (2021, "rsa_par_type", 1),
    ]


def test_neighbourhoods_of_both_outlines_land(con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    communes = write(
        tmp_path / "liste_qpv_2024.csv",
        "code_qp;lib_qp;insee_reg;lib_reg;insee_dep;lib_dep;insee_com;lib_com;siren_epci;lib_epci",
        'QN06225M;Cité;32;HdF;62;Pas-de-Calais;"=""62498;62510""";"Lens; Liévin";246200364;CALL',
    )
    people = write(tmp_path / "qpv_pop_2018.csv", "codeQPV;libQPV;codeReg;popMuniQPV", "QP062025;Cité;32;4 512")
    assert not land(communes, people, millesime=None).refused
    assert cells(con, "anct_qpv_communes", "codes_communes") == [('="62498;62510"', 1)]
    assert cells(con, "anct_qpv_populations", "_millesime, population") == [(2018, "4 512", 1)]


def test_a_decimal_number_is_no_social_security_number(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    file = write(tmp_path / "cc_filosofi_2014_COM.csv", BASE.format(a=14), LENS.replace(";3,2", ";2.69054955814126"))
    assert not land(file, millesime=None).refused


def test_a_social_security_number_with_a_point_before_its_key_is_one(land: Land, tmp_path: Path) -> None:
    file = write(tmp_path / "cc_filosofi_2014_COM.csv", BASE.format(a=14), LENS.replace(";3,2", ";2690549558141.26"))
    assert "sécurité sociale" in str(land(file, millesime=None).refused)


# --- refusals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "lines", "said"),
    [
        ("cc_filosofi_2020_COM.csv", [BASE.format(a=20), LENS.replace("62498", "1004")], "zéro initial"),
        ("cc_filosofi_2020_COM.csv", [BASE.format(a=20), EPCI], "code de cinq caractères"),
        ("cc_filosofi_2020_EPCI.csv", [BASE.format(a=20), LENS], "SIREN"),
        ("cc_filosofi_2020_METRO.csv", [BASE.format(a=20), EPCI.replace("246200364", "2")], "l’une des valeurs"),
        ("cc_filosofi_2019_COM.csv", [BASE.format(a=20), LENS], "se contredit"),
        ("filosofi_COM.csv", [BASE.format(a=20).replace("MED20", "MED19"), LENS], "manque pour"),
        ("cc_filosofi_2020_COM.csv", [BASE.format(a=20), LENS.replace("25,6", "25,6,1")], "un nombre"),
        ("cc_filosofi_2020_COM.csv", [BASE.format(a=20), LENS.replace(";32;", ";320;")], "au plus 100"),
        ("cc_filosofi_2020_COM.csv", [BASE.format(a=20), LENS, LENS], "une seule fois"),
        ("cc_filosofi_2020_COM.csv", [BASE.format(a=20), LENS.replace("62498", "62999")], "code officiel"),
        ("CAF_IRIS.csv", ["CODGEO;NOTE;A;PERCOU;AAAH;APPA;ARSAS", "624980101;0;1;2;3;4;5"], "--millesime"),
        ("rsa.csv", ["dtreffre;numcomdo;nomcom;rsa_type;indfoy_rsa", "décembre;62498;L;majoré;5"], "une année"),
    ],
)
def test_a_damaged_delivery_is_refused_with_a_sentence(
    name: str, lines: list[str], said: str, land: Land, tmp_path: Path
) -> None:
    report = land(write(tmp_path / name, *lines), millesime=None)
    assert not report.landed
    assert len(report.refused) >= 1 and said in report.refused[0].replace("\u00a0", " "), report.refused
    assert name in report.refused[0]


def test_a_truncated_archive_is_refused_with_a_sentence(land: Land, tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cc_filosofi_2020_COM.csv", "\n".join([BASE.format(a=20), LENS]))
    (tmp_path / "base-cc-filosofi-2020_CSV.zip").write_bytes(content.getvalue()[:200])
    report = land(tmp_path / "base-cc-filosofi-2020_CSV.zip", millesime=None)
    assert not report.landed and len(report.refused) == 1


# --- real files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "jeu", "expected"),
    [
        (
            "filosofi/BASE_TD_FILO_DISP_IRIS_2019.csv",
            "insee_revenus_disponibles_iris",
            (2019, "iris", 2020, "csv", 12481),
        ),
        ("filosofi/BASE_TD_FILO_IRIS_2021_DEC.csv", "insee_revenus_declares_iris", (2021, "iris", 2022, "csv", 16026)),
        (
            "filosofi/FILO2019_DISP_Pauvres_COM.xlsx",
            "insee_filosofi_pauvres",
            (2019, "commune", 2020, "classeur", 4368),
        ),
        ("filosofi_deciles/FILO2019_DISP_METROPOLE.csv", "insee_filosofi_deciles", (2019, "france", 2020, "csv", 1)),
        ("qpv/REVN_2018.csv", "insee_revenus_qpv", (2018, "qpv", 2018, "csv", 1346)),
        ("qpv/REVN_2021.csv", "insee_revenus_qpv", (2021, "qpv", 2021, "csv", 1352)),
        ("../caf/data_CAF_2020_IRIS.csv", "cnaf_allocataires_iris", (2020, "iris", 2021, "csv", 13444)),
    ],
)
def test_a_real_file_fills_its_slot_whatever_it_is_called_besides(
    file: str, jeu: str, expected: object, con: duckdb.DuckDBPyConnection, land: Land, reels: Path, tmp_path: Path
) -> None:
    source = reels / "insee" / file
    copy = tmp_path / f"copie de {source.name}"
    shutil.copyfile(source, copy)
    assert not land(copy, millesime=None).refused
    assert cells(con, jeu) == [expected]


def test_the_columns_of_28_and_of_29_meet_in_one_table(con: duckdb.DuckDBPyConnection, land: Land, reels: Path) -> None:
    folder = reels / "insee" / "filosofi"
    assert not land(
        reels / "insee" / "cog" / "v_commune_2024.csv",
        folder / "filo-revenu-pauvrete-menage-2014.zip",
        folder / "filosofi-revenu-pauvrete-menage-2016.zip",
        millesime=None,
    ).refused
    rows = con.execute(
        "select _millesime, pact is null, ptsa is null, ptsac is null from raw.insee_filosofi "
        "where _niveau = 'france' order by 1"
    ).fetchall()
    assert rows == [(2014, False, True, False), (2016, False, False, True)]
    assert con.execute("select count(*) from raw.insee_filosofi where _niveau = 'commune'").fetchone() == (71553,)
