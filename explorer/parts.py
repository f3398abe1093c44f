"""The parts of a wider territory: how an indicator is spread among them, and two indicators crossed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from explorer import comparisons, indicators
from explorer.address import choose, flag
from explorer.catalogue import Indicator
from explorer.charts.cloud import cloud
from explorer.charts.dress import WORDS_WIDTH, Words
from explorer.charts.spread import Mark, histogram
from explorer.choice import choose_frame, choose_indicator
from explorer.entrepot import Entrepot
from explorer.indicators import Vintage
from explorer.picture import Behind, draw, figures_table, show_behind, source_line
from explorer.territory import LEVELS, MESHES, Territory
from explorer.typography import file_name, number, statut, typeset
from explorer.warehouse import Warehouse

CROSSED_WITH = ("part_diplomes_superieur_pct", "taux_chomage_recensement_pct")
# Fewer territories make no distribution.
FEWEST = 4


@dataclass(frozen=True)
class Chosen:
    """What the view compares: an indicator of a territory at a vintage, and the values to mark."""

    indicator: Indicator
    territory: Territory
    vintage: Vintage
    marks: Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Within:
    """The territories of a level inside a wider one."""

    frame: Territory
    mesh: str

    @property
    def said(self) -> str:
        """In words, for a title."""
        return f"{self.frame.libelle}, par {LEVELS[self.mesh].libelle.lower()}"


def figure(indicator: Indicator, value: float, code: str, covered: float) -> str:
    """A figure in words, with its status where it is not plainly available."""
    if pd.isna(value):
        return statut(code, covered)
    written = indicator.write(value)
    return written if code == "disponible" else f"{written} ({statut(code, covered)})"


def show(warehouse: Warehouse, entrepot: Entrepot, chosen: Chosen, catalogue: Mapping[str, Indicator]) -> None:
    """Draw the distribution, then the scatter."""
    st.subheader("Dans un territoire plus large", anchor=False)
    held = indicators.levels(warehouse, chosen.indicator)
    meshes = {code: LEVELS[code].libelle for code in MESHES if code in held}
    left, right = st.columns(2)
    with left:
        frame = choose_frame(warehouse, chosen.territory)
    if frame is None or not meshes:
        st.info(typeset("Aucune partie à comparer : ni territoire plus large, ni chiffre à une maille plus fine."))
        return
    within = Within(frame, choose(right.selectbox, "maille", "Par", meshes, next(iter(meshes))))
    _show_spread(warehouse, entrepot, chosen, within)
    st.subheader("Deux indicateurs", anchor=False)
    _show_crossed(warehouse, entrepot, chosen, within, catalogue)


def _show_spread(warehouse: Warehouse, entrepot: Entrepot, chosen: Chosen, within: Within) -> None:
    indicator = chosen.indicator
    query = comparisons.spread(indicator, chosen.vintage, within.mesh, within.frame)
    rows = warehouse.rows(query)
    known = rows[rows["valeur"].notna()]
    if len(known) < FEWEST:
        st.info(
            typeset(f"{within.said} : {number(len(known))} chiffre(s) en {chosen.vintage.code}, pas de distribution."),
            icon=":material/inbox:",
        )
        return
    quartiles = [
        Mark(name, float(known[column].iloc[0]))
        for name, column in (
            ("premier quartile", "premier_quartile"),
            ("médiane", "mediane"),
            ("troisième quartile", "troisieme_quartile"),
        )
    ]
    words = Words(
        title=f"{indicator.libelle}, distribution",
        subtitle=typeset(f"{within.said}, {chosen.vintage.code}, {indicator.unite}"),
        source=source_line(rows, entrepot, indicator),
        file=file_name("distribution", indicator.libelle, within.frame.libelle, chosen.vintage.code),
        width=WORDS_WIDTH,
    )
    marks = [Mark(name, value) for name, value in chosen.marks]
    if indicator.counts and within.mesh != chosen.territory.key.niveau:
        marks = []
    draw(histogram(known["valeur"].tolist(), quartiles, marks, indicator, words), words, key="distribution")
    told = ", ".join(f"{mark.nom} {indicator.write(mark.valeur)}" for mark in quartiles)
    without = len(rows) - len(known)
    st.caption(
        typeset(
            f"Pointillés : {told}, de {number(len(known))} territoires qui comptent chacun pour un"
            + (f" ; {number(without)} sans chiffre" if without else "")
            + f". {words.source}"
        )
    )
    shown = rows.drop(columns=["premier_quartile", "mediane", "troisieme_quartile"])
    show_behind(Behind(rows, query, words), figures_table(shown, indicator), entrepot, "distribution")


def _show_crossed(
    warehouse: Warehouse, entrepot: Entrepot, chosen: Chosen, within: Within, catalogue: Mapping[str, Indicator]
) -> None:
    first = chosen.indicator
    held = comparisons.at_level(warehouse, within.mesh) - {first.code}
    default = next((code for code in (*CROSSED_WITH, *catalogue) if code in catalogue and code in held), first.code)
    second = choose_indicator(catalogue, default, name="indicateur_2", label="Second indicateur")
    years = indicators.vintages(warehouse, second, within.mesh)
    if not years:
        st.info(
            typeset(f"{second.libelle} : aucun chiffre par {LEVELS[within.mesh].libelle.lower()}."),
            icon=":material/inbox:",
        )
        return
    closest = min(years.values(), key=lambda year: (abs(year.millesime - chosen.vintage.millesime), -year.millesime))
    year = choose(
        st.selectbox, "annee_2", "Millésime du second indicateur", {code: code for code in years}, closest.code
    )
    if (first.counts or second.counts) and not flag("effectifs", "Croiser aussi des effectifs"):
        st.info("Un effectif dit d’abord la taille d’un territoire : le nuage ne le montre que si on le demande.")
        return
    query = comparisons.crossed((first, chosen.vintage), (second, years[year]), within.mesh, within.frame)
    rows = warehouse.rows(query)
    _draw_cloud(
        entrepot, chosen, within, second, Behind(rows, query, _cloud_words(rows, entrepot, chosen, within, second))
    )


def _cloud_words(rows: pd.DataFrame, entrepot: Entrepot, chosen: Chosen, within: Within, second: Indicator) -> Words:
    seconds = rows[["millesime_second", "valeur_seconde", "nature_seconde", "source_seconde"]]
    seconds.columns = ["millesime", "valeur", "nature", "source"]
    sources = [source_line(rows, entrepot, chosen.indicator), source_line(seconds, entrepot, second)]
    return Words(
        title=f"{chosen.indicator.libelle} et {second.libelle}",
        subtitle=typeset(f"{within.said} ; un point par territoire"),
        source=" ".join(dict.fromkeys(sources)),
        file=file_name("nuage", chosen.indicator.libelle, second.libelle, within.frame.libelle),
        width=WORDS_WIDTH,
    )


def _draw_cloud(entrepot: Entrepot, chosen: Chosen, within: Within, second: Indicator, behind: Behind) -> None:
    first, rows = chosen.indicator, behind.rows
    said = [figure(first, *told) for told in zip(rows["valeur"], rows["statut"], rows["couverture"], strict=True)]
    seconds = zip(rows["valeur_seconde"], rows["statut_second"], rows["couverture_seconde"], strict=True)
    points = rows[["valeur", "valeur_seconde", "habitants"]].assign(
        nom=rows["nom_territoire"].fillna(rows["code_territoire"]),
        dit=said,
        dit_second=[figure(second, *told) for told in seconds],
        choisi=(rows["code_territoire"] == chosen.territory.key.code) & (within.mesh == chosen.territory.key.niveau),
    )
    known = points[points["valeur"].notna() & points["valeur_seconde"].notna()].reset_index(drop=True)
    if len(known) < FEWEST:
        st.info(
            typeset(f"{within.said} : {number(len(known))} territoire(s) avec les deux chiffres, pas de nuage."),
            icon=":material/inbox:",
        )
    else:
        draw(cloud(known, first, second, behind.words), behind.words, key="nuage")
        without = len(points) - len(known)
        st.caption(
            typeset(
                (f"{number(without)} territoires n’ont pas les deux chiffres. " if without else "")
                + "Deux indicateurs qui varient ensemble ne disent pas que l’un explique l’autre. "
                + behind.words.source
            )
        )
    table = pd.DataFrame(
        {
            "Code": rows["code_territoire"],
            "Territoire": points["nom"],
            first.titre: points["dit"],
            f"{second.titre}, second": points["dit_second"],
        }
    )
    show_behind(behind, table, entrepot, "nuage")
