"""What is left of an EPCI once the communes given are taken out of it. It stays in memory: it may be one commune."""

import numpy as np
import pandas as pd

from methodes.revenus.decile import Floats

_NOISE = 0.0005  # share of the EPCI's persons under which what is left is drowned in the errors of the mixture


def persons_left(parts: pd.DataFrame, composition: pd.DataFrame) -> pd.DataFrame:
    """The composition with the persons of its rows `reste`: `part_du_reste` × what the EPCI has beyond its communes.

    They are counted here and nowhere else, since what is left may be one commune that hides its number. A row of an
    EPCI of which nobody is left goes out.
    """
    if "genre" not in composition or not (left := composition["genre"] == "reste").any():
        return composition
    key = ["millesime", "part"]
    inside = parts.groupby(["millesime", "parent"])["personnes"].sum().rename_axis(key).rename("dedans")
    own = parts.set_index(key)["personnes"]
    beyond = (own - inside.reindex(own.index).fillna(0.0)).reindex(pd.MultiIndex.from_frame(composition.loc[left, key]))
    counted = composition.assign(personnes=composition["personnes"].astype("float64"))
    counted.loc[left, "personnes"] = composition.loc[left, "part_du_reste"].to_numpy() * beyond.to_numpy()
    return counted[~left | ~(counted["personnes"] <= 0)]


def remainder(whole: Floats, inside: Floats, persons: Floats, persons_inside: Floats) -> Floats:
    """Cumulated shares of what is left: k × m, from those of k EPCI and of the mixture of their communes given.

    F_left = (N F_EPCI − N_in F_in) / (N − N_in), put back between 0 and 1 and in increasing order. A subtraction of
    large numbers is worth what its errors are worth: with r = (N − N_in) / N, the result is
    F_EPCI + w (F_left − F_EPCI), where w = r² / (r² + 0.0005²): next to 1 as soon as what is left weighs a few
    thousandths of the EPCI, next to 0 below.
    Where nothing is left (N ≤ N_in), it is the distribution of the EPCI itself.
    """
    rate = np.maximum(persons - persons_inside, 0.0) / persons
    safe = np.where(rate > 0, rate, 1.0)[:, None]
    left = (whole - (1 - rate)[:, None] * inside) / safe
    ordered = np.clip(
        (np.maximum.accumulate(left, axis=1) + np.minimum.accumulate(left[:, ::-1], axis=1)[:, ::-1]) / 2, 0, 1
    )
    trust = (rate**2 / (rate**2 + _NOISE**2))[:, None]
    return np.asarray(whole + trust * (ordered - whole), dtype=np.float64)
