"""The curve: base 100 with the references on one picture, or each population on its own scale."""

from itertools import zip_longest

import pandas as pd
import streamlit as st

from explorer import figures
from explorer.choice import Choice
from explorer.figures import LINE_COLOURS, Words
from explorer.territory import Key
from explorer.typography import file_name, typeset

BASE_100 = "Base 100"
ABSOLUTE = "Nombre d’habitants"
# Shares of a territory that differ by less than this shift a curve by less than a hundredth of a point.
SAME_COVERAGE = 0.0001


def show_evolution(choice: Choice, rows: pd.DataFrame, refused: dict[tuple[int, int], str], source: str) -> None:
    """`rows`: `marts.population` of the territory and its references; `source`: the line to write under."""
    st.subheader("Évolution")
    shown = st.segmented_control(
        "Ce que montre la courbe",
        [BASE_100, ABSOLUTE],
        default=BASE_100,
        key="courbe",
        label_visibility="collapsed",
        required=True,
    )
    counted = rows[rows["population_municipale"].notna()].assign(valeur=rows["population_municipale"])
    if shown == ABSOLUTE:
        _show_absolute(choice, counted, source)
    else:
        _show_base_100(choice, counted, refused, source)


def _show_base_100(choice: Choice, rows: pd.DataFrame, refused: dict[tuple[int, int], str], source: str) -> None:
    names = choice.names
    first = int(rows[_is(rows, choice.territory.key)]["millesime"].min())
    drawn = base_100(rows, first)
    present = {Key(n, c) for n, c in zip(drawn["niveau"], drawn["code_territoire"], strict=True)}
    if choice.territory.key not in present:
        st.info(typeset(f"{names[choice.territory.key]} : population partielle en {first}, pas de base 100."))
        return
    from_first = {end: motif for (start, end), motif in refused.items() if start == first}
    words = Words(
        title=f"Population municipale, base 100 en {first}",
        subtitle=typeset(f"{names[choice.territory.key]} et ses références"),
        source=source,
        file=file_name("population_base_100", choice.territory.libelle),
    )
    st.altair_chart(
        figures.curve(drawn, {key: names[key] for key in names if key in present}, from_first, words),
        width="stretch",
        theme=None,
        alt=f"{words.title}. {words.subtitle}. Le tableau plus bas donne les valeurs.",
    )
    hollow = [year for year in sorted(set(drawn["millesime"])) if year in from_first]
    if hollow:
        years = ", ".join(str(year) for year in hollow)
        motifs = " ; ".join(dict.fromkeys(from_first[year] for year in hollow))
        st.caption(
            typeset(
                f"Points creux ({years}) : ces millésimes ne se comparent pas à {first}, le trait y guide "
                f"seulement l’œil ({motifs})."
            )
        )
    absent = [name for key, name in names.items() if key not in present]
    if absent:
        st.caption(typeset(f"Population absente ou partielle en {first}, donc sans base 100 : {', '.join(absent)}."))


def show_breaks(breaks: pd.DataFrame) -> None:
    """What changed along the series, and whether it may still be compared across the change."""
    if breaks.empty:
        return
    st.subheader("Ruptures de série")
    lines = [
        f"- **{row['millesime']}**{'' if row['comparable'] else ' · non comparable'} : {row['ce_qui_change']}"
        for row in breaks.to_dict("records")
    ]
    st.markdown(typeset("\n".join(lines)))


def base_100(rows: pd.DataFrame, first: int) -> pd.DataFrame:
    """`rows` with `valeur`, the population over that of `first` × 100, without what would mislead.

    A vintage that covers another part of the territory than `first` does is left out, and so is a
    territory of which nothing but `first` would remain.
    """
    keys = ["niveau", "code_territoire"]
    bases = rows[rows["millesime"] == first][[*keys, "population_municipale", "couverture"]]
    both = rows.merge(bases, on=keys, suffixes=("", "_base"))
    same = (both["couverture"] - both["couverture_base"]).abs() <= SAME_COVERAGE
    kept = both[same]
    kept = kept[kept.groupby(keys)["millesime"].transform("size") > 1]
    return kept.assign(valeur=kept["population_municipale"] / kept["population_municipale_base"] * 100)


def _show_absolute(choice: Choice, rows: pd.DataFrame, source: str) -> None:
    names = list(choice.names.items())
    for left in range(0, len(names), 2):
        columns = st.columns(2)
        for column, place in zip_longest(columns, range(left, min(left + 2, len(names)))):
            if place is None:
                continue
            key, name = names[place]
            own = rows[_is(rows, key)]
            words = Words(name, "habitants", source, file_name("population", name), width=36)
            with column:
                if own.empty:
                    st.caption(typeset(f"{name} : aucune livraison."))
                    continue
                st.altair_chart(
                    figures.trend(own, LINE_COLOURS[place % len(LINE_COLOURS)], words),
                    width="stretch",
                    theme=None,
                    alt=f"Population municipale, {name}. Le tableau plus bas donne les valeurs.",
                )
    said = "Chaque courbe a sa propre échelle, qui ne commence pas à zéro. Deux millésimes voisins ne se comparent pas."
    partial = (rows["population_municipale_statut"] == "partiel").any()
    st.caption(typeset(said + (" Points creux : chiffre partiel." if partial else "")))


def _is(rows: pd.DataFrame, key: Key) -> pd.Series:
    return (rows["niveau"] == key.niveau) & (rows["code_territoire"] == key.code)
