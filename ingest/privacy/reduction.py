"""What the contract allows to be kept of a person: a year, a commune, a keyed hash; in memory, batch by batch."""

from __future__ import annotations

import re
from collections.abc import Callable

import duckdb
import pyarrow as pa

from ingest.layouts import normalise
from ingest.privacy.days import year_of
from ingest.privacy.guard import reduced_indexes
from ingest.privacy.key import Key
from ingest.recognition import Match
from ingest.refusals import Refusal

Reduce = Callable[[str], str | None]
"""What is kept of a cell; `None` where nothing can be."""
_COMMUNE_CODE = re.compile("[0-9][0-9AB][0-9]{3}")
_EXPECTED = {
    "annee": "une date (jj/mm/aaaa ou aaaa-mm-jj) ou une année est attendue",
    "commune": "un code de commune, ou une adresse qui finit par un code postal et une commune connue, est attendu",
    "empreinte": "un identifiant est attendu",
}


class Reducer:
    """Reduces the batches of a match as its contract says; what cannot be reduced is refused, and not quoted."""

    def __init__(self, match: Match, con: duckdb.DuckDBPyConnection) -> None:
        """Raises `Refusal` when persons are to be hashed and there is no key."""
        self.match, self.kinds = match, reduced_indexes(match)
        self._reduce: dict[str, Reduce] = {}
        if "annee" in self.kinds.values():
            self._reduce["annee"] = year_of
        if "empreinte" in self.kinds.values():
            key, jeu = Key.from_environment(), match.contract.jeu
            self._reduce["empreinte"] = lambda person: key.hash(jeu, person)
        if "commune" in self.kinds.values():
            communes = known_communes(con)
            self._reduce["commune"] = lambda address: commune_of(address, communes)

    def reduced(self, rows: pa.Table) -> pa.Table:
        """A batch without what identifies: `rows` has the columns `c<index>` and `_ligne`."""
        for index, kind in self.kinds.items():
            place = rows.column_names.index(f"c{index}")
            rows = rows.set_column(place, f"c{index}", self._column(rows, index, kind))
        return rows

    def _column(self, rows: pa.Table, index: int, kind: str) -> pa.Array:
        known: dict[str, str | None] = {}
        kept: list[str | None] = []
        for cell, line in zip(rows[f"c{index}"].to_pylist(), rows["_ligne"].to_pylist(), strict=True):
            text = (cell or "").strip()
            if text not in known:
                known[text] = self._reduce[kind](text) if text else None
                if text and known[text] is None:
                    raise Refusal(
                        f"{_EXPECTED[kind]} ; la valeur trouvée, personnelle, n'est pas citée",
                        "corrigez la cellule d'après le partenaire",
                        line=line,
                        column=self.match.table.top[self.match.header_line - 1][index],
                    )
            kept.append(known[text])
        return pa.array(kept, pa.string())


Communes = dict[tuple[str, str], set[str]]
"""Codes of communes by département and bare name."""


def known_communes(con: duckdb.DuckDBPyConnection) -> Communes:
    """The communes that the loaded official code knows."""
    communes: Communes = {}
    for code, name in con.execute(
        "select distinct code_commune, nom_commune from raw.insee_cog_communes "
        "where coalesce(type_commune, 'COM') = 'COM' and nom_commune is not null"
    ).fetchall():
        communes.setdefault((code[:2], bare_name(name)), set()).add(code)
    return communes


def bare_name(name: str) -> str:
    """The name of a commune whatever its writing: « SAINT-VENANT », « St Venant » → « saint venant »."""
    words = re.sub(r"[^a-z0-9]+", " ", normalise(name.replace("œ", "oe").replace("Œ", "OE"))).split()
    if "cedex" in words:
        words = words[: words.index("cedex")]
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def commune_of(text: str, communes: Communes) -> str | None:
    """The code of a commune, or that of the commune an address ends with, by its département and its name."""
    if _COMMUNE_CODE.fullmatch(text):
        return text
    ends = re.findall(r"(?<![0-9])([0-9]{5})[ ,\u00a0-]+([^0-9,;]+)", text)
    if not ends:
        return None
    postcode, name = ends[-1]
    # Corsica's postcodes begin with 20, its codes with 2A or 2B.
    departments = ("2A", "2B") if postcode[:2] == "20" else (postcode[:2],)
    codes = {code for department in departments for code in communes.get((department, bare_name(name)), ())}
    return codes.pop() if len(codes) == 1 else None
