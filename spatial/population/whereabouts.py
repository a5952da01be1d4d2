"""Where the people of a place may be, and how near and how far from facilities they may live.

The distance to the nearest of given points is, over a polygon, least at the point of it closest to
any of them, and greatest at a corner of one of the parts into which the Voronoi cells of the points
cut it: within a cell it is the distance to one point, which is convex.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from spatial.arrays import Floats, Ints, Shapes
from spatial.nearest import nearest_distance
from spatial.population.places import PeopleShapes
from spatial.site_points import outside_areas

SLACK = 1e-6
"""In m: what rounding may take from a distance to or from a polygon."""
_LOST = 1e-9
"""Share of the area that may be lost where a polygon is cut, by rounding."""


@dataclass(frozen=True, eq=False)
class Whereabouts:
    """Where the people of each place may be: anywhere in the shapes that it owns.

    Attributes
    ----------
    shapes : (k,) points and polygons, in metres
    owner : (k,) int
        Row of the place; every place owns at least one shape.
    size : int
        Number of places.
    """

    shapes: Shapes
    owner: Ints
    size: int

    def least(self, values: Floats) -> Floats:
        """Return the least of the values of the shapes of each place."""
        least = np.full(self.size, np.inf)
        np.minimum.at(least, self.owner, values)
        return least

    def greatest(self, values: Floats) -> Floats:
        """Return the greatest of the values of the shapes of each place."""
        greatest = np.full(self.size, -np.inf)
        np.maximum.at(greatest, self.owner, values)
        return greatest


@dataclass(frozen=True, eq=False)
class DistanceBounds:
    """Between which distances of a facility the people of each place live.

    Attributes
    ----------
    near, far : (p,) float
        In metres: nobody of the place is nearer than `near` or further than `far`; infinite where
        no facility can be reached.
    """

    near: Floats
    far: Floats

    @property
    def nbytes(self) -> int:
        """The memory it takes."""
        return self.near.nbytes + self.far.nbytes


def whereabouts_of(places: PeopleShapes, land_owner: Ints | None, land: Shapes) -> Whereabouts:
    """Return where the people of each place may be.

    Those of a given place: in its shape. Those of a zone without any: on its land (`land_owner` is
    the row of the zone of each piece of `land`), or anywhere in it where it has none.
    """
    owner = np.arange(len(places.zone))
    lonely = np.flatnonzero(~places.given)
    if land_owner is None or not len(land_owner) or not len(lonely):
        return Whereabouts(places.shapes, owner, len(owner))
    place_of = np.full(places.zones, -1)
    place_of[places.zone[lonely]] = lonely
    on_land = place_of[land_owner] >= 0
    landed = np.unique(place_of[land_owner[on_land]])
    rest = np.setdiff1d(owner, landed)
    shapes = np.concatenate([places.shapes[rest], land[on_land]])
    return Whereabouts(shapes, np.concatenate([rest, place_of[land_owner[on_land]]]), len(owner))


def straight_bounds(
    whereabouts: Whereabouts, points: Floats, areas: Shapes | None = None
) -> DistanceBounds:
    """Return between which straight-line distances of the nearest of `points` people live.

    Whoever lives in one of `areas` (polygons, edge included) is at distance 0.
    """
    if areas is None or not len(areas):
        return _bounds(whereabouts, points)
    rows, left = outside_areas(whereabouts.shapes, areas)
    apart = whereabouts.shapes.copy()
    apart[rows] = left
    outside = ~shapely.is_empty(apart)
    others = Whereabouts(apart[outside], whereabouts.owner[outside], whereabouts.size)
    found = _bounds(others, points)
    near, far = found.near, found.far
    near[whereabouts.owner[rows]] = 0.0
    # Who may live nowhere outside is surely in one.
    far[np.isneginf(far)] = 0.0
    return DistanceBounds(near, far)


def _bounds(whereabouts: Whereabouts, points: Floats) -> DistanceBounds:
    shapes = whereabouts.shapes
    near, far = np.full(len(shapes), np.inf), np.full(len(shapes), np.inf)
    if len(points):
        single = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
        alone, flat = np.flatnonzero(single), np.flatnonzero(~single)
        near[alone] = far[alone] = nearest_distance(shapely.get_coordinates(shapes[alone]), points)[
            0
        ]
        near[flat] = _least(shapes[flat], points)
        far[flat] = farthest(shapes[flat], points)
    return DistanceBounds(whereabouts.least(near), whereabouts.greatest(far))


def farthest(polygons: Shapes, points: Floats) -> Floats:
    """Return the greatest distance (m) of any place in each polygon from the nearest of `points`.

    Parameters
    ----------
    polygons : (n,) Polygon or MultiPolygon
        In metres; those that are empty have none (0).
    points : (m, 2) float
        At least one.

    Returns
    -------
    (n,) float
        No less than it is, and more by at most some millionths of a metre.
    """
    corners, owner = shapely.get_coordinates(polygons, return_index=True)
    distance, nearest = nearest_distance(corners, points)
    far = np.zeros(len(polygons))
    np.maximum.at(far, owner, distance)
    first, last = np.full(len(polygons), len(points)), np.full(len(polygons), -1)
    np.minimum.at(first, owner, nearest)
    np.maximum.at(last, owner, nearest)
    # All corners nearest to one point: so is all between them, for its Voronoi cell is convex.
    several = np.flatnonzero(last > first)
    if len(several):
        far[several] = _over_cells(polygons[several], points, far[several])
    return np.asarray(far + SLACK)


def _over_cells(polygons: Shapes, points: Floats, corners: Floats) -> Floats:
    """Return the same for polygons that lie in several Voronoi cells, cut along these."""
    cells = voronoi_cells(points, polygons)
    row, cell = shapely.STRtree(cells).query(polygons, predicate="intersects")
    parts = shapely.intersection(polygons[row], cells[cell])
    area = shapely.area(parts)
    row, parts, area = row[area > 0], parts[area > 0], area[area > 0]
    middle = shapely.get_coordinates(shapely.point_on_surface(parts))
    # Whichever point is taken, no place of a part is further from it than its furthest corner.
    center = points[nearest_distance(middle, points)[1]]
    at, part = shapely.get_coordinates(parts, return_index=True)
    far = corners.copy()
    np.maximum.at(far, row[part], np.hypot(*(at - center[part]).T))
    whole = shapely.area(polygons)
    cut = np.bincount(row, weights=area, minlength=len(polygons))
    lost = whole - cut > _LOST * whole
    far[lost] = _from_one(polygons[lost], points)
    return far


def voronoi_cells(points: Floats, shapes: Shapes) -> Shapes:
    """Return the Voronoi cells of `points` that cover the box around `shapes`.

    Of points within a millimetre one is taken: the diagram cannot tell them apart.
    """
    distinct = points[np.unique(np.round(points, 3), axis=0, return_index=True)[1]]
    around = shapely.box(*shapely.total_bounds(shapes))
    if len(distinct) == 1:
        return np.array([around], dtype=object)
    goals = shapely.multipoints(distinct)
    frame = shapely.buffer(shapely.union(around, shapely.envelope(goals)), 1.0)
    cells = shapely.voronoi_polygons(goals, extend_to=frame)
    return np.asarray(shapely.get_parts(cells))


def _from_one(polygons: Shapes, points: Floats) -> Floats:
    """Return a distance within which all of each polygon lies from one and the same point."""
    bounds = shapely.bounds(polygons)
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    half = np.hypot(*(bounds[:, 2:] - bounds[:, :2]).T) / 2
    return np.asarray(nearest_distance(middle, points)[0] + half)


def _least(polygons: Shapes, points: Floats) -> Floats:
    """Return the distance (m) of each polygon to the nearest of `points`, 0 where one is inside."""
    near = np.full(len(polygons), np.inf)
    if len(polygons):
        tree = shapely.STRtree(np.asarray(shapely.points(points)))
        (row, _), distance = tree.query_nearest(polygons, return_distance=True, all_matches=False)
        near[row] = np.maximum(distance - SLACK, 0.0)
    return near
