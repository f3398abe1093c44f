"""A year of the households: who dies, who survives, who leaves, whose lodging changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.ayants_droit import hypotheses as h
from simulation.ayants_droit.households import CASH, KIND, SURVIVOR, Households
from simulation.ayants_droit.tally import Flags, Ints
from simulation.distribution import Array

MOTIVES = (
    "deces_avec_conjoint",
    "deces_sans_conjoint",
    "reversion",
    "ehpad",
    "demenagement",
    "nature_vers_especes",
    "especes_vers_nature",
    "rachat",
    "renonciation",
)
STAYS = -1
UNSAID = -1


@dataclass(frozen=True)
class Movements:
    """One row a person and event of a year, as things were just before it."""

    commune: Ints
    cite: Ints
    sex: Ints
    birth: Ints
    right: Ints
    motive: Ints
    destination: Ints
    """Rank of the commune, `UNSAID` where there is none or nobody said it."""


def death_rates(sex: Ints, age: Ints, year: int) -> Array:
    """Yearly rates of the women and men whom the world holds, former miners apart."""
    at_60, growth = (np.array([h.MORTALITY[letter][i] for letter in "HF"])[sex] for i in (0, 1))
    rates: Array = at_60 * np.exp(growth * (age - 60)) * np.exp(-h.YEARLY_GAIN * (year - h.FIRST_YEAR))
    return rates


class Year:
    """The year that ends at 31 December: changes the households in place and keeps what moved."""

    def __init__(self, homes: Households, year: int, far: Flags, near: Array, draw: np.random.Generator) -> None:
        """`far` says which communes are out of the partner's list, `near` how those that are in it draw people."""
        self.homes, self.year, self.draw = homes, year, draw
        self.far, self.near = far, near
        self.left: Flags = np.zeros(len(homes.commune), np.bool_)
        """Households that leave their dwelling in the year."""
        self._moves: list[Movements] = []
        self._live()

    @property
    def movements(self) -> Movements:
        names = vars(self._moves[0])
        return Movements(**{name: np.concatenate([vars(move)[name] for move in self._moves]) for name in names})

    def _live(self) -> None:
        homes = self.homes
        listed = homes.listed
        bereaved = self._deaths(listed)
        free = homes.listed & ~bereaved
        event = self._events(free)
        for motive in ("ehpad", "rachat", "renonciation"):
            self._leave(event == MOTIVES.index(motive), motive)
        for motive, lodging in (("nature_vers_especes", CASH), ("especes_vers_nature", KIND)):
            chosen = event == MOTIVES.index(motive)
            self._note(chosen[:, None] & homes.holder, motive)
            homes.lodging[chosen] = lodging
        self._move(np.flatnonzero(event == MOTIVES.index("demenagement")))
        self.left |= listed & ~homes.listed

    def _deaths(self, listed: Flags) -> Flags:
        """Deaths and reversions; says which households have a new survivor."""
        homes = self.homes
        rate = death_rates(homes.sex, self.year - homes.birth, self.year)
        rate *= np.where(homes.right + homes.sex == 0, h.EXCESS_OF_MINERS, 1.0)
        dies = (self.draw.random(rate.shape) < 1 - np.exp(-rate)) & homes.alive & listed[:, None]
        homes.alive &= ~dies
        other = homes.alive[:, ::-1]
        mourned = dies & homes.holder
        self._note(mourned & other, "deces_avec_conjoint")
        self._note(mourned & ~other, "deces_sans_conjoint")
        homes.holder &= homes.alive
        reverts = (mourned & other)[:, ::-1] & ~homes.holder
        homes.right[reverts] = SURVIVOR
        homes.holder |= reverts
        self._note(reverts, "reversion")
        return reverts[:, 0] | reverts[:, 1]

    def _events(self, free: Flags) -> Ints:
        """The rank of the motive of each household to which something happens, `STAYS` for the others.

        Nobody goes to an EHPAD from a couple of two right-holders: who stays would be a holder whose spouse is none.
        """
        homes = self.homes
        oldest = self.year - np.where(homes.holder, homes.birth, self.year).min(axis=1)
        base, growth = h.CARE_HOME
        care = base * np.exp(growth * (oldest - 80)) * np.where(homes.alive.all(axis=1), 1 / 3, 1.0)
        care *= homes.holder.sum(axis=1) == 1
        kind = (homes.lodging == KIND) & (homes.dwelling >= 0)
        cash = (homes.lodging == CASH) & (homes.dwelling >= 0)
        rates = {
            "ehpad": np.minimum(care, 0.5),
            "demenagement": np.full(len(free), h.MOVE),
            "nature_vers_especes": np.where(kind, h.KIND_TO_CASH, 0.0),
            "especes_vers_nature": np.where(cash, h.CASH_TO_KIND, 0.0),
            "rachat": np.full(len(free), h.BUY_OUT),
            "renonciation": np.full(len(free), h.RENUNCIATION),
        }
        reached = np.cumsum(list(rates.values()), axis=0)
        which = (self.draw.random(len(free)) >= reached).sum(axis=0)
        ranks = np.array([*(MOTIVES.index(motive) for motive in rates), STAYS])
        return np.where(free, ranks[which], STAYS)

    def _leave(self, chosen: Flags, motive: str) -> None:
        self._note(chosen[:, None] & self.homes.holder, motive)
        self.homes.holder[chosen] = False

    def _move(self, rows: Ints) -> None:
        """Moves to a commune drawn by its inhabitants, out of any cité and landlord's dwelling: kind turns to cash."""
        homes, draw = self.homes, self.draw
        away = draw.random(len(rows)) < h.MOVES_FAR
        far = np.flatnonzero(self.far)
        where = np.where(away, draw.choice(far, len(rows)), draw.choice(len(self.near), len(rows), p=self.near))
        chosen = np.zeros(len(homes.commune), np.bool_)
        chosen[rows] = True
        destination = np.full(len(homes.commune), UNSAID)
        destination[rows] = np.where(away & (draw.random(len(rows)) < 0.5), UNSAID, where)
        self._note(chosen[:, None] & homes.holder, "demenagement", destination)
        self.left |= chosen
        homes.commune[rows[~away]] = where[~away]
        homes.cite[rows] = -1
        homes.dwelling[rows] = -1
        homes.lodging[rows] = np.where(homes.lodging[rows] == KIND, CASH, homes.lodging[rows])
        homes.holder[rows[away]] = False

    def _note(self, persons: Flags, motive: str, destination: Ints | None = None) -> None:
        home, slot = np.nonzero(persons)
        homes = self.homes
        said = np.full(len(home), UNSAID) if destination is None else destination[home]
        self._moves.append(
            Movements(
                homes.commune[home],
                homes.cite[home],
                homes.sex[home, slot],
                homes.birth[home, slot],
                homes.right[home, slot],
                np.full(len(home), MOTIVES.index(motive)),
                said,
            )
        )
