"""Years at which half, then nine tenths, of the right-holders of the start are gone."""

from __future__ import annotations

import pandas as pd

PARTS_RESTANTES = {"moitie": 1 / 2, "neuf_dixiemes": 1 / 10}


def echeances(projection: pd.DataFrame) -> pd.DataFrame:
    """One row a territory; a date not reached by the horizon is absent.

    All rights together, nobody enters: the number only falls, and the first year at which a bound passes under the
    mark bounds the date itself.
    """
    persons = projection[
        (projection["mesure"] == "personnes") & (projection["sexe"] == "ensemble") & (projection["droit"] == "ensemble")
    ]
    dates = persons.drop_duplicates("territoire")[["territoire", "millesime", "depart"]].set_index("territoire")
    for name, left in PARTS_RESTANTES.items():
        mark = persons["depart"] * left
        for suffix, column in (("", "attendu"), ("_au_plus_tot", "borne_basse"), ("_au_plus_tard", "borne_haute")):
            passed = persons[persons[column] <= mark]
            dates[f"annee_{name}{suffix}"] = passed.groupby("territoire")["annee"].min().astype("Int64")
    return dates.reset_index()
