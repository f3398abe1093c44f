"""Which headers announce a direct identifier."""

from __future__ import annotations

import re

from ingest.layouts import normalise

_KINDS = {
    "un nom de personne": r"(nom et )?prenoms?( .*)?|nom prenoms?|noms?|identite"
    r"|nom (de )?(famille|naissance|jeune fille)|nom (d usage|usuel|marital|patronymique|complet)|patronyme|conjoint",
    "une date de naissance": r"(date|jour|dt|date de) (de )?(naissance|naiss)( .*)?|ddn|ne( ?e)? le|birth ?date",
    "un numéro de sécurité sociale": r"nir|nss|(numero |num |no |n° ?)?(de )?secu(rite sociale)?|(n° ?|numero )?insee",
    "un matricule": r"((numero|num|no|n°) )?(de )?matricule( .*)?",
    "une adresse": r"adresses?( (?!electronique|mail).*)?|((numero|num|no|n°) (et |de )?)?(rue|voie)",
    "une adresse électronique": r"(adresse )?(e ?mail|mel|mail|courriel|electronique)s?",
    "un numéro de téléphone": r"((numero|num|no|n°) (de )?)?(tel(ephone)?|portable|mobile)( .*)?",
    "un numéro de compte bancaire": r"iban|rib|bic|((numero|num|no|n°) (de )?)?compte( bancaire)?",
}
_OF_THINGS = {"nom", "noms", "conjoint", "insee", "adresse", "adresses", "voie", "rue", "mobile"}
"""Headers that in open data are as often those of a commune, of a street or of an establishment."""


def announced_by(header: str, open_data: bool = False) -> str | None:
    """The kind of identifier that a header announces, in French; of open data, only what cannot be a thing's."""
    words = " ".join(re.sub(r"[_./,;:()'-]", " ", normalise(header)).split())
    if open_data and words in _OF_THINGS:
        return None
    return next((kind for kind, pattern in _KINDS.items() if re.fullmatch(pattern, words)), None)
