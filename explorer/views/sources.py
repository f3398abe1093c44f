"""Sources and quality: what is loaded, late, refused or left unread, and what may not be compared."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from explorer.address import choose
from explorer.catalogue import THEMES
from explorer.entrepot import Entrepot
from explorer.exports import Export, named
from explorer.picture import offer, show_table
from explorer.typography import ABSENT, NATURES, STATUTS, nature, number, statut, text, typeset
from explorer.warehouse import Query, Warehouse

SOURCES = """
select
    sources.titre,
    sources.producteur,
    sources.statut,
    sources.millesimes,
    max(livraisons.recue_le) as derniere_livraison,
    sources.nombre_livraisons,
    sources.lignes,
    sources.nature,
    sources.cadence,
    sources.licence,
    sources.diffusion,
    sources.page,
    sources.commande,
    sources.jeu
from marts.sources
left join marts.livraisons
    on sources.jeu = livraisons.jeu and livraisons.etat = 'en_place'
group by all
order by sources.producteur, sources.titre
"""

CONVENTIONS = """
select
    convention, partenaire, jeu, etat, fin_le, derniere_livraison, prochaine_livraison, jours_de_retard, etat_au,
    conservation_mois, diffusion
from marts.conventions
order by jours_de_retard desc nulls last, prochaine_livraison nulls last, convention, jeu
"""

REFUSED = """
select recue_le, fichier, jeu, array_to_string(motifs, ' ') as motifs
from marts.livraisons
where etat = 'refusee'
order by recue_le desc, fichier
"""

IGNORED = """
select
    jeu,
    fichier,
    len(colonnes_ignorees) as nombre_colonnes,
    array_to_string(colonnes_ignorees, ', ') as colonnes,
    array_to_string(feuilles_ignorees, ', ') as feuilles
from marts.livraisons
where etat = 'en_place' and len(colonnes_ignorees) + len(feuilles_ignorees) > 0
order by jeu, fichier
"""

REJECTED = """
select jeu, motif, count(*) as lignes, count(distinct code_territoire) as codes, min(code_territoire) as exemple
from marts.rejets
group by jeu, motif
order by lignes desc, jeu, motif
"""

BREAKS = """
select distinct theme, indicateur, millesime, date_rupture, serie, axe, ce_qui_change, comparable, source
from marts.ruptures
order by theme, date_rupture desc, indicateur, ce_qui_change
"""

# The rule knows pairs of years to come: those in hand are told.
PAIRS = """
with en_main as (
    select distinct millesime
    from marts.population
)

select theme, millesime_debut, millesime_fin, duree_annees, admissible, motif
from marts.comparaisons
where
    millesime_debut in (select millesime from en_main)
    and millesime_fin in (select millesime from en_main)
