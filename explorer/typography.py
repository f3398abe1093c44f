"""Numbers, signs and words the French way."""

import math
import re

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
ABSENT = "—"

STATUTS = {
    "disponible": "disponible",
    "secret": "secret statistique",
    "non_publie": "non publié",
    "non_applicable": "sans objet",
    "non_charge": "aucune livraison",
    "arrondi": "arrondi par le producteur",
    "borne": "publié à une borne",
    "partiel": "partiel",
    "estime": "estimé",
    "interne": "interne, ne sort pas de la Mission",
}

NATURES = {
    "observe": "observé",
    "tiers": "calculé par un tiers",
    "simule": "simulé",
    "mixte": "en partie simulé",
}


def typeset(text: str) -> str:
    """The same text with no-break spaces where French typography wants them."""
    text = re.sub(r" ([:;?!%»€])", rf"{NO_BREAK_SPACE}\1", text)
    return text.replace("« ", f"«{NO_BREAK_SPACE}")


def number(value: float | None, decimals: int = 0, signed: bool = False) -> str:
    """`1 184 821`, `−0,03`; a dash when there is no value. `signed` writes the plus sign."""
    if value is None or math.isnan(value):
        return ABSENT
    rounded = round(float(value), decimals)
    digits = f"{abs(rounded):,.{decimals}f}".replace(",", NARROW_SPACE).replace(".", ",")
    if rounded < 0:
        return MINUS + digits
    return "+" + digits if signed and rounded > 0 else digits


def statut(code: str | None, couverture: float | None = None) -> str:
    """The status in words; a partial figure says how much of the territory it covers."""
    if code is None:
        return STATUTS["non_charge"]
    words = STATUTS.get(code, code.replace("_", " "))
    if code == "partiel" and couverture is not None and not math.isnan(couverture):
        # Rounded down: a partial figure never reads as covering everything.
        covered = math.floor(couverture * 1000) / 10
        return typeset(f"{words}, {number(covered, 1)} % du territoire")
    return words


def nature(code: str) -> str:
    """Who made the figure, in words."""
    return NATURES.get(code, code)


def quantity(value: float | None, unit: str, decimals: int = 0, signed: bool = False) -> str:
    """The number with its unit, or a dash alone."""
    written = number(value, decimals, signed)
    return written if written == ABSENT else typeset(f"{written} {unit}")


def reason(motif: str) -> str:
    """The reason of a refused pair, ready to stand inside a sentence."""
    return re.sub(r"^Refusé\s:\s", "", motif).rstrip(". ")


def file_name(*parts: str) -> str:
    """A name without spaces or accents to trip over: `population_bassin_minier_rp2016-2023`."""
    plain = str.maketrans("àâäçéèêëîïôöùûüÿœæ", "aaaceeeeiioouuuyoa")
    words = (re.sub(r"[^a-z0-9-]+", "_", part.lower().translate(plain)).strip("_") for part in parts)
    return "_".join(word for word in words if word)


def text(value: object) -> str | None:
    """A text cell, or None: pandas writes an absent one in several ways."""
    return value if isinstance(value, str) else None


def period(millesime: int, periode: str | None = None) -> str:
    """How a vintage is told: `2022`, or `2015-T3` where the year is cut."""
    return str(millesime) if periode is None else periode
