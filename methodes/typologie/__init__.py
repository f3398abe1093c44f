"""Communes grouped by their profile, with the reasons of each group in words."""

from methodes.typologie.groupes import grouper
from methodes.typologie.indicateurs import GROUPES, INDICATEURS

__all__ = ["GROUPES", "INDICATEURS", "grouper"]
