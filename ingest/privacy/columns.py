"""What the cells of a column say together, where one of them alone could be the number or the name of a thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.layouts import normalise
from ingest.privacy.days import year_of_a_day
from ingest.privacy.identifiers import UNKEYED
from ingest.privacy.names import FIRST_NAMES

ADULT, SPREAD = 16, 20
"""Years: births of adults end so long ago, and spread at least over a generation."""
_TELEPHONE = "(?:(?:[+]|00)?33[ \u00a0\u202f._-]?)?[1-9](?:[ \u00a0\u202f._/-]?[0-9]{2}){4}"
_DAY = r"[0-9]{8}|[0-9]{1,2}[./ -][0-9]{1,2}[./ -][0-9]{4}(?: [0:]+)?|[0-9]{4}[./-][0-9]{2}[./-][0-9]{2}(?:[ T][0:]+)?"
_THINGS = (
    "allee|avenue|bassin|boulevard|carreau|centre|chemin|cite|college|commune|compagnie|coron|ecole|eglise|faubourg|"
    "fosse|groupe|habitat|hameau|impasse|lotissement|lycee|mines?|parc|place|puits|quartier|residence|route|rue|"
    "saint|sainte|st|ste|secteur|square|terril|ville|zac|zone"
)
_OF_A_THING = re.compile(rf"\b(?:{_THINGS})\b")
_NAME = re.compile(
    r"(?P<nom>[A-ZÀ-Þ][A-ZÀ-Þ'’-]{3,}(?: [A-ZÀ-Þ'’-]+)*) (?P<prenom>[A-ZÀ-Þ][a-zß-ſ]+(?:[ -][A-ZÀ-Þ][a-zß-ſ]+)?)"
)


@dataclass(frozen=True)
class Together:
    """A kind that most cells of a column show, or a single one under a header that tells it."""

    label: str
    is_one: Callable[[str], bool]
    are_all: Callable[[Sequence[str], Sequence[str]], bool]
    """Whether the cells that could each be one are not something else, seen together and beside the others."""
    shape: str = ""
    """That of a cell under such a header, in the syntax that Python and RE2 share."""
    header: re.Pattern[str] | None = None
    """The words of such a header, without accents or case."""
    agreed: bool = False
    """Looked for in what is delivered under agreement only: open data may hold it."""
    least: int = 3
    """Fewer different cells say nothing."""


def could_be_a_telephone(text: str) -> bool:
    """Nine figures that begin by no zero, a spreadsheet having dropped it, or France's 33 before them."""
    return bool(re.fullmatch(_TELEPHONE, text))


def is_a_code(text: str) -> bool:
    """Nine figures that verify a SIREN's key, or whose last four are an IRIS's in its commune."""
    digits = re.sub("[^0-9]", "", text)
    if len(digits) != 9:
        return False
    doubled = (int(digit) * (1 + rank % 2) for rank, digit in enumerate(digits))
    return digits[5] == "0" or sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def is_unkeyed(text: str) -> bool:
    """A social security number without its key, and nothing else."""
    return bool(re.fullmatch(UNKEYED.shape, text)) and UNKEYED.is_one(text)


def is_a_first_name(word: str) -> bool:
    """A frequent first name, whatever its case and accents, or what begins by one: « Jean-Marie »."""
    return re.split("[-.]", normalise(word))[0] in FIRST_NAMES


def could_be_a_person(text: str) -> bool:
    """A first name alone, beside others or beside a surname, where no word says that it is the name of a thing."""
    if not re.fullmatch(r"[A-Za-zÀ-ſ'’. -]{2,60}", text) or _OF_A_THING.search(normalise(text)):
        return False
    words = text.split()
    return len(words) <= 4 and (
        is_a_first_name(words[0]) or is_a_first_name(words[-1]) or _named_in_capitals(text) is not None
    )


def _named_in_capitals(text: str) -> tuple[str, str] | None:
    """Surname and first name of « DUPONT Jean » or « Jean DUPONT »."""
    turned = re.sub(r"^([^ ]*[a-zß-ſ][^ ]*(?: [^ ]*[a-zß-ſ][^ ]*)?) (.+)$", r"\2 \1", text)
    found = _NAME.fullmatch(text) or _NAME.fullmatch(turned)
    return (found["nom"], found["prenom"]) if found else None


def are_telephones(texts: Sequence[str], others: Sequence[str]) -> bool:
    """Most are no codes, and hardly any other figure is shorter or longer, as amounts are."""
    return 2 * sum(map(is_a_code, texts)) < len(texts) and 10 * sum(map(str.isdecimal, others)) < len(texts)


def are_births(texts: Sequence[str], _: Sequence[str]) -> bool:
    """Days of a generation or more, hardly twice the same, none of which is too recent for an adult's birth."""
    years = [int(year_of_a_day(text) or 0) for text in texts]
    return (
        min(years) >= 1900
        and max(years) <= date.today().year - ADULT
        and max(years) - min(years) >= SPREAD
        and 2 * len(set(texts)) > len(texts)
    )


def are_persons(texts: Sequence[str], _: Sequence[str]) -> bool:
    """Most have a known first name, or else are surnames, all different, beside words none of which comes back."""
    known = sum(any(is_a_first_name(word) for word in (text.split()[0], text.split()[-1])) for text in texts)
    if 2 * known > len(texts):
        return True
    named = [both for text in texts if (both := _named_in_capitals(text))]
    surnames, others = Counter(nom for nom, _ in named), Counter(prenom for _, prenom in named)
    return 2 * len(surnames) > len(texts) and 4 * max(others.values(), default=0) < len(texts)


TELEPHONES = Together(
    "un numéro de téléphone",
    could_be_a_telephone,
    are_telephones,
    _TELEPHONE,
    re.compile(r"(?:.* )?(?:tel|telephone|portable|mobile|gsm|fax|contact|joindre)(?: .*)?"),
)
BIRTHS = Together(
    "une date de naissance",
    lambda text: year_of_a_day(text) is not None,
    are_births,
    _DAY,
    re.compile(r"(?:.* )?(?:naissance|naiss|ddn|birth|birthdate|nee? le|ne e le)(?: .*)?"),
)
SOCIAL_SECURITY = Together("un numéro de sécurité sociale", is_unkeyed, lambda texts, others: True)
PERSONS = Together("un nom de personne", could_be_a_person, are_persons, agreed=True, least=5)
TOGETHER = (TELEPHONES, BIRTHS, SOCIAL_SECURITY, PERSONS)


def hinted(header: str) -> Together | None:
    """The kind that a header tells of, so that one cell is enough."""
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", normalise(header)).split())
    return next((kind for kind in TOGETHER if kind.header and kind.header.fullmatch(words)), None)


def mostly(cells: Sequence[str], kinds: Sequence[Together]) -> tuple[Together, int] | None:
    """The kind that most cells of a column show, and the rank of the first that does; cells are not blank."""
    for kind in kinds:
        few = cells[:: 1 + len(cells) // 20]
        if 4 * sum(map(kind.is_one, few)) < len(few):
            continue  # far from most of them: not worth a look at each
        ones, others = list[str](), list[str]()
        for cell in cells:
            (ones if kind.is_one(cell) else others).append(cell)
        if len(set(ones)) >= kind.least and len(ones) > len(others) and kind.are_all(ones, others):
            return kind, cells.index(ones[0])
    return None
