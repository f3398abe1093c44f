"""What one file brings to one data set: its identity, its rows as SQL, and how its faults are said."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from ingest import quality
from ingest.delivered import Delivered
from ingest.layouts import Nature
from ingest.ledger import now
from ingest.privacy.identifiers import named
from ingest.quality import Deviation, Outcome
from ingest.recognition import Column, Match
from ingest.refusals import Refusal, french
from ingest.registry import Contract
from ingest.tables import Batches
from ingest.years import Vintage

MEMORY = "memoire"
"""A database that is on no disk: the quarantine of files under agreement, until their checks have been passed."""


@dataclass
class Delivery:
    """What one file brings to one data set."""

    file: Delivered
    sha256: str
    size: int
    matches: list[Match]
    skipped: list[str]
    asked: int | None

    @property
    def contract(self) -> Contract:
        return self.matches[0].contract

    @property
    def livraison(self) -> str:
        identity = f"{self.sha256} {self.contract.jeu} {self.contract.version} {self.vintage_asked} {self.file.origin}"
        return hashlib.sha256(identity.encode()).hexdigest()[:12]

    @property
    def vintage_asked(self) -> int | None:
        """The vintage the caller gave, where the file says none."""
        return self.asked if any(match.asked for match in self.matches) else None

    @property
    def nature(self) -> Nature:
        """Who made the figures: the contract knows producers only, a simulated file is simulated whatever it says."""
        return "simule" if self.file.origin == "simulation" else self.matches[0].layout.nature

    @property
    def producer(self) -> str:
        producer = self.contract.producer_of(self.matches[0].layout.edition)
        return french(f"simulé, au format {producer}") if self.nature == "simule" else producer

    @property
    def table(self) -> str:
        kept = f"{MEMORY}.quarantaine" if self.contract.diffusion == "convention" else "quarantaine"
        return f"{kept}.l_{self.livraison}"

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headers of the columns that nobody reads, as they may be told."""
        return tuple(dict.fromkeys(named(name) for match in self.matches for name in match.ignored))

    def years(self, con: duckdb.DuckDBPyConnection, column: str) -> tuple[int, ...]:
        """The distinct years of `_millesime` or `_geographie`, in order."""
        rows = con.execute(
            f"select distinct {column} from {self.table} where {column} is not null order by 1"
        ).fetchall()
        return tuple(row[0] for row in rows)

    def count(self, con: duckdb.DuckDBPyConnection) -> int:
        row = con.execute(f"select count(*) from {self.table}").fetchone()
        return int(row[0]) if row else 0

    def partners(self, con: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
        """The partners that its lines name, in order; none where the contract has no column that says them."""
        column = self.contract.partenaire
        if column is None:
            return ()
        rows = con.execute(f"select distinct {column} from {self.table} where {column} is not null order by 1")
        return tuple(name for (name,) in rows.fetchall())

    def ledger_row(self, con: duckdb.DuckDBPyConnection, seconds: float) -> dict[str, Any]:
        """The delivery's row of `meta.livraisons`, once it is in quarantine."""
        contract, layout = self.contract, self.matches[0].layout
        vintages = self.years(con, "_millesime")
        return {
            "livraison": self.livraison,
            "jeu": contract.jeu,
            "producteur": self.producer,
            "edition": layout.edition,
            "fichier": self.file.name,
            "sha256": self.sha256,
            "taille_octets": self.size,
            "licence": contract.licence,
            "diffusion": contract.diffusion,
            "partenaires": list(self.partners(con)),
            "millesime": max(vintages, default=None),
            "millesimes": list(vintages),
            "geographies": list(self.years(con, "_geographie")),
            "niveaux": sorted({match.layout.niveau for match in self.matches}),
            "nature": self.nature,
            "origine": self.file.origin,
            "lignes": self.count(con),
            "colonnes_ignorees": list(self.ignored),
            "feuilles_ignorees": self.skipped,
            "charge_le": now(),
            "duree_s": round(seconds, 3),
            "version_contrat": contract.version,
            "millesime_appelant": self.vintage_asked,
        }

    def sentence(self, outcome: Outcome) -> str:
        """A failed check, said with the headers of the file rather than the names of the contract."""
        text = quality.sentence(self.shown(outcome.exemples[0]), self.file.name, self.contract.diffusion == "public")
        more = f" ({outcome.ecarts} lignes dans ce cas)" if outcome.ecarts > 1 else ""
        return french(text.removesuffix(".") + more + " ; corrigez le fichier ou redemandez-le à son producteur.")

    def shown(self, deviation: Deviation) -> Deviation:
        """A deviation with the headers of the file rather than the names of the contract."""
        vintage = (deviation.millesime, deviation.periode)
        headers = [self._header(name, vintage) for name in (deviation.colonne or "").split(", ")]
        return replace(deviation, colonne=", ".join(header for header in headers if header) or None)

    def _header(self, name: str, vintage: Vintage) -> str:
        """The header of a column in the vintage of a row, else in the first that has one."""
        named = [
            (match, columns[name])
            for match in self.matches
            for columns in [match.columns.get(vintage, {}), *match.columns.values()]
            if name in columns
        ]
        if not named:
            return name
        match, column = min(named, key=lambda found: vintage not in found[0].columns)
        header = match.table.top[match.header_line - 1]
        return " + ".join(header[i].strip() for i in column.indexes)


def select(match: Match, vintage: Vintage, delivery: Delivery, source: str) -> str:
    """SQL that gives a vintage of a table the shape of `raw`: text trimmed, blank as null, provenance beside."""

    def value(indexes: tuple[int, ...]) -> str:
        first = f"trim(c{indexes[0]})"
        if len(indexes) == 1:
            return f"nullif({first}, '')"
        # 01 + 001 → 01001, overseas 971 + 101 and 971 + 01 → 97101; anything else is no code at all.
        second = f"trim(c{indexes[1]})"
        return (
            f"case when length({first}) = 2 and length({second}) = 3 then {first} || {second} "
            f"when length({first}) = 3 and length({second}) in (2, 3) then {first} || right({second}, 2) end"
        )

    def year(index: int | None, fixed: int | None) -> str:
        if index is None:
            return f"{fixed or 'null'}::integer"
        # A year alone, or that of a date: 2020, 202012, 2020-12-31, 31/12/2020; or of a quarter, where there are some.
        after = "[-/ ]?[QTqt]?[1-4]|" if index in match.period_from else ""
        dated = f"regexp_full_match(trim(c{index}), '(19|20)[0-9]{{2}}({after}([-/]?[0-9]{{2}}){{0,2}})')"
        in_french = f"regexp_full_match(trim(c{index}), '[0-3][0-9]/[01][0-9]/(19|20)[0-9]{{2}}')"
        return (
            f"case when {dated} then left(trim(c{index}), 4)::integer "
            f"when {in_french} then right(trim(c{index}), 4)::integer end"
        )

    columns = match.columns[vintage]
    named = [f"{value(column.indexes)} as {name}" for name, column in columns.items()]
    named += [f"{_quoted(text)} as {name}" for name, text in match.deduced.constants.items()]
    named += [f"{_as_json(others)} as {name}" for name, others in match.deduced.others.items()]
    year_in_headers, period = vintage
    millesime = year(match.millesime_from, year_in_headers or match.millesime)
    geographie = year(match.geographie_from, match.geographie)
    if match.geographie_from is None and match.geographie is None and match.layout.geographie.ecart is not None:
        geographie = f"{millesime} + {match.layout.geographie.ecart}"
    provenance = {
        "_millesime": millesime,
        "_periode": _period(match.period_from) if match.period_from else f"{_quoted(period)}::varchar",
        "_niveau": _quoted(match.layout.niveau),
        "_geographie": geographie,
        "_edition": _quoted(match.layout.edition),
        "_nature": _quoted("simule" if delivery.nature == "simule" else match.layout.nature),
        "_livraison": _quoted(delivery.livraison),
        "_feuille": f"{_quoted(match.table.place)}::varchar",
        "_ligne": "_ligne",
    }
    filled = " or ".join(f"trim(c{i}) <> ''" for column in columns.values() for i in column.indexes)
    return (
        f"select {', '.join([*named, *(f'{sql} as {name}' for name, sql in provenance.items())])} "
        f"from {source} where ({filled}){_before_the_next_table(match, columns, source)}"
    )


def _before_the_next_table(match: Match, columns: dict[str, Column], source: str) -> str:
    """SQL that keeps the lines above the one where the layout says that another table begins."""
    begins = where_another_begins(match, columns, source)
    return f" and _ligne < coalesce(({begins}), {2**31 - 1})" if begins else ""


def where_another_begins(match: Match, columns: dict[str, Column], source: str) -> str | None:
    """SQL of the line where another table begins below this one, null if none does; `None` where none can."""
    if match.layout.arret is None:
        return None
    code = columns[next(iter(match.layout.requises))].indexes[0]
    return (
        f"select min(_ligne) from {source} where regexp_full_match(trim(c{code}), {_quoted(match.layout.arret)}, 'i')"
    )


def _period(indexes: tuple[int, ...]) -> str:
    """SQL of the quarter that a row says, as 2015-T3; null for a year alone; what is neither stays, to be refused."""
    said = "upper(concat(" + ", ".join(f"trim(c{index})" for index in indexes) + "))"
    quarter = f"regexp_full_match({said}, '(19|20)[0-9]{{2}}[-/ ]?[QT]?[1-4]')"
    return (
        f"case when {quarter} then left({said}, 4) || '-T' || right({said}, 1) "
        f"when not regexp_full_match({said}, '((19|20)[0-9]{{2}})?') "
        f"then coalesce(strftime(try_cast({said} as date), '%Y') || '-T' || quarter(try_cast({said} as date)), {said}) "
        "end"
    )


def _as_json(columns: dict[str, int]) -> str:
    """SQL of several columns kept together, by their headers."""
    fields = ", ".join(f"{_quoted(header)}: nullif(trim(c{index}), '')" for header, index in columns.items())
    return f"to_json({{{fields}}})::varchar" if fields else "null::varchar"


def read_columns(match: Match, file: str) -> Batches:
    """The columns of a match, batch after batch; what cannot be read is refused, and placed in the file."""
    indexes = {i for named in match.columns.values() for column in named.values() for i in column.indexes}
    indexes |= {i for i in (match.millesime_from, match.geographie_from, *match.period_from) if i is not None}
    indexes |= match.deduced.indexes
    try:
        yield from match.table.read(match.header_line, sorted(indexes))
    except Refusal as refusal:
        raise refusal.within(file, match.table.place) from None


def _quoted(text: str | None) -> str:
    return "null" if text is None else "'" + text.replace("'", "''") + "'"
