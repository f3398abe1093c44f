"""What is supposed of the right-holders, in round numbers: the ANGDM has delivered nothing yet.

The mean age of 2010 (77 years) is published; everything else is invented, their number first.
"""

from __future__ import annotations

FIRST_YEAR = 2010
"""The lives begin at the end of this year, with nobody left to enter but by reversion: the scheme is closed."""
LAST_YEAR = 2024
STOCK_YEARS = tuple(range(2018, LAST_YEAR + 1))
"""Years whose stock at 31 December is delivered; movements too."""
PARK_YEARS = (2020, 2022, 2024)
SURVEY_YEARS = tuple(year + 1 for year in PARK_YEARS)
"""Surveys at 1 January, the day after the landlords' deliveries."""
PROXY_YEARS = SURVEY_YEARS[1:]
"""Years of RPLS and of LOVAC, at 1 January; diagnostics are those of the year before."""
GRID_YEAR = PARK_YEARS[0]

PERSONS = 24_000
"""Hypothèse: right-holders at the end of `FIRST_YEAR`, in Nord and Pas-de-Calais."""
LARGEST_SHARE = 0.1
"""Right-holders are never more than this share of a commune's population."""

HOUSEHOLDS = {"couple": 0.45, "couple_deux_droits": 0.03, "seul": 0.12, "survivant": 0.40}
"""A former miner and his spouse, two right-holders in their own right, a former miner alone, a surviving spouse."""
MINER_AGE = (75.5, 8.0)
SURVIVOR_AGE = (80.0, 8.0)
AGES = (48, 103)
SPOUSE_YOUNGER = (2.5, 4.0)
"""Years by which a miner's spouse is younger: mean and standard deviation."""
SPOUSE_UNKNOWN = 0.04
"""Households of which the partner does not know whether there is a spouse."""

MORTALITY = {"H": (0.012, 0.092), "F": (0.005, 0.113)}
"""Yearly death rate at 60 in 2010, and its growth with age."""
YEARLY_GAIN = 0.015
EXCESS_OF_MINERS = 1.15
"""By how much the death rate of former miners exceeds that of others of their sex and age."""

CARE_HOME = (0.012, 0.10)
"""Yearly rate of departures to an EHPAD at 80 of a person alone, and its growth with age; a third of it in a couple."""
MOVE, KIND_TO_CASH, CASH_TO_KIND, BUY_OUT, RENUNCIATION = 0.012, 0.006, 0.004, 0.002, 0.001
MOVES_FAR = 0.25
"""Moves out of Nord and Pas-de-Calais: the household leaves the list. One in two of them says no destination."""

LODGINGS = {"nature": 0.55, "especes_chez_un_bailleur": 0.12, "especes": 0.28, "aucun": 0.05}
IN_CITE = 0.85
"""Share of a commune's dwellings of the landlords that are in its cités, where it has some."""
OTHER_DWELLINGS = 1.2
"""Dwellings of the landlords for each one where a right-holder lives."""
HEATING, SOCIAL_CARE = 0.8, 0.06
AMOUNTS = {
    "chauffage_especes": (1_900, 1_300),
    "logement_especes": (2_600, 1_700),
    "logement_nature": (4_100, 4_100),
    "preretraite": (14_000, 9_000),
}
"""Euros a year, in one's own right and by reversion."""
EARLY_RETIREMENT_UNTIL = 60

TENANT_LEAVES, RELET = 0.06, 0.85
EMPTY = 0.04
"""Share of the other dwellings that nobody lives in at the start."""
REHABILITATED, FIRST_WORKS = 0.45, 2008
"""Share of the dwellings rehabilitated from that year on, one more year in twenty each year."""
