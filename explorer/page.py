"""The page, from top to bottom: its mode, the choice of a view and of a territory, then the view."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from explorer.address import choose
from explorer.choice import choose_territory
from explorer.entrepot import read_entrepot
from explorer.typography import typeset
from explorer.views import ayants_droit, carte, comparer, donnees, evolutions, portrait, sources
from explorer.warehouse import ReplacedError, UnreadableError, Warehouse, open_warehouse

# The grid's own toolbar is in English, and its file would leave without source nor vintage; so is what fields say.
STYLE = """<style>
[data-testid="stElementToolbar"], [data-testid="InputInstructions"] { display: none; }
[data-testid="stMainBlockContainer"] { padding-top: 2.5rem; max-width: 1500px; }
[data-testid="stMetricValue"] { font-size: 1.7rem; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: #4f5d69 !important; opacity: 1; }
[data-testid="stCode"] .token { color: #22303c !important; }
</style>"""


@dataclass(frozen=True)
class View:
    """One of the pages: `show(warehouse, entrepot, territory)`, or without territory when it looks at none."""

    libelle: str
    show: Callable[..., None]
    territorial: bool = True


VIEWS = {
    "carte": View("Carte", carte.show),
    "comparer": View("Comparer", comparer.show),
    "evolutions": View("Évolutions", evolutions.show),
    "ayants_droit": View("Ayants droit", ayants_droit.show),
    "portrait": View("Portrait", portrait.show),
    "donnees": View("Données", donnees.show, territorial=False),
    "sources": View("Sources et qualité", sources.show, territorial=False),
}


def show(path: Path) -> None:
    """Draw the page on the warehouse at `path`, or say in one sentence why it cannot be read."""
    st.set_page_config(page_title="Observatoire du Bassin minier", layout="wide")
    st.html(STYLE)
    try:
        with open_warehouse(path) as warehouse:
            _draw(warehouse)
    except ReplacedError:
        # A build was published while the page was being drawn: draw it again, on that build alone.
        st.rerun()
    except UnreadableError as reason:
        st.error(typeset(str(reason)), icon=":material/database_off:")


def _draw(warehouse: Warehouse) -> None:
    entrepot = read_entrepot(warehouse)
    with st.sidebar:
        st.title("Observatoire du Bassin minier")
        code = choose(st.radio, "vue", "Vue", {code: view.libelle for code, view in VIEWS.items()}, "carte")
        view = VIEWS[code]
        territory = choose_territory(warehouse, entrepot) if view.territorial else None
    if entrepot.demonstration:
        st.warning(entrepot.said, icon=":material/science:")
    else:
        st.caption(entrepot.said)
    if not view.territorial:
        view.show(warehouse, entrepot)
    elif territory is not None:
        view.show(warehouse, entrepot, territory)
