"""What a direct identifier looks like, alone or inside a longer text.

A shape is written once, in the syntax that Python and RE2 share: RE2 runs over whole columns and tells which lines are
worth a look, Python then looks at each of their cells and does the arithmetic of the keys.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

_GAP = "[ \u00a0\u202f\t_/-]?"
_JOINT = "[ \u00a0\u202f\t._/-]?"
_LETTER = "[A-Za-zÀ-ſ]"
_WORD = "0-9A-Za-zÀ-ſ"
_CAPITAL = "(?:[Dd][eu] (?:[Ll]a )?|[Dd]['’])?[A-ZÀ-Þ]"
"""That of a surname, after its particle."""
_STREET = (
    "(?i:[0-9]{1,4}(?: ?(?:bis|ter|quater|[a-d]))?[ ,]{1,2}(?:rue|avenue|av|boulevard|bd|place|all[eé]e|chemin|"
    "impasse|route|r[eé]sidence|cit[eé]|square|quai|sentier|coron|cours|faubourg|lotissement|ruelle|venelle)"
    r"s?\.? [a-zà-ſ])"
)
_MONTH = "(?:janv|f[eé]v|mars|avr|mai|juin|juil|ao[uû]t|sept|oct|nov|d[eé]c)[a-zéû.]*"
_DAY = (
    f"(?i:[0-3]?[0-9](?:er)?[ ./-](?:[01]?[0-9]|{_MONTH})[ ./-](?:19|20)?[0-9]{{2}}"
    "|(?:19|20)[0-9]{2}[./-][01][0-9][./-][0-3][0-9])"
)
_NIR_PLACE = "(?:(?:2[ABab]|[0-9]{2})GAP[0-9]{3}|9[78][0-9]GAP[0-9]{2})"
_NIR = f"[1-478]GAP[0-9]{{2}}GAP(?:0[1-9]|[1-9][0-9])GAP{_NIR_PLACE}GAP[0-9]{{3}}KEY[0-9]{{2}}"
"""Its key may stand after a point: what a spreadsheet makes of it."""
_MONTH_OF_BIRTH = "(?:0[1-9]|1[0-2]|[23][0-9]|4[0-2]|[5-9][0-9])"
_NIR_UNKEYED = f"[1-478]GAP[0-9]{{2}}GAP{_MONTH_OF_BIRTH}GAP{_NIR_PLACE}GAP[0-9]{{3}}(?:KEY[0-9]{{2}})?"
"""Without its key, or with a wrong one; the months above 12 are those of births whose month or commune is not known."""
_HASH = re.compile("(?<![0-9A-Za-z])[0-9A-Fa-f]{32,}(?![0-9A-Za-z])")
"""What a hash writes, whose figures are nobody's."""
_IBAN_LENGTHS = {
    **{"FR": 27, "MC": 27, "BE": 16, "DE": 22, "LU": 20, "NL": 18, "ES": 24, "IT": 27, "PT": 25, "CH": 21, "GB": 22},
    **{"IE": 22, "AT": 20, "PL": 28, "CZ": 24, "HU": 28, "RO": 24, "GR": 27, "DK": 18, "SE": 24, "FI": 18, "NO": 15},
    **{"MA": 28, "TN": 24, "DZ": 26, "TR": 26},
}
"""Of the countries where a former miner may bank."""


@dataclass(frozen=True)
class Kind:
    """A kind of identifier: its French name, its shape, and what its characters must verify."""

    label: str
    shape: str
    inside: str | None = None
    """Characters that, just before, say that it is part of something else; `None` for a number, which is then part of
    a longer one or the decimals of another."""
    is_one: Callable[[str], bool] = lambda _: True

    @property
    def re2(self) -> str:
        """The shape and what must come before it, without looking around."""
        before = "^|[^0-9.,]|(?:^|[^0-9])[.,]" if self.inside is None else f"^|[^{self.inside}]"
        return f"(?:{before})(?:{self.shape})"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Every place where the shape may begin, even inside another."""
        if self.inside is None:
            return re.compile(f"(?<![0-9])(?<![0-9][.,])(?=({self.shape})(?![0-9]))")
        return re.compile(f"(?<![{self.inside}])(?=({self.shape}))")

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where identifiers of this kind are in a text."""
        plain = _HASH.sub(lambda found: "x" * len(found[0]), text)
        return (found.span(1) for found in self.pattern.finditer(plain) if self.is_one(found[1]))


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).upper()


def _has_nir_key(text: str) -> bool:
    """The key is 97 minus the rest of the number by 97; Corsica's 2A counts as 19, its 2B as 18."""
    digits = _bare(text)
    number = int(digits[:13].replace("2A", "19").replace("2B", "18"))
    return 97 - number % 97 == int(digits[13:])


def _has_nir_parts(text: str) -> bool:
    """Neither its département, its commune nor its order is zero: no birth has those."""
    digits = _bare(text)
    return digits[5:7] != "00" and digits[7:10] != "000" and digits[10:13] != "000"


