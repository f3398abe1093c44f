"""Maps: territories filled by class, or a circle on each for a count."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from explorer.catalogue import Indicator
from explorer.charts.dress import INK, QUIET, Words, dress, inline
from explorer.classes import Classes
from explorer.geometry import centre, polygons, rewind, spread_out
from explorer.typography import statut, typeset

MISSING, MISSING_COLOUR = "donnée absente", "#c9c9c9"
SECRET, SECRET_COLOUR = "secret statistique", "#6f6f6f"
INTERNAL, INTERNAL_COLOUR = "interne, non montré", "#8a7a9b"
WITHHELD = {"secret": SECRET, "interne": INTERNAL}
GAIN, LOSS = "#0b3c6f", "#b2182b"
LARGEST_CIRCLE = 1400

# Streamlit counts title and legend in the height of a picture.
WORDS_HEIGHT = 170
MAP_WIDTH = 760
NAMES_ON_MAP = 12
CLICKED = "clic"


@dataclass(frozen=True)
class Basemap:
    """The outlines in hand (code_territoire, geometrie, habitants), and the territory to outline."""

    contours: pd.DataFrame
    outlined: str | None


def choropleth(
    rows: pd.DataFrame, indicator: Indicator, classes: Classes, basemap: Basemap, words: Words
) -> alt.LayerChart:
    """Territories filled by class. `rows`: code_territoire, nom_territoire, valeur, statut, couverture."""
    names = classes.names(indicator.write)
    shapes = _shapes(rows, indicator, basemap.contours, lambda value: names[classes.rank(value)])
    present = {shape["properties"]["classe"] for shape in shapes}
    withheld = {SECRET: SECRET_COLOUR, INTERNAL: INTERNAL_COLOUR, MISSING: MISSING_COLOUR}
    shown = {**dict(zip(names, classes.colours, strict=True)), **{k: v for k, v in withheld.items() if k in present}}
    fill = alt.Color(
        "properties.classe:N",
        scale=alt.Scale(domain=list(shown), range=list(shown.values())),
        legend=_legend(typeset(indicator.titre)),
    )
    filled = _territories(shapes, indicator, stroke="white").encode(color=fill)
    return dress(_layers(filled, [], shapes, basemap), words, map_height(shapes))


def circles(rows: pd.DataFrame, indicator: Indicator, basemap: Basemap, words: Words) -> alt.LayerChart:
    """A circle on each territory, its area in proportion of a count; a loss is red."""
    shapes = _shapes(rows, indicator, basemap.contours, lambda value: "effectif")
    ground = _territories(shapes, indicator, stroke="#b8c0c7").encode(
        color=alt.Color(
            "properties.classe:N",
            scale=alt.Scale(
                domain=["effectif", SECRET, INTERNAL, MISSING],
                range=["#f3f5f6", SECRET_COLOUR, INTERNAL_COLOUR, MISSING_COLOUR],
            ),
            legend=None,
        )
    )
    places = []
    for shape in shapes:
        told = shape["properties"]
        if told["nombre"]:
            lon, lat = centre(shape["geometry"])
            places.append({**told, "lon": lon, "lat": lat, "taille": abs(told["nombre"]), "gain": told["nombre"] > 0})
    # The largest first: a small circle is never under a large one.
    places.sort(key=lambda place: -place["taille"])
    top = max((place["taille"] for place in places), default=1)
    drawn = (
        alt.Chart(inline(places))
        .mark_circle(opacity=0.72, stroke="white", strokeWidth=0.8)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size(
                "taille:Q",
                scale=alt.Scale(domain=[0, top], range=[0, LARGEST_CIRCLE]),
                legend=alt.Legend(
                    title=typeset(indicator.titre),
                    orient="bottom",
                    values=_round_sizes(top),
                    format=",.0f",
                    symbolFillColor=GAIN,
                    titleLimit=0,
                ),
            ),
            color=alt.condition("datum.gain", alt.value(GAIN), alt.value(LOSS)),
            tooltip=_tooltip(indicator, ""),
        )
    )
    return dress(_layers(ground, [drawn], shapes, basemap), words, map_height(shapes))


def map_height(shapes: Sequence[Mapping[str, Any]]) -> int:
    """The height that a map of this shape needs when it fills the width of the page."""
    points = [point for shape in shapes for polygon in polygons(shape["geometry"]) for point in polygon[0]]
    longitudes, latitudes = zip(*points, strict=True)
    wide = (max(longitudes) - min(longitudes)) * math.cos(math.radians(min(latitudes)))
    high = max(latitudes) - min(latitudes)
    drawn: float = min(max(MAP_WIDTH * high / wide, 240), 560)
    return WORDS_HEIGHT + round(drawn)


def _shapes(rows: pd.DataFrame, indicator: Indicator, contours: pd.DataFrame, name: Any) -> list[dict[str, Any]]:
    by_code = {str(row["code_territoire"]): row for row in rows.to_dict("records")}
    shapes = []
    columns = (contours["code_territoire"], contours["geometrie"], contours["habitants"].fillna(0))
    for code, geometry, inhabitants in zip(*columns, strict=True):
        row: Mapping[Any, Any] = by_code.get(code, {})
        value = float(row.get("valeur", math.nan))
        known = not math.isnan(value)
        status = row.get("statut", "non_charge")
        said = indicator.write(value) if known else "—"
        if status != "disponible":
            said = f"{said} ({statut(status, row.get('couverture'))})"
        shapes.append(
            {
                "type": "Feature",
                "geometry": rewind(json.loads(geometry)),
                "properties": {
                    "code": code,
                    "nom": row.get("nom_territoire") or code,
                    "classe": name(value) if known else WITHHELD.get(status, MISSING),
                    "valeur": said,
                    "nombre": value if known else None,
                    "habitants": float(inhabitants),
                },
            }
        )
    return shapes


def _territories(shapes: list[dict[str, Any]], indicator: Indicator, stroke: str) -> alt.Chart:
    # The code stands at the top of each shape: a click is read by the name of a field without a dot.
    flat = [{**shape, "code": shape["properties"]["code"]} for shape in shapes]
    drawn: alt.Chart = (
        alt.Chart(inline(flat))
        .mark_geoshape(stroke=stroke, strokeWidth=0.6)
        .encode(tooltip=_tooltip(indicator, "properties."))
        .add_params(alt.selection_point(name=CLICKED, fields=["code"], toggle=False))
    )
    return drawn


def _tooltip(indicator: Indicator, prefix: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip(f"{prefix}nom:N", title="Territoire"),
        alt.Tooltip(f"{prefix}valeur:N", title=indicator.libelle),
    ]


def _layers(
    ground: alt.Chart, over: list[alt.Chart], shapes: list[dict[str, Any]], basemap: Basemap
) -> alt.LayerChart | alt.FacetChart:
    layers = [ground, *over]
    outlined = [shape for shape in shapes if shape["properties"]["code"] == basemap.outlined]
    if outlined:
        layers.append(alt.Chart(inline(outlined)).mark_geoshape(filled=False, stroke="#111111", strokeWidth=3))
    return alt.layer(*layers, *_names(shapes, basemap.outlined), projection=alt.Projection(type="mercator"))


def _legend(title: str) -> alt.Legend:
    return alt.Legend(
        title=title,
        orient="bottom",
        direction="horizontal",
        columns=2,
        symbolType="square",
        symbolSize=220,
        symbolStrokeWidth=0.5,
        symbolStrokeColor=QUIET,
        labelLimit=0,
        titleLimit=0,
    )


def _round_sizes(top: float) -> list[float]:
    unit: float = 10 ** math.floor(math.log10(top)) if top > 0 else 1
    largest = unit * math.floor(top / unit)
    return [max(round(largest / 10), 1), max(round(largest / 3), 1), largest]


def _names(shapes: Sequence[Mapping[str, Any]], outlined: str | None) -> list[alt.Chart]:
    """The outlined territory's name, then those of the most peopled, far enough from one another to be read."""
    ordered = sorted(
        shapes,
        key=lambda shape: (
            shape["properties"]["code"] != outlined,
            -shape["properties"]["habitants"],
            shape["properties"]["code"],
        ),
    )
    centres = [centre(shape["geometry"]) for shape in ordered]
    if not centres:
        return []
    longitudes, latitudes = zip(*centres, strict=True)
    wide = 0.16 * (max(longitudes) - min(longitudes))
    high = 0.06 * (max(latitudes) - min(latitudes))
    kept = spread_out(centres, wide, high, NAMES_ON_MAP)
    places = inline(
        [
            {
                "nom": ordered[k]["properties"]["nom"],
                "code": ordered[k]["properties"]["code"],
                "lon": centres[k][0],
                "lat": centres[k][1],
            }
            for k in kept
        ]
    )
    text = alt.Chart(places).encode(longitude="lon:Q", latitude="lat:Q", text="nom:N")
    halo = alt.MarkDef(
        "text", fontSize=12, fontWeight=600, color="white", stroke="white", strokeWidth=3.5, strokeJoin="round"
    )
    written = alt.MarkDef("text", fontSize=12, fontWeight=600, color=INK)
    return [text.properties(mark=halo), text.properties(mark=written)]
