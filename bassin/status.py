"""`bassin status`: what is loaded, what is not and how to get it, what was refused or ignored."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from bassin.build import read_state
from bassin.failures import BuildError
from bassin.settings import Settings
from ingest import conventions
from ingest.refusals import french

_WARNED = timedelta(days=60)
"""How long before its end an agreement is told."""
_MODES = {
    "demonstration": "démonstration (données embarquées ; ce qui n'est ni territoire ni population est simulé)",
    "reel": "réel (rien de simulé)",
}


def show_status(settings: Settings) -> None:
    """Print the state of the published warehouse."""
    with open_published(settings) as con:
        console = _console()
        mode, built, complete = con.execute(
            "select mode, construit_le, empreinte is not null from meta.entrepot"
        ).fetchall()[0]
        console.print(french(f"Entrepôt {settings.published} — {_MODES[mode]}"))
        console.print(
            french(f"Tables construites le {built:%d/%m/%Y à %H:%M} (UTC)")
            if complete
            else french("Les tables ne sont pas à jour des dernières livraisons : tapez « bassin build »")
        )
        _show(
            console,
            "Jeux chargés",
            ("Jeu", "Producteur", "Millésimes", "Livraisons", "Lignes", "Chargé le"),
            con,
            _LOADED,
        )
        _show(console, "Jeux non chargés", ("Jeu", "Où l'obtenir", "Comment le charger"), con, _NOT_LOADED)
        _show_agreements(console, con)
        _show(console, "Livraisons refusées", ("Le", "Fichier", "Motif"), con, _REFUSED)
        _show(console, "Colonnes ignorées (hors contrat)", ("Jeu", "Fichier", "Colonnes"), con, _IGNORED)
        _show(
            console,
            "Livraisons d'un contrat changé depuis, à recharger",
            ("Jeu", "Fichier"),
            con,
            _OLD_CONTRACT,
        )


def _show_agreements(console: Console, con: duckdb.DuckDBPyConnection) -> None:
    """What is late, lapsed, uncovered or to be purged today; nothing where no register was ever made."""
    if not conventions.has_register(con):
        return
    day = conventions.today()
    said = {
        "agreements": conventions.typed(day),
        "speaking": conventions.speaking(day),
        "day": f"date '{day}'",
        "warned": f"date '{day + _WARNED}'",
    }
    for title, headings, sql in (
        ("Livraisons en retard", ("Jeu", "Partenaire", "Convention", "Attendue le", "Jours de retard"), _LATE),
        (
            f"Conventions échues, ou qui finissent dans les {_WARNED.days} jours",
            ("Convention", "Partenaire", "Jeu", "Fin", "État"),
            _ENDING,
        ),
        ("Jeux chargés qu’aucune convention ne couvre", ("Jeu", "Que faire"), _UNCOVERED),
    ):
        _show(console, title, headings, con, sql.format(**said))
    overdue = len(conventions.past_retention(con))
    if overdue:
        console.print(french(f"Livraisons au-delà de leur durée de conservation : {overdue}, tapez « bassin purger »"))


def show_deliveries(settings: Settings) -> None:
    """Print every delivery with its number, the one `bassin retirer` takes."""
    with open_published(settings) as con:
        headings = ("Livraison", "Jeu", "Fichier", "Millésimes", "Édition", "Lignes", "Chargée le", "État")
        _show(_console(), "Livraisons", headings, con, _DELIVERIES)


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else 180, highlight=False)


def open_published(settings: Settings) -> duckdb.DuckDBPyConnection:
    if read_state(settings).mode is None:
        raise BuildError(french(f"{settings.published} n'existe pas encore ; tapez d'abord `bassin build`"))
    return duckdb.connect(str(settings.published), read_only=True)


def _show(console: Console, title: str, headings: tuple[str, ...], con: duckdb.DuckDBPyConnection, sql: str) -> None:
    rows: list[tuple[Any, ...]] = con.execute(sql).fetchall()
    if not rows:
        return
    table = Table(*headings, title=title, title_justify="left")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    console.print(table)


_LOADED = """
select jeu, any_value(producteur), array_to_string(list_sort(list_distinct(flatten(list(millesimes)))), ', '),
    count(*), sum(lignes), strftime(max(charge_le), '%d/%m/%Y')
from meta.livraisons where livraison in (select livraison from meta.cases) group by jeu order by jeu
"""
_LATE = """
select jeu, partenaire, convention, strftime(due_le, '%d/%m/%Y'), {day} - due_le from (
    select *, (coalesce(recue_le, signee_le) + to_months(cadence_mois))::date as due_le
    from ({agreements}) left join (
        select jeu, convention, max(recue_le) as recue_le from ({speaking}) join (
            select jeu, sha256, min(charge_le)::date as recue_le from meta.livraisons group by jeu, sha256
            having bool_or(retiree_le is null or purgee_le is not null)
        ) using (jeu, sha256) group by jeu, convention
    ) using (jeu, convention)
    where etat = 'en_vigueur'
) where due_le < {day} order by due_le, jeu, convention
"""
_ENDING = """
with conventions as ({agreements})
select convention, partenaire, jeu, strftime(fin_le, '%d/%m/%Y'),
    case etat when 'echue' then 'échue : plus rien ne se charge' else 'en vigueur jusque-là' end
from conventions c
where etat <> 'a_venir' and fin_le <= {warned} and not exists (
    select 1 from conventions autre
    where autre.jeu = c.jeu and (autre.partenaire = c.partenaire or c.jeu not in (
        select jeu from meta.livraisons where len(partenaires) > 0
    )) and autre.etat = 'en_vigueur' and coalesce(autre.fin_le > {warned}, true)
) order by fin_le, convention, jeu
"""
_UNCOVERED = """
select distinct jeu, 'déposer un registre où figure la convention' from meta.cases join meta.contrats using (jeu)
where diffusion = 'convention' and jeu <> 'mission_conventions'
    and jeu not in (select jeu from ({agreements})) order by jeu
"""
_NOT_LOADED = """
select jeu, page, commande from meta.contrats
where jeu not in (select jeu from meta.cases) order by jeu
"""
_REFUSED = """
select strftime(refuse_le, '%d/%m/%Y'), fichier, array_to_string(motifs, chr(10)) from meta.refus r
where not exists (
    select 1 from meta.livraisons l where l.sha256 = r.sha256 and l.jeu = r.jeu and l.charge_le >= r.refuse_le
)
qualify row_number() over (partition by fichier, sha256 order by refuse_le desc) = 1 order by refuse_le, fichier
"""
_IGNORED = """
select jeu, fichier, array_to_string(colonnes_ignorees, ', ') from meta.livraisons
where len(colonnes_ignorees) > 0 and livraison in (select livraison from meta.cases) order by jeu, fichier
"""
_OLD_CONTRACT = """
select l.jeu, l.fichier from meta.livraisons l join meta.contrats c using (jeu)
where l.version_contrat <> c.version and l.livraison in (select livraison from meta.cases) order by 1, 2
"""
_DELIVERIES = """
select livraison, jeu, fichier, array_to_string(millesimes, ', '), edition, lignes,
    strftime(charge_le, '%d/%m/%Y %H:%M'),
    case
        when retiree_le is not null then 'retirée'
        when livraison not in (select livraison from meta.cases) then 'remplacée par ' || remplacee_par
        when remplacee_par is not null then 'en place, en partie remplacée par ' || remplacee_par
        else 'en place'
    end
from meta.livraisons order by charge_le, fichier
"""
