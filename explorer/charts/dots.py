"""Values of some territories on a common scale, a dot each: a scale that need not start at zero."""

import altair as alt
import pandas as pd

from explorer.charts.dress import INK, LINE_COLOURS, QUIET, RULE, Words, dress, inline, records

LINE_HEIGHT = 34
WORDS_HEIGHT = 120


def dots(points: pd.DataFrame, title: str, words: Words) -> alt.LayerChart:
    """`points`: nom, valeur, dit, choisi; in drawing order, the chosen one with a rule through the others.

    `dit`: the value as a person reads it, with its status where it has a reserve; written also where there is no dot.
    """
    order = points["nom"].tolist()
    known = points[points["valeur"].notna()]
    low, high = known["valeur"].min(), known["valeur"].max()
    room, middle = (high - low) * 0.1 or abs(high) * 0.1 or 1, float(low + high) / 2
    x = alt.X(
        "valeur:Q",
        title=title,
        scale=alt.Scale(domain=[low - room, high + room], nice=False, zero=False),
        axis=alt.Axis(
            tickCount=5, labelOverlap="greedy", labelSeparation=10, titleColor=QUIET, titleFontWeight="normal"
        ),
    )
    y = alt.Y("nom:N", sort=order, title=None, axis=alt.Axis(labelLimit=320, grid=True, domain=False, ticks=False))
    tooltip = [alt.Tooltip("nom:N", title="Territoire"), alt.Tooltip("dit:N", title="Chiffre")]
    base = alt.Chart(inline(records(known))).encode(x=x, y=y, tooltip=tooltip)
    colour = alt.condition("datum.choisi", alt.value(LINE_COLOURS[0]), alt.value(QUIET))
    layers = [
        alt.Chart(inline(records(known[known["choisi"]]))).mark_rule(color=RULE, strokeDash=[3, 3]).encode(x=x),
        base.mark_circle(size=190, opacity=1).encode(color=colour),
        # Written towards the middle: at the edge of a narrow screen, a value would be cut.
        base.transform_filter(alt.datum.valeur < middle)
        .mark_text(align="left", dx=13, fontSize=12, color=INK)
        .encode(text="dit:N"),
        base.transform_filter(alt.datum.valeur >= middle)
        .mark_text(align="right", dx=-13, fontSize=12, color=INK)
        .encode(text="dit:N"),
    ]
    without = records(points[points["valeur"].isna()])
    if without:
        layers.append(
            alt.Chart(inline(without))
            .mark_text(align="left", fontSize=12, fontStyle="italic", color=QUIET)
            .encode(x=alt.value(6), y=y, text="dit:N")
        )
    return dress(alt.layer(*layers), words, WORDS_HEIGHT + LINE_HEIGHT * len(order))
