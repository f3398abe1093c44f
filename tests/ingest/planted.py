"""Deliveries with identifiers planted in them: each kind at each place alone, then all of them together."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from tests.ingest.persons import (
    HINTED,
    KINDS,
    KINDS_BY_COLUMN,
    KINDS_BY_COLUMN_UNDER_AGREEMENT,
    KINDS_UNDER_AGREEMENT,
    TOWNS,
    Persons,
)

_LAYOUTS = """
  - &texte
    edition: csv
    rang: 1
    format: csv
    niveau: commune
    fichier: '{jeu}'
    encodages: [utf-8, utf-16]
    millesime: {{colonne: annee}}
    requises: {{code_commune: code_commune, valeur: {jeu}_valeur, remarque: remarque}}
    optionnelles: {{geometrie: geometrie, joindre: joindre, naissance: naissance}}
  - {{<<: *texte, edition: classeur, format: classeur}}
  - {{<<: *texte, edition: parquet, format: parquet}}
  - {{<<: *texte, edition: geojson, format: geojson}}
  - {{<<: *texte, edition: json, format: json}}
"""
_HEAD = """
jeu: {jeu}
producteur: Essai
titre: Jeu d'essai
page: https://exemple.invalid
licence: Essai
diffusion: {diffusion}
cadence: annuelle
"""
_PLAIN = (
    _HEAD
    + """
cle: [code_commune]
niveaux: [commune]
colonnes:
  code_commune: commune
  valeur: chiffre
  remarque: texte libre
  geometrie: contour
  joindre: texte libre
  naissance: texte libre
dispositions:"""
    + _LAYOUTS
    + """controles:
  - {{type: motif, colonnes: [valeur], motif: '[0-9]+', attendu: un nombre entier}}
"""
)
_NOMINATIVE = (
    _HEAD
    + """
cle: [empreinte]
niveaux: [commune]
colonnes: {{empreinte: personne, annee_naissance: année, code_commune: commune, valeur: chiffre}}
personnel: {{empreinte: empreinte, annee_naissance: annee, code_commune: commune}}
dispositions:
  - &texte
    edition: csv
    rang: 1
    format: csv
    niveau: commune
    millesime: {{colonne: annee}}
    requises: {{empreinte: matricule, annee_naissance: date_naissance, code_commune: adresse, valeur: valeur}}
  - {{<<: *texte, edition: classeur, format: classeur, feuille: Données}}
