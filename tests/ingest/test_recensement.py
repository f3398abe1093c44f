"""Census deliveries: column groups by vintage, flows between two dates, other vintages and what must be refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import duckdb
import pytest

from ingest.registry import Contract
from tests.ingest.conftest import Land
from tests.ingest.test_revenus import workbook, write

FAMILIES = {
    "insee_rp_structure": ("base-cc-evol-struct-pop", "P{a}_POP;P{a}_POP0014;P{a}_H0019;P{a}_F65P;C{a}_POP15P_CS6"),
    "insee_rp_menages": ("base-cc-couples-familles-menages", "C{a}_MEN;C{a}_MENPSEUL;C{a}_FAM"),
    "insee_rp_diplomes": ("base-cc-diplomes-formation", "P{a}_POP1824;P{a}_NSCOL15P;P{a}_NSCOL15P_CAPBEP"),
    "insee_rp_logement": ("base-cc-logement", "P{a}_LOG;P{a}_RP;P{a}_LOGVAC;P{a}_RP_PROP;P{a}_RP_GRAT"),
    "insee_rp_emploi": ("base-cc-emploi-pop-active", "P{a}_POP1564;P{a}_ACT1564;P{a}_ACTOCC1564;P{a}_EMPLT"),
    "insee_rp_serie_historique": ("base-cc-serie-historique", "P{a}_POP;P{a}_LOG;P{a}_RP"),
}
COMPARATEUR = "CODGEO;P{a}_POP;P{b}_POP;SUPERF;NAIS{b}{a};DECE{b}{a};P{a}_MEN;NAISD{c};DECESD{c};P{a}_EMPLT;P{b}_EMPLT"
LENS = "62498;31606;31647;11.7;2242;1942;14702.27;434;446;21372.9;22363.7"


def census(path: Path, columns: str, years: tuple[int, ...], codes: tuple[str, ...] = ("62498", "59178")) -> Path:
    """A base of three vintages: the cell of a column tells its vintage and its rank."""
    heads = [columns.format(a=f"{year:02d}").split(";") for year in years]
    header = ";".join(["CODGEO", *(name for head in heads for name in head)])
    cells = [f"{year:02d}{rank:02d}.5" for year, head in zip(years, heads, strict=True) for rank in range(len(head))]
    return write(path, header, *(";".join([code, *cells]) for code in codes))


@pytest.mark.parametrize("latest", [18, 22, 27, 31])
@pytest.mark.parametrize("jeu", FAMILIES)
def test_every_family_lands_a_row_per_commune_and_vintage_whatever_the_vintage(
    jeu: str, latest: int, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path, contracts: dict[str, Contract]
) -> None:
    name, columns = FAMILIES[jeu]
    years = (latest, latest - 6, latest - 11)
    assert not land(census(tmp_path / f"{name}-20{latest}.CSV", columns, years), millesime=None).refused
    figure = next(iter(contracts[jeu].dispositions[0].requises.keys() - {"code_commune"}))
    rows = con.execute(
        f"select _millesime, _geographie, left({figure}, 2), count(*) from raw.{jeu} group by all"
    ).fetchall()
    assert sorted(rows) == sorted((2000 + year, 2000 + latest + 3, f"{year:02d}", 2) for year in years)


def test_values_stay_in_the_vintage_of_their_column(con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    name, columns = FAMILIES["insee_rp_logement"]
    assert not land(census(tmp_path / f"{name}-2027.csv", columns, (27, 21, 16)), millesime=None).refused
    rows = con.execute(
        "select _millesime, p_log, p_rp_grat, _ligne from raw.insee_rp_logement where code_commune = '59178' order by 1"
    ).fetchall()
    assert rows == [(2016, "1600.5", "1604.5", 3), (2021, "2100.5", "2104.5", 3), (2027, "2700.5", "2704.5", 3)]


def test_the_comparateur_gives_its_flows_rows_of_their_own(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    header = COMPARATEUR.format(a="24", b="18", c="26")
    assert not land(write(tmp_path / "base_cc_comparateur.csv", header, LENS), millesime=None).refused
    rows = con.execute(
        "select _millesime, _periode, _geographie, p_pop, p_men, nais, dece from raw.insee_rp_comparateur order by all"
    ).fetchall()
    assert rows == [
        (2018, None, 2027, "31647", None, None, None),
        (2024, "2018-2024", 2027, None, None, "2242", "1942"),
        (2024, None, 2027, "31606", "14702.27", None, None),
        (2026, "2026", 2027, None, None, "434", "446"),
    ]


def test_censuses_before_2006_have_another_prefix_and_the_same_name(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    header = "CODGEO;P20_POP;D99_POP;D68_POP;P20_LOG;D99_LOG;D68_LOG;P20_RP;D99_RP;D68_RP;D68_NPER_RP;NAIS6875;NAIS9909"
    line = "62498;32458;36206;41800;17000;16000;15000;15000;14000;13000;40000;5000;5500"
    assert not land(write(tmp_path / "base-cc-serie-historique-2020.CSV", header, line), millesime=None).refused
    rows = con.execute(
        "select _millesime, _periode, pop, pmen, nais from raw.insee_rp_serie_historique order by all"
    ).fetchall()
    assert rows == [
        (1968, None, "41800", "40000", None),
        (1975, "1968-1975", None, None, "5000"),
        (1999, None, "36206", None, None),
        (2009, "1999-2009", None, None, "5500"),
        (2020, None, "32458", None, None),
    ]


def test_the_new_names_of_social_categories_fill_the_same_column(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    header = ";".join(
        [
            "CODGEO",
            *(f"P{a}_{n}" for a in (22, 16) for n in ("POP", "POP0014", "H0019", "F65P")),
            "C22_POP15P_STAT_GSEC16_26",
            "C16_POP15P_CS6",
        ]
    )
    file = write(tmp_path / "base-cc-evol-struct-pop-2022.CSV", header, "62498;4;1;1;1;5;1;1;1;2200;1600")
    assert not land(file, millesime=None).refused
    rows = con.execute("select _millesime, c_pop15p_cs6 from raw.insee_rp_structure order by 1").fetchall()
    assert rows == [(2016, "1600"), (2022, "2200")]


def test_a_workbook_gives_a_sheet_to_each_census_in_the_communes_it_says(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    head = "CODGEO;LIBGEO;P{a}_LOG;P{a}_RP;P{a}_LOGVAC;P{a}_RP_PROP;P{a}_RP_GRAT"
    line = "62498;Lens;17000;14700;2500;3900;600"
    file = workbook(
        tmp_path / "base-cc-logement-2017.xlsx",
        "Mise en ligne le 29/06/2020 - Géographie au 01/01/2020",
        COM_2017=[head.format(a=17), line],
        COM_2012=[head.format(a=12), line],
        ARM_2017=[head.format(a=17), line.replace("62498", "75101")],
    )
    assert not land(file, millesime=None).refused
    rows = con.execute("select _millesime, _geographie, code_commune from raw.insee_rp_logement order by 1").fetchall()
    assert rows == [(2012, 2020, "62498"), (2017, 2020, "62498")]


def test_a_zip_as_the_producer_makes_it_lands(con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    name, columns = FAMILIES["insee_rp_emploi"]
    inside = census(tmp_path / f"{name}-2022.CSV", columns, (22, 16, 11))
    archive = tmp_path / f"{name}-2022_csv.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.write(inside, inside.name)
        zipped.writestr(f"meta_{inside.name}", "COD_VAR;LIB_VAR\nP22_POP1564;Pop 15-64 ans\n")
    report = land(archive, millesime=None)
    assert not report.refused
    assert {row.jeu for row in report.landed} == {"insee_rp_emploi"}


# --- what must be refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("62498;2200.5", "62498;2 200,x"), "P22_LOG"),
        (("62498;2200.5", "62498;-2200.5"), "P22_LOG"),
        (("59178;2200.5", "62498;2200.5"), "62498"),
        (("62498;2200.5", "2498;2200.5"), "2498"),
        (("62498;2200.5", "99999;2200.5"), "99999"),
        (("P16_RP_GRAT", "P16_RP_X"), "P{aa}_RP_GRAT"),
    ],
)
def test_a_damaged_base_is_refused_in_one_sentence(
    change: tuple[str, str], said: str, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    name, columns = FAMILIES["insee_rp_logement"]
    file = census(tmp_path / f"{name}-2022.csv", columns, (22, 16))
    text = file.read_text(encoding="utf-8")
    assert change[0] in text
    file.write_text(text.replace(*change), encoding="utf-8")
    report = land(file, millesime=None)
    assert len(report.refused) == 1 and said in report.refused[0]
    assert con.execute("select count(*) from raw.insee_rp_logement").fetchone() == (0,)


def test_a_workbook_that_does_not_say_its_communes_is_refused(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    head = "CODGEO;LIBGEO;P12_LOG;P12_RP;P12_LOGVAC;P12_RP_PROP;P12_RP_GRAT"
    file = workbook(tmp_path / "base-cc-logement-2017.xlsx", "©Insee", COM_2012=[head, "62498;Lens;1;1;0;1;0"])
    report = land(file, millesime=None)
    assert len(report.refused) == 1 and "découpage communal" in report.refused[0]


def test_a_base_by_iris_is_not_taken_for_communes(con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path) -> None:
    file = write(
        tmp_path / "base-ic-logement-2021.CSV",
        "IRIS;COM;P21_LOG;P21_RP;P21_LOGVAC;P21_RP_PROP;P21_RP_GRAT",
        "624980101;62498;100;90;10;40;5",
    )
    report = land(file, millesime=None)
    assert not report.landed
