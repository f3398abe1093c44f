"""The contracts: one YAML file a data set, read by models that refuse what they do not know."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from ingest.checks import Check
from ingest.layouts import Layout, Strict
from ingest.privacy.headers import announced_by

SOURCES = Path(__file__).parent / "sources"


class ContractError(Exception):
    """One or more contracts are wrong; each line of the message says which, where and why."""


class Secrecy(Strict):
    """The rule of an agreement: a figure made by fewer units, or mostly by one of them, is not told."""

    unites_minimum: int = Field(ge=1)
    part_maximum_pct: float = Field(gt=0, le=100)


class Contract(Strict):
    """A data set: who publishes it, under which terms, in which shapes, and what must hold in it."""

    jeu: str
    producteur: str
    titre: str
    page: str
    licence: str
    diffusion: Literal["public", "convention"]
    cadence: Literal["annuelle", "trimestrielle", "apériodique"]
    cle: tuple[str, ...]
    niveaux: tuple[str, ...]
    colonnes: dict[str, str]
    dispositions: tuple[Layout, ...] = Field(min_length=1)
    controles: tuple[Check, ...] = ()
    valeurs_distinctives: tuple[str, ...] = ()
    """Figures that differ from one vintage to the next: a file dated by its caller is recognised by them."""
    secret: Secrecy | None = None
    case_par: tuple[str, ...] = ()
    """Columns that split a slot further: each list of a file of lists is replaced by itself."""
    partenaire: str | None = None
    """The column that says which partner a line is from, where several deliver the data set, each under its own
    agreement."""
    conservation_mois: int | None = Field(default=None, ge=1)
    """Months a delivery may be kept, from the day it was first received."""
    exemples: dict[str, str] = Field(default_factory=dict)
    """What a partner may write in a column, for the dictionary of the blank workbook."""
    repertoires: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Columns whose values are codes by definition, by directory (`communes`, `ape`…): `connu` checks look there."""
    personnel: dict[str, Literal["annee", "commune", "empreinte"]] = Field(default_factory=dict)
    """Columns that reach us as identifiers, and what is kept of them: a birth's year, an address's commune, or of a
    person a keyed hash."""
    version: str = ""

    @model_validator(mode="after")
    def _coherent(self) -> Contract:
        known = set(self.colonnes)

        def require(names: Any, allowed: set[str], where: str) -> None:
            if stray := sorted(set(names) - allowed):
                raise ValueError(f"{where} : {', '.join(stray)} ne figure pas au contrat")

        require(self.cle, known, "cle")
        require(self.valeurs_distinctives, known, "valeurs_distinctives")
        for directory, columns in self.repertoires.items():
            require(columns, known, f"répertoire {directory}")
        require(self.case_par, known, "case_par")
        require(filter(None, [self.partenaire]), known, "partenaire")
        require(self.exemples, known, "exemples")
        if self.conservation_mois and self.diffusion != "convention":
            raise ValueError("`conservation_mois` n’a de sens que sous convention")
        if self.partenaire and self.diffusion != "convention":
            raise ValueError("`partenaire` n’a de sens que sous convention")
        require(self.personnel, known, "personnel")
        if self.personnel and self.diffusion == "public":
            raise ValueError("personnel : un jeu public n'a rien de personnel")
        for layout in self.dispositions:
            require([*layout.headers, *layout.deduites], known, f"disposition {layout.edition}")
            require([layout.niveau], set(self.niveaux), f"disposition {layout.edition}, niveau")
            self._reduces_what_identifies(layout)
        for check in self.controles:
            require([*check.colonnes, *check.si], known, f"contrôle {check.type}")
            require(check.niveaux or (), set(self.niveaux), f"contrôle {check.type}, niveaux")
        return self

    def _reduces_what_identifies(self, layout: Layout) -> None:
        for name, header in layout.headers.items():
            kind = next((kind for part in header.parts if (kind := announced_by(part))), None)
            if kind and self.diffusion == "convention" and name not in self.personnel:
                raise ValueError(
                    f"disposition {layout.edition} : l'en-tête de {name} annonce {kind}, à réduire par `personnel`"
                )
            if name in self.personnel and header.assemble:
                raise ValueError(f"disposition {layout.edition} : {name}, réduite, ne peut être assemblée")

    def producer_of(self, edition: str) -> str:
        """The producer of an edition: the contract's, unless the layout names another."""
        return next(x.producteur for x in self.dispositions if x.edition == edition) or self.producteur


def load_contract(path: Path) -> Contract:
    """Read one contract; raise `ContractError` with a French line for each fault."""
    text = path.read_text(encoding="utf-8")
    try:
        data = yaml.load(text, Loader=yaml.CSafeLoader)
        contract = Contract.model_validate({**data, "version": hashlib.sha256(text.encode()).hexdigest()[:12]})
    except yaml.YAMLError as error:
        raise ContractError(f"{path.name} : YAML illisible ({error})".replace("\n", " ")) from error
    except ValidationError as error:
        lines = [
            f"{path.name}, {' > '.join(map(str, fault['loc'])) or 'racine'} : {_in_french(fault)}"
            for fault in error.errors()
        ]
        raise ContractError("\n".join(lines)) from error
    except TypeError as error:
        raise ContractError(f"{path.name} : un contrat est une suite de `clé: valeur`") from error
    if contract.jeu != path.stem:
        raise ContractError(f"{path.name} > jeu : « {contract.jeu} » doit être le nom du fichier, « {path.stem} »")
    return contract


def load_contracts(folder: Path = SOURCES) -> dict[str, Contract]:
    """Read every contract of a folder, by name of data set; raise `ContractError` listing all faults."""
    contracts, faults = {}, []
    for path in sorted(folder.glob("*.yml")):
        try:
            contracts[path.stem] = load_contract(path)
        except ContractError as error:
            faults.append(str(error))
    if faults:
        raise ContractError("\n".join(faults))
    return contracts


def _in_french(fault: Any) -> str:
    kinds = {
        "extra_forbidden": "clé inconnue",
        "missing": "clé obligatoire absente",
        "literal_error": f"valeur « {fault.get('input')} » refusée ; valeurs admises : "
        f"{fault.get('ctx', {}).get('expected', '').replace(' or ', ' ou ')}",
    }
    return kinds.get(fault["type"]) or str(fault["msg"]).removeprefix("Value error, ")