def _has_iban_key(text: str) -> bool:
    """A known country, its length, and a rest of 1 by 97 once its letters are numbers."""
    account = re.sub("^IBAN", "", _bare(text))
    length = _IBAN_LENGTHS.get(account[:2])
    if length is None or len(account) < length:
        return False
    moved = account[4:length] + account[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def _is_a_name(text: str) -> bool:
    """A civility before a title or before another one names nobody: « Mme la maire », « Mme et M. »."""
    return not re.search(r"[ _.-](?:la|le|les|et|ou)$", text)


def _is_not_a_date(text: str) -> bool:
    return not re.match(r"[0-3][0-9]([./ -])[01][0-9]\1(19|20)[0-9]{2}", text)


ANYWHERE = (
    Kind(
        "un numéro de sécurité sociale",
        f"{_NIR.replace('GAP', _GAP).replace('KEY', _JOINT)}|{_NIR.replace('GAP', '[.]').replace('KEY', '[.]')}",
        is_one=_has_nir_key,
    ),
    Kind(
        "une adresse électronique",
        f"[{_WORD}._%+-]+@[{_WORD}-]+(?:[.][{_WORD}-]+)*[.]{_LETTER}{{2,}}",
        inside=f"{_WORD}._%+-",
    ),
    Kind(
        "un numéro de compte bancaire",
        f"(?:[Ii][Bb][Aa][Nn][ :]*)?[A-Za-z]{{2}}[0-9]{{2}}(?:{_JOINT}[0-9A-Za-z]){{11,30}}",
        inside="0-9A-Za-z",
        is_one=_has_iban_key,
    ),
    Kind(
        "un numéro de téléphone",
        f"(?:0|[(]0[)] ?|(?:[+]|00)33{_GAP}(?:[(]0[)])?{_GAP})[1-9](?:{_JOINT}[0-9]{{2}}){{4}}"
        f"|[+][1-9][0-9]{{1,2}}(?:{_JOINT}[0-9]){{8,12}}",
        is_one=_is_not_a_date,
    ),
    Kind(
        "une date de naissance",
        "(?i:n[eé](?:e|[(]e[)])?s?(?: [àa] [^0-9|]*)? le|(?:date|jour) de naissance|naissance ?:|ddn)"
        f"[^0-9|]{{0,12}}{_DAY}",
        inside="A-Za-zÀ-ſ",
    ),
    Kind("une adresse complète", f"{_STREET}[^|]*[0-9]{{5}}", inside=_WORD),
)
"""Kinds that no file may hold, whoever made it; an account comes before a telephone, which it may contain."""

NAMED = (
    Kind(
        "un nom de personne",
        f"(?:(?i:mmes?|mlles?|melle|vve)[ _.-]{{1,2}}(?:[Dd]['’])?{_LETTER}|"
        f"(?i:monsieur|madame|mademoiselle|veuve|[ée]pouse|n[ée]e)[ _.-]{{1,2}}{_CAPITAL}){_LETTER}+",
        inside=_WORD,
        is_one=_is_a_name,
    ),
    Kind("un nom de personne", f"(?:MM?[.]|M[Rr])[ _.-]{{1,2}}{_CAPITAL}{_LETTER}+", inside=f"{_WORD}."),
    Kind("une adresse", _STREET, inside=_WORD),
)
"""Kinds that open data have a right to, a school's director or a street, but nothing delivered under agreement."""
UNKEYED = Kind(
    "un numéro de sécurité sociale",
    _NIR_UNKEYED.replace("GAP", _GAP).replace("KEY", _JOINT),
    is_one=_has_nir_parts,
)
WITHOUT_ZERO = Kind(
    "un numéro de téléphone",
    f"33{_GAP}(?:[(]0[)])?{_GAP}[1-9](?:{_JOINT}[0-9]{{2}}){{4}}|[67](?:[ \u00a0\u202f._-][0-9]{{2}}){{4}}",
)
IN_AGREED_CELLS = (
    *NAMED,
    UNKEYED,
    WITHOUT_ZERO,
    Kind("un nom de personne", "M [A-ZÀ-Þ]{3,}", inside=f"{_WORD} "),
)
"""What no cell under agreement may hold, although its shape alone could be a thing's: after figures, M is millions."""

_CUT_SHORT = (Kind("une adresse électronique", f"[{_WORD}._%+-]+@[{_WORD}]", inside=f"{_WORD}._%+-"),)
"""A sheet's name has thirty-one characters at most: an address may end before its last dot."""
DAYS = (Kind("une date exacte", _DAY),)
"""A day, which in a file about persons is one's birth unless the contract says what else it is."""


def found_in(text: str, kinds: Iterable[Kind] = ANYWHERE) -> str | None:
    """The French name of the first kind of identifier that a text holds."""
    return next((kind.label for kind in kinds if next(kind.spans(text), None)), None)


def found_in_name(name: str) -> str | None:
    """The same of the name of a file, a sheet or a column, where blanks are often written otherwise."""
    plain = unicodedata.normalize("NFKC", name).replace("%20", " ").replace("%40", "@")
    kinds = (*ANYWHERE, *NAMED, UNKEYED, WITHOUT_ZERO, *_CUT_SHORT)
    return found_in(plain, kinds) or found_in(plain.replace("_", " "), kinds)


def named(name: str) -> str:
    """A name as it may be told: itself, unless it holds an identifier."""
    kind = found_in_name(name)
    return name if kind is None else f"nom masqué, qui contient {kind}"


def masked(text: str) -> str:
    """A text of foreign making, each identifier in it replaced by what it is."""
    for kind in (*ANYWHERE, *NAMED, UNKEYED, WITHOUT_ZERO):
        kept, place = "", 0
        for start, end in kind.spans(text):
            if start >= place:
                kept += f"{text[place:start]}[{kind.label.split(' ', 1)[1]}]"
                place = end
        text = kept + text[place:]
    return text
