"""A check as queries: each gives the rows, or the count of rows, that deviate from what a contract asks for.

Every query names its place and the count of the lines that deviate, in the order of the file, and leaves out what
`sauf` spares; who runs it says how many examples it wants.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.checks import Check, Kind
from ingest.refusals import NBSP

SAMPLE = 5
"""How many examples a refusal needs."""
EVERY = 1_000
"""How many lines the report to a partner tells, of one fault."""
EXCERPT = 80
KNOWN_CODES = "quarantaine.codes_connus"
"""Every code of each directory, as far as the loaded files say: what a `connu` check looks codes up in."""
SLOT = "_millesime, _periode, _niveau, _geographie, _edition"
NUMBER = r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?"
WHOLE = r"[+-]?\d+"
FRANCE = (
    (-5.5, 41, 10, 51.5),
    (-63.5, 14, -60.5, 18.5),
    (-55, 2, -51, 6),
    (55, -21.5, 56, -20.5),
    (44.5, -13.5, 45.5, -12),
    (-155, -28, -134, -7),
)
"""West, south, east and north of France, here and overseas: none is in another when its degrees are swapped."""
BLANKS = r"[\s\x{00a0}\x{202f}]"
"""Blanks that producers put between thousands: 1 234, whichever blank it is."""


@dataclass(frozen=True)
class Probe:
    """One query for GX, whose rows are the deviations of one check on one column."""

    controle: Kind
    colonne: str | None
    attendu: str
    query: str


def probes_of(check: Check) -> list[Probe]:
    if check.type == "lignes":
        return [Probe(check.type, None, expected(check), _count_query(check))]
    if check.type in ("unique", "dependance"):
        query = _key_query if check.type == "unique" else _dependence_query
        return [Probe(check.type, ", ".join(check.colonnes), expected(check), query(check))]
    if check.type == "au_plus":
        return [Probe(check.type, check.colonnes[0], expected(check), _row_query(check, check.colonnes[0]))]
    return [Probe(check.type, name, expected(check), _row_query(check, name)) for name in check.colonnes]


def _row_query(check: Check, name: str) -> str:
    column = quoted_name(name)
    spared = f" AND {column} NOT IN ({_literals(check.sauf)})" if check.sauf else ""
    return _sampled(
        f"SELECT _feuille AS feuille, _ligne AS ligne, _millesime AS millesime, _periode AS periode, "
        f"{_excerpt(column)} AS trouve "
        f"FROM {{batch}} WHERE ({_failing(check, column)}){spared} AND {_scope(check)}"
    )


def _failing(check: Check, column: str) -> str:
    match check.type:
        case "motif":
            wrong = f"NOT regexp_full_match({column}, {_literal(check.motif or '')})"
        case "valeurs":
            wrong = f"{column} NOT IN ({_literals(check.valeurs or [])})"
        case "connu":
            # What is not even five characters long is the business of the `motif` check.
            long_enough = f"length({column}) = 5 AND " if check.repertoire == "communes" else ""
            directory = _literal(check.repertoire)
            wrong = f"{long_enough}{column} NOT IN (SELECT code FROM {KNOWN_CODES} WHERE repertoire = {directory})"
        case "nombre":
            number = _number(column)
            shape = f"NOT regexp_full_match({_digits(column)}, {_literal(WHOLE if check.entier else NUMBER)})"
            faults = [shape, f"coalesce(NOT isfinite({number}), TRUE)", *_bounds(check, number)]
            wrong = f"{column} IS NOT NULL AND ({' OR '.join(faults)})"
        case "au_plus":
            wrong = f"{_number(column)} > {_number(quoted_name(check.colonnes[1]))}"
        case "nul":
            wrong = f"trim({column}) <> ''"
        case "date" | "polygone":
            right = f"{as_date(column)} IS NOT NULL" if check.type == "date" else _polygon(column)
            wrong = f"{column} IS NOT NULL AND NOT coalesce({right}, FALSE)"
        case _:
            wrong = f"{column} IS NULL OR trim({column}) = ''"
    return wrong


def _digits(column: str) -> str:
    return f"regexp_replace({column}, {_literal(BLANKS)}, '', 'g')"


def _number(column: str) -> str:
    return f"TRY_CAST(replace({_digits(column)}, ',', '.') AS DOUBLE)"


def as_date(column: str) -> str:
    """SQL of the day that a text says, 31/12/2025 or 2025-12-31; null for any other text."""
    french = f"regexp_full_match({column}, '[0-9][0-9]/[0-9][0-9]/(19|20)[0-9][0-9]')"
    iso = f"regexp_full_match({column}, '(19|20)[0-9][0-9]-[0-9][0-9]-[0-9][0-9]')"
    year_first = f"concat(right({column}, 4), '-', substr({column}, 4, 2), '-', left({column}, 2))"
    return f"TRY_CAST(CASE WHEN {iso} THEN {column} WHEN {french} THEN {year_first} END AS DATE)"


def _polygon(column: str) -> str:
    """Whether a text is a GeoJSON polygon, or several: closed rings of four positions or more, in France."""
    coordinates = f"json_extract({column}, '$.coordinates')"
    polygons = (
        f"CASE json_extract_string({column}, '$.type') "
        f"WHEN 'Polygon' THEN [TRY_CAST({coordinates} AS DOUBLE[][][])] "
        f"WHEN 'MultiPolygon' THEN TRY_CAST({coordinates} AS DOUBLE[][][][]) END"
    )
    rings = f"flatten({polygons})"
    boxes = (
        f"(p[1] BETWEEN {west} AND {east} AND p[2] BETWEEN {south} AND {north})" for west, south, east, north in FRANCE
    )
    inside = f"len(p) >= 2 AND ({' OR '.join(boxes)})"
    closed = f"len(r) >= 4 AND r[1] = r[-1] AND list_bool_and(list_transform(r, p -> {inside}))"
    every = f"list_bool_and(list_transform({rings}, r -> {closed}))"
    return f"CASE WHEN json_valid({column}) THEN len({rings}) > 0 AND {every} END"


def _key_query(check: Check) -> str:
    """Rows whose key was seen before in the same slot; rows with no key at all are `non_nul`'s business."""
    columns = [quoted_name(name) for name in check.colonnes]
    names = ", ".join(columns)
    # Rows whose key comes once are set aside by their hash first: a window over millions of keys would not fit.
    keys = f"hash({names}, {SLOT})"
    twice = f"{keys} IN (SELECT {keys} FROM {{batch}} GROUP BY 1 HAVING count(*) > 1)"
    key = ", ' / ', ".join(f"coalesce({_excerpt(name)}, 'vide')" for name in columns)
    return _sampled(
        f"SELECT feuille, ligne, NULL AS millesime, NULL AS periode, concat({key}, ', déjà ligne ', ligne_1, "
        "CASE WHEN feuille <> feuille_1 THEN concat(' de la feuille « ', feuille_1, ' »') END) AS trouve "
        f"FROM (SELECT {names}, _feuille AS feuille, _ligne AS ligne, row_number() OVER cle AS rang, "
        "first_value(_ligne) OVER cle AS ligne_1, first_value(_feuille) OVER cle AS feuille_1 "
        f"FROM {{batch}} WHERE coalesce({names}) IS NOT NULL AND {_scope(check)} AND {twice} "
        f"WINDOW cle AS (PARTITION BY {names}, {SLOT} ORDER BY _ligne, _feuille)) AS vues WHERE rang > 1"
    )


