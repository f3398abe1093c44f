"""The state of the page is in its address: what the reader chooses is a parameter that a link carries.

The address rules: a widget shows what it says, and a change of the widget rewrites it. A choice that the
address does not make is its default, which is then written too: the same link opens the same view later. Boxes left
empty, and territories proposed to compare with, are not written: they follow from the rest.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import streamlit as st

from explorer.typography import typeset

SEPARATOR = ","
YES = "oui"
# Beyond this, mail programs cut a link.
LONGEST = 1500


def choose(
    widget: Callable[..., Any],
    name: str,
    label: str,
    options: Mapping[str, str],
    default: str,
    forgets: Iterable[str] = (),
    **looks: Any,
) -> str:
    """One of `options` (code → words), drawn by `widget` (`st.selectbox`, `column.radio`…).

    `name` is the parameter of the address; a change forgets the parameters that depend on it.
    """
    asked = st.query_params.get(name)
    if asked is not None and asked not in options:
        st.warning(
            typeset(f"« {asked} », dans l’adresse, n’est pas un choix possible ({label}) : voici {options[default]}."),
            icon=":material/link_off:",
        )
    value = default if asked is None or asked not in options else asked
    st.session_state[name] = value
    _write(name, value)
    widget(
        label,
        list(options),
        key=name,
        format_func=options.__getitem__,
        on_change=_moved,
        args=(name, tuple(forgets)),
        **looks,
    )
    return value


def choose_many(name: str, label: str, options: Mapping[str, str], default: Iterable[str], **looks: Any) -> list[str]:
    """Some of `options`, in their order; the address holds them separated by commas, once they are chosen.

    What is proposed follows from the other choices, which the address holds: it is not written.
    """
    asked = st.query_params.get(name)
    wanted = list(default) if asked is None else asked.split(SEPARATOR)
    value = [code for code in options if code in wanted]
    st.session_state[name] = value
    st.multiselect(
        label, list(options), key=name, format_func=options.__getitem__, on_change=_moved, args=(name, ()), **looks
    )
    return value


def flag(name: str, label: str, **looks: Any) -> bool:
    """A box to tick; the address names it only when it is ticked."""
    st.session_state[name] = st.query_params.get(name) == YES
    return bool(st.checkbox(label, key=name, on_change=_ticked, args=(name,), **looks))


def write_text(name: str, label: str, default: str, forgets: Iterable[str] = (), **looks: Any) -> str:
    """A line of text, which the address holds as typed; a change forgets the parameters that depend on it."""
    st.session_state[name] = value = st.query_params.get(name, default)
    st.text_input(label, key=name, on_change=_moved, args=(name, tuple(forgets)), **looks)
    return value


def write_area(name: str, label: str, button: str, **looks: Any) -> str | None:
    """A text of several lines that `button` sends: what was last sent, or None. The address holds a short one."""
    asked, seen = st.query_params.get(name), f"{name} de l’adresse"
    if asked is not None and asked != st.session_state.get(seen):
        # Only then: a text that is being typed is not to be written over.
        st.session_state[name] = st.session_state[seen] = asked
    with st.form(f"{name} à envoyer", border=False):
        st.text_area(label, key=name, **looks)
        st.form_submit_button(button, type="primary", on_click=_sent, args=(name, seen))
    sent: str | None = st.session_state.get(f"{name} envoyé")
    return sent


def _sent(name: str, seen: str) -> None:
    text = st.session_state[f"{name} envoyé"] = st.session_state[name]
    if 0 < len(text) < LONGEST:
        st.session_state[seen] = text
        _write(name, text)
    else:
        st.query_params.pop(name, None)


def go(**parameters: str) -> None:
    """Write these parameters: for a click on a picture, before the page is drawn again."""
    for name, value in parameters.items():
        _write(name, value)


def _write(name: str, value: str) -> None:
    if st.query_params.get(name) != value:
        st.query_params[name] = value


def _moved(name: str, forgets: tuple[str, ...]) -> None:
    chosen = st.session_state[name]
    for other in forgets:
        st.query_params.pop(other, None)
    _write(name, SEPARATOR.join(chosen) if isinstance(chosen, list) else chosen)


def _ticked(name: str) -> None:
    if st.session_state[name]:
        _write(name, YES)
    else:
        st.query_params.pop(name, None)
