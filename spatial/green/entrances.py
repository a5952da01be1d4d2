"""Where one can enter a park on foot: where streets meet its border.

Rule, for each park:

1. Where a street crosses or touches the border there is an entrance; where it runs along the
   border, one at least every `spacing` m of it.
2. Where a street runs within `near` m of the border, so are the points every `spacing` m of the
   border that have a street that near: gates are rarely drawn (after Boeing et al. 2022, Lancet
   Global Health 10:e907-e918, who place them every 30 m within 30 m of a street). The way from
   the border to the street counts as part of the walk.

A park without either has no entrance: nobody reaches it on foot, and it is listed. Walls are not
seen.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike

from spatial.arrays import Flags, Floats, Indices
from spatial.checks import require_distance
from spatial.errors import ShapeError
from spatial.network import border_meetings, points_along

SPACING = 30.0
"""Distance (m) between entrances along a border."""
NEAR = 30.0
"""Distance (m) from the border within which a street gives access."""


@dataclass(frozen=True, eq=False)
class Entrances:
    """Points on the borders of parks.

    Attributes
    ----------
    points : (k, 2) float
        In metres, in the order of `park`.
    park : (k,) int
        Row of the park that each leads into.
    closed : (c,) int
        Rows of the parks without any.
    """

    points: Floats
    park: Indices
    closed: Indices

    def of(self, parks: Flags) -> "Entrances":
        """Return only the entrances of the parks that are marked; rows stay as they are."""
        kept = parks[self.park]
        return Entrances(self.points[kept], self.park[kept], self.closed[parks[self.closed]])


def park_entrances(
    parks: ArrayLike, lines: ArrayLike, *, near: float = NEAR, spacing: float = SPACING
) -> Entrances:
    """Return where `lines` give access to `parks`.

    Parameters
    ----------
    parks : (n,) array of Polygon or MultiPolygon
        In metres, without overlap (`spatial.green.parks.whole_parks`).
    lines : (m,) array of LineString, MultiLineString or None
        Streets in metres of the same system.
    near, spacing : float
        In metres; `spacing` more than 0.

    Raises
    ------
    ShapeError
        When a distance is negative, or the spacing 0.
    """
    reach, step = require_distance(near, "near"), require_distance(spacing, "spacing")
    if step <= 0:
        raise ShapeError("spacing is 0; accepted: a distance of more than 0 m")
    shapes, streets = np.asarray(parks, dtype=object), np.asarray(lines, dtype=object)
    # One starting point a ring, however the park was drawn, so that the spacing does not shift.
    borders = shapely.boundary(shapely.normalize(shapes))
    tree = shapely.STRtree(streets)
    meeting, park = border_meetings(borders, tree, spacing=step)
    beside, along = points_along(borders, step)
    close = np.unique(tree.query(shapely.points(beside), predicate="dwithin", distance=reach)[0])
    points = np.concatenate([meeting, beside[close]])
    of_park = np.concatenate([park, along[close]])
    rows = np.unique(np.column_stack([of_park, points]), axis=0)
    found = rows[:, 0].astype(np.intp)
    return Entrances(rows[:, 1:], found, np.setdiff1d(np.arange(len(shapes)), found))
