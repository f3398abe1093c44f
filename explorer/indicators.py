"""Figures of `marts.indicateurs`, as they stand there. A figure under agreement that stays inside is never read."""

from dataclasses import dataclass

import pandas as pd

from explorer.catalogue import Indicator
from explorer.territory import Key, Territory
from explorer.typography import period, text
from explorer.warehouse import Query, Warehouse

FIGURES = """
select
    indicateurs.niveau,
    indicateurs.code_territoire,
    territoires.nom_territoire,
    indicateurs.indicateur,
    indicateurs.millesime,
    indicateurs.periode,
    case when indicateurs.statut <> 'interne' then indicateurs.valeur end as valeur,
    indicateurs.statut,
    indicateurs.couverture,
    indicateurs.nature,
    indicateurs.source,
    indicateurs.edition,
    indicateurs.geographie_source,
    indicateurs.geographie
from marts.indicateurs
left join marts.territoires
    on indicateurs.niveau = territoires.niveau and indicateurs.code_territoire = territoires.code_territoire
"""

OF_VINTAGE = """
where
    indicateurs.indicateur = $indicateur
    and indicateurs.millesime = $millesime
    and coalesce(indicateurs.periode, '') = $periode
"""

VINTAGES = """
select millesime, periode
from marts.indicateurs
where indicateur = $indicateur and niveau = $niveau and valeur is not null
group by millesime, periode
order by millesime desc, periode desc
"""

LEVELS = """
select niveau
from marts.indicateurs
where indicateur = $indicateur and valeur is not null
group by niveau
"""

FRANCE = """
select distinct code_territoire
from marts.indicateurs
where indicateur = $indicateur and niveau = 'france' and valeur is not null
"""

# The territories of a level that have a commune in the frame.
WITHIN = """
with cadre as (
    select code_commune
    from marts.appartenances
    where niveau = $cadre_niveau and code_territoire = $cadre_code and geographie = $geographie
    union
    select $cadre_code as code_commune
    where $cadre_niveau = 'commune'
),

dedans as (
    select distinct appartenances.code_territoire
    from marts.appartenances
    inner join cadre on appartenances.code_commune = cadre.code_commune
    where appartenances.niveau = $niveau and appartenances.geographie = $geographie
    union
    select code_commune
    from cadre
    where $niveau = 'commune'
    union
    select cites_communes.code_cite
    from marts.cites_communes
    inner join cadre on cites_communes.code_commune = cadre.code_commune
    where $niveau = 'cite'
)
"""

INSIDE = (
    WITHIN
    + FIGURES
    + OF_VINTAGE
    + """
    and indicateurs.niveau = $niveau
    and indicateurs.code_territoire in (select code_territoire from dedans)
order by indicateurs.code_territoire
"""
)

EVERY_VINTAGE = (
    WITHIN
    + """
select valeur
from marts.indicateurs
where
    indicateur = $indicateur
    and niveau = $niveau
    and code_territoire in (select code_territoire from dedans)
    and statut <> 'interne'
    and valeur is not null
order by valeur
"""
)

SERIES = (
    FIGURES
    + """
where
    indicateurs.indicateur = $indicateur
    and list_contains($territoires, indicateurs.niveau || ':' || indicateurs.code_territoire)
order by indicateurs.niveau, indicateurs.code_territoire, indicateurs.millesime, indicateurs.periode
"""
)

CONTOURS = (
    WITHIN
    + """
select
    contours.code_territoire,
    contours.geometrie,
    arg_max(population.population_municipale, population.millesime) as habitants
from marts.contours
inner join dedans on contours.code_territoire = dedans.code_territoire
left join marts.population
    on contours.niveau = population.niveau and contours.code_territoire = population.code_territoire
where contours.niveau = $niveau
group by contours.code_territoire, contours.geometrie
order by contours.code_territoire
"""
)

