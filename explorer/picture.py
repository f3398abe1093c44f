"""A picture with what stands behind it: the rows it shows, the SQL that gives them, and files to take away."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from explorer.catalogue import Indicator
from explorer.charts.dress import Words, png, svg
from explorer.entrepot import Entrepot
from explorer.exports import CSV, GEOJSON, PARQUET, XLSX, Export, named
from explorer.typography import ABSENT, nature, number, period, statut, text, typeset
from explorer.warehouse import Query

ROWS_SHOWN = 1000


@dataclass(frozen=True)
class Behind:
    """What a picture rests on: the rows as they leave the page, their SQL, and what to call them."""

    rows: pd.DataFrame
    query: Query
    words: Words
    contours: pd.DataFrame | None = None


def draw(chart: alt.LayerChart, words: Words, **more: Any) -> Any:
    """Show a picture, with words for those who do not see it, and offer it as an image."""
    drawn = st.altair_chart(
        chart,
        width="stretch",
        theme=None,
        alt=f"{words.title}. {words.subtitle}. Le tableau qui suit donne les valeurs.",
        **more,
    )
    with st.container(horizontal=True):
        for name, made, mime in (("PNG", png, "image/png"), ("SVG", svg, "image/svg+xml")):
            st.download_button(
                f"Image {name}",
                partial(made, chart),
                file_name=f"{named(words.demonstration, words.file)}.{name.lower()}",
                mime=mime,
                key=f"{name} {words.file} {words.title}",
                on_click="ignore",
                type="tertiary",
                icon=":material/image:",
            )
    return drawn


def show_behind(behind: Behind, table: pd.DataFrame, entrepot: Entrepot, key: str) -> None:
    """Folded under a picture: the table as a person reads it, the SQL, the downloads."""
    told = number(len(table)) + (" ligne" if len(table) < 2 else " lignes")
    with st.expander(typeset(f"Tableau, SQL et téléchargements ({told})"), icon=":material/table:"):
        show_table(table)
        offer(export_of(behind, entrepot), key)
        st.caption(behind.words.source)
        st.markdown("Ces lignes, par SQL (à coller dans la vue « Données ») :")
        st.code(behind.query.told, language="sql")


def show_table(table: pd.DataFrame) -> None:
    """A table of words and numbers already written."""
    st.dataframe(table.head(ROWS_SHOWN), hide_index=True, width="stretch", height=min(38 + 35 * len(table), 360))
    if len(table) > ROWS_SHOWN:
        st.caption(f"Les {number(ROWS_SHOWN)} premières lignes ; les fichiers les ont toutes.")


def export_of(behind: Behind, entrepot: Entrepot) -> Export:
    """The rows with the mode of the warehouse on each, and what the workbook says of them."""
    whole = [name for name in ("millesime", "geographie", "geographie_source") if name in behind.rows]
    typed = behind.rows.astype(dict.fromkeys(whole, "Int64")).assign(mode_entrepot=entrepot.mode)
    about = {
        "Titre": behind.words.title,
        "Objet": behind.words.subtitle,
        "Source": behind.words.source,
        "Entrepôt": entrepot.said,
        "SQL": behind.query.told,
    }
    return Export(typed, named(entrepot.demonstration, behind.words.file), about, behind.contours)


def offer(export: Export, key: str) -> None:
    """One button a format."""
    formats = [
        ("CSV", export.csv, "csv", CSV),
        ("Excel", export.xlsx, "xlsx", XLSX),
        ("Parquet", export.parquet, "parquet", PARQUET),
    ]
    if export.contours is not None and not export.contours.empty:
        formats.append(("GeoJSON", export.geojson, "geojson", GEOJSON))
    with st.container(horizontal=True):
        for name, made, suffix, mime in formats:
            st.download_button(
                f"Télécharger en {name}",
                made,
                file_name=f"{export.name}.{suffix}",
                mime=mime,
                key=f"{suffix} {key}",
                on_click="ignore",
                icon=":material/download:",
            )


def figures_table(rows: pd.DataFrame, indicator: Indicator, names: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Rows of `marts.indicateurs` as a person reads them: territory, vintage, figure with its unit, status, source.

    `names`: what to call the territories, by `niveau:code`; else their own name.
    """
    written = [f"{niveau}:{code}" for niveau, code in zip(rows["niveau"], rows["code_territoire"], strict=True)]
    own = rows["nom_territoire"].fillna(rows["code_territoire"])
    called = own if names is None else [names.get(key, name) for key, name in zip(written, own, strict=True)]
    return pd.DataFrame(
        {
            "Code": rows["code_territoire"],
            "Territoire": called,
            "Millésime": [
                period(int(year), text(part)) for year, part in zip(rows["millesime"], rows["periode"], strict=True)
            ],
            indicator.titre: [number(value, indicator.decimals, indicator.signed) for value in rows["valeur"]],
            "Statut": [statut(code, covered) for code, covered in zip(rows["statut"], rows["couverture"], strict=True)],
            "Nature": [nature(code) if isinstance(code, str) else ABSENT for code in rows["nature"]],
            "Source": rows["source"].fillna(ABSENT),
        }
    )


def source_line(rows: pd.DataFrame, entrepot: Entrepot, indicator: Indicator | None = None) -> str:
    """Sources, vintages, geography, nature, rule of diffusion and mode: what every picture and table carries."""
    told = rows[rows["valeur"].notna()]
    if told.empty:
        told = rows
    vintages = sorted({int(year) for year in told["millesime"].dropna()})
    span = "" if not vintages else f", {vintages[0]}" + ("" if len(vintages) == 1 else f" à {vintages[-1]}")
    natures = ", ".join(nature(code) for code in sorted(told["nature"].dropna().unique()))
    sources = " ; ".join(sorted(told["source"].dropna().unique()))
    said = f"Source : {sources}{span} ({natures}), géographie au 1er janvier {entrepot.geographie}."
    if indicator is not None and indicator.rule:
        said += f" {indicator.rule}."
    return typeset(said + (" Entrepôt de démonstration." if entrepot.demonstration else ""))
