"""The agreements of a demonstration: one a data set under agreement, in force, whose partner is named as simulated.

They fix no threshold, so that each contract's own rule holds.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulation.cells import as_csv

SIGNED, END = "01/01/2020", "31/12/2099"
CADENCE_MONTHS, KEPT_MONTHS = 12, 120


def conventions(producers: Mapping[str, str]) -> str:
    """The text of the register, of agreements on data sets whose producers are given by name."""
    jeux = sorted(producers)
    said = {
        "objet": "Convention simulée, pour la démonstration",
        "signee_le": SIGNED,
        "fin_le": END,
        "cadence_mois": str(CADENCE_MONTHS),
        "role_contact": "responsable des données (simulé)",
        "diffusion": "Rien : les chiffres sont simulés",
        "seuil_personnes": "",
        "seuil_logements": "",
        "part_maximum_pct": "",
        "conservation_mois": str(KEPT_MONTHS),
    }
    return as_csv(
        {
            "convention": [f"SIMULEE-{jeu}" for jeu in jeux],
            "partenaire": [f"{producers[jeu]} (simulé)" for jeu in jeux],
            "jeu": jeux,
            **{header: [text] * len(jeux) for header, text in said.items()},
        }
    )
