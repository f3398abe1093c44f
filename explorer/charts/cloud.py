"""Two indicators crossed: a point a territory, with names on the extremes."""

from typing import Any

import altair as alt
import pandas as pd

from explorer.catalogue import Indicator
from explorer.charts.dress import INK, LINE_COLOURS, QUIET, Words, dress, inline, records
from explorer.geometry import spread_out

HEIGHT = 560
NAMED = 12
PEOPLED = 6
CHOSEN_COLOUR = "#c8500a"


def cloud(points: pd.DataFrame, first: Indicator, second: Indicator, words: Words) -> alt.LayerChart:
    """`points`: nom, valeur, valeur_seconde, dit, dit_second, habitants, choisi; both values known.

    Names are written on the chosen territory, the extremes of either axis and the most peopled, where there is room.
    """
    tooltip = [
        alt.Tooltip("nom:N", title="Territoire"),
        alt.Tooltip("dit:N", title=first.libelle),
        alt.Tooltip("dit_second:N", title=second.libelle),
    ]
    base = alt.Chart(inline(records(points))).encode(
        x=_axis(alt.X, "valeur:Q", first), y=_axis(alt.Y, "valeur_seconde:Q", second), tooltip=tooltip
    )
    chosen = base.transform_filter("datum.choisi")
    named = alt.Chart(inline(records(_named(points)))).encode(x="valeur:Q", y="valeur_seconde:Q", text="nom:N")
    look: dict[str, Any] = {"fontSize": 11, "dy": -10}
    halo = alt.MarkDef("text", color="white", stroke="white", strokeWidth=3, strokeJoin="round", **look)
    layers = [
        base.mark_circle(size=60, opacity=0.6, color=LINE_COLOURS[0], stroke="white", strokeWidth=0.6),
        chosen.mark_circle(size=190, opacity=1, color=CHOSEN_COLOUR, stroke="white", strokeWidth=1.5),
        named.properties(mark=halo),
        named.properties(mark=alt.MarkDef("text", color=INK, **look)),
    ]
    return dress(alt.layer(*layers), words, HEIGHT)


def _axis(channel: Any, field: str, indicator: Indicator) -> Any:
    return channel(
        field,
        title=indicator.titre,
        scale=alt.Scale(zero=False, nice=True, padding=12),
        axis=alt.Axis(tickCount=7, titleColor=QUIET, titleFontWeight="normal"),
    )


def _named(points: pd.DataFrame) -> pd.DataFrame:
    """The points to name, first come first served where two names would meet."""
    extremes = [
        place for field in ("valeur", "valeur_seconde") for place in (points[field].idxmin(), points[field].idxmax())
    ]
    peopled = points["habitants"].fillna(0).nlargest(PEOPLED).index
    ordered = points.loc[list(dict.fromkeys([*points.index[points["choisi"]], *extremes, *peopled]))]
    spans = {field: (points[field].max() - points[field].min()) or 1 for field in ("valeur", "valeur_seconde")}
    places = [
        (float(x / spans["valeur"]), float(y / spans["valeur_seconde"]))
        for x, y in zip(ordered["valeur"], ordered["valeur_seconde"], strict=True)
    ]
    return ordered.iloc[spread_out(places, 0.14, 0.045, NAMED)]
