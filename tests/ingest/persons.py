"""Persons who do not exist, their identifiers in every writing, and the search for those in what a run has written."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from pathlib import Path

import duckdb
import numpy as np

KINDS: dict[str, str] = {
    "nir": "numéro de sécurité sociale",
    "nir_serre": "numéro de sécurité sociale",
    "nir_corse": "numéro de sécurité sociale",
    "courriel": "adresse électronique",
    "telephone": "numéro de téléphone",
    "telephone_serre": "numéro de téléphone",
    "telephone_international": "numéro de téléphone",
    "iban": "numéro de compte bancaire",
    "iban_serre": "numéro de compte bancaire",
    "naissance": "date de naissance",
    "naissance_lettres": "date de naissance",
    "adresse": "adresse complète",
}
"""Kinds that no file may hold, with the words by which a refusal names them."""
KINDS_UNDER_AGREEMENT = {
    **KINDS,
    "personne": "nom de personne",
    "personne_minuscule": "nom de personne",
    "voie": "adresse",
    "jour": "date exacte",
    "nir_sans_cle": "numéro de sécurité sociale",
    "telephone_33": "numéro de téléphone",
    "telephone_mobile": "numéro de téléphone",
}
KINDS_BY_COLUMN = {
    "telephone_sans_zero": "numéro de téléphone",
    "telephone_33": "numéro de téléphone",
    "nir_sans_cle": "numéro de sécurité sociale",
    "jour_serre": "date de naissance",
}
"""Kinds that no column may hold, although one cell of it could be something else."""
KINDS_BY_COLUMN_UNDER_AGREEMENT = {
    **KINDS_BY_COLUMN,
    "nom_prenom": "nom de personne",
    "prenom_nom": "nom de personne",
    "nom_capitales": "nom de personne",
    "prenom": "nom de personne",
}
HINTED = {
    "telephone_sans_zero": ("joindre", "numéro de téléphone"),
    "jour_serre": ("naissance", "date de naissance"),
}
"""Kinds of which one cell is enough, under a header that tells them."""
FIRST_NAMES = ("Jean", "Émile", "Jeanne", "Henri", "Marcel", "Simone", "Louis", "Thérèse")
TOWNS = {"Lens": "62300", "Douai": "59500", "Noeux-les-Mines": "62290", "Saint-Venant": "62350"}
_SYLLABLES = ("kra", "zul", "vaw", "mox", "quy", "bez", "glu", "pwi", "tsa", "drou")


class Persons:
    """Draws identifiers from a seed and remembers each of them, to be searched for afterwards."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.drawn: list[str] = []

    def draw(self, kind: str) -> str:
        """An identifier of a kind, valid keys included."""
        text: str = getattr(self, f"_{kind}")()
        self.drawn.append(text)
        return text

    def _digits(self, count: int) -> str:
        return "".join(self.rng.choices("0123456789", k=count))

    def _word(self) -> str:
        return "".join(self.rng.choices(_SYLLABLES, k=4))

    def _nir(self, department: str | None = None) -> str:
        parts = [
            self.rng.choice("12"),
            f"{self.rng.randint(20, 60):02}",
            f"{self.rng.randint(1, 12):02}",
            department or self.rng.choice(("59", "62", "99")),
            f"{self.rng.randint(1, 890):03}",
            f"{self.rng.randint(1, 990):03}",
        ]
        number = int("".join(parts).replace("2A", "19").replace("2B", "18"))
        return " ".join([*parts, f"{97 - number % 97:02}"])

    def _nir_serre(self) -> str:
        return self._nir().replace(" ", "")

    def _nir_corse(self) -> str:
        return self._nir(self.rng.choice(("2A", "2B")))

    def _nir_sans_cle(self) -> str:
        number = self._nir().rsplit(" ", 1)[0]
        return self.rng.choice((number, number.replace(" ", "")))

    def _nom(self) -> str:
        return self._word().upper()

    def _matricule(self) -> str:
        return f"M{self._digits(9)}"

    def _courriel(self) -> str:
        return f"{self._word()}.{self._word()}@{self._word()}.fr"

    def _telephone(self) -> str:
        mark = self.rng.choice(" .-")
        return mark.join([f"0{self.rng.randint(1, 9)}", *(self._digits(2) for _ in range(4))])

    def _telephone_serre(self) -> str:
        return f"0{self.rng.randint(1, 9)}{self._digits(8)}"

    def _telephone_international(self) -> str:
        return f"+33 {self.rng.randint(1, 9)} " + " ".join(self._digits(2) for _ in range(4))

    def _telephone_sans_zero(self) -> str:
        return self._telephone_serre()[1:]

    def _telephone_33(self) -> str:
        number = self._telephone_international()[1:]
        return self.rng.choice((number, number.replace(" ", "")))

    def _telephone_mobile(self) -> str:
        return self.rng.choice("67") + "".join(f" {self._digits(2)}" for _ in range(4))

    def _iban_serre(self) -> str:
        account = self._digits(23)
        return f"FR{98 - int(account + '152700') % 97:02}{account}"

    def _iban(self) -> str:
        return " ".join(re.findall(".{1,4}", self._iban_serre()))

    def _jour(self) -> str:
        return f"{self.rng.randint(1, 28):02}/{self.rng.randint(1, 12):02}/{self.rng.randint(1905, 1939)}"

    def _jour_serre(self) -> str:
        day, month, year = self._jour().split("/")
        return self.rng.choice((f"{day}{month}{year}", f"{year}{month}{day}"))

    def _naissance(self) -> str:
        return f"né le {self._jour()}"

    def _naissance_lettres(self) -> str:
        return f"née à Lens le {self.rng.randint(2, 28)} août {self.rng.randint(1905, 1939)}"

    def _voie(self) -> str:
        return f"{self.rng.randint(1, 200)} rue {self._word().title()}"

    def _adresse(self) -> str:
        town, postcode = self.rng.choice(list(TOWNS.items()))
        return f"{self._voie()}, {postcode} {town}"

    def _personne(self) -> str:
        civility = self.rng.choice(("Mme", "Monsieur", "Veuve", "M. Jean", "Mr", "MM.", "Melle", "NÉE", "épouse de"))
        return f"{civility} {self._nom()}"

    def _personne_minuscule(self) -> str:
        return f"{self.rng.choice(('mme', 'mlle', 'vve'))} {self._word()}"

    def _nom_prenom(self) -> str:
        return f"{self._nom()} {self._word().title()}"

    def _prenom_nom(self) -> str:
        return f"{self._word().title()} {self._nom()}"

    def _nom_capitales(self) -> str:
        return f"{self._nom()} {self.rng.choice(FIRST_NAMES).upper()}"

    def _prenom(self) -> str:
        return f"{self.rng.choice(FIRST_NAMES)}-{self._word().title()}"


