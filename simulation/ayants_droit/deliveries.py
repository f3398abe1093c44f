"""The deliveries of the partners for a demonstration, one file a data set, a landlord, all their years in it; and what
open data say of the same dwellings."""

from __future__ import annotations

from collections.abc import Callable

from simulation.ayants_droit import angdm, landlords, proxies, schemes
from simulation.ayants_droit.dwellings import LANDLORDS
from simulation.ayants_droit.hypotheses import PARK_YEARS, PROXY_YEARS, STOCK_YEARS, SURVEY_YEARS
from simulation.ayants_droit.tally import Table, end_to_end
from simulation.ayants_droit.world import MiningWorld
from simulation.cells import as_csv
from simulation.communes import GEOGRAPHY

PERIODS = ((2013, 2017), (2018, 2022))
"""Years whose deaths the observatory of health pools."""

_YEARLY: dict[str, tuple[Callable[[MiningWorld, int], Table], tuple[int, ...]]] = {
    "angdm_ayants_droit": (angdm.right_holders, STOCK_YEARS),
    "angdm_prestations": (angdm.benefits, STOCK_YEARS),
    "angdm_mouvements": (angdm.movements, STOCK_YEARS),
    "angdm_logements": (angdm.dwellings_in_kind, STOCK_YEARS),
    "urh_ops": (landlords.survey, SURVEY_YEARS),
    "rdm_pensions": (schemes.miners_pensions, PARK_YEARS),
    "carsat_retraites": (schemes.retirees, PARK_YEARS),
    "cpam_c2s": (schemes.health_cover, PARK_YEARS),
}


def partners(world: MiningWorld) -> dict[str, str]:
    """Text by file name."""
    return {f"{name}.csv": as_csv(table) for name, table in {**tables(world), **open_tables(world)}.items()}


def tables(world: MiningWorld) -> dict[str, Table]:
    """What each file says, by data set and, for a landlord's, its last letter."""
    parks = {
        f"bailleurs_parc_{landlord[-1].lower()}": end_to_end([landlords.park(world, y, landlord) for y in PARK_YEARS])
        for landlord in LANDLORDS
    }
    return {
        **{name: end_to_end([of_year(world, y) for y in years]) for name, (of_year, years) in _YEARLY.items()},
        **parks,
        "ors_mortalite": end_to_end([schemes.mortality(world, *period) for period in PERIODS]),
    }


def open_tables(world: MiningWorld) -> dict[str, Table]:
    """What open data say of the dwellings of the same communes, by name of file."""
    return {
        **{f"rpls_detail_{year}": proxies.social_dwellings(world, year) for year in PROXY_YEARS},
        f"lovac_communes_geo{GEOGRAPHY}": proxies.vacancy(world, PROXY_YEARS),
        f"dpe_existants_geo{GEOGRAPHY}": proxies.diagnostics(world, tuple(year - 1 for year in PROXY_YEARS)),
    }