order by theme, millesime_fin desc, millesime_debut desc
"""

# Three lines of words.
ROW_HEIGHT = 84

EVERY = "tous"
STATES = {EVERY: "Tous", "disponible": "Chargés", "non_charge": "Sans livraison"}
AGREEMENTS = {
    "en_vigueur": "en vigueur",
    "a_venir": "à venir, pas encore signée",
    "echue": "échue : plus rien ne se charge",
    "conservation_ecoulee": "durée de conservation écoulée : une livraison est à purger",
}
AXES = {"periode": "d’une date à l’autre", "publication": "d’une publication à l’autre"}

STATUTS_SAID = {
    "disponible": "Publié par le producteur.",
    "arrondi": "Publié arrondi : les petits écarts ne se commentent pas.",
    "borne": "Publié à un plancher ou à un plafond : la vraie valeur est au-delà.",
    "partiel": "Somme d’une partie seulement du territoire ; la couverture dit laquelle.",
    "estime": "Calculé par une méthode, non publié ; deux bornes en donnent souvent l’intervalle à 90 %.",
    "secret": "Retenu par le producteur, ou par l’observatoire : trop peu d’unités.",
    "interne": (
        "Sous convention, sur trop peu de personnes ou de logements : la valeur est dans l’entrepôt, "
        "cette page ne la montre pas."
    ),
    "non_publie": "Le producteur ne donne pas ce chiffre.",
    "non_applicable": "Le chiffre n’aurait pas de sens ici.",
    "non_charge": "Il existe, mais n’a pas été chargé dans cet entrepôt.",
}
NATURES_SAID = {
    "observe": "Fait par le producteur de la source.",
    "tiers": "Calculé par un tiers d’après la source, repris tel quel.",
    "simule": "Inventé pour la démonstration : à ne pas citer.",
    "mixte": "Calculé de chiffres de natures différentes ; s’il en est de simulés, à ne pas citer.",
}


def show(warehouse: Warehouse, entrepot: Entrepot) -> None:
    """Draw the view."""
    st.header("Sources et qualité", anchor=False)
    _freshness(warehouse, entrepot)
    _agreements(warehouse, entrepot)
    _deliveries(warehouse, entrepot)
    _breaks(warehouse)
    _pairs(warehouse)
    _words()


def _freshness(warehouse: Warehouse, entrepot: Entrepot) -> None:
    st.subheader("Fraîcheur des jeux de données", anchor=False)
    every = warehouse.rows(Query(SOURCES))
    loaded = int((every["statut"] == "disponible").sum())
    last = _days(pd.to_datetime(every["derniere_livraison"]).nlargest(1))
    st.markdown(
        typeset(
            f"{number(loaded)} jeux de données sont chargés, sur les {number(len(every))} que l’entrepôt sait charger"
            + (f" ; dernière livraison le {last[0]}." if last else ".")
        )
    )
    state = choose(st.radio, "etat", "Jeux montrés", STATES, EVERY, horizontal=True)
    rows = every if state == EVERY else every[every["statut"] == state]
    table = pd.DataFrame(
        {
            "Jeu": rows["titre"],
            "Producteur": rows["producteur"],
            "Statut": [statut(code) for code in rows["statut"]],
            "Millésimes": [spans(years) for years in rows["millesimes"]],
            "Dernière livraison": _days(rows["derniere_livraison"]),
            "Livraisons": [number(count) for count in rows["nombre_livraisons"]],
            "Lignes": [number(count) for count in rows["lignes"]],
            "Nature": [nature(code) if isinstance(code, str) else ABSENT for code in rows["nature"]],
            "Cadence": rows["cadence"],
            "Licence": rows["licence"],
            "Diffusion": rows["diffusion"],
            "Où l’obtenir": rows["page"],
            "Nom dans l’entrepôt": rows["jeu"],
        }
    )
    _tell(table, entrepot, "fraicheur")
    if (rows["statut"] == "non_charge").any():
        st.markdown("Pour charger ce qui manque, déposez les fichiers, tels que reçus, dans un dossier, puis :")
        for command in sorted(set(rows["commande"].dropna())):
            st.code(command, language="bash")


def _agreements(warehouse: Warehouse, entrepot: Entrepot) -> None:
    st.subheader("Conventions", anchor=False)
    rows = warehouse.rows(Query(CONVENTIONS))
    if rows.empty:
        st.info("Aucun registre des conventions n’est chargé.", icon=":material/inbox:")
        return
    late = rows[rows["jours_de_retard"] > 0]
    over = rows[rows["etat"].isin(["echue", "conservation_ecoulee"])]
    said = typeset(f"État au {_days(rows['etat_au'])[0]}, jour de la construction de l’entrepôt")
    if late.empty and over.empty:
        st.success(typeset(f"{said} : aucune livraison en retard, aucune convention échue."), icon=":material/check:")
    else:
        st.warning(
            typeset(f"{said} : livraisons en retard, {number(len(late))} ; conventions à revoir, {number(len(over))}."),
            icon=":material/schedule:",
        )
    table = pd.DataFrame(
        {
            "Convention": rows["convention"],
            "Partenaire": rows["partenaire"],
            "Jeu": rows["jeu"],
            "État": [AGREEMENTS.get(code, code) for code in rows["etat"]],
            "Fin": _days(rows["fin_le"]),
            "Dernière livraison": _days(rows["derniere_livraison"]),
            "Prochaine livraison": _days(rows["prochaine_livraison"]),
            "Retard (jours)": [number(days) for days in rows["jours_de_retard"]],
            "Conservation (mois)": [number(months) for months in rows["conservation_mois"]],
            "Diffusion": rows["diffusion"].fillna(ABSENT),
        }
    )
    _tell(table, entrepot, "conventions")


def _deliveries(warehouse: Warehouse, entrepot: Entrepot) -> None:
    st.subheader("Livraisons refusées", anchor=False)
    rows = warehouse.rows(Query(REFUSED))
    table = pd.DataFrame(
        {
            "Le": _days(rows["recue_le"]),
            "Fichier": rows["fichier"],
            "Jeu": rows["jeu"].fillna("non reconnu"),
            "Motifs": rows["motifs"],
        }
    )
    _tell(table, entrepot, "livraisons_refusees", "Aucune livraison n’a été refusée.")
    st.subheader("Lignes rejetées", anchor=False)
    rows = warehouse.rows(Query(REJECTED))
    table = pd.DataFrame(
        {
            "Jeu": rows["jeu"],
            "Motif": rows["motif"],
            "Lignes": [number(count) for count in rows["lignes"]],
            "Codes": [number(count) for count in rows["codes"]],
            "Par exemple": rows["exemple"].fillna(ABSENT),
        }
    )
    nothing = "Aucune ligne n’est rejetée : chaque code trouve son territoire."
    _tell(table, entrepot, "lignes_rejetees", nothing)
    st.subheader("Colonnes et feuilles ignorées", anchor=False)
    rows = warehouse.rows(Query(IGNORED))
    table = pd.DataFrame(
        {
            "Jeu": rows["jeu"],
            "Fichier": rows["fichier"],
            "Colonnes ignorées": [number(count) for count in rows["nombre_colonnes"]],
            "Lesquelles": rows["colonnes"].replace("", ABSENT),
            "Feuilles ignorées": rows["feuilles"].replace("", ABSENT),
        }
    )
    _tell(table, entrepot, "colonnes_ignorees", "Aucune : tout ce qui est livré est lu.")


def _breaks(warehouse: Warehouse) -> None:
    st.subheader("Ruptures de série", anchor=False)
    every = warehouse.rows(Query(BREAKS))
    if every.empty:
        st.info("Aucune rupture de série n’est connue.", icon=":material/inbox:")
        return
    offered = {EVERY: "Tous", **{code: _theme(code) for code in dict.fromkeys(every["theme"])}}
    theme = choose(st.selectbox, "theme_ruptures", "Thème", offered, EVERY)
    rows = every if theme == EVERY else every[every["theme"] == theme]
    table = pd.DataFrame(
        {
            "Thème": [_theme(code) for code in rows["theme"]],
            "Indicateur ou niveau": rows["indicateur"],
            "À partir de": [str(year) for year in rows["millesime"].astype("Int64")],
            "Ce qui change": rows["ce_qui_change"],
            "Comparaison": ["possible, avec précaution" if fine else "à ne pas faire" for fine in rows["comparable"]],
            "Ce qui ne se compare pas": [AXES.get(axis, axis) for axis in rows["axe"]],
            "Série": rows["serie"].fillna(ABSENT),
            "Source": rows["source"].fillna(ABSENT),
        }
    )
    st.dataframe(table, hide_index=True, width="stretch", height=460, row_height=ROW_HEIGHT)


def _pairs(warehouse: Warehouse) -> None:
    st.subheader("Recensements comparables", anchor=False)
    every = warehouse.rows(Query(PAIRS))
    if every.empty:
        st.info("Aucune paire de millésimes n’est connue.", icon=":material/inbox:")
        return
    years = {str(year): str(year) for year in dict.fromkeys(every["millesime_fin"].sort_values(ascending=False))}
    year = choose(st.selectbox, "comparer_a", "Millésime d’arrivée", years, next(iter(years)))
    rows = every[every["millesime_fin"] == int(year)]
    fit = [str(start) for start in sorted(rows.loc[rows["admissible"], "millesime_debut"])]
    st.markdown(
        typeset(
            f"Le millésime {year} se compare à : {', '.join(fit)}." if fit else f"{year} ne se compare à aucun autre."
        )
    )
    table = pd.DataFrame(
        {
            "De": [str(start) for start in rows["millesime_debut"]],
            "À": [str(end) for end in rows["millesime_fin"]],
            "Durée (années)": [number(years, 1) for years in rows["duree_annees"]],
            "Comparable": ["oui" if fine else "non" for fine in rows["admissible"]],
            "Pourquoi": rows["motif"],
        }
    )
    st.table(table.set_index("De"))


def _words() -> None:
    st.subheader("Statuts et natures, en mots", anchor=False)
    st.markdown("Un chiffre porte un statut, qui dit ce qu’il vaut, et une nature, qui dit qui l’a fait.")
    told = [("Statut", STATUTS[code], code, said) for code, said in STATUTS_SAID.items()]
    told += [("Nature", NATURES[code], code, said) for code, said in NATURES_SAID.items()]
    table = pd.DataFrame(told, columns=["Sorte", "En mots", "Dans les tables", "Sens"])
    table["Sens"] = table["Sens"].map(typeset)
    st.table(table.set_index("Sorte"))


def _tell(table: pd.DataFrame, entrepot: Entrepot, name: str, nothing: str = "") -> None:
    """A table with its downloads, or the sentence that says it is empty."""
    if table.empty:
        st.markdown(typeset(nothing))
        return
    show_table(table)
    about = {"Titre": name.replace("_", " ").capitalize(), "Entrepôt": entrepot.said}
    with st.expander("Télécharger ce tableau", icon=":material/download:"):
        offer(Export(table, named(entrepot.demonstration, name), about), name)


def spans(years: Iterable[int]) -> str:
    """Years as a person writes them: `2012, 2016 à 2019`; a dash when there is none."""
    told: list[list[int]] = []
    for year in sorted(int(year) for year in years):
        if told and year == told[-1][-1] + 1:
            told[-1].append(year)
        else:
            told.append([year])
    parts = [f"{run[0]} à {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in told]
    return ", ".join(parts) or ABSENT


def _days(column: pd.Series) -> list[str]:
    """Dates as a French reader writes them; a dash where there is none."""
    return [ABSENT if pd.isna(day) else day.strftime("%d/%m/%Y") for day in pd.to_datetime(column)]


def _theme(code: str) -> str:
    return THEMES.get(code, (text(code) or "").replace("_", " ").capitalize())
