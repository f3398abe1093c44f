"""What the reader looks at: level, territory and references. Level and code live in the address."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer import marts
from explorer.marts import Entrepot
from explorer.territory import BASSIN, LEVELS, Key, Reference, Territory
from explorer.typography import typeset
from explorer.warehouse import Warehouse


@dataclass(frozen=True)
class Choice:
    """A territory and what to compare it with."""

    territory: Territory
    candidates: list[Reference]
    references: list[Territory]

    @property
    def all(self) -> list[Territory]:
        """The territory, then its references."""
        return [self.territory, *self.references]

    @property
    def names(self) -> dict[Key, str]:
        """What to call each of them, in the same order; two of one name are told apart by their code."""
        labels = [chosen.libelle for chosen in self.all]
        return {
            chosen.key: chosen.libelle if labels.count(chosen.libelle) == 1 else f"{chosen.libelle} [{chosen.key.code}]"
            for chosen in self.all
        }


def choose(warehouse: Warehouse, entrepot: Entrepot) -> Choice | None:
    """Draw the choices; None when the level has no territory, which the page has then said."""
    columns = st.columns([2, 3])
    niveau = _choose_level(columns[0])
    if niveau not in marts.levels_in_hand(warehouse):
        _say_no_delivery(warehouse, niveau)
        return None
    territories = marts.territories(warehouse, niveau)
    with columns[1]:
        territory = _choose_territory(warehouse, entrepot, niveau, territories)
    candidates = marts.references(warehouse, territory)
    references = _choose_references(territory, candidates)
    return Choice(territory, candidates, references)


def _choose_level(column: DeltaGenerator) -> str:
    asked = st.query_params.get("niveau", BASSIN.niveau)
    if asked not in LEVELS:
        st.warning(
            typeset(f"Le niveau « {asked} » de l’adresse n’existe pas : voici le Bassin minier."),
            icon=":material/link_off:",
        )
    # The address rules: the widget shows what it says, and a change of the widget rewrites it.
    st.session_state["niveau"] = asked if asked in LEVELS else BASSIN.niveau
    return column.selectbox(
        "Niveau",
        list(LEVELS),
        key="niveau",
        format_func=lambda code: LEVELS[code].libelle,
        on_change=lambda: st.query_params.from_dict({"niveau": st.session_state["niveau"]}),
    )


def _choose_territory(
    warehouse: Warehouse, entrepot: Entrepot, niveau: str, territories: dict[str, Territory]
) -> Territory:
    asked = st.query_params.get("code") if st.query_params.get("niveau", niveau) == niveau else None
    code = asked if asked in territories else None
    if code is None:
        closest = marts.closest_to_bassin(warehouse, niveau, entrepot.geographie)
        code = closest if closest in territories else next(iter(territories))
    if asked is not None and asked not in territories:
        name = territories[code].libelle
        st.warning(
            typeset(
                f"Le code « {asked} » de l’adresse est inconnu au niveau « {LEVELS[niveau].libelle} » : voici {name}."
            ),
            icon=":material/link_off:",
        )
    st.session_state["code"] = code
    chosen = st.selectbox(
        "Territoire",
        list(territories),
        key="code",
        format_func=lambda code: territories[code].libelle,
        on_change=lambda: st.query_params.from_dict({"niveau": niveau, "code": st.session_state["code"]}),
        help="Tapez les premières lettres du nom.",
    )
    if asked is None:
        st.query_params.from_dict({"niveau": niveau, "code": chosen})
    return territories[chosen]


def _choose_references(territory: Territory, candidates: list[Reference]) -> list[Territory]:
    by_key = {reference.territory.key: reference.territory for reference in candidates}
    chosen = st.multiselect(
        "Références",
        list(by_key),
        default=[reference.territory.key for reference in candidates if reference.proposee],
        key=f"references {territory.key.niveau} {territory.key.code}",
        format_func=lambda key: by_key[key].libelle,
        placeholder="Choisissez des territoires de comparaison",
    )
    return [by_key[key] for key in by_key if key in chosen]


def _say_no_delivery(warehouse: Warehouse, niveau: str) -> None:
    level = LEVELS[niveau]
    st.info(typeset(f"{level.libelle} : aucune livraison."), icon=":material/inbox:")
    known = marts.sources(warehouse)
    waited = [known[jeu] for jeu in level.jeux if jeu in known]
    if not waited:
        st.write("Déposez le fichier de ce découpage dans un dossier, puis donnez ce dossier à « bassin build ».")
    for source in waited:
        show_how_to_load(source)


def show_how_to_load(source: dict[str, str]) -> None:
    """Where a data set is published, and the command that loads it."""
    st.markdown(
        typeset(f"**{source['titre']}** ({source['producteur']}) : à prendre sur {source['page']}, à charger par")
    )
    st.code(source["commande"], language="bash")
