"""Files that leave the page: each carries its source, vintage, geography and the warehouse's mode."""

import io
from dataclasses import dataclass

import pandas as pd

from explorer.typography import file_name

CSV = "text/csv"
PARQUET = "application/vnd.apache.parquet"


@dataclass(frozen=True)
class Export:
    """A table to download, named for what it holds."""

    rows: pd.DataFrame
    name: str

    def csv(self) -> bytes:
        """UTF-8 with BOM, semicolons and decimal commas: what a French Excel opens by itself."""
        text = self.rows.to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n")
        return text.encode("utf-8-sig")

    def parquet(self) -> bytes:
        """The same rows, with their types."""
        buffer = io.BytesIO()
        self.rows.to_parquet(buffer, index=False)
        return buffer.getvalue()


def population_export(rows: pd.DataFrame, subject: str, demonstration: bool) -> Export:
    """The rows of a picture, whole numbers as such, named after subject, vintages and mode."""
    whole = ["population_municipale", "millesime", "millesime_reference", "geographie_source", "geographie"]
    typed = rows.assign(**{column: rows[column].astype("Float64").astype("Int64") for column in whole})
    vintages = typed["millesime"].dropna()
    span = "" if vintages.empty else f"rp{vintages.min()}-{vintages.max()}"
    if not vintages.empty and vintages.min() == vintages.max():
        span = f"rp{vintages.min()}"
    mode = "demonstration" if demonstration else ""
    return Export(typed, file_name(mode, "population", subject, span))
