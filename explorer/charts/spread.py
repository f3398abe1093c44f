"""How the values of many territories are spread: a histogram, its quartiles, and some territories marked on it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np

from explorer.catalogue import Indicator
from explorer.charts.dress import INK, LINE_COLOURS, LINE_DASHES, QUIET, Words, dress, inline
from explorer.typography import number

BARS_ABOUT = 24
HEIGHT = 400
LEGEND_LINE = 20


@dataclass(frozen=True)
class Mark:
    """A value to show on the picture, and what to call it."""

    nom: str
    valeur: float


def histogram(
    values: Sequence[float], quartiles: Sequence[Mark], marks: Sequence[Mark], indicator: Indicator, words: Words
) -> alt.LayerChart:
    """Bars of equal width from a round bound; dotted rules at the quartiles, coloured ones at the marks."""
    bounds = round_bounds(min(values), max(values), BARS_ABOUT)
    counts, _ = np.histogram(np.round(values, 9), bounds)
    bars = [
        {
            "debut": low,
            "fin": high,
            "nombre": int(count),
            "classe": f"de {number(low, _decimals(bounds))} à {indicator.write(high)}",
        }
        for low, high, count in zip(bounds, bounds[1:], counts, strict=False)
    ]
    shown = [mark.valeur for mark in marks]
    domain = [min([bounds[0], *shown]), max([bounds[-1], *shown])]
    x = alt.X(
        "debut:Q",
        title=indicator.titre,
        scale=alt.Scale(domain=domain, nice=False, padding=8),
        axis=alt.Axis(
            tickCount=8,
            labelOverlap="greedy",
            labelSeparation=10,
            grid=False,
            titleColor=QUIET,
            titleFontWeight="normal",
        ),
    )
    drawn = (
        alt.Chart(inline(bars))
        .mark_bar(color="#a9bccb", stroke="white", strokeWidth=0.6)
        .encode(
            x=x,
            x2="fin:Q",
            y2=alt.datum(0),
            y=alt.Y(
                "nombre:Q",
                title="nombre de territoires",
                axis=alt.Axis(format=",.0f", tickMinStep=1, tickCount=5, titleColor=QUIET, titleFontWeight="normal"),
            ),
            tooltip=[alt.Tooltip("classe:N", title=indicator.libelle), alt.Tooltip("nombre:Q", title="Territoires")],
        )
    )
    return dress(
        alt.layer(drawn, *_quartiles(quartiles, indicator), *_marks(marks, indicator)),
        words,
        HEIGHT + LEGEND_LINE * len(marks),
    )


def round_bounds(low: float, high: float, about: int) -> list[float]:
    """Evenly spaced bounds, multiples of a round step, around `low` and `high`."""
    raw = (high - low) / about or abs(high) / about or 1
    unit = 10 ** math.floor(math.log10(raw))
    step = next(unit * k for k in (1, 2, 5, 10) if unit * k >= raw * 0.999)
    first = math.floor(low / step + 1e-9)
    last = max(math.ceil(high / step - 1e-9), first + 1)
    return [round(k * step, 9) for k in range(first, last + 1)]


def _decimals(bounds: Sequence[float]) -> int:
    step = bounds[1] - bounds[0]
    return max(0, -math.floor(math.log10(step) + 1e-9))


def _quartiles(quartiles: Sequence[Mark], indicator: Indicator) -> list[alt.Chart]:
    rows = [{"nom": mark.nom, "debut": mark.valeur, "dit": indicator.write(mark.valeur)} for mark in quartiles]
    tooltip = [alt.Tooltip("nom:N", title="Quartile"), alt.Tooltip("dit:N", title=indicator.libelle)]
    base = alt.Chart(inline(rows)).encode(x="debut:Q", tooltip=tooltip)
    return [base.mark_rule(color=INK, strokeDash=[1, 3], strokeWidth=1.5)]


def _marks(marks: Sequence[Mark], indicator: Indicator) -> list[alt.Chart]:
    if not marks:
        return []
    names = [f"{mark.nom} : {indicator.write(mark.valeur)}" for mark in marks]
    rows = [{"nom": name, "debut": mark.valeur} for name, mark in zip(names, marks, strict=True)]
    order: dict[str, Any] = {"sort": names}
    legend = alt.Legend(
        title=None, orient="bottom", columns=1, labelLimit=0, symbolType="stroke", symbolSize=500, symbolStrokeWidth=3
    )
    colours = [LINE_COLOURS[k % len(LINE_COLOURS)] for k in range(len(names))]
    dashes = [LINE_DASHES[k % len(LINE_DASHES)] for k in range(len(names))]
    base = alt.Chart(inline(rows)).encode(
        x="debut:Q",
        color=alt.Color("nom:N", scale=alt.Scale(domain=names, range=colours), legend=legend, **order),
        strokeDash=alt.StrokeDash("nom:N", scale=alt.Scale(domain=names, range=dashes), legend=legend, **order),
        tooltip=[alt.Tooltip("nom:N", title="Territoire")],
    )
    return [base.mark_rule(strokeWidth=3)]
