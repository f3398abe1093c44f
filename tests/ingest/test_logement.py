"""The public proxies of the mining dwellings: each lands in its producer's layout, and its secrets stay secrets."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from ingest.refusals import NBSP
from tests.ingest.conftest import Land
from tests.ingest.emploi_files import slots, workbook, write

RPLS = "DROIT;DEPCOM;LIBCOM;NUMVOIE;NOMVOIE;TYPECONST;NBPIECE;SURFHAB;CONSTRUCT;LOCAT;DPEENERGIE;MODE"
DPE = "numero_dpe,date_etablissement_dpe,etiquette_dpe,etiquette_ges,type_batiment,code_insee_ban,adresse_ban"
OLD_DPE = "N°DPE,Date_établissement_DPE,Etiquette_DPE,Etiquette_GES,Type_bâtiment,Code_INSEE_(BAN)"
GRID = "idcar_200m,idcar_1km,i_est_200,i_est_1km,lcog_geo,ind,men,men_pauv,men_prop,log_soc,ind_65_79,ind_80p"
IRCOM: list[list[object]] = [
    ["Impôt sur le revenu par commune, revenus de 2022"],
    [],
    [
        *("Dép.", "Commune", "Libellé de la commune", "Revenu fiscal de référence par tranche (en euros)"),
        *("Nombre de foyers fiscaux", "Revenu fiscal de référence des foyers fiscaux", "Traitements et salaires", None),
    ],
    [None, None, None, None, None, None, "Nombre de foyers concernés", "Montant"],
    ["620", "498", "LENS", "0 à 10 000", "n.c.", "n.c.", 1, 1],
    ["620", "498", "LENS", "Total", 17000, 320500.5, 1, 1],
    ["010", "4", "AMBERIEU", "Total", 8000, 200000, 1, 1],
]


def test_the_dwellings_of_social_landlords_land_without_their_address(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    lines = [
        "1;62498;LENS;12;RUE DES MINEURS;I;4;75;1925;1926;E;1",
        "1;62498;LENS;14;RUE DES MINEURS;I;4;75;1925;1926;;2",
    ]
    assert land(write(tmp_path / "RPLS_detail_2023.csv", RPLS, *lines), millesime=None).refused == []
    assert slots(con, "sdes_rpls", "etiquette_dpe, occupation") == [
        ("E", "1", 2023, 2023, 1),
        (None, "2", 2023, 2023, 1),
    ]
    assert "RUE DES MINEURS" not in str(con.execute("from raw.sdes_rpls").fetchall())


def test_vacant_dwellings_keep_their_secret_and_each_year_of_the_file(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    header = "CODGEO_25;LIBGEO_25;pp_total_24;pp_vacant_25;pp_vacant_plus_2ans_25;pp_vacant_24;pp_vacant_plus_2ans_24"
    path = write(tmp_path / "lovac-opendata-communes.csv", header, "62498;Lens;12000;900;s;880;310")
    assert land(path, millesime=None).refused == []
    assert slots(con, "sdes_lovac", "logements, vacants, vacants_2_ans") == [
        ("12000", "880", "310", 2024, 2024, 1),
        (None, "900", "s", 2025, 2025, 1),
    ]


@pytest.mark.parametrize("header", [DPE, OLD_DPE])
def test_both_layouts_of_the_diagnostics_say_their_year(
    header: str, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    rows = ["2159E0000001A,2023-05-02,F,C,maison,62498", "2159E0000002B,2024-01-31,D,B,maison,"]
    address = ",1 Rue de la Mine 62300 Lens" if header == DPE else ""
    path = write(tmp_path / "dpe.csv", header, *(row + address for row in rows))
    assert land(path, millesime=None).refused == []
    assert slots(con, "ademe_dpe", "code_commune, etiquette_dpe, _geographie") == [
        ("62498", "F", 2024, 2023, 2023, 1),
        (None, "D", 2025, 2024, 2024, 1),
    ]


def test_fiscal_incomes_land_from_a_sheet_with_two_lines_of_header(
    con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    assert land(workbook(tmp_path / "ircom_2022_revenus.xlsx", {"Total": IRCOM}), millesime=None).refused == []
    assert slots(con, "dgfip_ircom", "departement, commune, tranche, foyers, revenu_fiscal_keur") == [
        ("010", "4", "Total", "8000", "200000", 2022, 2022, 1),
        ("620", "498", "0 à 10 000", "n.c.", "n.c.", 2022, 2022, 1),
        ("620", "498", "Total", "17000", "320500.5", 2022, 2022, 1),
    ]


@pytest.mark.parametrize("separator", [",", ";"])
def test_squares_say_which_of_them_are_imputed_whatever_separates_their_cells(
    separator: str, con: duckdb.DuckDBPyConnection, land: Land, tmp_path: Path
) -> None:
    lines = [
        GRID,
        "CRS3035RES200mN3000000E3800000,x,1,0,62498,12.5,5,2,1,4,2,1",
        "CRS3035RES200mN3000200E3800000,x,0,0,6249862510,90,41,12,10,30,11,4",
    ]
    path = write(tmp_path / "carreaux_200m_met_2019.csv", *(line.replace(",", separator) for line in lines))
    assert land(path, millesime=None).refused == []
    assert slots(con, "insee_carreaux_200m", "est_impute, individus") == [
        ("0", "90", 2019, 2019, 1),
        ("1", "12.5", 2019, 2019, 1),
    ]


def test_a_label_that_does_not_exist_is_one_sentence(land: Land, tmp_path: Path) -> None:
    path = write(tmp_path / "RPLS_2023.csv", RPLS, "1;62498;LENS;12;RUE;I;4;75;1925;1926;H;1")
    [refused] = land(path, millesime=None).refused
    assert "« H »" in refused.replace(NBSP, " ") and "« DPEENERGIE »" in refused.replace(NBSP, " ")
