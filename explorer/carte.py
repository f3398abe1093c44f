"""The map of the communes, by density or by annual rate, and the table behind it."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from explorer import figures, marts
from explorer.choice import Choice
from explorer.exports import population_export
from explorer.figures import Basemap, Words
from explorer.marts import Entrepot
from explorer.measures import MEASURES, RATE, Measure
from explorer.tables import offer, show_communes
from explorer.territory import Territory
from explorer.typography import file_name, number, typeset
from explorer.warehouse import Warehouse


@dataclass(frozen=True)
class Mapped:
    """What the map shows: the communes of a territory, one row each."""

    frame: Territory
    communes: pd.DataFrame


def show_map(warehouse: Warehouse, choice: Choice, rows: pd.DataFrame, source: str) -> Mapped | None:
    """Draw the map; `rows`: `marts.population` of the territory, which says the vintage to draw."""
    st.subheader("Carte des communes")
    column = st.segmented_control(
        "Ce que montre la carte",
        list(MEASURES),
        format_func=lambda name: MEASURES[name].libelle,
        default=RATE.column,
        key="mesure",
        label_visibility="collapsed",
        required=True,
    )
    measure = MEASURES[column or RATE.column]
    frame = _choose_frame(choice)
    if frame is None:
        st.info("Aucun périmètre ne contient cette commune : il n’y a pas de carte à dessiner.")
        return None
    reference, vintage = _vintages(rows, measure)
    communes = marts.communes(warehouse, frame, vintage)
    period = f"RP {vintage}" if reference is None else f"RP {reference} → RP {vintage}"
    contours = marts.contours(warehouse, frame)
    words = Words(
        title=f"{measure.libelle} des communes",
        subtitle=typeset(f"{frame.libelle}, {period}, {measure.unite}"),
        source=source,
        file=file_name("carte", measure.libelle, frame.libelle),
    )
    if contours.empty:
        st.info(typeset(f"{frame.libelle} : aucun contour de commune n’est chargé, la carte est vide."))
    else:
        outlined = choice.territory.key.code if choice.territory.key.niveau == "commune" else None
        st.altair_chart(
            figures.choropleth(_of_pair(communes, reference), measure, Basemap(contours, outlined), words),
            width="stretch",
            theme=None,
            alt=f"{words.title}. {words.subtitle}. Le tableau des communes donne les valeurs.",
        )
        if len(contours) < len(communes):
            drawn, total = number(len(contours)), number(len(communes))
            st.caption(f"{drawn} communes dessinées sur {total}, faute de contour pour les autres.")
    return Mapped(frame, communes)


def show_table(mapped: Mapped, entrepot: Entrepot, source: str) -> None:
    """The table behind the map, folded, with its downloads."""
    libelle = mapped.frame.libelle
    rows = number(len(mapped.communes))
    with st.expander(typeset(f"Tableau des communes : {libelle}, {rows} lignes")):
        show_communes(mapped.communes)
        offer(population_export(mapped.communes, f"communes {libelle}", entrepot.demonstration), "communes")
        st.caption(source)


def _choose_frame(choice: Choice) -> Territory | None:
    containing = [reference.territory for reference in choice.candidates if reference.contient]
    own = [choice.territory] if choice.territory.communes > 1 else []
    frames = {frame.key: frame for frame in [*own, *containing]}
    if not frames:
        return None
    key = st.selectbox(
        "Communes affichées",
        list(frames),
        format_func=lambda key: frames[key].libelle,
        key=f"cadre {choice.territory.key.niveau} {choice.territory.key.code}",
    )
    return frames[key]


def _vintages(rows: pd.DataFrame, measure: Measure) -> tuple[int | None, int]:
    """The pair of the last rate, or no start and the last vintage."""
    pairs = rows[rows["millesime_reference"].notna()]
    if measure is RATE and not pairs.empty:
        last = pairs.iloc[-1]
        return int(last["millesime_reference"]), int(last["millesime"])
    return None, int(rows["millesime"].max())


def _of_pair(communes: pd.DataFrame, reference: int | None) -> pd.DataFrame:
    """The communes, without the rate of those whose pair starts another year: one map, one period."""
    if reference is None:
        return communes
    other = communes["millesime_reference"] != reference
    return communes.assign(**{RATE.column: communes[RATE.column].mask(other.fillna(True).astype(bool))})
