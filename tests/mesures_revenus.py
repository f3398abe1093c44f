"""Errors of `methodes.revenus`, on EPCI whose own row is hidden: `python -m tests.mesures_revenus [WAREHOUSE]`.

Reads two tables of a warehouse built on the real files, `intermediate.int_pauvrete__parts` and `…__seuils`, writes
nothing. Takes some two minutes.
"""

import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
from scipy.special import expit, logit, ndtr, ndtri
from scipy.stats import linregress

from methodes.revenus import estimer_revenus
from methodes.revenus.calage import calibrate
from methodes.revenus.connu import KnownTerritories
from methodes.revenus.decile import DECILES, LEVELS, Floats
from methodes.revenus.forme import predict_shapes
from methodes.revenus.loi import Laws, cumulative_shares
from methodes.revenus.melange import income_grid, quantiles
from methodes.revenus.queues import learn_tails
from methodes.revenus.triplet import fill_between
from methodes.revenus.vintage import Vintage

SEVEN = {
    "200072460": "Béthune-Bruay",
    "246200364": "Lens-Liévin",
    "246200299": "Hénin-Carvin",
    "200044618": "Douaisis",
    "245901152": "Cœur d’Ostrevent",
    "200042190": "Porte du Hainaut",
    "245901160": "Valenciennes",
}
INCOMES = {"d5": "Médiane", "d1": "D1", "d9": "D9", "rapport_interdecile": "D9/D1"}
RATE = "taux_pauvrete_60"
FOLDS = 5
MOSTLY_KNOWN = 0.8
WHOLLY_KNOWN = 0.95
INSIDE = ["d2", "d3", "d4", "d6", "d7", "d8"]


def main(warehouse: Path) -> None:
    parts, thresholds = _read(warehouse)
    years = sorted(parts.loc[(parts["niveau"] == "epci") & parts["d2"].notna(), "millesime"].unique())
    if not years:
        raise SystemExit("Aucun millésime n’a les déciles des EPCI : il faut charger les fichiers DISP de Filosofi.")
    full = parts[parts["millesime"].isin(years)]
    print(
        "Chaque EPCI est estimé par ses seules communes ; ni sa ligne ni celles de son lot (un sur cinq) n’ont appris."
        "\nLes sept EPCI du Bassin sont estimés un à un : seule la ligne de chacun est cachée."
    )
    blind = _compare(_estimate_blind(full, thresholds, _fifths), full)
    _print_errors(
        "1. EPCI dont les déciles communaux couvrent 80 % des personnes", blind[blind["couvert"] >= MOSTLY_KNOWN]
    )
    _print_errors("2. Tous les EPCI qui ont au moins une commune à déciles", blind[blind["couvert"] > 0])
    alone = _compare(_estimate_blind(full, thresholds, _seven_alone), full)
    _print_seven("3. Les sept EPCI du Bassin : erreur en % (taux : en points)", alone)
    _print_degraded(full, thresholds)
    _print_others(parts, thresholds, years)
    print("\n8. Lois entre déciles et au-delà, EPCI couverts à 95 % : erreur médiane (moyenne), en %")
    for year in years:
        _print_laws(int(year), full[full["millesime"] == year], thresholds)


