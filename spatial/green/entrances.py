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

from spatial.arrays import Flags, Floats, Indices, Shapes
from spatial.checks import require_distance
from spatial.errors import ShapeError

SPACING = 30.0
"""Distance (m) between entrances along a border."""
NEAR = 30.0
"""Distance (m) from the border within which a street gives access."""
_LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING)


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
    park, street = tree.query(borders, predicate="intersects")
    meeting, owner = _meeting(borders[park], streets[street], step)
    beside, along = _spaced(borders, step)
    close = np.unique(tree.query(shapely.points(beside), predicate="dwithin", distance=reach)[0])
    points = np.concatenate([meeting, beside[close]])
    of_park = np.concatenate([park[owner], along[close]])
    rows = np.unique(np.column_stack([of_park, points]), axis=0)
    found = rows[:, 0].astype(np.intp)
    return Entrances(rows[:, 1:], found, np.setdiff1d(np.arange(len(shapes)), found))


def _meeting(borders: Shapes, streets: Shapes, step: float) -> tuple[Floats, Indices]:
    """Return where each border meets its street, and of which pair each point is."""
    met, pair = shapely.get_parts(shapely.intersection(borders, streets), return_index=True)
    # Borders that run along a street in part come back as mixed collections.
    met, inner = shapely.get_parts(met, return_index=True)
    pair = pair[inner]
    running = np.isin(shapely.get_type_id(met), _LINES)
    points = shapely.get_coordinates(met[~running])
    spaced, line = _spaced(met[running], step)
    return np.concatenate([points, spaced]), np.concatenate([pair[~running], pair[running][line]])


def _spaced(lines: Shapes, step: float) -> tuple[Floats, Indices]:
    """Return points at most `step` apart along lines, both ends too, and the row of each."""
    parts, row = shapely.get_parts(lines, return_index=True)
    length = shapely.length(parts)
    number = np.ceil(length / step).astype(np.intp)
    which = np.repeat(np.arange(len(parts)), number + 1)
    place = np.arange(len(which)) - np.repeat(np.cumsum(number + 1) - (number + 1), number + 1)
    share = place / np.maximum(number, 1)[which]
    points = shapely.line_interpolate_point(parts[which], share, normalized=True)
    return shapely.get_coordinates(points), row[which]
