"""The right-holders of the mines: how many, what remains of them by 2050, what leaves with them."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from explorer import right_holders
from explorer.address import choose
from explorer.charts.columns import columns
from explorer.charts.dress import Words
from explorer.charts.projections import projected
from explorer.choice import say_no_delivery
from explorer.entrepot import Entrepot
from explorer.picture import Behind, draw, show_behind, source_line
from explorer.territory import Territory
from explorer.typography import ABSENT, file_name, nature, number, quantity, statut, typeset
from explorer.warehouse import Warehouse

JEUX = ("angdm_ayants_droit", "angdm_logements", "angdm_prestations", "angdm_mouvements")
AGREEMENT = "Sous convention : à usage interne tant que la diffusion n’est pas contrôlée."
UNCERTAIN = (
    "Une projection n’est pas un décompte : le nombre attendu est une moyenne, et neuf avenirs sur dix sont dans "
    "l’intervalle. Les bornes de deux territoires ne s’additionnent pas."
)

NOT_ALL = " Les deux ne font pas le total : d’autres n’ont ni l’un ni l’autre."
CARD_WIDTH = 225

Row = Mapping[Hashable, Any]


@dataclass(frozen=True)
class Told:
    """What one may look at: a label, a unit, and how many decimals."""

    libelle: str
    unite: str
    decimals: int = 0


PROJECTED = {
    "personnes": Told("Ayants droit", "personnes"),
    "droits_propres": Told("Anciens mineurs (droit propre)", "personnes"),
    "reversions": Told("Conjoints survivants (réversion)", "personnes"),
    "logements": Told("Logements tenus en nature", "logements"),
    "logements_liberes": Told("Logements libérés dans l’année", "logements"),
}

PARTS = {
    "droit": Told("Droit", "personnes"),
    "sexe": Told("Sexe", "personnes"),
    "age": Told("Âge", "personnes"),
    "logement": Told("Avantage logement", "personnes"),
}
PARTS_OF = {
    "droit": {"droits_propres": "Anciens mineurs (droit propre)", "reversions": "Conjoints survivants (réversion)"},
    "sexe": {"femmes": "Femmes", "hommes": "Hommes"},
    "age": {"moins_75_ans": "Moins de 75 ans", "de_75_a_84_ans": "De 75 à 84 ans", "plus_85_ans": "85 ans ou plus"},
    "logement": {"loges_en_nature": "Logés en nature", "indemnises": "Indemnisés"},
}

LEFT = {
    "perte_personnes": Told("Ayants droit de moins qu’à la liste précédente", "personnes"),
    "perte_logements_en_nature": Told("Logements en nature de moins qu’à la liste précédente", "logements"),
    "prestations_eur": Told("Prestations versées dans l’année", "€"),
    "perte_prestations_eur": Told("Prestations de moins qu’à la liste précédente", "€"),
    "pensions_eur": Told("Pensions du régime minier versées dans l’année", "€"),
    "poids_population_pct": Told("Ayants droit dans la population", "%", 2),
    "poids_prestations_revenu_pct": Told("Prestations dans le revenu fiscal", "%", 2),
}


def show(warehouse: Warehouse, entrepot: Entrepot, territory: Territory) -> None:
    """Draw the view."""
    st.header(typeset(f"Ayants droit : {territory.libelle}"), anchor=False)
    if not entrepot.demonstration:
        st.warning(typeset(AGREEMENT), icon=":material/lock:")
    rows = warehouse.rows(right_holders.stock(territory.key))
    if rows.empty:
        if int(warehouse.read(right_holders.DELIVERED)["lignes"].iloc[0]):
            st.info(typeset(f"{territory.libelle} : les listes livrées n’en disent rien."), icon=":material/info:")
        else:
            say_no_delivery(warehouse, "Ayants droit des mines", JEUX)
        return
    left = warehouse.rows(right_holders.departures(territory.key))
    _key_figures(rows, left, warehouse.rows(right_holders.deadlines(territory.key)))
    view = _View(warehouse, entrepot, territory)
    view.projection()
    view.stock(rows)
    view.departures(left)


def _key_figures(rows: pd.DataFrame, left: pd.DataFrame, deadlines: pd.DataFrame) -> None:
    last = rows.to_dict("records")[-1]
    paid = left.to_dict("records")[-1] if len(left) else {}
    ends = deadlines.to_dict("records")[0] if len(deadlines) else {}
    change = last["evolution_annuelle_pct"]
    listed = f"31 décembre {last['millesime']}"
    trend = listed if pd.isna(change) else f"{listed} · {quantity(change, '% par an', 1, signed=True)}"
    share = number(last["densite_pour_100_logements"], 1)
    held = f"{share} pour 100 résidences principales" if share != ABSENT else ""
    simulated = last["nature"] == "simule"
    with st.container(horizontal=True):
        _card(last, "personnes", "Ayants droit (personnes)", trend, simulated)
        _card(last, "densite_pour_1000_habitants", "Pour 1 000 habitants", listed, simulated, 1)
        _card(last, "logements_en_nature", "Logements tenus en nature", f"{listed} · {held}".rstrip(" ·"), simulated)
        _deadline(ends, "annee_moitie", "La moitié disparue en", simulated)
        _deadline(ends, "annee_neuf_dixiemes", "Neuf dixièmes en", simulated)
        if paid:
            _card(paid, "prestations_eur", "Prestations versées (€)", f"année {paid['millesime']}", simulated)


def _card(row: Row, figure: str, label: str, note: str, simulated: bool, decimals: int = 0) -> None:
    code = row[f"{figure}_statut"]
    _write_card(label, number(row[figure], decimals), [note, "" if code == "disponible" else statut(code)], simulated)


def _deadline(row: Row, figure: str, label: str, simulated: bool) -> None:
    names = (figure, f"{figure}_au_plus_tot", f"{figure}_au_plus_tard")
    statuts = {row.get(f"{name}_statut", "non_publie") for name in names}
    withheld = statuts - {"estime", "non_applicable"}
    if withheld:
        # What is said of one bound would tell of the others.
        _write_card(label, ABSENT, [statut(code) for code in sorted(withheld)], simulated)
        return
    years: list[str] = ["après 2050" if pd.isna(row[name]) else str(int(row[name])) for name in names]
    expected, first, last = years
    _write_card(label, expected, [f"estimé, à 90 % : {first if first == last else f'{first} à {last}'}"], simulated)


def _write_card(label: str, value: str, notes: list[str], simulated: bool) -> None:
    said = [note for note in [*notes, nature("simule") if simulated else ""] if note]
    with st.container(border=True, width=CARD_WIDTH, height="stretch"):
        st.metric(typeset(label), value)
        st.caption(typeset(" · ".join(said)))


@dataclass(frozen=True)
class _View:
    warehouse: Warehouse
    entrepot: Entrepot
    territory: Territory

    def projection(self) -> None:
        st.subheader("Ce qu’il en restera d’ici 2050", anchor=False)
        code = choose(st.selectbox, "mesure", "Ce que montre la courbe", _labels(PROJECTED), "personnes")
        told = PROJECTED[code]
        query = right_holders.projection(self.territory.key, code)
        rows = self.warehouse.rows(query)
        words = self._words(rows, told, "compté, puis attendu avec son intervalle à 90 %", "projection", code)
        if self._drawn(rows, told):
            draw(projected(rows, told.unite, words), words)
            _caption(UNCERTAIN + _held_back(rows))
        show_behind(Behind(rows, query, words), _projection_table(rows, told), self.entrepot, "projection")

    def stock(self, rows: pd.DataFrame) -> None:
        st.subheader("Qui ils sont", anchor=False)
        code = choose(st.selectbox, "selon", "Selon", _labels(PARTS), "droit")
        told, parts = PARTS[code], PARTS_OF[code]
        long = pd.concat(
            [_long(rows, figure, label, Told(label, told.unite)) for figure, label in parts.items()], ignore_index=True
        )
        subtitle = f"selon : {told.libelle.lower()}, au 31 décembre"
        words = self._words(long, Told("Ayants droit des mines", told.unite), subtitle, "stock", code)
        if self._drawn(long, told):
            draw(columns(long, told.unite, words), words)
            _caption(_held_back(long) + (NOT_ALL if code == "logement" else ""))
        table = _wide_table(rows, {"personnes": "Ayants droit", **parts, "age_moyen": "Âge moyen (années)"})
        show_behind(Behind(rows, right_holders.stock(self.territory.key), words), table, self.entrepot, "stock")

    def departures(self, rows: pd.DataFrame) -> None:
        st.subheader("Ce qui part avec eux, ce qu’ils pèsent", anchor=False)
        code = choose(st.selectbox, "depart", "Ce que montrent les colonnes", _labels(LEFT), "perte_personnes")
        told = LEFT[code]
        if rows.empty:
            st.info(typeset(f"{self.territory.libelle} : rien n’en est dit à ce niveau."), icon=":material/info:")
            return
        long = _long(rows, code, told.libelle, told)
        words = self._words(long, told, "par année de la liste", "impact", code)
        if self._drawn(long, told):
            draw(columns(long, told.unite, words), words)
            _caption(_held_back(long))
        table = _wide_table(rows, {name: f"{of.libelle} ({of.unite})" for name, of in LEFT.items()})
        show_behind(Behind(rows, right_holders.departures(self.territory.key), words), table, self.entrepot, "impact")

    def _words(self, rows: pd.DataFrame, told: Told, subtitle: str, *file: str) -> Words:
        source = source_line(rows, self.entrepot)
        return Words(
            title=told.libelle,
            subtitle=typeset(f"{self.territory.libelle}, {told.unite}, {subtitle}"),
            source=source if self.entrepot.demonstration else typeset(f"{source} {AGREEMENT}"),
            file=file_name("ayants_droit", *file, self.territory.libelle),
        )

    def _drawn(self, rows: pd.DataFrame, told: Told) -> bool:
        """False when there is nothing to draw, which the page then says."""
        known = rows[rows["valeur"].notna()]
        if (known["valeur"] != 0).any():
            return True
        why = ", ".join(statut(code) for code in rows.loc[rows["valeur"].isna(), "statut"].dropna().unique())
        said = "zéro" if len(known) else "aucun chiffre à montrer"
        st.info(typeset(f"{told.libelle}, {self.territory.libelle} : {said}" + (f" ({why})." if why else ".")))
        return False


def _labels(offered: Mapping[str, Told]) -> dict[str, str]:
    return {code: told.libelle for code, told in offered.items()}


def _long(rows: pd.DataFrame, figure: str, part: str, told: Told) -> pd.DataFrame:
    """One figure of each vintage: millesime, part, valeur, statut, dit, nature, source."""
    return pd.DataFrame(
        {
            "millesime": rows["millesime"],
            "part": part,
            "valeur": rows[figure].astype(float),
            "statut": rows[f"{figure}_statut"],
            "dit": [quantity(value, told.unite, told.decimals) for value in rows[figure]],
            "nature": rows["nature"],
            "source": rows["source"],
        }
    )


def _held_back(rows: pd.DataFrame) -> str:
    """Which years have no figure, and why."""
    years = rows["annee"] if "annee" in rows else rows["millesime"]
    absent = rows["valeur"].isna()
    said = []
    for code, own in years[absent].groupby(rows.loc[absent, "statut"]):
        held = sorted({int(year) for year in own})
        span = str(held[0]) if len(held) == 1 else f"{held[0]} à {held[-1]}"
        listed = span if held == list(range(held[0], held[-1] + 1)) else ", ".join(map(str, held))
        said.append(f"{listed} : {statut(str(code))}")
    return f" Sans chiffre, {' ; '.join(said)}." if said else ""


def _caption(said: str) -> None:
    if said:
        st.caption(typeset(said.strip()))


def _projection_table(rows: pd.DataFrame, told: Told) -> pd.DataFrame:
    digits = [0 if serie == "liste" else 1 for serie in rows["serie"]]
    return pd.DataFrame(
        {
            "31 décembre": [str(year) for year in rows["annee"]],
            f"{told.libelle} ({told.unite})": [
                number(value, places) for value, places in zip(rows["valeur"], digits, strict=True)
            ],
            "Borne basse à 90 %": [number(value) for value in rows["borne_basse"]],
            "Borne haute à 90 %": [number(value) for value in rows["borne_haute"]],
            "Série": rows["serie"],
            "Statut": [statut(code) for code in rows["statut"]],
            "Nature": [nature(code) for code in rows["nature"]],
        }
    )


def _wide_table(rows: pd.DataFrame, figures: Mapping[str, str]) -> pd.DataFrame:
    """A figure or, in its place, its status in words."""
    told = rows.to_dict("records")
    decimals = {"age_moyen": 1, **{name: of.decimals for name, of in LEFT.items()}}

    def write(row: Row, name: str) -> str:
        value, code = row[name], row[f"{name}_statut"]
        if pd.isna(value):
            return statut(code)
        written = number(value, decimals.get(name, 0))
        return written if code == "disponible" else f"{written} ({statut(code)})"

    return pd.DataFrame(
        {
            "31 décembre": [str(row["millesime"]) for row in told],
            **{label: [write(row, name) for row in told] for name, label in figures.items()},
            "Nature": [nature(row["nature"]) for row in told],
        }
    )