"""
)
OPEN, AGREED, NOMINATIVE = "essai_ouvert", "essai_convention", "essai_nominatif"
FORMATS = ("csv", "utf16", "xlsx", "parquet", "geojson", "json")
PLACES = ("cellule", "texte", "entete", "fichier", "feuille", "membre", "dossier", *FORMATS[1:])


def write_contracts(folder: Path) -> None:
    """The contracts of the planted deliveries: open, under agreement, and nominative under agreement."""
    for jeu, text, diffusion in (
        (OPEN, _PLAIN, "public"),
        (AGREED, _PLAIN, "convention"),
        (NOMINATIVE, _NOMINATIVE, "convention"),
    ):
        (folder / f"{jeu}.yml").write_text(text.format(jeu=jeu, diffusion=diffusion), encoding="utf-8")


def rows_of(jeu: str, remarks: list[Any]) -> list[dict[str, Any]]:
    """One row a remark, in the layout of a data set."""
    return [
        {"annee": "2020", "code_commune": f"{62001 + rank}", f"{jeu}_valeur": str(rank), "remarque": remark}
        for rank, remark in enumerate(remarks)
    ]


def content(form: str, rows: list[dict[str, Any]], sheet: str | None = None) -> bytes:
    """Rows in a format; `sheet` is the name of another sheet of the workbook."""
    buffer = io.BytesIO()
    if form in ("csv", "utf16"):
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().encode("utf-16" if form == "utf16" else "utf-8")
    if form == "xlsx":
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        data = book.create_sheet("Données")
        for row in (list(rows[0]), *(list(row.values()) for row in rows)):
            data.append(row)
        if sheet:
            book.create_sheet(sheet).append(["rien"])
        book.save(buffer)
    elif form == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), buffer)
    elif form == "geojson":
        features = [{"type": "Feature", "geometry": None, "properties": row} for row in rows]
        return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()
    else:
        nested = [{**row, "remarque": {"note": [row["remarque"]]}} for row in rows]
        return json.dumps(nested, ensure_ascii=False).encode()
    return buffer.getvalue()


def plant(folder: Path, jeu: str, place: str, identifier: str, number: int) -> Path:
    """Write a delivery with one identifier at one place, which is all that is wrong with it."""
    name, form = f"{jeu}_{number:04}", place if place in FORMATS else "csv"
    plain = rows_of(jeu, ["rien", "à signaler"])
    safe = identifier.replace("/", "-")
    if place == "entete":
        plain = [{**row, safe: ""} for row in plain]
    elif place == "cellule":
        plain[1]["remarque"] = identifier
    elif place == "texte" or place in FORMATS:
        plain[1]["remarque"] = (
            f"appelé en mars 2021 au sujet de 3 logements : {identifier} ; à revoir. " + "Suite. " * 9
        )
    if place == "fichier":
        name += f" {safe}"
    if place == "dossier":
        folder = folder / safe
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.{ {'utf16': 'csv'}.get(form, form) }"
    if place == "feuille":
        path = path.with_suffix(".xlsx")
        path.write_bytes(content("xlsx", plain, safe[:31]))
    elif place == "membre":
        path = path.with_suffix(".zip")
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"{jeu} {safe}.csv", content("csv", plain))
    else:
        path.write_bytes(content(form, plain))
    return path


def plant_columns(folder: Path, persons: Persons, count: int, first: int) -> dict[Path, tuple[str, str]]:
    """Columns of identifiers of a kind, each of which could be something else; then one under a header that tells it.

    A workbook and a parquet file hold the figures as numbers, as a spreadsheet left them.
    """
    planted: dict[Path, tuple[str, str]] = {}
    for jeu, kinds in ((OPEN, KINDS_BY_COLUMN), (AGREED, KINDS_BY_COLUMN_UNDER_AGREEMENT)):
        for form in ("csv", "xlsx", "parquet"):
            for kind, words in kinds.items():
                identifiers: list[Any] = [persons.draw(kind) for _ in range(count)]
                if form != "csv" and all(identifier.isdecimal() for identifier in identifiers):
                    identifiers = [int(identifier) for identifier in identifiers]
                path = folder / f"{jeu}_{first + len(planted):04}.{form}"
                # Every other cell is blank, as in what people fill.
                path.write_bytes(content(form, rows_of(jeu, [cell for one in identifiers for cell in (one, None)])))
                planted[path] = "colonne", words
        for kind, (header, words) in HINTED.items():
            row, other = rows_of(jeu, ["rien", "à signaler"])
            path = folder / f"{jeu}_{first + len(planted):04}.csv"
            path.write_bytes(content("csv", [row | {header: ""}, other | {header: persons.draw(kind)}]))
            planted[path] = "indice", words
    return planted


def plant_each_alone(folder: Path, persons: Persons) -> dict[Path, tuple[str, str]]:
    """Every kind at every place, alone in its file: by file, the place and the words that must be the reason."""
    planted: dict[Path, tuple[str, str]] = {}
    for jeu, kinds in ((OPEN, KINDS), (AGREED, KINDS_UNDER_AGREEMENT)):
        for place in PLACES:
            for kind, words in kinds.items():
                # The names of files bear days, of publication: one alone is no birthday.
                if kind == "jour" and place in ("entete", "fichier", "feuille", "membre", "dossier"):
                    continue
                # A sheet's name is too short for an address, and for a spaced account.
                if place == "feuille" and kind in ("iban", "adresse"):
                    continue
                path = plant(folder, jeu, place, persons.draw(kind), len(planted))
                planted[path] = place, words
    return planted


def plant_many(folder: Path, persons: Persons, count: int) -> list[Path]:
    """As many identifiers of every kind, together in a file of each format and data set."""
    paths = []
    for jeu, kinds in ((OPEN, KINDS), (AGREED, KINDS_UNDER_AGREEMENT)):
        for form in FORMATS:
            remarks = [persons.draw(persons.rng.choice(list(kinds))) for _ in range(count)]
            path = folder / f"{jeu}_{form}_beaucoup.{ {'utf16': 'csv'}.get(form, form) }"
            path.write_bytes(content(form, rows_of(jeu, remarks)))
            paths.append(path)
    return paths


def plant_persons(folder: Path, persons: Persons, count: int) -> list[Path]:
    """Nominative deliveries that the contract reduces: everything in them may be taken, and nothing kept as it is."""
    paths = []
    for form in ("csv", "xlsx"):
        people = [
            {
                "annee": "2021" if form == "csv" else "2022",
                "matricule": persons.draw(persons.rng.choice(("matricule", "nir", "nir_serre"))),
                "date_naissance": persons.draw("jour"),
                "adresse": persons.draw("adresse"),
                "valeur": "1",
            }
            for _ in range(count)
        ]
        path = folder / f"nominatif_{form}.{form}"
        path.write_bytes(content(form, people))
        paths.append(path)
    return paths


def plant_in_a_figure(folder: Path, persons: Persons) -> Path:
    """A delivery under agreement with a bare name where a figure is expected, which only its check can tell."""
    rows = rows_of(AGREED, ["rien"] * 3)
    rows[1][f"{AGREED}_valeur"] = persons.draw("nom")
    path = folder / f"{AGREED}_chiffre.csv"
    path.write_bytes(content("csv", rows))
    return path


def plant_aside(folder: Path, persons: Persons) -> list[Path]:
    """Open deliveries that are good, with identifiers where nobody reads: an ignored column, another sheet."""
    ignored = folder / f"{OPEN}_ignoree.csv"
    rows = [{**row, "interlocuteur": persons.draw("courriel")} for row in rows_of(OPEN, ["rien"] * 20)]
    ignored.write_bytes(content("csv", [{**row, "annee": "2021"} for row in rows]))
    beside = folder / f"{OPEN}_a_cote.xlsx"
    book = openpyxl.load_workbook(
        io.BytesIO(content("xlsx", [{**row, "annee": "2022"} for row in rows_of(OPEN, ["rien"] * 5)], "Notes"))
    )
    for kind in KINDS:
        book["Notes"].append([persons.draw(kind)])
    book.save(beside)
    unknown = folder / "inconnu.csv"
    unknown.write_text("\n".join(["a;b", *(f"1;{persons.draw(kind)}" for kind in KINDS)]), encoding="utf-8")
    return [ignored, beside, unknown]


__all__ = ["TOWNS"]
