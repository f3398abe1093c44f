"""What the warehouse says of itself: its mode, and the geography of its figures."""

from dataclasses import dataclass

from explorer.typography import typeset
from explorer.warehouse import UnreadableError, Warehouse

ENTREPOT = "select mode, geographie from marts.entrepot"


@dataclass(frozen=True)
class Entrepot:
    """The mode, and the year of the geography of analysis."""

    mode: str
    geographie: int

    @property
    def demonstration(self) -> bool:
        """True when the warehouse holds simulated figures beside the open data."""
        return self.mode == "demonstration"

    @property
    def said(self) -> str:
        """The mode in a sentence, for the page and for the files that leave it."""
        if self.demonstration:
            return typeset(
                "Entrepôt de démonstration : les territoires et leurs populations récentes sont ceux de l’INSEE, "
                "tout autre chiffre est simulé. À ne pas citer comme un travail de l’observatoire."
            )
        return typeset(f"Entrepôt réel : rien n’y est simulé. Géographie au 1er janvier {self.geographie}.")


def read_entrepot(warehouse: Warehouse) -> Entrepot:
    """The mode and the geography of analysis. Raises UnreadableError when the marts are empty."""
    rows = warehouse.read(ENTREPOT)
    # The geography of analysis is null as long as no territory is loaded.
    if rows["geographie"].isna().all():
        raise UnreadableError(
            f"L’entrepôt « {warehouse.path.name} » est vide : reconstruisez-le avec « make build » "
            "(ou « bassin build »), puis rechargez la page."
        )
    return Entrepot(str(rows["mode"].iloc[0]), int(rows["geographie"].iloc[0]))
