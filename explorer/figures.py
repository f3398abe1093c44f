"""The pictures, as Altair charts: data inside, French locale, sources written on them, no network."""

import json
import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from explorer.geometry import centre, polygons, rewind, spread_out
from explorer.measures import MISSING, MISSING_COLOUR, Measure
from explorer.territory import Key
from explorer.typography import NARROW_SPACE, number, quantity, typeset

# Readable by colour-blind people, 3:1 at least against white; the chosen territory comes first.
LINE_COLOURS = ("#0b3c6f", "#c8500a", "#007a5a", "#9b2d86", "#7a6200", "#2a7fb8", "#555555", "#8c3b3b")
LINE_DASHES = ([1, 0], [7, 2], [2, 2], [9, 2, 2, 2], [4, 2], [12, 3], [1, 3], [5, 1, 1, 1])

FRENCH: dict[str, Any] = {
    "number": {
        "decimal": ",",
        "thousands": NARROW_SPACE,
        "grouping": [3],
        "currency": ["", "\u00a0€"],
        "percent": "\u00a0%",
        "minus": "\u2212",
    }
}

INK = "#22303c"
QUIET = "#566573"
# Streamlit counts title and legend in the height of a picture.
MAP_WORDS_HEIGHT = 170
MAP_WIDTH = 520
CURVE_HEIGHT = 460
TREND_HEIGHT = 250
NAMES_ON_MAP = 9


@dataclass(frozen=True)
class Words:
    """What is written on a picture, and read aloud in its place."""

    title: str
    subtitle: str
    source: str
    file: str
    width: int = 84

    @property
    def lines(self) -> list[str]:
        """The lines under the title: what is drawn, then where it comes from."""
        return [line for text in (self.subtitle, self.source) for line in textwrap.wrap(text, self.width)]


@dataclass(frozen=True)
class Basemap:
    """The contours in hand, and the commune to outline when the territory is one."""

    contours: pd.DataFrame
    outlined: str | None


def curve(rows: pd.DataFrame, names: Mapping[Key, str], refused: Mapping[int, str], words: Words) -> alt.LayerChart:
    """Lines of `valeur` by vintage; a hollow point is a vintage that may not be compared with the first.

    `rows`: niveau, code_territoire, millesime, valeur, population_municipale. `names`: in drawing order.
    """
    drawn = rows.assign(
        territoire=[names[Key(n, c)] for n, c in zip(rows["niveau"], rows["code_territoire"], strict=True)],
        lecture=[refused.get(int(year), "comparaison admise") for year in rows["millesime"]],
        comparable=[int(year) not in refused for year in rows["millesime"]],
        indice=[number(value, 1) for value in rows["valeur"]],
        population=[quantity(value, "hab.") for value in rows["population_municipale"]],
    )
    order = list(names.values())
    vintages = sorted({int(year) for year in rows["millesime"]})
    base = alt.Chart(drawn).encode(
        x=_vintages(vintages),
        y=alt.Y("valeur:Q", title=None, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(format=".4~g")),
        color=alt.Color("territoire:N", sort=order, scale=_scale(order, LINE_COLOURS), legend=_legend(order)),
        strokeDash=alt.StrokeDash("territoire:N", sort=order, scale=_scale(order, LINE_DASHES), legend=_legend(order)),
        strokeWidth=alt.condition(f"datum.territoire === {json.dumps(order[0])}", alt.value(4), alt.value(2)),
        tooltip=[
            alt.Tooltip("territoire:N", title="Territoire"),
            alt.Tooltip("millesime:Q", title="Millésime"),
            alt.Tooltip("population:N", title="Population municipale"),
            alt.Tooltip("indice:N", title=f"Base 100 en {vintages[0]}"),
            alt.Tooltip("lecture:N", title=f"Depuis {vintages[0]}"),
        ],
    )
    points = base.encode(strokeDash=alt.value([1, 0]), strokeWidth=alt.value(2))
    full = points.mark_point(size=60, filled=True, opacity=1).transform_filter("datum.comparable")
    hollow = points.mark_point(size=45, filled=False, fill="white", opacity=1).transform_filter("!datum.comparable")
    rule = alt.Chart(pd.DataFrame({"valeur": [100]})).mark_rule(color="#9aa5ae", strokeDash=[3, 3])
    return _dress(alt.layer(rule.encode(y="valeur:Q"), base.mark_line(), full, hollow), words, height=CURVE_HEIGHT)


