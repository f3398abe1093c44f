"""One seeded world of right-holders: every partner's delivery is drawn from it, so that they agree with each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.ayants_droit import hypotheses as h
from simulation.ayants_droit.dwellings import Dwellings, draw_dwellings, let_a_year
from simulation.ayants_droit.households import HOME, Households, Settlement, draw_households, moves_by_commune
from simulation.ayants_droit.lives import Movements, Year
from simulation.communes import Communes
from simulation.world import SEED


@dataclass(frozen=True)
class Stock:
    """The households and the dwellings at 31 December."""

    homes: Households
    dwellings: Dwellings


class MiningWorld:
    """The right-holders from `FIRST_YEAR` to `LAST_YEAR`: the same for the same communes, cités, seed and number."""

    def __init__(
        self, communes: Communes, cites: Sequence[Settlement], seed: int = SEED, persons: int = h.PERSONS
    ) -> None:
        self.communes, self.cites = communes, cites
        self.stocks: dict[int, Stock] = {}
        self.movements: dict[int, Movements] = {}
        draw = np.random.default_rng([seed, h.FIRST_YEAR])
        homes = draw_households(communes, cites, persons, draw)
        dwellings = draw_dwellings(homes, cites, draw)
        self.stocks[h.FIRST_YEAR] = Stock(homes.copy(), dwellings.copy())
        far, near = ~np.isin(communes.departement, HOME), moves_by_commune(communes)
        for year in range(h.FIRST_YEAR + 1, h.LAST_YEAR + 1):
            lived = homes.dwelling.copy()
            passed = Year(homes, year, far, near, draw)
            self.movements[year] = passed.movements
            homes.dwelling[passed.left] = -1
            let_a_year(dwellings, lived[passed.left & (lived >= 0)], year, draw)
            self.stocks[year] = Stock(homes.copy(), dwellings.copy())
