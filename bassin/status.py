"""`bassin status`: what is loaded, what is not and how to get it, what was refused or ignored."""

from __future__ import annotations

import sys
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from bassin.build import read_state
from bassin.failures import BuildError
from bassin.settings import Settings
from ingest.refusals import french

_MODES = {
    "demonstration": "démonstration (données embarquées ; ce qui n'est ni territoire ni population est simulé)",
    "reel": "réel (rien de simulé)",
}


def show_status(settings: Settings) -> None:
    """Print the state of the published warehouse."""
    with _open(settings) as con:
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
        _show(console, "Livraisons refusées", ("Le", "Fichier", "Motif"), con, _REFUSED)
        _show(console, "Colonnes ignorées (hors contrat)", ("Jeu", "Fichier", "Colonnes"), con, _IGNORED)
        _show(
            console,
            "Livraisons d'un contrat changé depuis, à recharger",
            ("Jeu", "Fichier"),
            con,
            _OLD_CONTRACT,
        )


def show_deliveries(settings: Settings) -> None:
    """Print every delivery with its number, the one `bassin retirer` takes."""
    with _open(settings) as con:
        headings = ("Livraison", "Jeu", "Fichier", "Millésimes", "Édition", "Lignes", "Chargée le", "État")
        _show(_console(), "Livraisons", headings, con, _DELIVERIES)


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else 180, highlight=False)


def _open(settings: Settings) -> duckdb.DuckDBPyConnection:
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
_NOT_LOADED = """
select jeu, page, commande from meta.contrats
where jeu not in (select jeu from meta.cases) order by jeu
"""
_REFUSED = """
select strftime(refuse_le, '%d/%m/%Y'), fichier, array_to_string(motifs, chr(10)) from meta.refus
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
