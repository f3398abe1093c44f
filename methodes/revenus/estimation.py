"""Income distribution, poverty rate and their intervals for territories that publish none of their own."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from methodes.revenus.calage import calibrate
from methodes.revenus.connu import KnownTerritories
from methodes.revenus.decile import DECILES, MEDIAN, Floats
from methodes.revenus.entrees import check_inputs
from methodes.revenus.forme import predict_shapes
from methodes.revenus.intervalle import Exposure, Spread
from methodes.revenus.loi import Laws
from methodes.revenus.queues import learn_tails
from methodes.revenus.reste import persons_left
from methodes.revenus.territoire import Territories, distribution, exposure
from methodes.revenus.triplet import fill_between
from methodes.revenus.vintage import Vintage

_POVERTY = 0.6  # of the national median
_FIGURES = ["d1", "d5", "d9", "rapport_interdecile", "taux_pauvrete_60"]
_KEY = ["millesime", "niveau", "code_territoire"]
_FRANCE = ("france", "FM")


def estimer_revenus(parts: pd.DataFrame, composition: pd.DataFrame, seuils: pd.DataFrame) -> pd.DataFrame:
    """Deciles, D9/D1 and poverty rate at the national threshold of each territory asked for, with 90 % intervals.

    `parts`: one row a published part: millesime, part, niveau, parent (the part of the EPCI that contains a commune),
    personnes, d1…d9 (euros a year, d5 always, the others where published), taux_pauvrete_60 (%, null when secret or
    published at a bound), pas_taux (its rounding step) and, if every part has it, menages.
    `composition`: millesime, niveau, code_territoire, part, genre (`publiee` with its personnes, or `reste`: what is
    left of that EPCI once its communes of `parts` are out, with the share of it that the territory has, part_du_reste).
    `seuils`: millesime, mediane_nationale (euros); where null, the median estimated for ('france', 'FM') takes its
    place, and without either there is no rate.
    Returns one row a territory: its key, d1…d9 (euros), rapport_interdecile, taux_pauvrete_60 (%), seuil_pauvrete,
    `<figure>_bas` and `<figure>_haut` (null when fewer than 40 territories are known to learn from), personnes,
    part_deciles, part_mediane, part_reste (shares of persons, sum 1). The order of rows changes nothing.
    Raises ValueError on inputs that contradict themselves. Method: docs/methodes/revenus-d-un-perimetre.md.
    """
    composition = persons_left(parts, composition)
    check_inputs(parts, composition, seuils)
    if composition.empty:
        return _nothing()
    national = seuils.set_index("millesime")["mediane_nationale"].astype(np.float64)
    vintages = []
    for millesime in sorted(parts["millesime"].astype(int).unique()):
        rows = parts[parts["millesime"] == millesime]
        vintages.append(Vintage.of(millesime, rows, _scale(rows, national.get(millesime, np.nan))))
    known = [KnownTerritories.of(vintage) for vintage in vintages]
    laws = _laws(vintages, known)
    results = []
    for vintage, each, territories in zip(vintages, laws, known, strict=True):
        rows = composition[composition["millesime"] == vintage.millesime].sort_values([*_KEY, "part", "genre"])
        median = national.get(vintage.millesime, np.nan)
        results.append(_estimate(vintage, each, territories, rows, float(median)))
    spreads = _spreads([result.errors for result in results])
    return _frame(results, spreads)


def _nothing() -> pd.DataFrame:
    """The same columns, no row: a warehouse that has no income file yet."""
    bounds = [f"{figure}_{side}" for figure in _FIGURES for side in ("bas", "haut")]
    figures = [*DECILES, "rapport_interdecile", "taux_pauvrete_60", "seuil_pauvrete"]
    numbers = [*figures, "personnes", "part_deciles", "part_mediane", "part_reste", *bounds]
    types = dict.fromkeys(numbers, "float64") | {"millesime": "int64", "niveau": "str", "code_territoire": "str"}
    return pd.DataFrame(columns=[*_KEY, *numbers]).astype(types)


def _laws(vintages: list[Vintage], known: list[KnownTerritories]) -> list[Laws]:
    """The law of every part; the correction of small communes and the slope of tails depend on each other a little."""
    laws = [Laws.straight(logs) for logs in predict_shapes(vintages, fill_between(vintages))]
    logs = calibrate(vintages, laws, known)
    tails = learn_tails(vintages, logs, known)
    laws = [Laws(*each) for each in zip(logs, tails, strict=True)]
    return [Laws(*each) for each in zip(calibrate(vintages, laws, known), tails, strict=True)]


@dataclass(frozen=True)
class _Result:
    """What a vintage gives: its territories' figures, and the errors seen on its known territories."""

    figures: pd.DataFrame
    exposure: Exposure
    errors: pd.DataFrame


def _scale(parts: pd.DataFrame, national: float) -> float:
    """Income that logs are taken over: the national median or, failing it, the median commune by persons."""
    if not np.isnan(national):
        return national
    ordered = parts[parts["niveau"] == "commune"] if (parts["niveau"] == "commune").any() else parts
    ordered = ordered.sort_values(["d5", "part"])
    reached = ordered["personnes"].cumsum() >= ordered["personnes"].sum() / 2
    return float(ordered.loc[reached, "d5"].iloc[0])