def _dependence_query(check: Check) -> str:
    """Rows where the first column, said before in the slot with one value of the second, comes with another."""
    first, second = (quoted_name(name) for name in check.colonnes)
    several = (
        f"SELECT {first}, {SLOT}, min({second}) AS deja FROM {{batch}} WHERE {_scope(check)} "
        f"GROUP BY ALL HAVING min({second}) <> max({second})"
    )
    same_slot = " AND ".join(f"b.{name} IS NOT DISTINCT FROM s.{name}" for name in [first, *SLOT.split(", ")])
    return _sampled(
        "SELECT b._feuille AS feuille, b._ligne AS ligne, b._millesime AS millesime, b._periode AS periode, "
        f"concat({_excerpt('b.' + first)}, ' : ', {_excerpt('b.' + second)}, ' et ', {_excerpt('s.deja')}) AS trouve "
        f"FROM (SELECT * FROM {{batch}} WHERE {_scope(check)}) AS b JOIN ({several}) AS s ON {same_slot} "
        f"WHERE b.{second} <> s.deja"
    )


def _count_query(check: Check) -> str:
    return (
        "SELECT NULL AS feuille, NULL AS ligne, NULL AS millesime, NULL AS periode, "
        "CAST(count(*) AS VARCHAR) AS trouve, 1 AS ecarts "
        f"FROM {{batch}} WHERE {_scope(check)} HAVING {' OR '.join(_bounds(check, 'count(*)'))}"
    )


