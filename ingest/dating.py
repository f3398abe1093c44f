"""What is demanded of the years of a delivery: said on every line, believable, without holes, and its own."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow.compute as pc

from ingest.delivery import Delivery
from ingest.ledger import now
from ingest.probes import EXCERPT
from ingest.recognition import Match
from ingest.refusals import Refusal
from ingest.years import Vintage, first_hole

_EARLIEST, _AHEAD = 1900, 5
"""The first year that a vintage may be, and how many years ahead of today it may be: projections are."""


def require_years(con: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    """Raise `Refusal` where the years of a delivery, which is in quarantine, cannot be taken as they are."""
    for match in delivery.matches:
        _require_said(con, delivery, match)
    _require_believable(con, delivery)
    _require_whole_series(con, delivery)
    _require_own_figures(con, delivery)


@dataclass(frozen=True)
class _Place:
    """Where a year is written, and the French words for what stands there."""

    said: str
    sheet: str | None
    line: int | None = None
    column: str | None = None


def _refusal(expected: str, place: _Place, remedy: str) -> Refusal:
    return Refusal(f"{expected}, {place.said}", remedy, sheet=place.sheet, line=place.line, column=place.column)


def _in_cells(delivery: Delivery, match: Match, line: int, indexes: tuple[int, ...]) -> _Place:
    """The cells of a line that say a year or a period together; an agreement's are not quoted."""
    batches = match.table.read(match.header_line, sorted(indexes))
    row = next(row for rows in batches for row in rows.filter(pc.equal(rows["_ligne"], line)).to_pylist())
    text = " ".join(filter(None, ((row[f"c{index}"] or "").strip() for index in indexes)))
    if delivery.contract.diffusion != "public":
        said = "la valeur trouvée, confidentielle, n'est pas citée"
    else:
        said = f"« {text[:EXCERPT]} » a été trouvé" if text else "la cellule est vide"
    header = match.table.top[match.header_line - 1]
    return _Place(said, match.table.place, line, " + ".join(header[index].strip() for index in indexes))


def _of_vintage(con: duckdb.DuckDBPyConnection, delivery: Delivery, niveau: str, vintage: Vintage) -> _Place:
    """Where a vintage is said: in a header, in the cells of its first line, or elsewhere, the name or the caller."""
    sheet, line = con.execute(
        f"select _feuille, min(_ligne) from {delivery.table} where _niveau = ? and _millesime = ? "
        "and _periode is not distinct from ? group by 1 order by all limit 1",
        [niveau, *vintage],
    ).fetchall()[0]
    match = next(m for m in delivery.matches if (m.layout.niveau, m.table.place) == (niveau, sheet))
    if named := match.columns.get(vintage):
        index = next(c.indexes[0] for name, c in named.items() if match.layout.headers[name].dated)
        header = match.table.top[match.header_line - 1][index].strip()
        return _Place(f"« {header} » a été trouvé", sheet, match.header_line, header)
    if match.period_from:
        return _in_cells(delivery, match, line, match.period_from)
    if match.millesime_from is not None:
        return _in_cells(delivery, match, line, (match.millesime_from,))
    teller = "--millesime" if match.asked else "le nom ou le préambule du fichier"
    return _Place(f"{teller} dit {vintage[0]}", sheet)


def _require_said(con: duckdb.DuckDBPyConnection, delivery: Delivery, match: Match) -> None:
    """Refuse a line whose cells should say a year or a period, and do not."""
    unknown_period = "not regexp_full_match(_periode, '(19|20)[0-9]{2}-T[1-4]')"
    for indexes, wrong, expected in (
        ((match.millesime_from,), "_millesime is null", "une année"),
        ((match.geographie_from,), "_geographie is null", "une année"),
        (match.period_from, unknown_period, "une période (2015 ou 2015-T3)"),
    ):
        cells = tuple(index for index in indexes if index is not None)
        if not cells:
            continue
        [(line,)] = con.execute(
            f"select min(_ligne) from {delivery.table} where {wrong} and _niveau = ? "
            "and _feuille is not distinct from ?",
            [match.layout.niveau, match.table.place],
        ).fetchall()
        if line is not None:
            place = _in_cells(delivery, match, line, cells)
            raise _refusal(f"{expected} est attendue", place, "complétez ou corrigez la cellule d'après le producteur")


def _require_believable(con: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    """Refuse a vintage that no producer can mean."""
    latest = now().year + _AHEAD
    wrong = con.execute(
        f"select _niveau, _millesime, _periode from {delivery.table} "
        f"where _millesime not between {_EARLIEST} and {latest} order by all limit 1"
    ).fetchone()
    if wrong:
        raise _refusal(
            f"un millésime de {_EARLIEST} à {latest} est attendu",
            _of_vintage(con, delivery, wrong[0], wrong[1:]),
            "vérifiez auprès du producteur de quelle année il s'agit, puis corrigez-la",
        )


def _require_whole_series(con: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    """Refuse a series whose headers, or rows, skip a year or a quarter; flows have periods of their own."""
    for niveau in sorted({match.layout.niveau for match in delivery.matches if match.layout.continu}):
        vintages = con.execute(
            f"select distinct _millesime, _periode from {delivery.table} "
            "where _niveau = ? and (_periode is null or contains(_periode, '-T'))",
            [niveau],
        ).fetchall()
        if hole := first_hole(vintages):
            raise _refusal(
                f"{hole.missing} est attendu après {hole.before}",
                _of_vintage(con, delivery, niveau, hole.found),
                "redemandez le fichier complet à son producteur : une série ne saute pas de période",
            )


def _require_own_figures(con: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    """Refuse a file whose vintage the caller gives, and whose figures are those of another vintage."""
    contract = delivery.contract
    if not contract.valeurs_distinctives or not any(match.asked for match in delivery.matches):
        return
    same = " and ".join(f"q.{name} = r.{name}" for name in contract.valeurs_distinctives)
    key = " = ".join(f"coalesce({', '.join(f'{t}.{name}' for name in contract.cle)})" for t in ("q", "r"))
    twin = con.execute(
        f"select r._millesime from {delivery.table} q join raw.{contract.jeu} r "
        f"on {key} and q._niveau = r._niveau and q._millesime <> r._millesime "
        f"group by 1 having count(*) >= 100 and avg(({same})::int) > 0.8 order by avg(({same})::int) desc limit 1"
    ).fetchone()
    if twin:
        raise Refusal(
            f"le millésime se contredit : --millesime dit {delivery.asked}, mais ces chiffres sont ceux "
            f"de {twin[0]} déjà chargés",
            f"vérifiez auprès du producteur, puis relancez avec --millesime {twin[0]} si c'est bien celui-là",
        )
    own = con.execute(
        f"select avg(({same})::int) from {delivery.table} q join raw.{contract.jeu} r "
        f"on {key} and q._niveau = r._niveau and q._millesime = r._millesime having count(*) >= 100"
    ).fetchone()
    if own and own[0] < 0.5:
        raise Refusal(
            f"le millésime se contredit : --millesime dit {delivery.asked}, mais {100 * (1 - own[0]):.0f} % des "
            f"chiffres diffèrent de ceux de {delivery.asked} déjà chargés",
            "vérifiez auprès du producteur de quelle année il s'agit",
        )
