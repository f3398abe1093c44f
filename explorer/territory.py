"""A territory and the levels it may belong to."""

from dataclasses import dataclass
from typing import NamedTuple

from explorer.typography import typeset


class Key(NamedTuple):
    """What names a territory, in the marts and in the address of the page."""

    niveau: str
    code: str

    @property
    def written(self) -> str:
        """How the address and the SQL name it: `epci:246200364`."""
        return f"{self.niveau}:{self.code}"


@dataclass(frozen=True)
class Level:
    """How a level is called, and the data sets that bring its territories."""

    libelle: str
    jeux: tuple[str, ...]


LEVELS = {
    "perimetre": Level("Périmètre (Bassin minier…)", ("mission_perimetres",)),
    "epci": Level("Intercommunalité (EPCI)", ("dgcl_epci_composition", "insee_appartenance")),
    "commune": Level("Commune", ("insee_cog_communes",)),
    "arrondissement": Level("Arrondissement", ("insee_cog_arrondissements", "insee_appartenance")),
    "zone_emploi": Level("Zone d’emploi (2020)", ("insee_zones_emploi", "insee_appartenance")),
    "zone_emploi_2010": Level("Zone d’emploi (2010)", ("insee_zones_emploi", "insee_appartenance")),
    "departement": Level("Département", ("insee_cog_departements",)),
    "region": Level("Région", ("insee_cog_regions",)),
    "france": Level("France", ("insee_cog_communes",)),
    "cite": Level("Cité minière", ("mission_cites_inscrites", "mission_cites_zone_tampon", "mission_cites_erbm")),
}

MESHES = ("commune", "epci", "zone_emploi", "cite")
"""The levels by which a wider territory is cut, on a map or in a distribution."""

BASSIN = Key("perimetre", "bassin_minier")
# Mayotte is in the census of some vintages only: the default reference leaves it out of all of them.
FRANCE = (Key("france", "FRHM"), Key("france", "FR"), Key("france", "FM"))


@dataclass(frozen=True)
class Territory:
    """One row of `marts.territoires`."""

    key: Key
    nom: str
    departement: str | None
    communes: int
    geographie: int

    @property
    def libelle(self) -> str:
        """The name; a commune adds its département, since names repeat."""
        if self.key.niveau == "commune" and self.departement:
            return typeset(f"{self.nom} ({self.departement})")
        return typeset(self.nom)


@dataclass(frozen=True)
class Reference:
    """A territory that shares communes with the chosen one, or that one may compare it with."""

    territory: Territory
    contient: bool
    proposee: bool