def _bounds(check: Check, number: str) -> list[str]:
    limits = (("<", check.min), (">", check.max))
    return [f"{number} {sign} {limit!r}" for sign, limit in limits if limit is not None]


def _sampled(rows: str) -> str:
    order = "ligne, feuille, millesime DESC"
    # A line of a wide file is several rows, one a vintage.
    lines = "count(DISTINCT (feuille, ligne)) OVER () AS ecarts"
    return f"SELECT *, {lines} FROM ({rows}) AS f ORDER BY {order}"


def _scope(check: Check) -> str:
    scopes = [f"{quoted_name(name)} IN ({_literals(values)})" for name, values in check.si.items()]
    if check.niveaux is not None:
        scopes.append(f"_niveau IN ({_literals(check.niveaux)})")
    return " AND ".join(scopes) or "TRUE"


def _excerpt(column: str) -> str:
    return f"left({column}, {EXCERPT}) || CASE WHEN length({column}) > {EXCERPT} THEN '…' ELSE '' END"


def _inert(text: str) -> str:
    """Text that survives `str.format` (done by GX) and bind parameters (SQLAlchemy reads `:name` as one)."""
    return text.replace("{", "{{").replace("}", "}}").replace(":", r"\:")


def _literal(text: str) -> str:
    return "'" + _inert(text.replace("'", "''")) + "'"


def _literals(texts: Iterable[str]) -> str:
    return ", ".join(map(_literal, texts))


def quoted_name(name: str) -> str:
    return '"' + _inert(name.replace('"', '""')) + '"'


def expected(check: Check) -> str:
    """What a check wants to find, in French: the contract's own words where it has some."""
    return (check.attendu or _expected(check)) + "".join(
        f" quand «{NBSP}{name}{NBSP}» vaut {_listed(values).replace(', ', ' ou ')}" for name, values in check.si.items()
    )


def _listed(values: list[str]) -> str:
    quoted = [f"«{NBSP}{value}{NBSP}»" for value in values]
    return f"{', '.join(quoted[:10])}{', etc.' if len(quoted) > 10 else ''}"


_PLAIN: dict[Kind, str] = {
    "non_nul": "une valeur",
    "nul": "une cellule vide",
    "date": "une date qui existe, écrite jj/mm/aaaa ou aaaa-mm-jj",
    "polygone": "un polygone GeoJSON fermé, en France, en degrés (WGS 84), longitude puis latitude",
}


def _expected(check: Check) -> str:
    match check.type:
        case "non_nul" | "nul" | "date" | "polygone":
            words = _PLAIN[check.type]
        case "au_plus":
            words = f"un nombre qui ne dépasse pas «{NBSP}{check.colonnes[1]}{NBSP}»"
        case "unique":
            words = f"une {'valeur' if len(check.colonnes) == 1 else 'clé'} présente une seule fois"
        case "motif":
            words = f"un texte conforme au motif {check.motif}"
        case "nombre":
            kind = "un nombre entier" if check.entier else "un nombre"
            words = f"{kind} d’{_limits(check)}" if _limits(check) else kind
        case "connu" if check.repertoire == "communes":
            words = "une commune que le code officiel géographique connaît"
        case "connu":
            words = f"un code que la nomenclature {check.repertoire.upper()} connaît"
        case "dependance":
            words = f"un seul « {check.colonnes[1]} » pour chaque « {check.colonnes[0]} »"
        case "lignes":
            words = f"{_limits(check)} lignes"
        case "valeurs":
            values = check.valeurs or []
            words = f"{'la valeur' if len(values) == 1 else 'l’une des valeurs'} {_listed(values)}"
    return words


def _limits(check: Check) -> str:
    years = check.colonnes and all(name.startswith("annee_") for name in check.colonnes)
    written = "{:.0f}".format if years else number_in_french
    limits = (("au moins", check.min), ("au plus", check.max))
    return " et ".join(f"{words} {written(limit)}" for words, limit in limits if limit is not None)


def number_in_french(value: float) -> str:
    text = f"{value:,.0f}" if math.floor(value) == value else f"{value:,}"
    return text.replace(",", NBSP).replace(".", ",")
