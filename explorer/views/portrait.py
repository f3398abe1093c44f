"""The portrait: the sheet of a territory, to read, to print on one A4 page, or to take away."""

import pandas as pd
import streamlit as st

from explorer.catalogue import THEMES, decimals_of
from explorer.charts.dress import Words
from explorer.choice import say_no_delivery
from explorer.entrepot import Entrepot
from explorer.picture import Behind, show_behind
from explorer.portrait.figures import FIGURES, Portrait, read_portrait
from explorer.portrait.sheet import REFERENCES, document, file_of, sheet
from explorer.portrait.style import PRINTED, STYLE
from explorer.territory import Territory
from explorer.typography import file_name, nature, number, period, statut, text, typeset
from explorer.warehouse import Query, Warehouse

JEUX = {
    "population": ("insee_populations_reference", "insee_rp_structure", "insee_rp_menages"),
    "pauvrete": ("insee_filosofi",),
}


def show(warehouse: Warehouse, entrepot: Entrepot, territory: Territory) -> None:
    """Draw the view."""
    st.header("Portrait", anchor=False)
    portrait = read_portrait(warehouse, territory.key)
    if portrait is None or portrait.rows.empty:
        _say_nothing(warehouse, territory, portrait)
        return
    st.caption(typeset("Une page A4 : imprimez-la depuis le navigateur (Ctrl + P), ou téléchargez la fiche."))
    st.download_button(
        "Télécharger la fiche",
        document(portrait),
        file_name=file_of(portrait),
        mime="text/html",
        on_click="ignore",
        icon=":material/print:",
    )
    st.html(f"<style>{STYLE}{PRINTED}</style>{sheet(portrait)}")
    for theme in portrait.missing:
        say_no_delivery(warehouse, THEMES[theme], JEUX[theme])
    words = Words(
        title=portrait.titre,
        subtitle="Dernier millésime de chaque indicateur clé",
        source=_source(portrait),
        file=file_name("portrait", territory.key.code, territory.nom),
    )
    query = Query(FIGURES, {"niveau": territory.key.niveau, "code": territory.key.code})
    show_behind(Behind(portrait.rows, query, words), _table(portrait.rows), entrepot, "portrait")


def _say_nothing(warehouse: Warehouse, territory: Territory, portrait: Portrait | None) -> None:
    if portrait is None or portrait.delivered:
        said = (
            f"{territory.libelle} n’a pas de portrait : il est fait des communes des régions d’un périmètre, "
            "et de tous les niveaux qui s’en composent, sauf les cités."
        )
        st.info(typeset(said), icon=":material/info:")
        return
    for theme, jeux in JEUX.items():
        say_no_delivery(warehouse, THEMES[theme], jeux)


def _source(portrait: Portrait) -> str:
    rows = portrait.rows
    sources = " ; ".join(rows["source"].dropna().unique())
    natures = ", ".join(nature(code) for code in sorted(rows["nature"].dropna().unique()))
    said = f"Source : {sources} ({natures}), géographie au 1er janvier {portrait.identity['geographie']}."
    return typeset(said + (" Entrepôt de démonstration." if portrait.demonstration else ""))


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows, one a line, with the whole of each reason."""
    told = rows.to_dict("records")
    digits = [decimals_of(row["unite"], row["genre"]) for row in told]
    return pd.DataFrame(
        {
            "Indicateur": rows["libelle"],
            "Unité": rows["unite"],
            "Millésime": [period(int(year)) for year in rows["millesime"]],
            "Valeur": [number(row["valeur"], places) for row, places in zip(told, digits, strict=True)],
            "Statut": [statut(row["statut"], row["couverture"]) for row in told],
            "Évolution": [number(row["evolution"], 2, True) for row in told],
            "Unité de l’évolution": rows["evolution_unite"].fillna("—"),
            "Pourquoi": [typeset(text(row["evolution_motif"]) or "—") for row in told],
            **{
                f"Écart : {reference.libelle}": [
                    number(row[f"ecart_{reference.code}"], max(places, 1), True)
                    for row, places in zip(told, digits, strict=True)
                ]
                for reference in REFERENCES
            },
            "Prudence": [typeset(text(row["prudence"]) or "—") for row in told],
            "Source": rows["source"],
        }
    )
