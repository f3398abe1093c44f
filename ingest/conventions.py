"""The agreements under which partners deliver: what is in force, and how long a delivery may be kept.

They are a data set of their own, that the Mission fills: what is said here is read in its raw table and in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import duckdb

from ingest.probes import BLANKS, as_date
from ingest.refusals import Refusal
from ingest.registry import Contract

REGISTER = "mission_conventions"
"""The data set of the agreements, which needs none itself."""


def _whole(column: str) -> str:
    return f"try_cast(regexp_replace({column}, '{BLANKS}', '', 'g') as integer)"


def _state(day: str) -> str:
    return (
        f"case when signee_le is null or signee_le > {day} then 'a_venir' when fin_le < {day} then 'echue' "
        "else 'en_vigueur' end"
    )


def typed(day: date) -> str:
    """SQL of the agreements as dates and numbers, with their state on a day."""
    return (
        f"select *, {_state(_sql(day))} as etat from (select convention, partenaire, jeu, "
        f"{as_date('signee_le')} as signee_le, {as_date('fin_le')} as fin_le, "
        f"{_whole('cadence_mois')} as cadence_mois, {_whole('conservation_mois')} as conservation_mois "
        f"from raw.{REGISTER})"
    )


def received() -> str:
    """SQL of the day on which the ledger first received some bytes."""
    return "select sha256, min(charge_le)::date as recue_le from meta.livraisons group by sha256"


def speaking(day: date) -> str:
    """SQL of the agreements that speak for each content the ledger received: by jeu, sha256 and convention.

    They are those of the partners that its lines name; where it names none of theirs, all those of its data set. Among
    those of a partner the ones in force bind (`lie`); where none is, the others still do.
    """
    named = "select distinct jeu, unnest(partenaires) as partenaire, true as nomme from meta.livraisons"
    binding = (
        "select a.*, etat = 'en_vigueur' or not bool_or(etat = 'en_vigueur') over "
        "(partition by jeu, case when nomme then partenaire end) as lie "
        f"from ({typed(day)}) a left join ({named}) using (jeu, partenaire)"
    )
    contents = "select jeu, sha256, flatten(list(coalesce(partenaires, []))) as noms from meta.livraisons group by all"
    return (
        f"select c.jeu, c.sha256, b.* exclude jeu from ({contents}) c join ({binding}) b using (jeu) "
        "qualify list_contains(c.noms, b.partenaire) "
        "or not bool_or(list_contains(c.noms, b.partenaire)) over (partition by c.jeu, c.sha256)"
    )


def retention(day: date) -> str:
    """SQL of the months that some bytes may be kept, by jeu and sha256: the shortest that binds them."""
    return (
        "select r.jeu, r.sha256, least(any_value(c.conservation_mois), "
        "min(a.conservation_mois) filter (where a.lie)) as mois "
        "from (select distinct jeu, sha256 from meta.livraisons) r join meta.contrats c using (jeu) "
        f"left join ({speaking(day)}) a using (jeu, sha256) group by all having mois is not null"
    )


@dataclass(frozen=True)
class Overdue:
    """A delivery that is still in the warehouse after the last day it could be."""

    livraison: str
    jeu: str
    fichier: str
    recue_le: date
    jusqu_au: date


def under_agreement(contract: Contract) -> bool:
    """Whether a data set may only be loaded under an agreement."""
    return contract.diffusion == "convention" and contract.jeu != REGISTER


def has_register(con: duckdb.DuckDBPyConnection, database: str | None = None) -> bool:
    """Whether a warehouse, the connection's own or an attached one, was prepared since there are agreements."""
    return bool(
        con.execute(
            "select 1 from duckdb_tables() where database_name = coalesce(?, current_database()) "
            "and schema_name = 'raw' and table_name = ?",
            [database, REGISTER],
        ).fetchone()
    )


def today() -> date:
    """The day of an agreement's reckoning: that of the ledger, in UTC."""
    return datetime.now(UTC).date()


def past_retention(con: duckdb.DuckDBPyConnection) -> list[Overdue]:
    """The deliveries that the warehouse holds, in place or archived, and may not keep any longer."""
    rows = con.execute(
        f"with durees as ({retention(today())}), receptions as ({received()}) "
        "select l.livraison, l.jeu, l.fichier, r.recue_le, (r.recue_le + to_months(d.mois))::date as jusqu_au "
        "from meta.livraisons l join durees d using (jeu, sha256) join receptions r using (sha256) "
        f"where l.retiree_le is null and jusqu_au < {_sql(today())} "
        # Bytes that another contract read again are one delivery.
        "qualify l.charge_le = max(l.charge_le) over (partition by l.jeu, l.sha256) "
        "order by jusqu_au, l.jeu, l.livraison"
    ).fetchall()
    return [Overdue(*row) for row in rows]


