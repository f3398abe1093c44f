"""The tables behind the pictures, to read and to download."""

import pandas as pd
import streamlit as st

from explorer.exports import CSV, PARQUET, Export
from explorer.territory import Key
from explorer.typography import ABSENT, number, statut, typeset

ROWS_SHOWN = 1000


def show_populations(rows: pd.DataFrame, names: dict[Key, str]) -> None:
    """One line a territory: population by vintage, then density and annual rate."""
    lines = []
    for key, name in names.items():
        own = rows[(rows["niveau"] == key.niveau) & (rows["code_territoire"] == key.code)]
        line = {"Territoire": name}
        for row in own.to_dict("records"):
            mark = "" if row["population_municipale_statut"] == "disponible" else "\u00a0*"
            line[f"RP {row['millesime']}"] = number(row["population_municipale"]) + mark
        if not own.empty:
            line["Densité (hab./km²)"] = number(own.iloc[-1]["densite_hab_km2"])
        pairs = own[own["taux_annuel_moyen_pct"].notna() & own["millesime_reference"].notna()]
        if not pairs.empty:
            last = pairs.iloc[-1]
            years = f"{int(last['millesime_reference'])}-{last['millesime']}"
            line[f"Taux annuel moyen {years} (%)"] = number(last["taux_annuel_moyen_pct"], 2, signed=True)
        lines.append(line)
    st.table(pd.DataFrame(lines).fillna("—").set_index("Territoire"))
    marked = rows[rows["population_municipale_statut"] != "disponible"]
    if not marked.empty:
        said = dict.fromkeys(statut(code) for code in marked["population_municipale_statut"])
        st.caption(typeset(f"\\* chiffre {', '.join(said)} : le fichier à télécharger dit de combien."))


def show_communes(rows: pd.DataFrame) -> None:
    """One line a commune, sortable."""
    shown = pd.DataFrame(
        {
            "Code": rows["code_territoire"],
            "Commune": rows["nom_territoire"],
            "Millésime": rows["millesime"].map(_year),
            "Population (hab.)": rows["population_municipale"],
            "Densité (hab./km²)": rows["densite_hab_km2"],
            "Taux annuel moyen (%)": rows["taux_annuel_moyen_pct"],
            "Taux depuis le RP": rows["millesime_reference"].map(_year),
            "Statut": [
                statut(code, covered)
                for code, covered in zip(
                    rows["population_municipale_statut"].astype(object).where(rows["millesime"].notna(), None),
                    rows["couverture"],
                    strict=True,
                )
            ],
        }
    ).head(ROWS_SHOWN)
    styled = shown.style.format(_whole, subset=["Population (hab.)", "Densité (hab./km²)"])
    styled = styled.format(_rate, subset=["Taux annuel moyen (%)"])
    st.dataframe(styled, hide_index=True, width="stretch", height=330)
    if len(rows) > ROWS_SHOWN:
        st.caption(f"Les {number(ROWS_SHOWN)} premières lignes ; le fichier à télécharger les a toutes.")


def _year(value: float) -> str:
    return ABSENT if pd.isna(value) else str(int(value))


def _whole(value: object) -> str:
    return number(value) if isinstance(value, float) else ABSENT


def _rate(value: object) -> str:
    return number(value, 2, signed=True) if isinstance(value, float) else ABSENT


def offer(export: Export, key: str) -> None:
    """Two buttons: CSV and Parquet."""
    with st.container(horizontal=True):
        st.download_button(
            "Télécharger en CSV",
            export.csv,
            file_name=f"{export.name}.csv",
            mime=CSV,
            key=f"csv {key}",
            on_click="ignore",
            icon=":material/download:",
        )
        st.download_button(
            "Télécharger en Parquet",
            export.parquet,
            file_name=f"{export.name}.parquet",
            mime=PARQUET,
            key=f"parquet {key}",
            on_click="ignore",
            icon=":material/download:",
        )
