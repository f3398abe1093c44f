"""The names of a cité, as what tells them from others."""

from __future__ import annotations

import re
import unicodedata

_EMPTY = re.compile(
    r"AU?|AUX|CITES?|CORONS?|D|DE|DES|DU|EN|ET|LA?|LES?|NO?|PARTIE|QUARTIER|RES|RESIDENCE|RUE|TAMPON|ZONE"
)
"""What says nothing of which cité it is."""
_FULL = {"ST": "SAINT", "STE": "SAINTE"}


def mots(*names: str | None) -> set[frozenset[str]]:
    """The words that tell each name from others: no accents, no « cité de la », what is between brackets apart.

    Two cités have alike names when they share one. Numbers are words, and so is « bis »: « Cité n°10 de Béthune » is no
    other name of « Cité n°11 de Béthune », but « Cité n°5 de Béthune (du Maroc) » is one of « Cité du Maroc ».
    """
    parts = [part for name in names if name for part in re.split(r"[()]", name)]
    return {words for part in parts if (words := _words(part))}


def _words(name: str) -> frozenset[str]:
    bare = unicodedata.normalize("NFKD", name.upper().replace("Œ", "OE"))
    plain = "".join(c for c in bare if not unicodedata.combining(c)).replace("N°", " ").replace("°", " ")
    words = re.findall(r"[A-Z0-9]+", plain)
    return frozenset(_FULL.get(word, word) for word in words if not _EMPTY.fullmatch(word))
