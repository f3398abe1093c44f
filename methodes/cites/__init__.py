"""What the Mission's layers are made of: which features are one cité, and where each lies."""

from methodes.cites.carreaux import carreaux_recouverts
from methodes.cites.groupes import regrouper
from methodes.cites.paires import paires
from methodes.cites.recouvrements import recouvrements
from methodes.cites.reunions import reunir

__all__ = ["carreaux_recouverts", "paires", "recouvrements", "regrouper", "reunir"]
