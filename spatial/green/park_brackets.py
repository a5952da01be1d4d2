"""How many people parks serve at least and at most, wherever they live in what they are known by.

As `spatial.population.brackets`, with the reach of parks: somebody is surely served where the whole
of a building, cell or piece of land lies within the reach of one class of size, and possibly where
any of it does.
"""

from collections.abc import Sequence

import numpy as np
import shapely

from spatial.arrays import Flags, Floats, Shapes
from spatial.coverage import Ground
from spatial.green.park_service import Walk
from spatial.green.parks import service_area, size_members, within_reach
from spatial.population import LEAST_DWELLING, SLACK, DistanceBounds, Whereabouts, people_bracket
from spatial.rules import SizeClass
from spatial.walking import portions_of, walking_bounds


def park_bracket(
    ground: Ground,
    parks: Shapes,
    size_classes: Sequence[SizeClass],
    *,
    walk: Walk | None = None,
    least_dwelling: float = LEAST_DWELLING,
) -> tuple[Floats, Floats]:
    """Return how many people of each zone parks serve at least, and at most.

    Parameters
    ----------
    ground, parks, size_classes, walk
        As in `spatial.green.coverage.park_coverage`.
    least_dwelling : float
        m² of dwelling for each person at least, above 0; only where places know dwelling area.

    Returns
    -------
    low, high : (n,) float
        Persons; NaN where the people of a zone are not known.
    """
    members = size_members(parks, size_classes)
    flags = _straight if walk is None else _Walker(ground, walk)
    surely = possibly = np.zeros(ground.whereabouts.size, dtype=bool)
    for one, member in zip(size_classes, members, strict=True):
        sure, perhaps = flags(ground.whereabouts, parks[member], member, one.radius_m)
        surely, possibly = surely | sure, possibly | perhaps
    # `people_bracket` asks for distances: 0 is within, infinite is not.
    bounds = DistanceBounds(np.where(possibly | surely, 0.0, np.inf), np.where(surely, 0.0, np.inf))
    return people_bracket(
        ground.places, ground.population, bounds, radius=0.0, least_dwelling=least_dwelling
    )


def _straight(
    whereabouts: Whereabouts, parks: Shapes, _member: Flags, radius: float
) -> tuple[Flags, Flags]:
    """Return which places are wholly, and which in part, within `radius` (m) of the parks."""
    shapes = whereabouts.shapes
    single = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    whole, part = np.zeros(len(shapes), dtype=bool), np.zeros(len(shapes), dtype=bool)
    points = shapely.get_coordinates(shapes[single])
    whole[single] = part[single] = within_reach(points, parks, radius=radius)
    flat = np.flatnonzero(~single)
    # The drawn reach lies inside the true one: what it holds is surely served.
    drawn = service_area(parks, [SizeClass(min_m2=0.0, radius_m=radius)])
    pieces, owner = shapely.get_parts(shapes[flat], return_index=True)
    held = np.zeros(len(pieces), dtype=bool)
    piece, area = shapely.STRtree(drawn).query(pieces)
    shapely.prepare(drawn)
    held[piece[shapely.covers(drawn[area], pieces[piece])]] = True
    whole[flat] = np.bincount(owner, weights=~held, minlength=len(flat)) == 0
    tree = shapely.STRtree(parks)
    part[flat[tree.query(shapes[flat], predicate="dwithin", distance=radius + SLACK)[0]]] = True
    return whereabouts.least(whole.astype(float)) > 0, whereabouts.greatest(part.astype(float)) > 0


class _Walker:
    """Tells which places are wholly, and which in part, within a walk of an entrance."""

    def __init__(self, ground: Ground, walk: Walk) -> None:
        self._walk = walk
        snap = np.inf if walk.max_snap is None else walk.max_snap
        self._portions = portions_of(
            ground.whereabouts, walk.streets, max_snap=snap, freedom=walk.freedom
        )

    def __call__(
        self, whereabouts: Whereabouts, parks: Shapes, member: Flags, radius: float
    ) -> tuple[Flags, Flags]:
        sure, perhaps = _straight(whereabouts, parks, member, 0.0)
        doors = self._walk.entrances.of(member)
        if len(doors.points):
            streets = self._walk.streets
            goals = self._walk.goals(doors.points)
            bounds = walking_bounds(self._portions, streets, goals)
            sure, perhaps = sure | (bounds.far <= radius), perhaps | (bounds.near <= radius)
        return sure, perhaps
