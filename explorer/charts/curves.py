"""Curves: one indicator through time, with what may not be compared greyed and what changed marked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from explorer.charts.dress import LINE_COLOURS, LINE_DASHES, QUIET, RULE, Words, dress, inline, records
from explorer.indicators import Vintage

CURVE_HEIGHT = 480
SMALL_HEIGHT = 280
# Beyond this many quarters, only the years are written.
QUARTERS_WRITTEN = 12


@dataclass(frozen=True)
class Frame:
    """What stands behind the curves: the vintages of the axis, those greyed with the reason, and the breaks."""

    vintages: Sequence[Vintage]
    refused: Mapping[Vintage, str]
    breaks: pd.DataFrame
    """millesime, ce_qui_change, interrompt."""


def moment(vintage: Vintage) -> float:
    """Where a vintage stands on the axis, in years: the third quarter of 2015 is 2015.5."""
    if vintage.periode is None or "-T" not in vintage.periode:
        return float(vintage.millesime)
    return vintage.millesime + (int(vintage.periode.rsplit("-T", 1)[1]) - 1) / 4


def curves(
    points: pd.DataFrame, names: Sequence[str], frame: Frame, words: Words, rule: float | None
) -> alt.LayerChart:
    """One line a territory on a common scale; `rule` is the level of the base, when there is one.

    `points`: nom, moment, morceau, valeur, ecrit, statut, millesime, comparable, plein, lecture. A hollow point
    may not be compared with the base; a diamond is a figure with a reserve.
    """
    order = list(names)
    base = alt.Chart(inline(records(points))).encode(
        x=_axis(frame.vintages),
        y=_values(points),
        detail="morceau:N",
        color=alt.Color("nom:N", sort=order, scale=_scale(order, LINE_COLOURS), legend=_legend(order)),
        tooltip=_tooltip(),
    )
    lines = base.mark_line().encode(
        strokeDash=alt.StrokeDash("nom:N", sort=order, scale=_scale(order, LINE_DASHES), legend=_legend(order)),
        strokeWidth=alt.condition(f"datum.nom === {json.dumps(order[0])}", alt.value(4), alt.value(2)),
    )
    layers: list[Any] = _behind(frame)
    if rule is not None:
        layers.append(
            alt.Chart(inline([{"valeur": rule}])).mark_rule(color=RULE, strokeDash=[3, 3]).encode(y="valeur:Q")
        )
    return dress(alt.layer(*layers, lines, *_points(base, frame)), words, CURVE_HEIGHT)


def small(points: pd.DataFrame, colour: str, frame: Frame, words: Words) -> alt.LayerChart:
    """The line of one territory on its own scale; the same columns as `curves`."""
    base = alt.Chart(inline(records(points))).encode(
        x=_axis(frame.vintages), y=_values(points), detail="morceau:N", tooltip=_tooltip()
    )
    lines = base.mark_line(color=colour, strokeWidth=2.5)
    return dress(alt.layer(*_behind(frame), lines, *_points(base, frame, colour)), words, SMALL_HEIGHT)


def _values(points: pd.DataFrame) -> alt.Y:
    known = points["valeur"].dropna()
    wide = known.max() - known.min() if len(known) else 0
    written = ",.0f" if wide >= 20 else ",.1f" if wide >= 1 else ",.2f"
    return alt.Y(
        "valeur:Q", title=None, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(format=written, tickCount=6)
    )


def _points(base: alt.Chart, frame: Frame, colour: str | None = None) -> list[alt.Chart]:
    many = len(frame.vintages) > 2 * QUARTERS_WRITTEN
    look: dict[str, Any] = {"opacity": 1, "strokeWidth": 2} | ({} if colour is None else {"color": colour})
    full = base.transform_filter("datum.comparable")
    return [
        full.mark_point(size=14 if many else 60, filled=True, **look).transform_filter("datum.plein"),
        full.mark_point(size=20 if many else 80, shape="diamond", filled=True, **look).transform_filter("!datum.plein"),
        base.mark_point(size=14 if many else 45, filled=False, fill="white", **look).transform_filter(
            "!datum.comparable"
        ),
    ]


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("nom:N", title="Territoire"),
        alt.Tooltip("millesime:N", title="Millésime"),
        alt.Tooltip("ecrit:N", title="Chiffre"),
        alt.Tooltip("depuis:N", title="Depuis la base"),
        alt.Tooltip("statut:N", title="Statut"),
        alt.Tooltip("lecture:N", title="Lecture"),
    ]


def _behind(frame: Frame) -> list[alt.Chart]:
    """Grey bands over what may not be compared, then a rule at each break: thick where the series stops."""
    layers = []
    bands = _bands(frame)
    if bands:
        layers.append(
            alt.Chart(inline(bands))
            .mark_rect(color="#dfe3e6", opacity=0.55)
            .encode(
                x=_at("debut:Q", frame), x2="fin:Q", tooltip=[alt.Tooltip("motif:N", title="Non comparable à la base")]
            )
        )
    step = 0.125 if any(vintage.periode for vintage in frame.vintages) else 0.5
    first, last = moment(frame.vintages[0]), moment(frame.vintages[-1])
    for stops, dash, width in ((False, [2, 3], 1), (True, [1, 0], 2)):
        years: dict[int, list[str]] = {}
        for row in frame.breaks.to_dict("records"):
            if bool(row["interrompt"]) == stops:
                years.setdefault(int(row["millesime"]), []).append(str(row["ce_qui_change"]))
        rules = [
            {"moment": year - step, "motif": " ".join(told)}
            for year, told in years.items()
            if first <= year - step <= last
        ]
        if rules:
            layers.append(
                alt.Chart(inline(rules))
                .mark_rule(color=QUIET, strokeDash=dash, strokeWidth=width)
                .encode(x=_at("moment:Q", frame), tooltip=[alt.Tooltip("motif:N", title="Rupture")])
            )
    return layers


def _bands(frame: Frame) -> list[dict[str, Any]]:
    """The runs of refused vintages, each half way to its neighbours."""
    moments = [moment(vintage) for vintage in frame.vintages]
    bands: list[dict[str, Any]] = []
    run: list[int] = []
    for place, vintage in enumerate([*frame.vintages, None]):
        if vintage is not None and vintage in frame.refused:
            run.append(place)
        elif run:
            low, high = run[0], run[-1]
            motifs = dict.fromkeys(frame.refused[frame.vintages[k]] for k in run)
            bands.append(
                {
                    "debut": moments[0] if low == 0 else (moments[low - 1] + moments[low]) / 2,
                    "fin": moments[-1] if high == len(moments) - 1 else (moments[high] + moments[high + 1]) / 2,
                    "motif": " ; ".join(motifs),
                }
            )
            run = []
    return bands


def _at(field: str, frame: Frame) -> alt.X:
    """The place of what stands behind: without this scale, it would pull the axis to the year zero."""
    return alt.X(field, scale=_span(frame.vintages))


def _span(vintages: Sequence[Vintage]) -> alt.Scale:
    return alt.Scale(domain=[moment(vintages[0]), moment(vintages[-1])], nice=False, zero=False, padding=14)


def _axis(vintages: Sequence[Vintage]) -> alt.X:
    moments = [moment(vintage) for vintage in vintages]
    quarterly = any(vintage.periode for vintage in vintages)
    if quarterly and len(vintages) > QUARTERS_WRITTEN:
        moments = [value for value in moments if value == int(value)]
    label = "'T' + ((datum.value - floor(datum.value)) * 4 + 1) + ' ' + floor(datum.value)"
    written: dict[str, Any] = {"format": "d"}
    if quarterly and len(vintages) <= QUARTERS_WRITTEN:
        written = {"labelExpr": label}
    return alt.X(
        "moment:Q",
        title=None,
        scale=_span(vintages),
        axis=alt.Axis(values=moments, grid=False, labelAngle=0, labelOverlap="greedy", labelSeparation=8, **written),
    )


def _scale(order: Sequence[str], colours: Sequence[Any]) -> alt.Scale:
    return alt.Scale(domain=list(order), range=[colours[k % len(colours)] for k in range(len(order))])


def _legend(order: Sequence[str]) -> alt.Legend:
    return alt.Legend(
        title=None,
        orient="bottom",
        columns=2 if max(map(len, order)) > 22 else 3,
        labelLimit=0,
        symbolType="stroke",
        symbolSize=500,
        symbolStrokeWidth=3,
    )