def _read(warehouse: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    columns = ", ".join(
        ["millesime", "part", "niveau", "parent", "code_territoire", "personnes", "menages", "groupe", *DECILES]
    )
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        parts = connection.sql(f"select {columns}, {RATE}, pas_taux from intermediate.int_pauvrete__parts").df()
        thresholds = connection.sql("select millesime, mediane_nationale from intermediate.int_pauvrete__seuils").df()
        if connection.sql("select mode from meta.entrepot").fetchone() == ("demonstration",):
            print("Entrepôt de démonstration : erreurs d’un monde simulé, qui ne disent rien du vrai.")
    return parts, thresholds


def _print_degraded(full: pd.DataFrame, thresholds: pd.DataFrame) -> None:
    """Each vintage in turn, left with what the others publish: D1, the median and D9."""
    by_fifths, by_seven = [], []
    for year in full["millesime"].unique():
        poor = full.copy()
        poor.loc[poor["millesime"] == year, INSIDE] = np.nan
        for fold_of, found in ((_fifths, by_fifths), (_seven_alone, by_seven)):
            seen = _compare(_estimate_blind(poor, thresholds, fold_of), full)
            found.append(seen[seen["millesime"] == year])
    known = pd.concat(by_fifths)
    _print_errors("4. Les mêmes EPCI, millésime réduit à D1, médiane et D9", known[known["couvert"] >= MOSTLY_KNOWN])
    _print_seven("5. Les sept EPCI, millésime réduit à D1, médiane et D9", pd.concat(by_seven))


def _print_others(parts: pd.DataFrame, thresholds: pd.DataFrame, years: list[int]) -> None:
    """The vintages that are published without inner deciles, where some EPCI of theirs is known with its communes."""
    others = parts[~parts["millesime"].isin(years)]
    if not others["parent"].isin(others["part"]).any():
        return
    found = [_compare(_estimate_blind(parts, thresholds, fold_of), parts) for fold_of in (_fifths, _seven_alone)]
    other, seven = (each[~each["millesime"].isin(years)] for each in found)
    _print_errors("6. Millésimes publiés sans tous leurs déciles", other[other["couvert"] >= MOSTLY_KNOWN])
    _print_seven("7. Les sept EPCI de ces millésimes", seven)


def _fifths(part: str) -> int:
    return zlib.crc32(part.encode()) % FOLDS


def _seven_alone(part: str) -> int:
    """Each of the seven by itself, the others in no fold."""
    code = part.removeprefix("epci:")
    return list(SEVEN).index(code) if code in SEVEN else -1


def _estimate_blind(parts: pd.DataFrame, thresholds: pd.DataFrame, fold_of: Callable[[str], int]) -> pd.DataFrame:
    """Every EPCI of a fold from its communes, the rows of the fold's EPCI taken out of `parts`."""
    epci = parts["niveau"] == "epci"
    fold = parts["part"].where(epci, parts["parent"]).map(lambda part: fold_of(str(part)))
    communes = parts[~epci & parts["parent"].isin(parts.loc[epci, "part"])]
    known = thresholds[thresholds["mediane_nationale"].notna()]["millesime"]
    composition = communes[communes["millesime"].isin(known)].assign(
        niveau="epci", code_territoire=lambda rows: rows["parent"], genre="publiee"
    )
    estimates = []
    for hidden in range(fold.max() + 1):
        asked = composition[fold.loc[composition.index] == hidden]
        learning = parts[~(epci & (fold == hidden))]
        estimates.append(estimer_revenus(learning, asked, thresholds))
    return pd.concat(estimates, ignore_index=True)


def _compare(estimates: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Estimates beside what was published (`…_publie`), and the share of persons whose commune has D1 and D9."""
    epci = parts[(parts["niveau"] == "epci") & parts["d1"].notna()]
    epci = epci.assign(rapport_interdecile=epci["d9"] / epci["d1"])
    told = parts[(parts["niveau"] == "commune") & parts["d1"].notna()].groupby(["millesime", "parent"])["personnes"]
    both = estimates.rename(columns={"code_territoire": "part"}).merge(
        epci[["millesime", "part", "code_territoire", "personnes", RATE, *INCOMES]],
        on=["millesime", "part"],
        suffixes=("", "_publie"),
    )
    both = both.merge(told.sum().rename("dites"), left_on=["millesime", "part"], right_index=True, how="left")
    return both.assign(couvert=(both["dites"] / both["personnes_publie"]).fillna(0.0))


def _print_errors(title: str, seen: pd.DataFrame) -> None:
    print(f"\n{title}\n{'':6}{'':10}{'EPCI':>6}{'médiane':>10}{'95e c.':>10}{'moyenne':>10}{'couverture':>12}")
    for year, rows in seen.groupby("millesime"):
        for figure, label in {**INCOMES, RATE: "Pauvreté"}.items():
            error = _error(rows, figure).dropna()
            held = rows.loc[error.index]
            inside = held[f"{figure}_publie"].between(held[f"{figure}_bas"], held[f"{figure}_haut"])
            size = error.abs()
            held_by = _french(100 * inside.mean(), 1)
            told = [_french(x) for x in (size.median(), size.quantile(0.95), error.mean())]
            print(f"{year:<6}{label:10}{len(error):>6}" + "".join(f"{x:>10}" for x in told) + f"{held_by:>12}")


def _print_seven(title: str, seen: pd.DataFrame) -> None:
    print(f"\n{title}\n{'':24}{''.join(f'{label:>10}' for label in ('Médiane', 'D1', 'D9', 'D9/D1', 'Pauvreté'))}")
    for code, name in SEVEN.items():
        for _, row in seen[seen["code_territoire"] == code].sort_values("millesime").iterrows():
            errors = [_error(row.to_frame().T, figure).to_numpy(dtype=np.float64)[0] for figure in (*INCOMES, RATE)]
            print(f"{row['millesime']} {name:19}" + "".join(f"{_french(error):>10}" for error in errors))


def _error(rows: pd.DataFrame, figure: str) -> pd.Series:
    """In % for incomes, in points for the rate."""
    estimated, published = rows[figure].astype(float), rows[f"{figure}_publie"].astype(float)
    return estimated - published if figure == RATE else 100 * (estimated / published - 1)


def _print_laws(year: int, parts: pd.DataFrame, thresholds: pd.DataFrame) -> None:
    """What each law makes of the EPCI nearly all of whose inhabitants live in communes that publish nine deciles."""
    national = thresholds.set_index("millesime")["mediane_nationale"].to_dict()[year]
    vintage = Vintage.of(year, parts, national)
    known = KnownTerritories.of(vintage)
    shapes = predict_shapes([vintage], fill_between([vintage]))
    deciles = calibrate([vintage], [Laws.straight(shapes[0])], [known])[0]
    tails = learn_tails([vintage], [deciles], [known])[0]
    covered = np.asarray(known.weights @ vintage.whole.astype(np.float64))
    chosen = np.flatnonzero(covered >= WHOLLY_KNOWN)
    weights = known.weights[chosen]
    used = np.flatnonzero(weights.sum(axis=0))
    weights, truth = weights.tocsc()[:, used], deciles[known.rows[chosen]]
    grid = income_grid(deciles, 0.01)
    for name, law in _laws(tails[used]).items():
        error = 100 * (quantiles(weights @ law(deciles[used], grid), LEVELS, grid) - truth)
        told = "".join(
            f"   {label} {_french(np.median(abs(error[:, rank])))} ({_french(error[:, rank].mean())})"
            for label, rank in (("D1", 0), ("D2", 1), ("médiane", 4), ("D8", 7), ("D9", 8))
        )
        print(f"{year} {len(chosen)} EPCI  {name:34}{told}")


def _laws(tails: Floats) -> dict[str, Callable[[Floats, Floats], Floats]]:
    return {
        "cubique monotone, queues apprises": lambda x, grid: cumulative_shares(Laws(x, tails), grid),
        "cubique monotone en logit": lambda x, grid: cumulative_shares(Laws.straight(x), grid),
        "linéaire en logit": lambda x, grid: expit(_broken_line(x, logit(LEVELS), grid)),
        "linéaire en probit (log-normale)": lambda x, grid: ndtr(_broken_line(x, ndtri(LEVELS), grid)),
        "log-normale ajustée aux déciles": _lognormal,
    }


def _broken_line(x: Floats, y: Floats, grid: Floats) -> Floats:
    lines = np.array([np.interp(grid, row, y) for row in x])
    low, high = (y[1] - y[0]) / (x[:, 1] - x[:, 0]), (y[-1] - y[-2]) / (x[:, -1] - x[:, -2])
    below, above = np.minimum(grid - x[:, [0]], 0), np.maximum(grid - x[:, [-1]], 0)
    return np.asarray(lines + low[:, None] * below + high[:, None] * above)


def _lognormal(x: Floats, grid: Floats) -> Floats:
    fits = [linregress(ndtri(LEVELS), row) for row in x]
    return np.array([ndtr((grid - fit.intercept) / fit.slope) for fit in fits])


def _french(value: "float | np.floating[Any]", digits: int = 2) -> str:
    return "—" if np.isnan(value) else f"{value:.{digits}f}".replace("-", "−").replace(".", ",")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("warehouse.duckdb"))