def _estimate(
    vintage: Vintage, laws: Laws, known: KnownTerritories, composition: pd.DataFrame, national: float
) -> _Result:
    names = pd.MultiIndex.from_frame(composition[["niveau", "code_territoire"]].drop_duplicates()).sort_values()
    territories = Territories.of(vintage, composition, names)
    if np.isnan(national):
        national = _median_of_france(vintage, laws, territories, names)
    threshold = float(np.log(_POVERTY * national / vintage.scale))
    deciles, rates = distribution(vintage, laws, territories, threshold)
    figures = pd.DataFrame(np.exp(deciles) * vintage.scale, columns=DECILES)
    figures["rapport_interdecile"] = figures["d9"] / figures["d1"]
    figures["taux_pauvrete_60"] = rates
    figures["seuil_pauvrete"] = _POVERTY * national
    figures = figures.assign(**_coverage(vintage, territories, composition, names))
    figures.insert(0, "millesime", vintage.millesime)
    figures.insert(1, "niveau", names.get_level_values(0))
    figures.insert(2, "code_territoire", names.get_level_values(1))
    return _Result(figures, exposure(vintage, territories), _errors(vintage, laws, known, threshold))


def _median_of_france(vintage: Vintage, laws: Laws, territories: Territories, names: pd.MultiIndex) -> float:
    """Median of metropolitan France as the mixture of its parts; unknown where they are not asked for."""
    at = np.flatnonzero(names == _FRANCE)
    if not len(at):
        return np.nan
    france = Territories(territories.published[at], territories.left[at])
    return float(np.exp(distribution(vintage, laws, france, 0.0)[0][0, MEDIAN]) * vintage.scale)


def _coverage(
    vintage: Vintage, territories: Territories, composition: pd.DataFrame, names: pd.MultiIndex
) -> dict[str, Floats]:
    row = names.get_indexer(pd.MultiIndex.from_frame(composition[["niveau", "code_territoire"]]))
    persons = np.bincount(row, composition["personnes"].to_numpy(dtype=np.float64), minlength=len(names))
    whole = territories.published @ vintage.whole.astype(np.float64)
    left = np.asarray(territories.left.sum(axis=1)).ravel()
    return {
        "personnes": persons,
        "part_deciles": whole,
        "part_mediane": territories.published @ (~vintage.whole).astype(np.float64),
        "part_reste": left,
    }


def _errors(vintage: Vintage, laws: Laws, known: KnownTerritories, threshold: float) -> pd.DataFrame:
    """Errors on known territories estimated from their communes alone: logs of incomes, points of rate, exposure."""
    territories = Territories.made_of_parts(known.weights)
    deciles, rates = distribution(vintage, laws, territories, threshold)
    error = deciles - laws.deciles[known.rows]
    published = vintage.parts["taux_pauvrete_60"].to_numpy(dtype=np.float64, na_value=np.nan)[known.rows]
    return pd.DataFrame(
        {
            "d1": error[:, 0],
            "d5": error[:, MEDIAN],
            "d9": error[:, 8],
            "rapport_interdecile": error[:, 8] - error[:, 0],
            "taux_pauvrete_60": rates - published,
            "uncertain": exposure(vintage, territories).uncertain,
            "persons": vintage.persons[known.rows],
            "area": vintage.areas[known.rows],
        }
    )


def _spreads(errors: list[pd.DataFrame]) -> list[dict[str, Spread | None]]:
    """Spread of each figure, learned vintage by vintage; a vintage that knows too few territories takes them all."""
    # Vintages number their areas each in its way: neighbours are those of one vintage.
    numbered = [each.assign(area=each["area"] + 10_000 * rank) for rank, each in enumerate(errors)]
    together = pd.concat(numbered)
    pooled = {figure: _spread(together, figure) for figure in _FIGURES}
    return [{figure: _spread(each, figure) or pooled[figure] for figure in _FIGURES} for each in errors]


def _spread(errors: pd.DataFrame, figure: str) -> Spread | None:
    columns = (errors[name].to_numpy() for name in (figure, "uncertain", "persons", "area"))
    return Spread.learn(*columns)


def _frame(results: list[_Result], spreads: list[dict[str, Spread | None]]) -> pd.DataFrame:
    frames = []
    for result, spread in zip(results, spreads, strict=True):
        frame = result.figures
        for figure in _FIGURES:
            learned = spread[figure]
            half = np.full(len(frame), np.nan) if learned is None else learned.half_width(result.exposure)
            if figure == "taux_pauvrete_60":
                low, high = (frame[figure] - half).clip(lower=0.0), (frame[figure] + half).clip(upper=100.0)
            else:
                low, high = frame[figure] * np.exp(-half), frame[figure] * np.exp(half)
            frame = frame.assign(**{f"{figure}_bas": low, f"{figure}_haut": high})
        frames.append(frame)
    return pd.concat(frames, ignore_index=True).sort_values(_KEY, ignore_index=True)
