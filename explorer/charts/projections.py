"""A count that goes on into a projection: points of what was counted, a curve of what is expected, its interval."""

from collections.abc import Hashable, Mapping
from typing import Any

import altair as alt
import pandas as pd

from explorer.charts.dress import LINE_COLOURS, QUIET, Words, dress, inline
from explorer.typography import number, typeset

COUNTED, EXPECTED, INTERVAL = "Compté dans la liste", "Attendu", "Intervalle à 90 %"
BAND = "#f2c8a8"
HEIGHT = 430


def projected(rows: pd.DataFrame, unit: str, words: Words) -> alt.LayerChart:
    """`rows`: annee, serie (liste or projection), valeur, borne_basse, borne_haute; those without a figure left out."""
    told = rows[rows["valeur"].notna()]
    counted = [_point(row, COUNTED) for row in told[told["serie"] == "liste"].to_dict("records")]
    expected = [_point(row, EXPECTED) for row in told[told["serie"] == "projection"].to_dict("records")]
    start = counted[-1:] if expected else []
    # The curve leaves from the last list, known without doubt.
    curve = [{**point, "serie": EXPECTED, "bas": point["valeur"], "haut": point["valeur"]} for point in start]
    curve += expected
    shown = {COUNTED: LINE_COLOURS[0]} if counted else {}
    shown |= {EXPECTED: LINE_COLOURS[1], INTERVAL: BAND} if expected else {}
    colour = alt.Color(
        "serie:N",
        scale=alt.Scale(domain=list(shown), range=list(shown.values())),
        legend=alt.Legend(title=None, orient="bottom", labelLimit=0, symbolType="square"),
    )
    y = alt.Y("valeur:Q", title=unit, axis=alt.Axis(format=",.0f", tickCount=5), scale=alt.Scale(zero=True))
    x = alt.X("annee:Q", title=None, axis=alt.Axis(format="d", grid=False, tickMinStep=1), scale=alt.Scale(nice=False))
    tooltip = [
        alt.Tooltip("annee:Q", title="31 décembre"),
        alt.Tooltip("dit:N", title="Nombre"),
        alt.Tooltip("doute:N", title=INTERVAL),
    ]
    band = alt.Chart(inline([{**point, "serie": INTERVAL} for point in curve])).mark_area(opacity=0.85)
    line = alt.Chart(inline(curve)).mark_line(strokeWidth=2.5, strokeDash=[6, 3])
    dots = alt.Chart(inline(expected)).mark_circle(size=30, opacity=1)
    lists = alt.Chart(inline(counted)).mark_line(strokeWidth=3, point=alt.OverlayMarkDef(size=55, filled=True))
    layers = [
        band.encode(x=x, y=alt.Y("bas:Q", title=unit), y2="haut:Q", color=colour, tooltip=tooltip),
        line.encode(x=x, y=y, color=colour),
        dots.encode(x=x, y=y, color=colour, tooltip=tooltip),
        lists.encode(x=x, y=y, color=colour, tooltip=tooltip),
    ]
    if start:
        rule = alt.Chart(inline(start)).mark_rule(color=QUIET, strokeDash=[2, 3]).encode(x=x)
        layers.append(rule)
    return dress(alt.layer(*layers), words, HEIGHT)


def _point(row: Mapping[Hashable, Any], serie: str) -> dict[str, Any]:
    point = {"annee": int(row["annee"]), "serie": serie, "valeur": float(row["valeur"])}
    if serie == COUNTED:
        return {**point, "dit": number(row["valeur"]), "doute": "compté, sans intervalle"}
    low, high = float(row["borne_basse"]), float(row["borne_haute"])
    said = typeset(f"de {number(low)} à {number(high)}")
    return {**point, "bas": low, "haut": high, "dit": number(row["valeur"], 1), "doute": said}
