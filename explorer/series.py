"""A series through time: since a base year, and which vintages may be compared with it."""

from collections.abc import Sequence

import pandas as pd

from explorer import indicators
from explorer.catalogue import Indicator
from explorer.indicators import FIGURES, Vintage
from explorer.territory import Key
from explorer.typography import reason
from explorer.warehouse import Query, Warehouse

# December 2008 is already in the fall: what follows jobs starts from before it.
HOUSE_BASES = (Vintage(2007), Vintage(2008, "2008-T1"))

PAIRS = """
select millesime_debut, millesime_fin, admissible, motif
from marts.comparaisons
where theme = 'recensement'
"""

SINCE = (
    "with serie as ("
    + FIGURES
    + """
where
    indicateurs.indicateur = $indicateur
    and list_contains($territoires, indicateurs.niveau || ':' || indicateurs.code_territoire)
),

bases as (
    select niveau, code_territoire, valeur, statut, couverture
    from serie
    where millesime = $base and coalesce(periode, '') = $base_periode
)

select
    serie.*,
    bases.valeur as valeur_base,
    bases.statut as statut_base,
"""
)

# Shares of a territory that differ by less than this shift a curve by less than a hundredth of a point.
BASE_100 = """
    case
        when
            bases.valeur > 0
            and abs(coalesce(serie.couverture, 1) - coalesce(bases.couverture, 1)) <= 0.0001
            then 100 * serie.valeur / bases.valeur
    end as depuis_base
"""

# A rate published at a floor or a ceiling is no exact value.
DIFFERENCE = """
    case
        when 'borne' not in (serie.statut, bases.statut)
            then serie.valeur - bases.valeur
    end as depuis_base
"""

SINCE_FROM = """
from serie
left join bases on serie.niveau = bases.niveau and serie.code_territoire = bases.code_territoire
order by serie.niveau, serie.code_territoire, serie.millesime, serie.periode
"""


def indexed(indicator: Indicator) -> bool:
    """True of counts and amounts, which a base 100 may show; a rate shows differences instead."""
    return indicator.counts or indicator.unite.startswith("€")


def already_a_change(indicator: Indicator) -> bool:
    """True of balances and rates of growth: they are not told since a base year."""
    return indicator.balances or indicator.signed


def since(indicator: Indicator, keys: Sequence[Key], base: Vintage) -> Query:
    """Every vintage of an indicator for these territories, with `depuis_base`: base 100, or difference of a rate.

    It is null where it would mislead: no base, base of zero, another part of the territory, a value at a bound.
    """
    figure = BASE_100 if indexed(indicator) else DIFFERENCE
    return Query(
        SINCE + figure.lstrip("\n").rstrip() + SINCE_FROM,
        {
            "indicateur": indicator.code,
            "territoires": tuple(key.written for key in keys),
            "base": base.millesime,
            "base_periode": base.periode or "",
        },
    )


class Comparability:
    """Which vintages of an indicator may be compared: pairs of censuses, and breaks of the series."""

    def __init__(self, warehouse: Warehouse, indicator: Indicator, vintages: Sequence[Vintage]) -> None:
        self.vintages = sorted(vintages)
        self._pairs = _read_pairs(warehouse) if indicator.census else None
        found = indicators.breaks(warehouse, indicator, self.vintages[0].millesime, self.vintages[-1].millesime)
        hard = [
            bool(refuses) and self._ends_series(int(year))
            for year, refuses in zip(found["millesime"], found["refuse"], strict=True)
        ]
        self.breaks = found.assign(interrompt=hard)
        """millesime, ce_qui_change, comparable; `interrompt` where no vintage compares across."""

    def refusals(self, base: Vintage) -> dict[Vintage, str]:
        """The vintages that may not be compared with `base`, each with the reason."""
        judged = {vintage: self._refusal(*sorted((base, vintage))) for vintage in self.vintages if vintage != base}
        return {vintage: motif for vintage, motif in judged.items() if motif is not None}

    def piece(self, vintage: Vintage) -> int:
        """The piece of the series where a vintage lies; a curve does not cross from one to the next."""
        years = self.breaks.loc[self.breaks["interrompt"], "millesime"]
        return sum(vintage.millesime >= year for year in set(years))

    def default_base(self, theme: str) -> Vintage:
        """For jobs, the house's reference where the series has it; else the first that compares with the latest."""
        if theme == "emploi":
            for base in HOUSE_BASES:
                if base in self.vintages:
                    return base
        refused = self.refusals(self.vintages[-1])
        return next(vintage for vintage in self.vintages if vintage not in refused)

    def _ends_series(self, year: int) -> bool:
        """Of the census, a break that concerns some territories only leaves pairs admitted across it."""
        return not any(
            self._refused_pair(start, end) is None
            for start in self.vintages
            for end in self.vintages
            if self._pairs is not None and start.millesime < year <= end.millesime
        )

    def _refused_pair(self, start: Vintage, end: Vintage) -> str | None:
        if self._pairs is None:
            return None
        # A pair of the census that no rule covers is no pair.
        return self._pairs.get((start.millesime, end.millesime), "aucune règle ne couvre cette paire")

    def _refusal(self, start: Vintage, end: Vintage) -> str | None:
        motif = self._refused_pair(start, end)
        if motif is not None:
            return motif
        crossed = [
            str(row["ce_qui_change"]).rstrip(". ")
            for row in self.breaks.to_dict("records")
            if row["interrompt"] and start.millesime < row["millesime"] <= end.millesime
        ]
        return " ; ".join(crossed) if crossed else None


def _read_pairs(warehouse: Warehouse) -> dict[tuple[int, int], str | None]:
    """By first and last vintage of the census: the reason of a refusal, or None where the pair is admitted."""
    rows = warehouse.read(PAIRS)
    columns = (rows["millesime_debut"], rows["millesime_fin"], rows["admissible"], rows["motif"])
    return {
        (int(start), int(end)): None if admitted else reason(motif)
        for start, end, admitted, motif in zip(*columns, strict=True)
    }


def vintages_of(rows: pd.DataFrame, key: Key | None = None) -> list[Vintage]:
    """The vintages at which the rows, or those of one territory, have a value; in order."""
    told = rows[rows["valeur"].notna()]
    if key is not None:
        told = told[(told["niveau"] == key.niveau) & (told["code_territoire"] == key.code)]
    pairs = zip(told["millesime"], told["periode"], strict=True)
    return sorted({Vintage(int(year), part if isinstance(part, str) else None) for year, part in pairs})
