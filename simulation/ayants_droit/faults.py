"""Deliveries as they really arrive: one fault each, drawn in a sound one, for tests of what the loader says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from simulation.ayants_droit.tally import Table

Fault = Callable[[Table, np.random.Generator], Table]


def spoiled(table: Table, fault: str, seed: int = 0) -> Table:
    """A copy of a delivery of persons with one of `FAULTS`; the same for the same seed."""
    copy = {header: list(cells) for header, cells in table.items()}
    return FAULTS[fault](copy, np.random.default_rng(seed))


def _rewritten(header: str, text: Callable[[str], str], share: float = 0.01) -> Fault:
    """A share of a column's cells written otherwise, one at least."""

    def spoil(table: Table, draw: np.random.Generator) -> Table:
        cells = table[header]
        filled = [row for row, cell in enumerate(cells) if cell]
        for row in draw.choice(filled, max(1, round(share * len(filled))), replace=False).tolist():
            cells[row] = text(cells[row])
        return table

    return spoil


def _without_commune(table: Table, draw: np.random.Generator) -> Table:
    """A whole commune forgotten: nothing in the file tells it."""
    forgotten = str(draw.choice(sorted(set(table["code_commune"]))))
    kept = [row for row, code in enumerate(table["code_commune"]) if code != forgotten]
    return {header: [cells[row] for row in kept] for header, cells in table.items()}


def _repeated(table: Table, draw: np.random.Generator) -> Table:
    """A few lines pasted again at the end."""
    rows = draw.choice(len(table["code_commune"]), 3, replace=False).tolist()
    return {header: [*cells, *(cells[row] for row in rows)] for header, cells in table.items()}


def _with_names(table: Table, draw: np.random.Generator) -> Table:
    """A column that nobody asked for, and that says who they are."""
    size = len(table["code_commune"])
    ranks = draw.integers(1, 99, size).tolist()
    return {**table, "nom_prenom": [f"Personne Simulée {rank}" for rank in ranks]}


def _with_a_dead_spouse(table: Table, _: np.random.Generator) -> Table:
    """The year of birth of a spouse whom the line says dead."""
    table["annee_naissance_conjoint"][table["conjoint_vivant"].index("non")] = "1940"
    return table


def _of_another_year(table: Table, _: np.random.Generator) -> Table:
    """A slip of the hand in the date of the last line."""
    last = table["date_situation"][-1]
    table["date_situation"][-1] = f"{last[:-4]}{int(last[-4:]) + 100}"
    return table


FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        "commune_oubliee": _without_commune,
        "commune_inconnue": _rewritten("code_commune", lambda _: "62999"),
        "zero_initial_perdu": _rewritten("code_commune", lambda code: code[1:]),
        "milliers_espaces": _rewritten("personnes", lambda count: f"1 {int(count):03d}"),
        "effectif_decimal": _rewritten("personnes", lambda count: f"{count},0"),
        "annee_impossible": _of_another_year,
        "naissance_sur_deux_chiffres": _rewritten("annee_naissance", lambda year: year[2:]),
        "date_en_lettres": _rewritten("date_situation", lambda day: f"31 décembre {day[-4:]}"),
        "date_americaine": _rewritten("date_situation", lambda day: f"12/31/{day[-4:]}"),
        "date_en_cours_d_annee": _rewritten("date_situation", lambda day: f"30/06/{day[-4:]}"),
        "personne_en_double": _repeated,
        "noms_ajoutes": _with_names,
        "cite_mal_ecrite": _rewritten("code_cite", lambda code: code.lower().replace("-", " ")),
        "sexe_autrement": _rewritten("sexe", lambda sex: "M" if sex == "H" else sex, share=1.0),
        "conjoint_mort_et_ne": _with_a_dead_spouse,
    }
)
"""How each fault is made, by name. A file does not show by itself that a commune is missing or a cité misspelt."""