def writings(identifier: str) -> set[bytes]:
    """An identifier as a file may hold it: as it is or without its separators, in each encoding."""
    texts = {identifier, *re.findall("[a-z]{8,}|[A-Z]{8,}", identifier)}
    if len(bare := re.sub(r"[\W_]", "", identifier)) > 9 and not re.search("[0-9]/[0-9]", identifier):
        texts.add(bare)
    texts |= set(re.findall("[0-9]{2}/[0-9]{2}/[0-9]{4}", identifier))
    texts |= {text.replace("/", "-") for text in texts}
    return {text.encode(encoding) for text in texts for encoding in ("utf-8", "utf-16-le", "utf-16-be")}


def found_among(identifiers: Iterable[str], contents: Iterable[bytes]) -> set[bytes]:
    """The writings of identifiers that some of these bytes hold."""
    needles = sorted({writing for identifier in identifiers for writing in writings(identifier)})
    by_start: dict[int, list[bytes]] = {}
    for needle in needles:
        by_start.setdefault(int.from_bytes(needle[:8], "little"), []).append(needle)
    starts = np.array(sorted(by_start), dtype=np.uint64)
    found = set()
    for content in (bytes(content) + bytes(16) for content in contents):
        for shift in range(8):
            words = np.frombuffer(content, dtype="<u8", offset=shift, count=(len(content) - shift) // 8)
            places = np.minimum(np.searchsorted(starts, words), len(starts) - 1)
            for index in np.flatnonzero(starts[places] == words):
                place = 8 * int(index) + shift
                found |= {n for n in by_start[int(words[index])] if _stands(n, content, place)}
    return found


def _stands(needle: bytes, content: bytes, place: int) -> bool:
    """Whether bytes hold a writing at a place; eight figures, a day, must stand alone: a hash holds any of them."""
    if not content.startswith(needle, place):
        return False
    around = content[max(place - 1, 0) : place], content[place + len(needle) : place + len(needle) + 1]
    return not (re.fullmatch(b"[0-9]{8}", needle) and any(one.isalnum() for one in around))


def all_written(folder: Path) -> list[bytes]:
    """Every byte under a folder, and the text of every table of its warehouses, which DuckDB may have compressed."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    names = "\n".join(map(str, files)).encode()
    written = [names, *(path.read_bytes() for path in files)]
    for path in files:
        if path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as con:
                tables = con.execute("select schema_name, table_name from duckdb_tables()").fetchall()
                written += [
                    "\n".join(
                        str(row[0]) for row in con.execute(f'select t::varchar from "{schema}"."{name}" t').fetchall()
                    ).encode()
                    for schema, name in tables
                ]
    return written
