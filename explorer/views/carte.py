"""The map: an indicator, by the territories of a level, inside a wider one."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from explorer import address, indicators
from explorer.address import choose, flag, write_text
from explorer.catalogue import Indicator, read_catalogue
from explorer.charts import maps
from explorer.charts.dress import Words
from explorer.charts.maps import CLICKED, Basemap
from explorer.choice import choose_frame, choose_indicator
from explorer.classes import METHODS, Classes, around, breaks, sequential, typed
from explorer.entrepot import Entrepot
from explorer.indicators import Vintage
from explorer.picture import Behind, draw, figures_table, show_behind, source_line
from explorer.territories import references
from explorer.territory import LEVELS, MESHES, Key, Territory
from explorer.typography import file_name, number, typeset
from explorer.warehouse import Query, Warehouse

DEFAULT = "taux_pauvrete_60"


@dataclass(frozen=True, eq=False)
class Drawn:
    """What the map shows: an indicator, by the territories of `mesh`, in `frame`, at `vintage`."""

    indicator: Indicator
    territory: Territory
    frame: Territory
    mesh: str
    vintage: Vintage
    query: Query
    rows: pd.DataFrame

    @property
    def values(self) -> tuple[float, ...]:
        """What the classes are made of."""
        return tuple(self.rows["valeur"].dropna().astype(float))


def show(warehouse: Warehouse, entrepot: Entrepot, territory: Territory) -> None:
    """Draw the view."""
    st.header(typeset(f"Carte : {territory.libelle}"), anchor=False)
    indicator = choose_indicator(read_catalogue(warehouse), DEFAULT)
    held = indicators.levels(warehouse, indicator)
    meshes = {code: LEVELS[code].libelle for code in MESHES if code in held}
    if not meshes:
        st.info(typeset(f"{indicator.libelle} : aucun chiffre à un niveau qui se dessine."), icon=":material/inbox:")
        return
    left, middle, right = st.columns(3)
    with left:
        frame = choose_frame(warehouse, territory)
    mesh = choose(middle.selectbox, "maille", "Par", meshes, next(iter(meshes)), forgets=("annee",))
    years = indicators.vintages(warehouse, indicator, mesh)
    if frame is None:
        st.info("Aucun territoire ne contient celui-ci : il n’y a pas de carte à dessiner.")
        return
    year = choose(right.selectbox, "annee", "Millésime", {code: code for code in years}, next(iter(years)))
    query = indicators.inside(indicator, years[year], mesh, frame)
    drawn = Drawn(indicator, territory, frame, mesh, years[year], query, warehouse.rows(query))
    _picture(warehouse, entrepot, drawn)


def _picture(warehouse: Warehouse, entrepot: Entrepot, drawn: Drawn) -> None:
    indicator, rows = drawn.indicator, drawn.rows
    contours = indicators.contours(warehouse, drawn.mesh, drawn.frame)
    said = ""
    classes = None
    if not indicator.counts:
        classes, said = _classes(warehouse, drawn)
    words = Words(
        title=indicator.libelle,
        subtitle=typeset(f"{drawn.frame.libelle}, {drawn.vintage.code}, {indicator.unite}{said}"),
        source=source_line(rows, entrepot, indicator),
        file=file_name("carte", indicator.libelle, drawn.frame.libelle, drawn.vintage.code),
        width=76,
    )
    if contours.empty or rows.empty:
        st.info(typeset(f"{drawn.frame.libelle} : aucun contour ou aucun chiffre à cette maille, la carte est vide."))
    else:
        outlined = drawn.territory.key.code if drawn.territory.key.niveau == drawn.mesh else None
        basemap = Basemap(contours, outlined)
        chart = (
            maps.circles(rows, indicator, basemap, words)
            if classes is None
            else maps.choropleth(rows, indicator, classes, basemap, words)
        )
        draw(chart, words, key="carte", on_select=lambda: _clicked(drawn), selection_mode=CLICKED)
        st.caption(_said_under(drawn, contours))
    if indicator.prudence:
        st.caption(typeset(indicator.prudence))
    show_behind(Behind(rows, drawn.query, words, contours), figures_table(rows, indicator), entrepot, "carte")


def _classes(warehouse: Warehouse, drawn: Drawn) -> tuple[Classes, str]:
    """The classes asked for, and what to say of them under the title."""
    left, right = st.columns([2, 3])
    method = choose(left.selectbox, "methode", "Classes", METHODS, "quantiles", forgets=("seuils",))
    indicator = drawn.indicator
    if method == "reference":
        with right:
            return _around_reference(warehouse, drawn)
    with right:
        same = flag("memes_classes", "Mêmes classes tous les ans")
    values = indicators.every_vintage(warehouse, indicator, drawn.mesh, drawn.frame) if same else drawn.values
    bounds = breaks(method, values, indicator.decimals)
    if method == "fixes":
        with right:
            line = write_text(
                "seuils",
                "Seuils, séparés par des points-virgules",
                " ; ".join(number(bound, indicator.decimals) for bound in bounds),
            )
        asked = typed(line)
        if asked is None:
            st.warning(
                typeset(f"« {line} » n’est pas une suite de un à sept nombres, comme « 10 ; 12,5 ; 15 »."),
                icon=":material/edit:",
            )
        return sequential(asked or bounds), " ; seuils choisis" if asked else ""
    said = " ; les mêmes classes pour tous les millésimes" if same else ""
    return sequential(bounds), said


def _around_reference(warehouse: Warehouse, drawn: Drawn) -> tuple[Classes, str]:
    indicator = drawn.indicator
    offered = {
        reference.territory.key.written: reference.territory
        for reference in references(warehouse, drawn.frame)
        if reference.territory.key.niveau in {"perimetre", "departement", "region", "france"}
    }
    offered = {drawn.frame.key.written: drawn.frame, **offered}
    code = choose(
        st.selectbox,
        "repere",
        "Référence",
        {code: territory.libelle for code, territory in offered.items()},
        drawn.frame.key.written,
    )
    found = indicators.of_vintage(warehouse.rows(indicators.series(indicator, [offered[code].key])), drawn.vintage)[
        "valeur"
    ].dropna()
    if found.empty:
        st.warning(
            typeset(f"{offered[code].libelle} n’a pas ce chiffre en {drawn.vintage.code} : voici des quantiles."),
            icon=":material/info:",
        )
        return sequential(breaks("quantiles", drawn.values, indicator.decimals)), ""
    reference = float(found.iloc[0])
    told = f" ; autour de {offered[code].libelle}, {indicator.write(reference)}"
    return around(reference, drawn.values, indicator.decimals), told


def _clicked(drawn: Drawn) -> None:
    """The territory clicked becomes the chosen one; the map stays where it was."""
    clicked = st.session_state["carte"]["selection"].get(CLICKED) or []
    if clicked:
        key = Key(drawn.mesh, str(clicked[0]["code"]))
        address.go(niveau=key.niveau, code=key.code, cadre=drawn.frame.key.written)


def _said_under(drawn: Drawn, contours: pd.DataFrame) -> str:
    without = len(set(drawn.rows["code_territoire"]) - set(contours["code_territoire"]))
    said = "Cliquez sur un territoire pour le choisir."
    if without:
        said += f" {number(without)} territoires ont un chiffre et pas de contour : le tableau les a."
    return typeset(said)
