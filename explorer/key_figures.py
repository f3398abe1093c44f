"""The key figures of a territory: value, unit, vintage and status in words."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.typography import ABSENT, quantity, statut, typeset

Row = Mapping[Hashable, Any]


def show_key_figures(rows: pd.DataFrame, refused: Mapping[tuple[int, int], str]) -> None:
    """Four cards. `rows`: the rows of `marts.population` of one territory, by vintage."""
    by_vintage = {int(row["millesime"]): row for row in rows.to_dict("records")}
    last = by_vintage[max(by_vintage)]
    columns = st.columns(4)
    _card(
        columns[0],
        "Population municipale",
        quantity(last["population_municipale"], "hab."),
        f"RP {last['millesime']} · {statut(last['population_municipale_statut'], last['couverture'])}",
    )
    _card(
        columns[1],
        "Densité",
        quantity(last["densite_hab_km2"], "hab./km²"),
        f"RP {last['millesime']} · {statut(last['densite_hab_km2_statut'], last['couverture'])}",
    )
    compared = [row for row in by_vintage.values() if pd.notna(row["taux_annuel_moyen_pct"])]
    end = compared[-1] if compared else None
    if end is None:
        for column, label in zip(columns[2:], ("Taux annuel moyen", "Variation"), strict=True):
            _card(column, label, ABSENT, "aucune paire de millésimes comparable")
    else:
        _show_change(columns[2:], by_vintage.get(int(end["millesime_reference"])), end)
    if end is not last:
        st.caption(_why_not_last(sorted(by_vintage), refused, end))


def _show_change(columns: Sequence[DeltaGenerator], start: Row | None, end: Row) -> None:
    pair = f"RP {int(end['millesime_reference'])} → RP {end['millesime']}"
    quality = statut(end["taux_annuel_moyen_pct_statut"], end["taux_annuel_moyen_pct_couverture"])
    rate = quantity(end["taux_annuel_moyen_pct"], "% par an", 2, signed=True)
    _card(columns[0], "Taux annuel moyen", rate, f"{pair} · {quality}")
    # The rate is computed over the communes known at both ends; a difference of totals is not.
    ends = [] if start is None else [start, end]
    partial = [row for row in ends if row["population_municipale_statut"] == "partiel"]
    if start is None or partial:
        why = "population partielle à l’un des deux millésimes" if partial else statut("non_charge")
        _card(columns[1], "Variation", ABSENT, f"{pair} · {why}")
        return
    change = end["population_municipale"] - start["population_municipale"]
    _card(columns[1], "Variation", quantity(change, "hab.", signed=True), f"{pair} · {quality}")


def _card(column: DeltaGenerator, label: str, value: str, note: str) -> None:
    with column.container(border=True, height="stretch"):
        st.metric(label, typeset(value))
        st.caption(typeset(note))


def _why_not_last(vintages: Sequence[int], refused: Mapping[tuple[int, int], str], end: Row | None) -> str:
    last = vintages[-1]
    pairs = [(vintage, last) for vintage in reversed(vintages[:-1])]
    why = dict.fromkeys(refused[pair] for pair in pairs if pair in refused)
    said = f"Le RP {last} n’a pas de taux : aucun millésime chargé ne peut lui être comparé"
    reasons = f" ({' ; '.join(why)})." if why else "."
    shown = "" if end is None else f" Le dernier taux calculé porte sur le RP {end['millesime']}."
    return typeset(said + reasons + shown)
