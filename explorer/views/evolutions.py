"""Change: an indicator through time, in values or since a base year, for a territory and its references."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pandas as pd
import streamlit as st

from explorer import indicators, series
from explorer.address import choose
from explorer.catalogue import Indicator, read_catalogue
from explorer.charts import curves
from explorer.charts.curves import Frame, moment
from explorer.charts.dress import LINE_COLOURS, WORDS_WIDTH, Words
from explorer.choice import choose_indicator, choose_references, names, say_nothing_at
from explorer.entrepot import Entrepot
from explorer.indicators import Vintage
from explorer.picture import Behind, draw, figures_table, show_behind, source_line
from explorer.series import Comparability
from explorer.territory import Key, Territory
from explorer.typography import file_name, number, statut, typeset
from explorer.warehouse import Query, Warehouse

DEFAULT = "population_municipale"
VALUES, SINCE = "valeurs", "base"


@dataclass(frozen=True, eq=False)
class Drawn:
    """What the curves show: an indicator, for these territories, compared with `base`."""

    indicator: Indicator
    names: dict[Key, str]
    reading: str
    base: Vintage
    comparability: Comparability
    query: Query
    rows: pd.DataFrame

    @property
    def frame(self) -> Frame:
        """What stands behind the curves."""
        judged = self.comparability
        return Frame(judged.vintages, judged.refusals(self.base), judged.breaks)

    @property
    def since_words(self) -> str:
        """What a value since the base year is."""
        if series.indexed(self.indicator):
            return f"base 100 en {self.base.code}"
        return f"écart à {self.base.code}, en {self.indicator.gap_unit}"

    def write_since(self, value: float) -> str:
        """A value since the base year, as a person reads it."""
        return number(value, 1) if series.indexed(self.indicator) else self.indicator.write_gap(value)


def show(warehouse: Warehouse, entrepot: Entrepot, territory: Territory) -> None:
    """Draw the view."""
    st.header(typeset(f"Évolutions : {territory.libelle}"), anchor=False)
    indicator = choose_indicator(read_catalogue(warehouse), DEFAULT)
    shown = [territory, *choose_references(warehouse, territory, indicator)]
    keys = [one.key for one in shown]
    rows = warehouse.rows(indicators.series(indicator, keys))
    own = series.vintages_of(rows, territory.key)
    if not own:
        _say_absent(warehouse, indicator, territory, rows)
        return
    comparability = Comparability(warehouse, indicator, series.vintages_of(rows))
    reading, base = _choose_reading(indicator, own, comparability)
    query = indicators.series(indicator, keys) if reading == VALUES else series.since(indicator, keys, base)
    drawn = Drawn(indicator, names(shown), reading, base, comparability, query, warehouse.rows(query))
    _pictures(drawn, entrepot)
    _say_under(drawn)


def _say_absent(warehouse: Warehouse, indicator: Indicator, territory: Territory, rows: pd.DataFrame) -> None:
    own = rows[(rows["niveau"] == territory.key.niveau) & (rows["code_territoire"] == territory.key.code)]
    if own.empty or territory.key.niveau not in indicators.levels(warehouse, indicator):
        say_nothing_at(warehouse, indicator, territory.key.niveau)
        return
    why = ", ".join(dict.fromkeys(statut(code) for code in own["statut"]))
    st.info(typeset(f"{territory.libelle} : {indicator.libelle}, aucun chiffre ({why})."), icon=":material/inbox:")


def _choose_reading(indicator: Indicator, own: Sequence[Vintage], comparability: Comparability) -> tuple[str, Vintage]:
    left, right = st.columns([2, 1])
    readings = {VALUES: "Valeurs"}
    if not series.already_a_change(indicator):
        readings[SINCE] = "Base 100" if series.indexed(indicator) else f"Écart en {indicator.gap_unit}"
    default = SINCE if series.indexed(indicator) and SINCE in readings else VALUES
    reading = choose(left.radio, "lecture", "Lecture", readings, default, horizontal=True)
    offered = {vintage.code: vintage for vintage in own}
    first = comparability.default_base(indicator.theme)
    code = choose(
        right.selectbox,
        "base",
        "Année de référence",
        {vintage: vintage for vintage in offered},
        first.code if first.code in offered else next(iter(offered)),
        help="Celle à laquelle on compare les autres : les millésimes qui ne se comparent pas avec elle sont grisés.",
    )
    return reading, offered[code]


def _points(drawn: Drawn) -> pd.DataFrame:
    """The rows as the curves take them, without the vintages at which no territory has a figure."""
    indicator, refused = drawn.indicator, drawn.frame.refused
    rows = drawn.rows
    vintages = [
        Vintage(int(year), part if isinstance(part, str) else None)
        for year, part in zip(rows["millesime"], rows["periode"], strict=True)
    ]
    since = rows["depuis_base"] if drawn.reading == SINCE else pd.Series(float("nan"), index=rows.index)
    points = pd.DataFrame(
        {
            "cle": [Key(niveau, code) for niveau, code in zip(rows["niveau"], rows["code_territoire"], strict=True)],
            "moment": [moment(vintage) for vintage in vintages],
            "millesime": [vintage.code for vintage in vintages],
            "morceau": [drawn.comparability.piece(vintage) for vintage in vintages],
            "valeur": since if drawn.reading == SINCE else rows["valeur"],
            "ecrit": [indicator.write(value) for value in rows["valeur"]],
            "depuis": [drawn.write_since(value) for value in since],
            "statut": [statut(code, part) for code, part in zip(rows["statut"], rows["couverture"], strict=True)],
            "plein": rows["statut"] == "disponible",
            "comparable": [vintage not in refused for vintage in vintages],
            "lecture": [
                f"ne se compare pas à {drawn.base.code} : {refused[vintage]}"
                if vintage in refused
                else f"se compare à {drawn.base.code}"
                for vintage in vintages
            ],
        }
    )
    points["nom"] = points["cle"].map(drawn.names)
    held = set(drawn.comparability.vintages)
    return points[[vintage in held for vintage in vintages]]


def _pictures(drawn: Drawn, entrepot: Entrepot) -> None:
    points = _points(drawn)
    told = points[points["valeur"].notna()]
    present = {key: name for key, name in drawn.names.items() if (told["cle"] == key).sum() > 1}
    span = f"{drawn.frame.vintages[0].code} à {drawn.frame.vintages[-1].code}"
    about = drawn.since_words if drawn.reading == SINCE else drawn.indicator.unite
    words = Words(
        title=f"{drawn.indicator.libelle}, {about}",
        subtitle=typeset(f"{', '.join(list(present.values()) or list(drawn.names.values()))} ; {span}"),
        source=source_line(drawn.rows, entrepot, drawn.indicator),
        file=file_name("evolution", drawn.indicator.libelle, next(iter(drawn.names.values())), drawn.reading),
        width=WORDS_WIDTH,
    )
    if not present:
        st.info(typeset(f"{drawn.indicator.libelle} : un seul millésime, pas de courbe à tracer. Voici le tableau."))
    elif drawn.reading == VALUES and drawn.indicator.counts:
        _small_multiples(drawn, points, present, words)
    else:
        rule = None if drawn.reading == VALUES else 100.0 if series.indexed(drawn.indicator) else 0.0
        kept = points[points["cle"].isin(list(present))].drop(columns="cle")
        draw(curves.curves(kept, list(present.values()), drawn.frame, words, rule), words, key="courbes")
        st.caption(words.source)
    absent = [name for key, name in drawn.names.items() if key not in present]
    if absent and present:
        st.caption(typeset(f"Sans courbe : {', '.join(absent)} ({_why_absent(drawn)})."))
    table = figures_table(drawn.rows, drawn.indicator, {key.written: name for key, name in drawn.names.items()})
    if drawn.reading == SINCE:
        since = [drawn.write_since(value) for value in drawn.rows["depuis_base"]]
        table.insert(4, drawn.since_words.capitalize(), since)
    show_behind(Behind(drawn.rows, drawn.query, words), table, entrepot, "evolutions")


def _why_absent(drawn: Drawn) -> str:
    if drawn.reading == VALUES:
        return "moins de deux chiffres"
    if series.indexed(drawn.indicator):
        return f"chiffre absent, nul ou partiel en {drawn.base.code}, ou aucun autre millésime de même emprise"
    return f"chiffre absent ou publié à une borne en {drawn.base.code}, ou aucun autre millésime"


def _small_multiples(drawn: Drawn, points: pd.DataFrame, present: dict[Key, str], words: Words) -> None:
    """Counts of unlike sizes: each territory on its own scale, two a line."""
    st.caption("À chaque territoire son échelle, qui ne part pas de zéro : comparez les formes, pas les hauteurs.")
    for line in _pairs(list(enumerate(present.items()))):
        columns = st.columns(2)
        for column, (place, (key, name)) in zip(columns, line, strict=False):
            own = Words(
                title=name,
                subtitle=words.title,
                source=words.source,
                file=file_name("evolution", drawn.indicator.libelle, name),
                width=58,
            )
            kept = points[points["cle"] == key].drop(columns="cle")
            chart = curves.small(kept, LINE_COLOURS[place % len(LINE_COLOURS)], drawn.frame, own)
            with column:
                draw(chart, own, key=f"courbe {key.written}")


def _pairs(items: list[tuple[int, tuple[Key, str]]]) -> Iterator[list[tuple[int, tuple[Key, str]]]]:
    rest = iter(items)
    while line := list(islice(rest, 2)):
        yield line


def _say_under(drawn: Drawn) -> None:
    """What may not be compared and why, what changed on the way, and the caution of the dictionary."""
    refused = drawn.frame.refused
    if refused:
        by_motif: dict[str, list[str]] = {}
        for vintage, motif in refused.items():
            by_motif.setdefault(motif, []).append(vintage.code)
        lines = [f"- **{_span(years)}** : {motif}." for motif, years in by_motif.items()]
        st.subheader(f"Ce qui ne se compare pas à {drawn.base.code}", anchor=False)
        st.markdown(typeset("Points creux, sur fond gris : le trait y guide seulement l’œil.\n\n" + "\n".join(lines)))
    breaks = drawn.comparability.breaks
    if not breaks.empty:
        st.subheader("Ruptures de série", anchor=False)
        rows = breaks.to_dict("records")
        lines = [f"- **{row['millesime']}**, {_weight(row)} : {row['ce_qui_change']}" for row in rows]
        st.markdown(typeset("Sur la courbe, un trait vertical par rupture.\n\n" + "\n".join(lines)))
    marked = drawn.rows[drawn.rows["valeur"].notna() & (drawn.rows["statut"] != "disponible")]
    if not marked.empty:
        said = ", ".join(dict.fromkeys(statut(code) for code in marked["statut"]))
        st.caption(typeset(f"Losanges : chiffres à lire avec réserve ({said})."))
    if drawn.indicator.prudence:
        st.caption(typeset(drawn.indicator.prudence))


def _weight(row: Mapping[Hashable, Any]) -> str:
    """What a break does to the comparison, in words."""
    if row["interrompt"]:
        return "trait épais, la courbe s’interrompt"
    return "à lire avec prudence" if row["comparable"] else "non comparable pour ce qu’elle concerne"


def _span(years: Sequence[str]) -> str:
    return ", ".join(years) if len(years) <= 6 else f"{years[0]} à {years[-1]}"