# Of employment, a break that cuts no series is told and refuses nothing.
BREAKS = """
select
    ruptures.millesime,
    ruptures.ce_qui_change,
    ruptures.comparable,
    bool_or(not ruptures.comparable and (ruptures.serie is not null or ruptures.theme <> 'emploi')) as refuse
from marts.ruptures
where
    ruptures.indicateur = $indicateur
    and coalesce(ruptures.axe, 'periode') = 'periode'
    and ruptures.millesime between $debut + 1 and $fin
group by ruptures.millesime, ruptures.ce_qui_change, ruptures.comparable
order by ruptures.millesime, ruptures.ce_qui_change
"""


@dataclass(frozen=True, order=True)
class Vintage:
    """A year, or a part of one; ordered in time."""

    millesime: int
    periode: str | None = None

    @property
    def code(self) -> str:
        """How the address and the reader name it."""
        return period(self.millesime, self.periode)

    @property
    def parameters(self) -> dict[str, str | int]:
        """The parameters of `OF_VINTAGE`."""
        return {"millesime": self.millesime, "periode": self.periode or ""}


def vintages(warehouse: Warehouse, indicator: Indicator, niveau: str) -> dict[str, Vintage]:
    """The vintages of which a level has a figure, latest first, by name."""
    rows = warehouse.read(VINTAGES, indicateur=indicator.code, niveau=niveau)
    found = [
        Vintage(int(millesime), text(periode))
        for millesime, periode in zip(rows["millesime"], rows["periode"], strict=True)
    ]
    return {vintage.code: vintage for vintage in found}


def levels(warehouse: Warehouse, indicator: Indicator) -> set[str]:
    """The levels at which an indicator has a figure."""
    return set(warehouse.read(LEVELS, indicateur=indicator.code)["niveau"])


def france(warehouse: Warehouse, indicator: Indicator) -> frozenset[str]:
    """The codes of France (with Mayotte, without, métropole) that have a figure."""
    return frozenset(warehouse.read(FRANCE, indicateur=indicator.code)["code_territoire"])


def inside(indicator: Indicator, vintage: Vintage, niveau: str, frame: Territory) -> Query:
    """One vintage of an indicator, for the territories of a level that have a commune in `frame`.

    One row a territory: the columns of `marts.indicateurs`, with the name of the territory.
    """
    return Query(INSIDE, {"indicateur": indicator.code, **vintage.parameters, **within(niveau, frame)})


def every_vintage(warehouse: Warehouse, indicator: Indicator, niveau: str, frame: Territory) -> tuple[float, ...]:
    """The values of all vintages of an indicator, for the same territories."""
    rows = warehouse.read(EVERY_VINTAGE, indicateur=indicator.code, **within(niveau, frame))
    return tuple(rows["valeur"])


def series(indicator: Indicator, keys: list[Key]) -> Query:
    """Every vintage of an indicator for these territories, in the same columns."""
    return Query(SERIES, {"indicateur": indicator.code, "territoires": tuple(key.written for key in keys)})


def of_vintage(rows: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """The rows of one vintage."""
    same = rows["millesime"] == vintage.millesime
    if vintage.periode is not None:
        same &= rows["periode"] == vintage.periode
    return rows[same]


def contours(warehouse: Warehouse, niveau: str, frame: Territory) -> pd.DataFrame:
    """The outlines in hand: code_territoire, geometrie (GeoJSON), habitants (which names to write first)."""
    return warehouse.read(CONTOURS, **within(niveau, frame))


def breaks(warehouse: Warehouse, indicator: Indicator, first: int, last: int) -> pd.DataFrame:
    """What changed between two vintages: millesime, ce_qui_change, comparable; `refuse`: not compared across."""
    return warehouse.read(BREAKS, indicateur=indicator.code, debut=first, fin=last)


def within(niveau: str, frame: Territory) -> dict[str, str | int]:
    """The parameters of `WITHIN`: the territories of a level that have a commune in `frame`."""
    return {
        "niveau": niveau,
        "cadre_niveau": frame.key.niveau,
        "cadre_code": frame.key.code,
        "geographie": frame.geographie,
    }
