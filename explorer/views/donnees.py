"""The data: the dictionary of indicators, the tables with their columns, and SQL beside them."""

from pathlib import Path

import pandas as pd
import streamlit as st

from explorer.address import choose, go, write_area, write_text
from explorer.catalogue import THEMES, Indicator, read_catalogue
from explorer.entrepot import Entrepot
from explorer.exports import Export, named
from explorer.picture import offer, show_table
from explorer.sandbox import ROWS, SECONDS, Answer, RefusedError, ask
from explorer.tables import Table, described, matches, read_tables, written
from explorer.typography import file_name, number, typeset
from explorer.warehouse import Identity, Warehouse

# The questions that the project keeps, as dbt compiles them too: the first line says what is asked.
EXAMPLES = Path(__file__).resolve().parents[2] / "dbt_project" / "analyses"
FIRST_TABLE = "population"

MARTS = """
select indicateur, string_agg('marts.' || mart, ', ' order by mart) as tables
from marts.dictionnaire
group by indicateur
"""

GENRES = {
    "effectif": "effectif : il se somme",
    "ratio": "rapport : il se recalcule (somme des numérateurs / somme des dénominateurs), il ne se moyenne pas",
    "indice": "indice : il ne s’additionne ni ne se moyenne",
    "distribution": "distribution : elle ne s’additionne ni ne se moyenne",
}


def show(warehouse: Warehouse, entrepot: Entrepot) -> None:
    """Draw the view."""
    st.header("Données", anchor=False)
    words = write_text(
        "recherche",
        "Chercher un indicateur, une table ou une colonne",
        "",
        forgets=("fiche", "table"),
        placeholder="Par exemple : vacance, revenu médian, ayants droit",
    )
    _dictionary(warehouse, entrepot, words)
    st.subheader("SQL", anchor=False)
    left, right = st.columns([3, 2], gap="medium")
    with right:
        _schema(read_tables(warehouse), words)
    with left:
        sql = _query()
    if sql is not None:
        _result(warehouse, entrepot, sql)


def _dictionary(warehouse: Warehouse, entrepot: Entrepot, words: str) -> None:
    st.subheader("Dictionnaire des indicateurs", anchor=False)
    catalogue = read_catalogue(warehouse)
    tables = warehouse.read(MARTS).set_index("indicateur")["tables"].to_dict()
    found = {code: indicator for code, indicator in catalogue.items() if _told(indicator, tables[code], words)}
    if not found:
        st.info(
            typeset(
                f"Aucun des {number(len(catalogue))} indicateurs ne parle de « {words} » : essayez un mot plus court."
            ),
            icon=":material/search_off:",
        )
        return
    code = choose(
        st.selectbox,
        "fiche",
        typeset(f"Fiche d’un indicateur ({number(len(found))} sur {number(len(catalogue))})"),
        {
            code: f"{THEMES.get(indicator.theme, indicator.theme)} — {indicator.titre}"
            for code, indicator in found.items()
        },
        next(iter(found)),
    )
    _sheet(found[code], tables[code])
    listed = pd.DataFrame([_line(indicator, tables[code]) for code, indicator in found.items()])
    with st.expander(typeset(f"Liste des indicateurs trouvés ({number(len(found))})"), icon=":material/table:"):
        show_table(listed)
        about = {"Titre": "Dictionnaire des indicateurs", "Recherche": words or "aucune", "Entrepôt": entrepot.said}
        offer(Export(listed, named(entrepot.demonstration, "dictionnaire", words), about), "dictionnaire")


def _told(indicator: Indicator, tables: str, words: str) -> bool:
    told = (
        THEMES.get(indicator.theme),
        indicator.source,
        indicator.prudence,
        indicator.numerateur,
        indicator.denominateur,
    )
    return matches(
        words,
        indicator.code,
        indicator.titre,
        indicator.description,
        tables,
        *(part for part in told if part is not None),
    )


def _line(indicator: Indicator, tables: str) -> dict[str, str | None]:
    return {
        "Thème": THEMES.get(indicator.theme, indicator.theme),
        "Indicateur": indicator.libelle,
        "Unité": indicator.unite,
        "Définition": indicator.description,
        "Numérateur": indicator.numerateur,
        "Dénominateur": indicator.denominateur,
        "Source": indicator.source,
        "Prudence": indicator.prudence,
        "Confidentialité": indicator.rule or "aucune",
        "Table": tables,
        "Colonne": indicator.code,
    }


