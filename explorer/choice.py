"""What the reader looks at: view, territory, references, indicator. All of it lives in the address."""

from collections.abc import Mapping

import streamlit as st

from explorer import indicators, territories
from explorer.address import choose, choose_many
from explorer.catalogue import DELIVERIES, Indicator, themes
from explorer.entrepot import Entrepot
from explorer.territory import BASSIN, LEVELS, Key, Territory
from explorer.typography import typeset
from explorer.warehouse import Warehouse


def choose_territory(warehouse: Warehouse, entrepot: Entrepot) -> Territory | None:
    """Draw level and territory; None when the level has no territory, which the page has then said."""
    levels = {code: level.libelle for code, level in LEVELS.items()}
    niveau = choose(st.selectbox, "niveau", "Niveau", levels, BASSIN.niveau, forgets=("code",))
    if niveau not in territories.levels_in_hand(warehouse):
        _say_no_delivery(warehouse, niveau)
        return None
    known = territories.territories(warehouse, niveau)
    closest = territories.closest_to_bassin(warehouse, niveau, entrepot.geographie)
    code = choose(
        st.selectbox,
        "code",
        "Territoire",
        {code: territory.libelle for code, territory in known.items()},
        closest if closest in known else next(iter(known)),
        help="Tapez les premières lettres du nom.",
    )
    return known[code]


def choose_references(warehouse: Warehouse, territory: Territory, indicator: Indicator) -> list[Territory]:
    """Draw the territories to compare with; those proposed are around the territory and have the figure's France."""
    candidates = territories.references(warehouse, territory, indicators.france(warehouse, indicator))
    by_code = {reference.territory.key.written: reference.territory for reference in candidates}
    chosen = choose_many(
        "references",
        "Références",
        {code: candidate.libelle for code, candidate in by_code.items()},
        [reference.territory.key.written for reference in candidates if reference.proposee],
        placeholder="Choisissez des territoires de comparaison",
    )
    return [by_code[code] for code in chosen]


def names(shown: list[Territory]) -> dict[Key, str]:
    """What to call each territory, in the same order; two of one name are told apart by their code."""
    labels = [territory.libelle for territory in shown]
    return {
        territory.key: territory.libelle
        if labels.count(territory.libelle) == 1
        else f"{territory.libelle} [{territory.key.code}]"
        for territory in shown
    }


def choose_indicator(
    catalogue: Mapping[str, Indicator], default: str, name: str = "indicateur", label: str = "Indicateur"
) -> Indicator:
    """Draw theme and indicator. `name`: the parameter of the address, where a view has two of them."""
    known = dict(catalogue)
    held = themes(known)
    asked = known.get(st.query_params.get(name, default), known.get(default))
    place, beside = st.columns([1, 2])
    first = next(iter(held))
    suffix = name.removeprefix("indicateur")
    forgets = (name, f"annee{suffix}", f"base{suffix}")
    heading = "Thème" if not suffix else f"Thème, {label[:1].lower()}{label[1:]}"
    theme = choose(place.selectbox, f"theme{suffix}", heading, held, asked.theme if asked else first, forgets=forgets)
    offered = {code: indicator.libelle for code, indicator in known.items() if indicator.theme == theme}
    chosen = choose(
        beside.selectbox,
        name,
        label,
        offered,
        default if default in offered else next(iter(offered)),
        forgets=forgets[1:],
    )
    return known[chosen]


def choose_frame(warehouse: Warehouse, territory: Territory) -> Territory | None:
    """Draw the territory inside which a map is drawn: the chosen one, or one that contains it."""
    candidates = territories.references(warehouse, territory)
    containing = [reference.territory for reference in candidates if reference.contient]
    own = [territory] if territory.communes > 1 and territory.key.niveau != "cite" else []
    others = [reference.territory for reference in candidates if reference.territory.key.niveau == BASSIN.niveau]
    frames = {frame.key.written: frame for frame in [*own, *containing, *others]}
    if not frames:
        return None
    default = territory.key.written if own else BASSIN.written if BASSIN.written in frames else next(iter(frames))
    code = choose(
        st.selectbox,
        "cadre",
        "Dans",
        {code: frame.libelle for code, frame in frames.items()},
        default,
        help="Le territoire dont on dessine les parties.",
    )
    return frames[code]


def say_nothing_at(warehouse: Warehouse, indicator: Indicator, niveau: str) -> None:
    """Say why an indicator has no figure at a level: nothing was delivered, or only other levels have it."""
    held = [level.libelle for code, level in LEVELS.items() if code in indicators.levels(warehouse, indicator)]
    if not held:
        say_no_delivery(warehouse, indicator.libelle, DELIVERIES.get(indicator.mart, ()))
        return
    st.info(
        typeset(f"{indicator.libelle} : aucun chiffre au niveau « {LEVELS[niveau].libelle} ». Il y en a à : ")
        + ", ".join(held)
        + ".",
        icon=":material/inbox:",
    )


def _say_no_delivery(warehouse: Warehouse, niveau: str) -> None:
    level = LEVELS[niveau]
    say_no_delivery(warehouse, level.libelle, level.jeux)


def say_no_delivery(warehouse: Warehouse, subject: str, jeux: tuple[str, ...]) -> None:
    """Say that nothing was delivered on a subject, and how to load the data sets it waits for."""
    st.info(typeset(f"{subject} : aucune livraison."), icon=":material/inbox:")
    known = territories.sources(warehouse)
    waited = [known[jeu] for jeu in jeux if jeu in known]
    if not waited:
        st.write("Déposez le fichier dans un dossier, puis donnez ce dossier à « bassin build --depot ».")
    for source in waited:
        st.markdown(
            typeset(f"**{source['titre']}** ({source['producteur']}) : à prendre sur {source['page']}, à charger par")
        )
        st.code(source["commande"], language="bash")
