"""Projection of the right-holders of the mines and of the dwellings they hold, by cohort, with intervals."""

from methodes.projection.conjoints import estimer_conjoints
from methodes.projection.echeances import echeances
from methodes.projection.hypotheses import Hypotheses, decrire_dernier_stock, estimer_hypotheses
from methodes.projection.mortalite import HORIZON, Tables, tables_de_mortalite
from methodes.projection.projeter import projeter, projeter_dernier_stock
from methodes.projection.retrospective import eprouver

__all__ = [
    "HORIZON",
    "Hypotheses",
    "Tables",
    "decrire_dernier_stock",
    "echeances",
    "eprouver",
    "estimer_conjoints",
    "estimer_hypotheses",
    "projeter",
    "projeter_dernier_stock",
    "tables_de_mortalite",
]
