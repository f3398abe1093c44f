"""What a projection takes for granted: the miners' mortality, the departures, the spouses, their doubt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from methodes.projection.conjoints import Conjoints, estimer_conjoints
from methodes.projection.mortalite import SEXES, Floats, Tables, tables_de_mortalite

DEATHS = ("deces_avec_conjoint", "deces_sans_conjoint")
# What takes a living person off the list; a move out of its communes too, which the caller names `hors_liste`.
DEPARTURES = ("ehpad", "rachat", "renonciation", "hors_liste")
REVERSION = "reversion"
# Lower bounds of the ages over which the rate of departure is one.
AGES_AU_DEPART = (0, 60, 70, 75, 80, 85, 90, 95)

# Half a death more on each side: the interval of a count is then right on average (Jeffreys), and tends to 1 for none.
HALF = 0.5

COLUMNS = {
    "millesime": "int64",
    "sexe": "str",
    "multiplicateur": "float64",
    "multiplicateur_borne_basse": "float64",
    "multiplicateur_borne_haute": "float64",
    "deces_observes": "float64",
    "deces_attendus": "float64",
    "premiere_annee_observee": "float64",
    "derniere_annee_observee": "float64",
    "departs": "float64",
    "annee_base_mortalite": "int64",
    "annees_de_tendance": "int64",
}


@dataclass(frozen=True)
class Hypotheses:
    """`observes` and `attendus` by sex (H, F); none where no movement was delivered: the multiplier is then 1."""

    annee: int
    tables: Tables
    conjoints: Conjoints
    observes: Floats | None
    attendus: Floats | None
    taux_de_depart: Floats
    departs: float
    annees_observees: tuple[int, ...]

    @property
    def multiplicateurs(self) -> Floats:
        if self.observes is None or self.attendus is None:
            return np.ones(2)
        return (self.observes + HALF) / (self.attendus + HALF)

    def quantiles(self, levels: Floats) -> Floats:
        """Multipliers at each level, `[level, sex]`: the gamma law of a mean known by its count of deaths."""
        if self.observes is None or self.attendus is None:
            return np.ones((len(levels), 2)) if levels.ndim == 1 else np.ones_like(levels)
        if levels.ndim == 1:
            levels = np.column_stack([levels, levels])
        return np.asarray(stats.gamma.ppf(levels, self.observes + HALF) / (self.attendus + HALF))

    @property
    def depart_du_doute(self) -> int:
        """The year from which the trend is unsure: the observed deaths have set the level of the last year."""
        return self.annee if self.observes is not None else self.tables.annee_base


def estimer_hypotheses(stocks: pd.DataFrame, mouvements: pd.DataFrame, tables: Tables, annee: int) -> Hypotheses:
    """Hypotheses for the stock of 31 December `annee`, from the stocks and movements up to it, over the whole list.

    `stocks`: millesime, sexe, annee_naissance, droit, conjoint_…, personnes. `mouvements`: annee, motif, sexe,
    annee_naissance, personnes. A year is observed when its movements and the stock of the year before are there.
    """
    delivered = set(mouvements["annee"]) & {int(year) + 1 for year in stocks["millesime"]}
    years = tuple(sorted(int(year) for year in delivered if year <= annee))
    spouses = estimer_conjoints(stocks[stocks["millesime"] == annee], annee)
    if not years:
        return Hypotheses(annee, tables, spouses, None, None, np.zeros(len(AGES_AU_DEPART)), 0.0, ())
    observed, expected = np.zeros(2), np.zeros(2)
    departures, present = np.zeros(len(AGES_AU_DEPART)), np.zeros(len(AGES_AU_DEPART))
    for year in years:
        lived = _lived(stocks[stocks["millesime"] == year - 1], mouvements[mouvements["annee"] == year])
        sex = lived["sexe"].map({s: i for i, s in enumerate(SEXES)}).to_numpy(dtype=np.int64)
        cohorts = lived["annee_naissance"].to_numpy(dtype=np.int64)
        unique, position = np.unique(cohorts, return_inverse=True)
        hazard = tables.hazards(unique, np.array([year]))[sex, position, 0]
        np.add.at(observed, sex, lived["deces"].to_numpy(dtype=float))
        np.add.at(expected, sex, hazard * lived["annees"].to_numpy(dtype=float))
        band = np.searchsorted(AGES_AU_DEPART, year - 1 - cohorts, side="right") - 1
        np.add.at(departures, band, lived["departs"].to_numpy(dtype=float))
        np.add.at(present, band, lived["annees"].to_numpy(dtype=float))
    rates = np.divide(departures, present, out=np.zeros_like(present), where=present > 0)
    return Hypotheses(annee, tables, spouses, observed, expected, rates, float(departures.sum()), years)


def _lived(stock: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Per sex and cohort: deaths, departures and years on the list; who enters or leaves is there half of the year."""
    key = ["sexe", "annee_naissance"]
    deaths = moves[moves["motif"].isin(DEATHS)].groupby(key)["personnes"].sum()
    entries = moves[moves["motif"] == REVERSION].groupby(key)["personnes"].sum()
    departures = moves[moves["motif"].isin(DEPARTURES)].groupby(key)["personnes"].sum()
    present = stock.groupby(key)["personnes"].sum()
    lived = pd.DataFrame({"presents": present, "entrees": entries, "deces": deaths, "departs": departures}).fillna(0.0)
    halves = lived["entrees"] - lived["deces"] - lived["departs"]
    lived["annees"] = (lived["presents"] + halves / 2).clip(lower=0)
    return lived.reset_index()


def hypotheses_du_dernier_stock(stocks: pd.DataFrame, mouvements: pd.DataFrame, mortalite: pd.DataFrame) -> Hypotheses:
    """Those of the last list delivered."""
    return estimer_hypotheses(stocks, mouvements, tables_de_mortalite(mortalite), int(stocks["millesime"].max()))


def decrire_dernier_stock(stocks: pd.DataFrame, mouvements: pd.DataFrame, mortalite: pd.DataFrame) -> pd.DataFrame:
    """One row a sex: multiplier with its 90 % interval, deaths observed and expected, years, and the table used."""
    if stocks.empty:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    hypotheses = hypotheses_du_dernier_stock(stocks, mouvements, mortalite)
    low, high = hypotheses.quantiles(np.array([0.05, 0.95]))
    known = hypotheses.observes is not None
    tables = hypotheses.tables
    return pd.DataFrame(
        {
            "millesime": hypotheses.annee,
            "sexe": SEXES,
            "multiplicateur": hypotheses.multiplicateurs,
            "multiplicateur_borne_basse": low if known else np.nan,
            "multiplicateur_borne_haute": high if known else np.nan,
            "deces_observes": hypotheses.observes if known else np.nan,
            "deces_attendus": hypotheses.attendus if known else np.nan,
            "premiere_annee_observee": hypotheses.annees_observees[0] if known else np.nan,
            "derniere_annee_observee": hypotheses.annees_observees[-1] if known else np.nan,
            "departs": hypotheses.departs if known else np.nan,
            "annee_base_mortalite": tables.annee_base,
            "annees_de_tendance": tables.annees_de_tendance,
        }
    ).astype(COLUMNS)
