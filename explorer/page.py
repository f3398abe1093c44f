"""The page, from top to bottom."""

from pathlib import Path

import pandas as pd
import streamlit as st

from explorer import marts
from explorer.carte import show_map, show_table
from explorer.choice import Choice, choose, show_how_to_load
from explorer.evolution import show_breaks, show_evolution
from explorer.exports import population_export
from explorer.key_figures import show_key_figures
from explorer.marts import Entrepot
from explorer.tables import offer, show_populations
from explorer.typography import nature, typeset
from explorer.warehouse import ReplacedError, UnreadableError, Warehouse, open_warehouse

POPULATIONS = "insee_populations_reference"

# The grid's own toolbar is in English, and its file would leave without source nor vintage.
STYLE = """<style>
[data-testid="stElementToolbar"] { display: none; }
[data-testid="stMainBlockContainer"] { padding-top: 2.5rem; max-width: 1500px; }
[data-testid="stMetricValue"] { font-size: 1.7rem; }
</style>"""


def show(path: Path) -> None:
    """Draw the page on the warehouse at `path`, or say in one sentence why it cannot be read."""
    st.set_page_config(page_title="Observatoire du Bassin minier", layout="wide")
    st.html(STYLE)
    st.title("Population des territoires")
    try:
        _draw(open_warehouse(path))
    except ReplacedError:
        # A build was published while the page was being drawn: draw it again, on that build alone.
        st.rerun()
    except UnreadableError as reason:
        st.error(typeset(str(reason)), icon=":material/database_off:")


def _draw(warehouse: Warehouse) -> None:
    entrepot = marts.entrepot(warehouse)
    _say_mode(entrepot)
    choice = choose(warehouse, entrepot)
    if choice is None:
        return
    rows = marts.population(warehouse, list(choice.names))
    key = choice.territory.key
    own = rows[(rows["niveau"] == key.niveau) & (rows["code_territoire"] == key.code)]
    counted = own[own["population_municipale"].notna()]
    st.header(choice.territory.libelle, anchor=False)
    if counted.empty:
        _say_no_population(warehouse, choice)
        return
    refused = marts.refused_pairs(warehouse)
    source = source_line(warehouse, entrepot, counted)
    show_key_figures(counted, refused)
    left, right = st.columns(2, gap="large")
    with left:
        show_evolution(choice, rows, refused, source)
    with right:
        mapped = show_map(warehouse, choice, counted, source)
    show_breaks(marts.breaks(warehouse, int(counted["millesime"].min()), int(counted["millesime"].max())))
    st.subheader("Tableaux")
    show_populations(rows, choice.names)
    offer(population_export(rows, choice.territory.libelle, entrepot.demonstration), "territoires")
    st.caption(source)
    if mapped is not None:
        show_table(mapped, entrepot, source)


def source_line(warehouse: Warehouse, entrepot: Entrepot, rows: pd.DataFrame) -> str:
    """Producer, vintages, geography, nature and mode: what every picture and table carries."""
    known = marts.sources(warehouse)
    names = [
        f"{known[source]['producteur']}, {known[source]['titre']}" if source in known else source
        for source in rows["source"].dropna().unique()
    ]
    vintages = sorted({int(year) for year in rows["millesime"]})
    natures = ", ".join(nature(code) for code in sorted(rows["nature"].dropna().unique()))
    mode = " Entrepôt de démonstration." if entrepot.demonstration else ""
    return typeset(
        f"Source : {' ; '.join(names)}, RP {vintages[0]} à {vintages[-1]} ({natures}), "
        f"géographie au 1er janvier {entrepot.geographie}.{mode}"
    )


def _say_mode(entrepot: Entrepot) -> None:
    if entrepot.demonstration:
        st.warning(
            typeset(
                "**Entrepôt de démonstration** : les territoires et leurs populations sont ceux de l’INSEE, "
                "tout autre chiffre est simulé. À ne pas citer comme un travail de l’observatoire."
            ),
            icon=":material/science:",
        )
    else:
        st.caption(typeset(f"Entrepôt réel : rien n’y est simulé. Géographie au 1er janvier {entrepot.geographie}."))


def _say_no_population(warehouse: Warehouse, choice: Choice) -> None:
    st.info(typeset(f"Population de {choice.territory.libelle} : aucune livraison."), icon=":material/inbox:")
    source = marts.sources(warehouse).get(POPULATIONS)
    if source is not None:
        show_how_to_load(source)
