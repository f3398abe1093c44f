"""The indicators, as `marts.dictionnaire` describes them: nothing is said of one anywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.typography import quantity, text

if TYPE_CHECKING:  # A sheet is written without the page.
    from explorer.warehouse import Warehouse

# An indicator that several marts tell (communes, then neighbourhoods) is described by the one of the communes.
DICTIONARY = """
select theme, mart, indicateur, libelle, description, unite, genre, numerateur, denominateur, source,
    couverture_minimale, confidentialite, prudence
from marts.dictionnaire
qualify row_number() over (
    partition by indicateur
    order by mart in ('population_iris', 'pauvrete_quartiers'), mart
) = 1
order by theme, strip_accents(lower(libelle))
"""

THEMES = {
    "population": "Population, logement, diplômes",
    "pauvrete": "Revenus et pauvreté",
    "emploi": "Emploi et chômage",
    "navettes": "Navettes domicile-travail",
    "ayants_droit": "Ayants droit des mines",
    "parc": "Parc minier",
    "migrations": "Migrations résidentielles",
    "sante": "Santé",
}

# The data sets that bring the figures of a mart.
DELIVERIES = {
    "population": ("insee_populations_reference",),
    "population_iris": ("tiers_rp_iris",),
    "population_structure": (
        "insee_rp_structure",
        "insee_rp_menages",
        "insee_rp_logement",
        "insee_rp_diplomes",
        "insee_rp_emploi",
    ),
    "pauvrete": ("insee_filosofi", "cnaf_allocataires_communes"),
    "pauvrete_quartiers": ("insee_revenus_qpv",),
    "emploi_territoires": ("urssaf_emploi_communes", "insee_flores"),
    "chomage": ("insee_chomage",),
    "ancrage_local": ("insee_navettes",),
    "ayants_droit": ("angdm_ayants_droit", "angdm_logements", "angdm_mouvements"),
    "parc_minier": ("bailleurs_parc",),
}

DECIMALS = {"%": 1, "% par an": 2, "points": 1, "indice": 3, "personnes par ménage": 2, "rapport": 2}


@dataclass(frozen=True)
class Indicator:
    """One row of the dictionary."""

    code: str
    theme: str
    mart: str
    libelle: str
    description: str
    unite: str
    genre: str
    numerateur: str | None
    denominateur: str | None
    source: str | None
    confidentialite: str | None
    prudence: str | None

    @property
    def counts(self) -> bool:
        """True of a number of things, which circles show and which never fills a map."""
        return self.genre == "effectif"

    @property
    def decimals(self) -> int:
        """How many are written."""
        return decimals_of(self.unite, self.genre)

    @property
    def signed(self) -> bool:
        """True where a plus sign says something: a change, a balance."""
        return self.genre == "indice" and self.unite in {"% par an", "%"}

    @property
    def balances(self) -> bool:
        """True of a count that may be a loss: it is no share of anything."""
        return self.counts and self.code.startswith("solde_")

    @property
    def census(self) -> bool:
        """True where `marts.comparaisons` says which vintages may be compared."""
        return self.theme in {"population", "migrations"} or "recensement" in (self.source or "")

    @property
    def gap_unit(self) -> str:
        """The unit of a difference between two of its values."""
        return "points" if self.unite == "%" else self.unite

    @property
    def titre(self) -> str:
        """The label with its unit."""
        return f"{self.libelle} ({self.unite})"

    @property
    def rule(self) -> str:
        """Its rule of confidentiality in words; nothing for what anybody may read."""
        said = (self.confidentialite or "").rstrip(".")
        return "" if said.startswith("aucune") else said[:1].upper() + said[1:]

    def write(self, value: float | None, signed: bool | None = None) -> str:
        """The value with its unit, the French way; a dash when there is none."""
        return quantity(value, self.unite, self.decimals, self.signed if signed is None else signed)

    def write_gap(self, value: float | None) -> str:
        """A difference with its sign and unit."""
        return quantity(value, self.gap_unit, self.decimals, signed=True)


def decimals_of(unite: str, genre: str) -> int:
    """How many decimals a figure of this unit and kind is written with."""
    if genre == "effectif" or unite.startswith("€"):
        return 0
    # A coefficient runs from 0 to 1; an index around 100.
    if unite == "indice" and genre == "indice":
        return 1
    return DECIMALS.get(unite, 1)


def read_catalogue(warehouse: Warehouse) -> dict[str, Indicator]:
    """Every indicator by code, in the order of themes, then of labels."""
    rows = warehouse.read(DICTIONARY).to_dict("records")
    found = [
        Indicator(
            code=row["indicateur"],
            theme=row["theme"],
            mart=row["mart"],
            libelle=row["libelle"],
            description=row["description"],
            unite=text(row["unite"]) or "",
            genre=row["genre"],
            numerateur=text(row["numerateur"]),
            denominateur=text(row["denominateur"]),
            source=text(row["source"]),
            confidentialite=text(row["confidentialite"]),
            prudence=text(row["prudence"]),
        )
        for row in rows
    ]
    rank = {theme: place for place, theme in enumerate(THEMES)}
    found.sort(key=lambda indicator: rank.get(indicator.theme, len(rank)))
    return {indicator.code: indicator for indicator in found}


def themes(catalogue: dict[str, Indicator]) -> dict[str, str]:
    """The themes in hand, code → words."""
    held = dict.fromkeys(indicator.theme for indicator in catalogue.values())
    return {theme: THEMES.get(theme, theme.replace("_", " ").capitalize()) for theme in held}
