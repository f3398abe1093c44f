"""A territory beside its references, among the parts of a wider one, and two indicators crossed."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from explorer import comparisons, indicators, parts
from explorer.address import choose
from explorer.catalogue import Indicator, read_catalogue
from explorer.charts.dots import dots
from explorer.charts.dress import WORDS_WIDTH, Words
from explorer.choice import choose_indicator, choose_references, names, say_nothing_at
from explorer.entrepot import Entrepot
from explorer.indicators import Vintage
from explorer.picture import Behind, draw, figures_table, show_behind, source_line
from explorer.territories import references
from explorer.territory import Key, Territory
from explorer.typography import ABSENT, NATURES, file_name, number, quantity, statut, text, typeset
from explorer.warehouse import Query, Warehouse

DEFAULT = "taux_pauvrete_60"
PEERS = {
    "commune": "communes du Bassin minier",
    "epci": "huit EPCI de l’ERBM",
    "arrondissement": "arrondissements qui ont une commune dans le Bassin minier",
    "zone_emploi": "zones d’emploi qui ont une commune dans le Bassin minier",
    "zone_emploi_2010": "zones d’emploi (2010) qui ont une commune dans le Bassin minier",
    "cite": "cités minières du Bassin minier",
}


@dataclass(frozen=True, eq=False)
class Beside:
    """The territory and its references at one vintage."""

    indicator: Indicator
    territory: Territory
    names: Mapping[Key, str]
    vintage: Vintage
    query: Query
    rows: pd.DataFrame

    @property
    def called(self) -> list[str]:
        """What to call the territory of each row."""
        columns = (self.rows["niveau"], self.rows["code_territoire"])
        return [self.names[Key(niveau, code)] for niveau, code in zip(*columns, strict=True)]

    @property
    def said(self) -> list[str]:
        """Each figure in words, with its status where it is not plainly available."""
        return [
            parts.figure(self.indicator, *told)
            for told in zip(self.rows["valeur"], self.rows["statut"], self.rows["couverture"], strict=True)
        ]


def show(warehouse: Warehouse, entrepot: Entrepot, territory: Territory) -> None:
    """Draw the view."""
    st.header(typeset(f"Comparer : {territory.libelle}"), anchor=False)
    catalogue = read_catalogue(warehouse)
    indicator = choose_indicator(catalogue, DEFAULT)
    years = indicators.vintages(warehouse, indicator, territory.key.niveau)
    if not years:
        say_nothing_at(warehouse, indicator, territory.key.niveau)
        return
    left, right = st.columns([1, 2])
    year = choose(left.selectbox, "annee", "Millésime", {code: code for code in years}, next(iter(years)))
    with right:
        others = choose_references(warehouse, territory, indicator)
    contain = {reference.territory.key for reference in references(warehouse, territory) if reference.contient}
    query = comparisons.beside(indicator, years[year], territory, [other.key for other in others], contain)
    beside = Beside(indicator, territory, names([territory, *others]), years[year], query, warehouse.rows(query))
    _show_beside(warehouse, entrepot, beside)
    parts.show(warehouse, entrepot, parts.Chosen(indicator, territory, years[year], _marks(beside)), catalogue)


def _marks(beside: Beside) -> list[tuple[str, float]]:
    """The territories to mark on a distribution: of counts, the values of wider ones would crush it."""
    told = zip(beside.called, beside.rows["valeur"], strict=True)
    kept = list(told)[:1] if beside.indicator.counts else list(told)
    return [(name, float(value)) for name, value in kept if not pd.isna(value)]


def _show_beside(warehouse: Warehouse, entrepot: Entrepot, beside: Beside) -> None:
    indicator, rows = beside.indicator, beside.rows
    st.subheader("Le territoire et ses références", anchor=False)
    gaps = _gaps(beside)
    st.table(
        pd.DataFrame(
            {
                "Territoire": beside.called,
                indicator.titre: [indicator.write(value) for value in rows["valeur"]],
                **gaps,
                "Statut": [statut(code, part) for code, part in zip(rows["statut"], rows["couverture"], strict=True)],
                "Nature": [NATURES.get(text(code) or "", ABSENT) for code in rows["nature"]],
            }
        ).set_index("Territoire")
    )
    _say_rank(warehouse, beside)
    words = Words(
        title=indicator.libelle,
        subtitle=typeset(f"{beside.territory.libelle} et ses références, {beside.vintage.code}, {indicator.unite}"),
        source=source_line(rows, entrepot, indicator),
        file=file_name("comparaison", indicator.libelle, beside.territory.libelle, beside.vintage.code),
        width=WORDS_WIDTH,
    )
    if not indicator.counts and rows["valeur"].notna().any():
        points = pd.DataFrame({"nom": beside.called, "valeur": rows["valeur"], "dit": beside.said})
        points["choisi"] = [place == 0 for place in range(len(points))]
        draw(dots(points, indicator.titre, words), words, key="references en points")
    st.caption(words.source)
    table = figures_table(rows, indicator, {key.written: name for key, name in beside.names.items()})
    for place, (title, column) in enumerate(gaps.items()):
        table.insert(4 + place, title, column)
    show_behind(Behind(rows, beside.query, words), table, entrepot, "references")


def _gaps(beside: Beside) -> dict[str, list[str]]:
    """The column of gaps, or of shares for a count; none for a balance."""
    indicator, rows = beside.indicator, beside.rows
    if indicator.balances:
        return {}
    if indicator.counts:
        return {
            f"Part de {beside.territory.nom} dans ce territoire": [
                quantity(part, "%", 1 if pd.isna(part) or part >= 1 else 2) for part in rows["part_pct"]
            ]
        }
    return {f"Écart de {beside.territory.nom} à ce territoire": [indicator.write_gap(gap) for gap in rows["ecart"]]}


def _say_rank(warehouse: Warehouse, beside: Beside) -> None:
    said = []
    niveau = beside.territory.key.niveau
    if niveau in PEERS:
        place = comparisons.rank(warehouse, beside.indicator, beside.vintage, beside.territory)
        if place is None:
            said.append(f"Rang : sans objet, pas de chiffre ou hors des {PEERS[niveau]}.")
        else:
            ordinal = "1ᵉʳ" if place.rang == 1 else f"{number(place.rang)}ᵉ"
            said.append(
                f"Rang : **{ordinal} sur {number(place.nombre)}**, du plus élevé au plus faible, parmi les "
                f"{PEERS[niveau]} qui ont un chiffre ; à égalité, le même rang."
            )
    if beside.indicator.balances:
        said.append("Un solde n’a ni écart ni part : il additionne des gains et des pertes.")
    elif beside.indicator.counts:
        said.append("Entre deux effectifs, un écart ne dirait que des tailles : voici une part, là où elle a un sens.")
    elif "borne" in set(beside.rows["statut"]):
        said.append("Un chiffre publié à une borne n’est pas une valeur exacte : il n’a pas d’écart.")
    if beside.indicator.prudence:
        said.append(beside.indicator.prudence)
    st.markdown(typeset("  \n".join(said)))