def trend(rows: pd.DataFrame, colour: str, words: Words) -> alt.LayerChart:
    """The population of one territory by vintage, on its own scale; a hollow point is a partial figure.

    `rows`: millesime, valeur, population_municipale_statut.
    """
    drawn = rows.assign(
        complet=rows["population_municipale_statut"] != "partiel",
        population=[quantity(value, "hab.") for value in rows["valeur"]],
    )
    vintages = sorted({int(year) for year in rows["millesime"]})
    base = alt.Chart(drawn).encode(
        x=_vintages(vintages),
        y=alt.Y(
            "valeur:Q",
            title=None,
            scale=alt.Scale(zero=False),
            axis=alt.Axis(format=",.0f", tickCount=4),
        ),
        tooltip=[
            alt.Tooltip("millesime:Q", title="Millésime"),
            alt.Tooltip("population:N", title="Population municipale"),
        ],
    )
    full = base.mark_point(color=colour, filled=True, size=45).transform_filter("datum.complet")
    hollow = base.mark_point(color=colour, fill="white", size=45).transform_filter("!datum.complet")
    layers = alt.layer(base.mark_line(color=colour, strokeWidth=2.5), full, hollow)
    return _dress(layers, words, height=TREND_HEIGHT)


def choropleth(rows: pd.DataFrame, measure: Measure, basemap: Basemap, words: Words) -> alt.LayerChart:
    """The communes filled by class of `measure`. `rows`: one a commune, as `marts.communes` gives them."""
    shapes = _shapes(rows, measure, basemap.contours)
    classes = [*measure.classes, MISSING]
    fill = alt.Color(
        "properties.classe:N",
        scale=alt.Scale(domain=classes, range=[*measure.colours, MISSING_COLOUR]),
        legend=alt.Legend(
            title=typeset(f"{measure.libelle} ({measure.unite})"),
            orient="bottom",
            direction="horizontal",
            columns=4,
            symbolType="square",
            symbolSize=220,
            symbolStrokeWidth=0.5,
            symbolStrokeColor=QUIET,
            labelLimit=0,
            titleLimit=0,
        ),
    )
    layers = [
        alt.Chart(_inline(shapes))
        .mark_geoshape(stroke="white", strokeWidth=0.6)
        .encode(
            color=fill,
            tooltip=[
                alt.Tooltip("properties.nom:N", title="Commune"),
                alt.Tooltip("properties.valeur:N", title=measure.libelle),
                alt.Tooltip("properties.population:N", title="Population municipale"),
            ],
        )
    ]
    outlined = [shape for shape in shapes if shape["properties"]["code"] == basemap.outlined]
    if outlined:
        layers.append(alt.Chart(_inline(outlined)).mark_geoshape(filled=False, stroke="#111111", strokeWidth=3))
    return _dress(alt.layer(*layers, *_names(shapes)).project("mercator"), words, height=_map_height(shapes))


def _shapes(rows: pd.DataFrame, measure: Measure, contours: pd.DataFrame) -> list[dict[str, Any]]:
    by_code = {str(row["code_territoire"]): row for row in rows.to_dict("records")}
    shapes = []
    for code, geometry in zip(contours["code_territoire"], contours["geometrie"], strict=True):
        row = by_code[code]
        inhabitants = row["population_municipale"]
        shapes.append(
            {
                "type": "Feature",
                "geometry": rewind(json.loads(geometry)),
                "properties": {
                    "code": code,
                    "nom": row["nom_territoire"],
                    "classe": measure.class_of(row[measure.column]),
                    "valeur": measure.write(row[measure.column]),
                    "population": quantity(inhabitants, "hab."),
                    "habitants": None if pd.isna(inhabitants) else float(inhabitants),
                },
            }
        )
    return shapes


