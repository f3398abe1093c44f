"""Columns by vintage: the parts of a whole one on the other, or one figure alone."""

import altair as alt
import pandas as pd

from explorer.charts.dress import LINE_COLOURS, Words, dress, inline

HEIGHT = 380


def columns(rows: pd.DataFrame, unit: str, words: Words) -> alt.LayerChart:
    """`rows`: millesime, part (what its colour says), valeur, dit (the figure in words); parts in their order."""
    told = rows[rows["valeur"].notna()]
    order = list(dict.fromkeys(rows["part"]))
    places = {part: place for place, part in enumerate(order)}
    values = [
        {
            "millesime": int(row["millesime"]),
            "part": row["part"],
            "valeur": row["valeur"],
            "dit": row["dit"],
            "rang": places[row["part"]],
        }
        for row in told.to_dict("records")
    ]
    # A year without a figure keeps its place.
    years = sorted({int(year) for year in rows["millesime"]})
    whole = float(told["valeur"].abs().max())
    drawn = (
        alt.Chart(inline(values))
        .mark_bar(stroke="white", strokeWidth=1)
        .encode(
            x=alt.X("millesime:O", title=None, axis=alt.Axis(labelAngle=0), scale=alt.Scale(domain=years)),
            y=alt.Y("valeur:Q", title=unit, axis=alt.Axis(format=",.0f" if whole >= 10 else ",.2~f", tickCount=5)),
            color=alt.Color(
                "part:N",
                sort=order,
                scale=alt.Scale(domain=order, range=list(LINE_COLOURS[: len(order)])),
                legend=alt.Legend(title=None, orient="bottom", labelLimit=0) if len(order) > 1 else None,
            ),
            order=alt.Order("rang:Q"),
            tooltip=[
                alt.Tooltip("millesime:O", title="Millésime"),
                alt.Tooltip("part:N", title="Part"),
                alt.Tooltip("dit:N", title="Nombre"),
            ],
        )
    )
    return dress(alt.layer(drawn), words, HEIGHT)
