"""Streets of little towns: a few given ones, even grids, random ones."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from spatial.network.network import Network


def network_of(*streets: Sequence[Any]) -> Network:
    """Return the network of streets, each given by its places (x, y) in metres."""
    lines = [shapely.LineString(street) for street in streets]
    return Network.from_lines(np.array(lines, dtype=object))


def street_grid(*, size: int, block: int) -> Network:
    """Return streets along and across a square from 0 to `size`, one every `block` metres."""
    marks = range(0, size + 1, block)
    along = [[(x, y) for y in marks] for x in marks]
    across = [[(x, y) for x in marks] for y in marks]
    return network_of(*along, *across)


def random_streets(
    rng: np.random.Generator,
    *,
    rows: int = 5,
    columns: int = 5,
    spacing: float = 100.0,
    straight: bool = False,
) -> NDArray[np.object_]:
    """Return lines over a grid: some missing, some bent, some long, some twice, some closed."""
    places = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), -1) * spacing
    if not straight:
        places = places + rng.uniform(-0.3, 0.3, places.shape) * spacing
    lines = [shapely.LineString(row) for row in places[:: rng.integers(1, 3)]]
    for column in range(columns):
        for row in range(rows - 1):
            chance = rng.random()
            ends = places[row, column], places[row + 1, column]
            if chance < 0.2:
                continue
            middle = (ends[0] + ends[1]) / 2 + [0 if straight else 30, 0]
            lines.append(shapely.LineString([ends[0], middle, ends[1]]))
            if chance > 0.8:  # another way round between the same nodes
                lines.append(
                    shapely.LineString([ends[0], np.add(middle, (spacing / 5, 0)), ends[1]])
                )
            if chance > 0.9:  # a way that ends where it began
                lines.append(
                    shapely.LineString([ends[0], np.subtract(middle, (20, 0)), [0, -50], ends[0]])
                )
    return np.array(lines, dtype=object)
