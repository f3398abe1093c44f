"""What landlords deliver, in a few lines, for the tests of partners who share a data set."""

from __future__ import annotations

from pathlib import Path

JEU = "bailleurs_parc"
HEADER = (
    "date_situation;bailleur;code_commune;code_cite;type_logement;pieces;dpe;rehabilitation;annee_rehabilitation;"
    "programme;occupation;annee_entree;taille_menage;tranche_age;ressources;personnes_65_plus;logements;geographie"
)
Line = tuple[str, str, int]
"""A landlord, a commune and a year."""


def write_park(path: Path, *lines: Line, cite: str = "") -> Path:
    """Write a delivery: a line, twenty empty dwellings of a landlord, in a commune or a cité of it, some year."""
    rows = [
        f"31/12/{year};{landlord};{commune};{cite};individuel;4;D;aucune;;aucun;vacant;;;;;;20;2026"
        for landlord, commune, year in lines
    ]
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return path