def _inline(values: list[dict[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=values)


def _map_height(shapes: Sequence[Mapping[str, Any]]) -> int:
    """The height that a map of this shape needs when it fills the width of its column."""
    points = [point for shape in shapes for polygon in polygons(shape["geometry"]) for point in polygon[0]]
    longitudes, latitudes = zip(*points, strict=True)
    wide = (max(longitudes) - min(longitudes)) * math.cos(math.radians(min(latitudes)))
    high = max(latitudes) - min(latitudes)
    drawn: float = min(max(MAP_WIDTH * high / wide, 180), 420)
    return MAP_WORDS_HEIGHT + round(drawn)


def _names(shapes: Sequence[Mapping[str, Any]]) -> list[alt.Chart]:
    """The names of the largest communes, with a white halo, far enough from one another to be read."""
    peopled = sorted(shapes, key=lambda shape: -(shape["properties"]["habitants"] or 0))
    centres = [centre(shape["geometry"]) for shape in peopled]
    if not centres:
        return []
    longitudes, latitudes = zip(*centres, strict=True)
    wide = 0.2 * (max(longitudes) - min(longitudes))
    high = 0.07 * (max(latitudes) - min(latitudes))
    kept = spread_out(centres, wide, high, NAMES_ON_MAP)
    places = _inline(
        [{"nom": peopled[k]["properties"]["nom"], "lon": centres[k][0], "lat": centres[k][1]} for k in kept]
    )
    text = alt.Chart(places).encode(longitude="lon:Q", latitude="lat:Q", text="nom:N")
    halo = alt.MarkDef(
        "text",
        fontSize=12,
        fontWeight=600,
        color="white",
        stroke="white",
        strokeWidth=3.5,
        strokeJoin="round",
    )
    written = alt.MarkDef("text", fontSize=12, fontWeight=600, color=INK)
    return [text.properties(mark=halo), text.properties(mark=written)]


def _vintages(vintages: list[int]) -> alt.X:
    scale = alt.Scale(domain=[vintages[0], vintages[-1]], nice=False, padding=14)
    axis = alt.Axis(values=vintages, format="d", grid=False, labelAngle=0, labelOverlap="greedy", labelSeparation=8)
    return alt.X("millesime:Q", title=None, scale=scale, axis=axis)


def _scale(order: list[str], colours: Sequence[Any]) -> alt.Scale:
    return alt.Scale(domain=order, range=[colours[k % len(colours)] for k in range(len(order))])


def _legend(order: list[str]) -> alt.Legend:
    return alt.Legend(
        title=None,
        orient="bottom",
        columns=2 if max(map(len, order)) > 22 else 3,
        labelLimit=0,
        symbolType="stroke",
        symbolSize=500,
        symbolStrokeWidth=3,
    )


def _dress(chart: alt.LayerChart | alt.FacetChart, words: Words, height: int) -> alt.LayerChart:
    """Title, sources, French locale, and a menu that offers the picture and calls nobody."""
    dressed = chart.properties(
        width="container",
        height=height,
        title=alt.TitleParams(
            text=textwrap.wrap(words.title, round(words.width * 0.72)),
            subtitle=words.lines,
            anchor="start",
            fontSize=15,
            subtitleFontSize=12,
            subtitleColor=QUIET,
            subtitlePadding=5,
            offset=12,
            color=INK,
        ),
        usermeta={
            "embedOptions": {
                "actions": {"export": True, "source": False, "compiled": False, "editor": False},
                "downloadFileName": words.file,
                "i18n": {
                    "CLICK_TO_VIEW_ACTIONS": "Enregistrer l’image",
                    "PNG_ACTION": "Enregistrer en PNG",
                    "SVG_ACTION": "Enregistrer en SVG",
                },
            }
        },
    )
    configured: alt.LayerChart = (
        dressed.configure(locale=FRENCH, font="Source Sans, Source Sans Pro, sans-serif")
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, labelColor=INK, domainColor="#9aa5ae", gridColor="#e3e7ea")
        .configure_legend(labelFontSize=12, titleFontSize=12, labelColor=INK, titleColor=INK)
    )
    return configured
