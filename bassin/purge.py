"""`bassin purger`: what may not be kept any longer, and its removal."""

from __future__ import annotations

from collections.abc import Callable

from bassin import publish
from bassin.build import purge as run_purge
from bassin.settings import Settings
from bassin.status import open_published
from ingest import conventions
from ingest.refusals import french


def list_overdue(settings: Settings, say: Callable[[str], None]) -> None:
    """Say which deliveries must be purged, and what to type; nothing is removed."""
    with open_published(settings) as con:
        overdue = conventions.past_retention(con) if conventions.has_register(con) else []
    for one in overdue:
        say(
            french(
                f"{one.livraison} : {one.fichier} ({one.jeu}), reçu le {one.recue_le:%d/%m/%Y}, à conserver jusqu'au "
                f"{one.jusqu_au:%d/%m/%Y}"
            )
        )
    say(
        french(f"pour les effacer : bassin purger {' '.join(one.livraison for one in overdue)}")
        if overdue
        else "aucune livraison n'a dépassé sa durée de conservation"
    )


def purge(settings: Settings, livraisons: list[str], say: Callable[[str], None]) -> None:
    """Remove deliveries and what is made from them, and say what was removed and what is left to do by hand."""
    removed = run_purge(settings, livraisons, say)
    for table, rows in removed.items():
        many = "s" if rows > 1 else ""
        say(french(f"{table} : {rows} ligne{many} effacée{many}"))
    if not removed:
        say("aucune ligne n'était encore en place ; les octets de l'entrepôt sont réécrits sans elles")
    say("tables de staging, intermediate et marts refaites sans elles ; le fichier de l'entrepôt est neuf")
    left = ", ".join(path.name for path in publish.copies(settings.published))
    say(french(f"à effacer à la main : les fichiers livrés, leurs sauvegardes{f' et {left}' if left else ''}"))
