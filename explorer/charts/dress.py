"""What all pictures share: titles, sources written on them, French locale, colours."""

import textwrap
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from explorer.typography import NARROW_SPACE

# Readable by colour-blind people, 3:1 at least against white; the chosen territory comes first.
LINE_COLOURS = ("#0b3c6f", "#c8500a", "#007a5a", "#9b2d86", "#7a6200", "#2a7fb8", "#555555", "#8c3b3b")
LINE_DASHES = ([1, 0], [7, 2], [2, 2], [9, 2, 2, 2], [4, 2], [12, 3], [1, 3], [5, 1, 1, 1])
# Characters a line that a screen of 800 pixels shows beside the choices.
WORDS_WIDTH = 76
INK = "#22303c"
QUIET = "#566573"
RULE = "#9aa5ae"
IMAGE_WIDTH = 900

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


@dataclass(frozen=True)
class Words:
    """What is written on a picture, and read aloud in its place."""

    title: str
    subtitle: str
    source: str
    file: str
    width: int = 84

    @property
    def demonstration(self) -> bool:
        """True when the source line says that the warehouse is one."""
        return "démonstration" in self.source

    @property
    def lines(self) -> list[str]:
        """The lines under the title: what is drawn, then where it comes from."""
        return [line for text in (self.subtitle, self.source) for line in textwrap.wrap(text, self.width)]


def svg(chart: alt.LayerChart) -> bytes:
    """The picture as it stands on the page, drawn here: nothing is asked of the network."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(_sized(chart), allowed_base_urls=[])).encode()


def png(chart: alt.LayerChart) -> bytes:
    """The same in points, twice as many as on a screen: for a document."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(_sized(chart), scale=2, allowed_base_urls=[]))


def _sized(chart: alt.LayerChart) -> dict[str, Any]:
    """On the page a picture fills its column; outside it has a width of its own."""
    return {**chart.to_dict(), "width": IMAGE_WIDTH}


def inline(values: list[dict[str, Any]]) -> alt.InlineData:
    """Data inside the picture: nothing is fetched."""
    return alt.InlineData(values=values)


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as a picture takes them: what is blank is null."""
    blank = rows.astype(object).where(rows.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in blank.to_dict("records")]


def dress(chart: alt.LayerChart | alt.FacetChart | alt.Chart, words: Words, height: int) -> alt.LayerChart:
    """Title, sources, French locale. A picture is one thing to a screen reader: `picture.draw` gives its words."""
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
    )
    configured: alt.LayerChart = (
        dressed.configure(locale=FRENCH, font="Source Sans, Source Sans Pro, sans-serif")
        .configure_mark(aria=False)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, labelColor=INK, domainColor=RULE, gridColor="#e3e7ea")
        .configure_legend(labelFontSize=12, titleFontSize=12, labelColor=INK, titleColor=INK)
    )
    return configured
