"""Income distribution of a perimeter, estimated from the published distributions of its parts."""

from methodes.revenus.estimation import estimer_revenus

__all__ = ["estimer_revenus"]
