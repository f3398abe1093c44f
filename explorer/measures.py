"""The two measures a commune may be filled with, and their classes. A count never fills a map."""

import math
from dataclasses import dataclass
from itertools import pairwise

from explorer.typography import number, quantity

MISSING = "donnée absente"
MISSING_COLOUR = "#c9c9c9"


@dataclass(frozen=True)
class Measure:
    """A column of `marts.population`, with fixed class breaks: the same colours in every territory."""

    column: str
    libelle: str
    unite: str
    decimals: int
    signed: bool
    breaks: tuple[float, ...]
    colours: tuple[str, ...]

    @property
    def classes(self) -> list[str]:
        """The names of the classes, lowest first."""
        bounds = [number(bound, 1 if self.signed else 0) for bound in self.breaks]
        between = [f"de {low} à {high}" for low, high in pairwise(bounds)]
        return [f"moins de {bounds[0]}", *between, f"{bounds[-1]} et plus"]

    def class_of(self, value: float | None) -> str:
        """The class of a value; a value on a bound belongs to the class above it."""
        if value is None or math.isnan(value):
            return MISSING
        return self.classes[sum(value >= bound for bound in self.breaks)]

    def write(self, value: float | None) -> str:
        """The value with its unit, the French way."""
        return quantity(value, self.unite, self.decimals, self.signed)


DENSITY = Measure(
    column="densite_hab_km2",
    libelle="Densité de population",
    unite="hab./km²",
    decimals=0,
    signed=False,
    breaks=(100, 250, 500, 1000, 2000),
    colours=("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8", "#253494"),
)

RATE = Measure(
    column="taux_annuel_moyen_pct",
    libelle="Taux annuel moyen d’évolution",
    unite="% par an",
    decimals=2,
    signed=True,
    breaks=(-1, -0.5, 0, 0.5, 1),
    colours=("#b2182b", "#ef8a62", "#fddbc7", "#d1e5f0", "#67a9cf", "#2166ac"),
)

MEASURES = {measure.column: measure for measure in (DENSITY, RATE)}
