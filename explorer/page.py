"""The page, from top to bottom: its mode, the choice of a view and of a territory, then the view."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from explorer.address import choose
from explorer.choice import choose_territory
from explorer.entrepot import Entrepot, read_entrepot
from explorer.territory import Territory
from explorer.typography import typeset
from explorer.views import ayants_droit, carte, comparer, evolutions, portrait
from explorer.warehouse import ReplacedError, UnreadableError, Warehouse, open_warehouse

# The grid's own toolbar is in English, and its file would leave without source nor vintage.
STYLE = """<style>
[data-testid="stElementToolbar"] { display: none; }
[data-testid="stMainBlockContainer"] { padding-top: 2.5rem; max-width: 1500px; }
[data-testid="stMetricValue"] { font-size: 1.7rem; }
</style>"""


@dataclass(frozen=True)
class View:
    """One of the pages; `territorial` when it looks at one territory."""

    libelle: str
    show: Callable[[Warehouse, Entrepot, Territory], None]


VIEWS = {
    "carte": View("Carte", carte.show),
    "comparer": View("Comparer", comparer.show),
    "evolutions": View("Évolutions", evolutions.show),
    "ayants_droit": View("Ayants droit", ayants_droit.show),
    "portrait": View("Portrait", portrait.show),
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
        territory = choose_territory(warehouse, entrepot)
    if entrepot.demonstration:
        st.warning(entrepot.said, icon=":material/science:")
    else:
        st.caption(entrepot.said)
    if territory is None:
        return
    VIEWS[code].show(warehouse, entrepot, territory)
