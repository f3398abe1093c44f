"""The nine deciles: their names in the frames, their levels, and the place of the median among them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Masks = NDArray[np.bool_]
Integers = NDArray[np.integer[Any]]

DECILES = [f"d{rank}" for rank in range(1, 10)]
LEVELS: Floats = np.arange(1, 10) / 10
MEDIAN = 4
