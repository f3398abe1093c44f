"""Registers of agreements, for the tests that load what partners deliver."""

from __future__ import annotations

import csv
from pathlib import Path

AGREEMENT = {
    "convention": "essai-2026",
    "partenaire": "Partenaire d’essai",
    "objet": "essayer",
    "jeu": "insee_tous_salaries",
    "signee_le": "01/01/2020",
    "fin_le": "",
    "cadence_mois": "",
    "role_contact": "responsable des données",
    "diffusion": "rien sous le seuil",
    "seuil_personnes": "",
    "seuil_logements": "",
    "part_maximum_pct": "",
    "conservation_mois": "",
}


def register(path: Path, *agreements: dict[str, str]) -> Path:
    """Write a register: agreements of which only what differs from `AGREEMENT` is given, one in force if none is."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(AGREEMENT), delimiter=";")
        writer.writeheader()
        writer.writerows({**AGREEMENT, **changes} for changes in agreements or ({},))
    return path