def changed_since(con: duckdb.DuckDBPyConnection, day: date) -> bool:
    """Whether an agreement came into force, or lapsed, after a day."""
    states = f"{_state(_sql(day))} <> {_state(_sql(today()))}"
    row = con.execute(f"select bool_or({states}) from ({typed(day)})").fetchone()
    return bool(row and row[0])


def require_agreement(con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Raise `Refusal` unless an agreement in force covers a data set."""
    agreements = _agreements(con, contract)
    if not any(agreement["etat"] == "en_vigueur" for agreement in agreements):
        raise _no_agreement(contract.jeu, agreements)


def require_partners(con: duckdb.DuckDBPyConnection, contract: Contract, partners: Iterable[str]) -> None:
    """Raise `Refusal` unless each of the partners that lines name has an agreement in force of its own.

    Where a single partner has agreements on the data set, they cover whatever it brings.
    """
    agreements = _agreements(con, contract)
    registered = sorted({agreement["partenaire"] for agreement in agreements})
    if len(registered) < 2:
        return
    for partner in partners:
        own = [agreement for agreement in agreements if agreement["partenaire"] == partner]
        if not own:
            raise Refusal(
                f"la colonne {contract.partenaire} nomme un partenaire qui n'a pas de convention sur le jeu "
                f"{contract.jeu} (le registre a {', '.join(registered)})",
                "inscrivez sa convention au registre, ou écrivez le même nom dans le registre et dans le fichier",
            )
        if not any(agreement["etat"] == "en_vigueur" for agreement in own):
            raise _no_agreement(contract.jeu, own)


def _agreements(con: duckdb.DuckDBPyConnection, contract: Contract) -> list[dict[str, Any]]:
    rows = con.execute(f"select * from ({typed(today())}) where jeu = ?", [contract.jeu]).fetchall()
    names = [column[0] for column in con.description or []]
    return [dict(zip(names, row, strict=True)) for row in rows]


def require_kept(con: duckdb.DuckDBPyConnection, contract: Contract, sha256: str) -> None:
    """Raise `Refusal` for bytes that were purged, or received so long ago that they may not be kept."""
    purged = con.execute(
        "select max(purgee_le) from meta.livraisons where sha256 = ? and jeu = ?", [sha256, contract.jeu]
    ).fetchone()
    remedy = "effacez-le du dépôt et, si la donnée sert encore, demandez une nouvelle livraison au partenaire"
    if purged and purged[0]:
        raise Refusal(f"ce fichier a été purgé de l'entrepôt le {_said(purged[0])}", remedy)
    if not under_agreement(contract):
        return
    last = con.execute(
        f"select recue_le, (recue_le + to_months(mois))::date from ({retention(today())}) join ({received()}) "
        "using (sha256) where jeu = ? and sha256 = ?",
        [contract.jeu, sha256],
    ).fetchone()
    if last and last[1] < today():
        raise Refusal(
            f"reçu le {_said(last[0])}, ce fichier ne pouvait être conservé que jusqu'au {_said(last[1])}", remedy
        )


def _no_agreement(jeu: str, agreements: list[dict[str, Any]]) -> Refusal:
    """What is said of the agreement that comes next, else of the last one, else of none."""
    coming = sorted(
        (a for a in agreements if a["etat"] == "a_venir"), key=lambda a: (a["signee_le"] or date.max, a["convention"])
    )
    lapsed = sorted(
        (a for a in agreements if a["etat"] == "echue"), key=lambda a: (a["fin_le"], a["convention"]), reverse=True
    )
    if coming:
        said = f"la convention {_named(coming[0])}, qui couvre le jeu {jeu},"
        if coming[0]["signee_le"]:
            return Refusal(
                f"{said} n'entre en vigueur que le {_said(coming[0]['signee_le'])}",
                "déposez de nouveau ce fichier à partir de ce jour",
            )
        return Refusal(
            f"{said} n'est pas encore signée",
            "une fois signée, portez la date au registre des conventions, puis déposez-le avec ce fichier",
        )
    if lapsed:
        return Refusal(
            f"la convention {_named(lapsed[0])}, qui couvrait le jeu {jeu}, est échue depuis le "
            f"{_said(lapsed[0]['fin_le'])}",
            "une fois la prolongation signée, portez la nouvelle date de fin au registre des conventions, puis "
            "déposez-le avec ce fichier",
        )
    return Refusal(
        f"aucune convention ne couvre le jeu {jeu}",
        "inscrivez-la au registre des conventions (`bassin template mission_conventions` donne le classeur à remplir), "
        "puis déposez-le avec ce fichier",
    )


def _named(agreement: dict[str, Any]) -> str:
    return f"{agreement['convention']} ({agreement['partenaire']})"


def _said(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _sql(day: date) -> str:
    return f"date '{day:%Y-%m-%d}'"
