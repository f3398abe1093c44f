"""Class breaks of a map: quantiles, natural breaks, round or typed bounds, or around a reference."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import streamlit as st

METHODS = {
    "quantiles": "Quantiles (autant de territoires par classe)",
    "jenks": "Jenks (seuils naturels)",
    "fixes": "Seuils fixes",
    "reference": "Écart à une référence",
}
CLASSES = 5
# Natural breaks cost the square of the number of values: beyond this, evenly spaced order statistics stand for them.
VALUES_AT_MOST = 600

SEQUENTIAL = {
    1: ("#41b6c4",),
    2: ("#a1dab4", "#2c7fb8"),
    3: ("#c7e9b4", "#41b6c4", "#253494"),
    4: ("#ffffcc", "#a1dab4", "#41b6c4", "#225ea8"),
    5: ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"),
    6: ("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8", "#253494"),
    7: ("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#0c2c84"),
    8: ("#ffffd9", "#edf8b1", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#0c2c84"),
}
DIVERGING = ("#2166ac", "#67a9cf", "#d1e5f0", "#fddbc7", "#ef8a62", "#b2182b")


@dataclass(frozen=True)
class Classes:
    """Bounds between classes, lowest first (one fewer than the classes), and a colour for each class."""

    bounds: tuple[float, ...]
    colours: tuple[str, ...]

    def rank(self, value: float) -> int:
        """The place of the class of a value; a value on a bound belongs to the class above it."""
        return sum(value >= bound for bound in self.bounds)

    def names(self, write: Callable[[float], str]) -> list[str]:
        """The names of the classes, lowest first; `write` writes a bound."""
        if not self.bounds:
            return ["une seule classe"]
        told = [write(bound) for bound in self.bounds]
        between = [f"de {low} à moins de {high}" for low, high in pairwise(told)]
        return [f"moins de {told[0]}", *between, f"{told[-1]} et plus"]


def sequential(bounds: Sequence[float]) -> Classes:
    """Classes of growing darkness; at most seven bounds are kept."""
    kept = tuple(sorted(set(bounds)))[: len(SEQUENTIAL) - 1]
    return Classes(kept, SEQUENTIAL[len(kept) + 1])


def around(reference: float, values: Sequence[float], decimals: int) -> Classes:
    """Three classes under the reference and three above, of one width: a third of the farthest tenth's distance."""
    distances = np.abs(np.asarray(values, dtype=float) - reference)
    step = float(np.quantile(distances, 0.9)) / 2.5 if len(values) else 0.0
    step = max(round(step, decimals), 10.0**-decimals)
    return Classes(tuple(reference + k * step for k in (-2, -1, 0, 1, 2)), DIVERGING)


@st.cache_data(show_spinner=False, max_entries=200)
def breaks(method: str, values: tuple[float, ...], decimals: int) -> list[float]:
    """The inner bounds of `method` over these values, rounded to what is written; fewer where values repeat."""
    if len(set(values)) < 2:
        return []
    with warnings.catch_warnings():
        # It says at each use that a compiler, which we do without, is not there.
        warnings.filterwarnings("ignore", message="Numba not installed")
        import mapclassify

        numbers = np.sort(np.asarray(values, dtype=float))
        asked = min(CLASSES, len(set(values)))
        if method == "quantiles":
            found = mapclassify.Quantiles(numbers, k=asked).bins[:-1]
        elif method == "jenks":
            if len(numbers) > VALUES_AT_MOST:
                numbers = numbers[np.linspace(0, len(numbers) - 1, VALUES_AT_MOST).round().astype(int)]
            found = mapclassify.FisherJenks(numbers, k=asked).bins[:-1]
        else:
            found = mapclassify.PrettyBreaks(numbers, k=asked).bins[:-1]
    # `bins` are upper bounds, reached by a value of the class: the next class starts above it.
    if method in {"quantiles", "jenks"}:
        found = [_next(numbers, float(bound)) for bound in found]
    rounded = dict.fromkeys(round(float(bound), decimals) for bound in found)
    return [bound for bound in rounded if numbers[0] < bound <= numbers[-1]]


def typed(line: str) -> list[float] | None:
    """The bounds of a typed line (« 10 ; 12,5 ; 15 »), sorted; None when it is not numbers."""
    parts = [part.strip().replace("\u202f", "").replace("\u00a0", "").replace(" ", "") for part in line.split(";")]
    try:
        found = sorted({float(part.replace(",", ".").replace("\u2212", "-")) for part in parts if part})
    except ValueError:
        return None
    return found if found and np.isfinite(found).all() and len(found) < len(SEQUENTIAL) else None


def _next(numbers: np.ndarray, bound: float) -> float:
    above = numbers[numbers > bound]
    return float(above[0]) if len(above) else bound
