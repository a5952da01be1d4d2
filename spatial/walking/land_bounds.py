"""How much land lies within a walk at least, and at most.

A rectangle of land counts as covered where everybody in it walks at most so far, and as possibly
covered where anybody may. Between the two lie only rectangles that the edge of the covered land may
cross; they are cut into four, again and again, until their sides are a few metres.
"""

from dataclasses import dataclass

import numpy as np

from spatial.arrays import Floats, Shapes
from spatial.network import Attachment, Network
from spatial.walking.land_cells import Land
from spatial.walking.walk_bounds import PieceWays, walks_within, ways_of

FINE = 4.0
"""In m: rectangles whose sides are no longer are not cut any more."""
MOST_CELLS = 1_000_000
"""Rectangles at most at one time: beyond, they stay larger, and brackets wider."""


@dataclass(frozen=True, eq=False)
class LandWalks:
    """Between which distances people walk from each rectangle of land to the nearest facility.

    Attributes
    ----------
    land : Land
    ways : PieceWays
    least, greatest : (k,) float
        In metres; `greatest` is infinite where somebody may not arrive.
    """

    land: Land
    ways: PieceWays
    least: Floats
    greatest: Floats

    @property
    def nbytes(self) -> int:
        """The memory it takes, without that of the land."""
        return 2 * self.least.nbytes + self.ways.ends.nbytes

    def within(self, reach: float, *, fine: float = FINE) -> tuple[Floats, Floats]:
        """Return the area (m²) of each polygon within a walk of `reach` (m), at least and at most.

        `fine` (m): rectangles are cut until their sides are no longer.
        """
        land, cells, area = self.land, self.land.cells, self.land.area
        least, greatest = self.least, self.greatest
        surely, maybe = np.zeros(land.size), np.zeros(land.size)
        while True:
            sure, open_ = greatest <= reach, (least <= reach) & (greatest > reach)
            surely += land.sums(cells.rows(sure), area[sure])
            cells, area = cells.rows(open_), area[open_]
            large = len(cells) > 0 and 2 * cells.half.max() > fine
            if not large or 4 * len(cells) > MOST_CELLS:
                maybe += land.sums(cells, area)
                return surely, surely + maybe
            cells, area = land.finer(cells)
            least, greatest = walks_within(cells, self.ways)


def land_walks(
    land: Land, network: Network, goals: Attachment, areas: Shapes | None = None
) -> LandWalks:
    """Return how far people walk from each rectangle of land to the nearest of `goals`.

    Who stands in one of `areas` (polygons in metres) walks 0 m.
    """
    ways = ways_of(land.pieces, network, goals, areas)
    return LandWalks(land, ways, *walks_within(land.cells, ways))