def _sheet(indicator: Indicator, tables: str) -> None:
    told = {
        "Définition": indicator.description,
        "Unité": indicator.unite,
        "Genre": GENRES.get(indicator.genre, indicator.genre),
        "Numérateur": indicator.numerateur,
        "Dénominateur": indicator.denominateur,
        "Source": indicator.source,
        "Prudence": indicator.prudence,
        "Confidentialité": indicator.rule,
    }
    where = ", ".join(f"`{table}`" for table in tables.split(", "))
    lines = [f"- **{name} :** {said}" for name, said in told.items() if said]
    st.markdown(typeset("\n".join([*lines, f"- **Où le trouver :** {where}, colonne `{indicator.code}`"])))
    st.button(
        "Voir sur la carte",
        icon=":material/map:",
        on_click=go,
        kwargs={"vue": "carte", "theme": indicator.theme, "indicateur": indicator.code},
    )


def _schema(tables: dict[str, Table], words: str) -> None:
    found = {name: table for name, table in tables.items() if table.matches(words)} or tables
    name = choose(
        st.selectbox,
        "table",
        typeset(f"Tables du schéma marts ({number(len(found))} sur {number(len(tables))})"),
        {name: f"marts.{name}" for name in found},
        FIRST_TABLE if FIRST_TABLE in found else next(iter(found)),
    )
    st.caption(typeset(found[name].description))
    st.dataframe(described(found[name].columns), hide_index=True, width="stretch", height=420)


def _query() -> str | None:
    examples = read_examples()
    if examples:
        st.selectbox(
            "Partir d’une question",
            list(examples),
            index=None,
            key="exemple",
            placeholder="Choisissez un exemple : il remplace la requête",
            on_change=lambda: go(sql=examples.get(st.session_state["exemple"], "")),
        )
    sql = write_area(
        "sql",
        "Requête SQL, en lecture seule",
        "Exécuter",
        height=300,
        placeholder="select nom_territoire, millesime, population_municipale\nfrom marts.population\nlimit 10",
    )
    st.caption(
        typeset(
            f"Ctrl + Entrée exécute. Un SELECT sur les tables du schéma marts ; {SECONDS} secondes et "
            f"{number(ROWS)} lignes au plus. Les chiffres internes, qui ne sortent pas de la Mission, y sont vides."
        )
    )
    return sql


def _result(warehouse: Warehouse, entrepot: Entrepot, sql: str) -> None:
    answer = _answer(warehouse, sql)
    if isinstance(answer, str):
        st.error(answer, icon=":material/block:")
        return
    rows = answer.rows
    count = number(len(rows)) + (" ligne" if len(rows) < 2 else " lignes")
    if answer.cut:
        st.warning(
            typeset(
                f"Résultat coupé : seules les {number(len(rows))} premières lignes sont ici. "
                "Filtrez, ou sommez, pour tout voir."
            ),
            icon=":material/content_cut:",
        )
    else:
        st.markdown(f"**{count}**")
    show_table(written(rows))
    about = {
        "Titre": "Résultat d’une requête SQL",
        "Lignes": count + (typeset(" : le résultat est coupé") if answer.cut else ""),
        "Entrepôt": entrepot.said,
        "Chiffres internes": "Ceux qui ne sortent pas de la Mission sont vides.",
        "SQL": sql,
    }
    name = named(entrepot.demonstration, "requete", file_name(*_read_by(sql)))
    offer(Export(rows.assign(mode_entrepot=entrepot.mode), name, about), "requete")


def _answer(warehouse: Warehouse, sql: str) -> Answer | str:
    """What the marts of this build answer, or why they do not; asked once for the same text on the same build."""
    held: tuple[Identity, str, Answer | str] | None = st.session_state.get("réponse")
    if held is not None and held[:2] == (warehouse.identity, sql):
        return held[2]
    said: Answer | str
    with st.spinner("La requête s’exécute…"):
        try:
            said = ask(warehouse.path, sql)
        except RefusedError as reason:
            said = str(reason)
    st.session_state["réponse"] = (warehouse.identity, sql, said)
    return said


def read_examples() -> dict[str, str]:
    """The SQL of each question, by the question."""
    found = {}
    for path in sorted(EXAMPLES.glob("*.sql")):
        first, _, sql = path.read_text(encoding="utf-8").partition("\n")
        found[typeset(first.removeprefix("--").strip())] = f"{first}\n{sql}".strip()
    return dict(sorted(found.items()))


def _read_by(sql: str) -> list[str]:
    words = sql.replace("(", " ").replace(")", " ").split()
    return list(dict.fromkeys(word.removeprefix("marts.") for word in words if word.startswith("marts.")))[:3]
