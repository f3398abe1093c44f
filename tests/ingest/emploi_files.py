"""Small files of employment in the producers' own layouts, and what of them is in `raw`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
from openpyxl import Workbook

YEARS = range(2006, 2025)
Sheet = list[list[object]]
SECTORS = {
    "A5": ["AZ", "BE", "FZ", "GU", "OQ"],
    "A17": ["AZ", "DE", *(f"C{i}" for i in range(1, 6)), *(f"{x}Z" for x in "FGHIJKL"), "MN", "OQ", "RU"],
    "A38": [
        *("AZ", "BZ", *(f"C{x}" for x in "ABCDEFGHIJKLM"), *(f"{x}Z" for x in "DEFGHI"), "JA", "JB", "JC", "KZ", "LZ"),
        *("MA", "MB", "MC", "NZ", "OZ", "PZ", "QA", "QB", "RZ", "SZ", "TZ", "UZ"),
    ],
}

URSSAF = (
    "region;ancienne_region;departement;zone_d_emploi;epci;commune;intitule_commune;grand_secteur_d_activite;"
    "secteur_na17;secteur_na38;secteur_na88;ape;code_region;code_ancienne_region;code_departement;code_zone_d_emploi;"
    "code_epci;code_commune;code_ape"
)
QUARTERS = (
    "libelle_zone_d_emploi;zone_d_emploi;region;ancienne_region;libelle_zone_d_emploi_reg;zone_d_emploi_regionalisee;"
    "annee;trimestre;dernier_jour_du_trimestre;code_region;code_ancienne_region;code_zone_d_emploi;"
    "code_zone_d_emploi_regionalisee;effectifs_salaries_brut;effectifs_salaries_cvs;masse_salariale_brut;"
    "masse_salariale_cvs"
)


def urssaf_header(years: Iterable[int]) -> str:
    return ";".join([URSSAF, *(f"nombre_d_etablissements_{y};effectifs_salaries_{y}" for y in years)])


def urssaf_line(commune: str, ape: str, *figures: str, zone: str = "3215") -> str:
    words = ["Hauts-de-France", "Nord-Pas-de-Calais", "Pas-de-Calais", "Lens", "CA Lens-Liévin", "Lens", "62498 Lens"]
    sectors = ["GS1 Industrie", "C1", "CA", "10", f"{ape} Activité", "32", "31", "62", zone, "246200364"]
    return ";".join([*words, *sectors, commune, ape, *figures])


def quarter(zone: str, year: int, number: int, brut: str = "87000") -> str:
    return (
        f"{zone} Lens;Lens;Hauts-de-France;Nord-Pas-de-Calais;{zone} Lens;Lens;{year};{number};{year}-12-31;32;31;"
        f"{zone};{zone};{brut};87100.4;500000000;510000000"
    )


def write(path: Path, *lines: str) -> Path:
    path.write_text("\r\n".join([*lines, ""]), encoding="utf-8")
    return path


def workbook(path: Path, sheets: dict[str, Sheet]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def slots(con: duckdb.DuckDBPyConnection, jeu: str, columns: str = "_edition") -> object:
    return con.execute(
        f"select {columns}, min(_millesime), max(_millesime), count(*) from raw.{jeu} group by all order by all"
    ).fetchall()
