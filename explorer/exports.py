"""Files that leave the page: each carries its source, vintage, geography and the warehouse's mode."""

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from explorer.geometry import polygons
from explorer.typography import file_name

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET = "application/vnd.apache.parquet"
GEOJSON = "application/geo+json"
# A cell that starts so would be a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Export:
    """A table to download, named for what it holds; `about` is told in the workbook: title, source, SQL, mode."""

    rows: pd.DataFrame
    name: str
    about: Mapping[str, str] = field(default_factory=dict)
    contours: pd.DataFrame | None = None
    """The outlines (code_territoire, geometrie) of the territories of the rows, when there are some."""

    def csv(self) -> bytes:
        """UTF-8 with BOM, semicolons and decimal commas: what a French Excel opens by itself."""
        text = _plain(self.rows).to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n")
        return text.encode("utf-8-sig")

    def xlsx(self) -> bytes:
        """A workbook: the rows, with their types, then a sheet that says what they are."""
        buffer = io.BytesIO()
        said = {**self.about, "Extrait le": date.today().strftime("%d/%m/%Y")}
        with pd.ExcelWriter(buffer, engine="openpyxl") as book:
            _plain(self.rows).to_excel(book, sheet_name="Données", index=False, freeze_panes=(1, 0))
            pd.DataFrame({"": said.keys(), "À lire": said.values()}).to_excel(book, sheet_name="Source", index=False)
            for place, column in enumerate(self.rows.columns, start=1):
                letter = book.sheets["Données"].cell(1, place).column_letter
                book.sheets["Données"].column_dimensions[letter].width = max(12, min(40, len(str(column)) + 4))
            book.sheets["Source"].column_dimensions["A"].width = 22
            book.sheets["Source"].column_dimensions["B"].width = 110
        return buffer.getvalue()

    def parquet(self) -> bytes:
        """The same rows, with their types."""
        buffer = io.BytesIO()
        self.rows.to_parquet(buffer, index=False)
        return buffer.getvalue()

    def geojson(self) -> bytes:
        """The rows that have an outline, one feature each, in degrees (WGS 84)."""
        shapes = {} if self.contours is None else self.contours.set_index("code_territoire")["geometrie"].to_dict()
        # Through pandas' own JSON: dates, whole numbers and blanks come out as they should.
        records = json.loads(self.rows.to_json(orient="records", date_format="iso"))
        features = [
            {"type": "Feature", "geometry": _multipolygon(shapes[row["code_territoire"]]), "properties": row}
            for row in records
            if row["code_territoire"] in shapes
        ]
        told = {"type": "FeatureCollection", "name": self.name, "a_lire": dict(self.about), "features": features}
        return json.dumps(told, ensure_ascii=False).encode()


def named(demonstration: bool, *parts: str) -> str:
    """A file name that says when its figures are simulated."""
    return file_name("demonstration" if demonstration else "", *parts)


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with no text that a spreadsheet would run, or could not hold."""
    texts = rows.select_dtypes(include=["object", "string"]).columns
    return rows.assign(**{column: rows[column].map(_cell) for column in texts}).rename(columns=_cell)


def _cell(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    held = CONTROL_CHARACTERS.sub("", cell)
    return f"'{held}" if held[:1] in FORMULA else held


def _multipolygon(geometry: str) -> dict[str, object]:
    return {"type": "MultiPolygon", "coordinates": polygons(json.loads(geometry))}
