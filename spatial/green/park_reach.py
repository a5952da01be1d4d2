"""What parks serve of a ground: by straight line from the border, or on foot from the entrances.

The answer is a share (0 to 1) for each zone, each piece of residential land and each place of
people, by class of size and for all classes together. A park serves itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spatial.coverage import Ground
from spatial.green.entrances import Entrances
from spatial.green.parks import served_land, service_area, size_members, within_reach
from spatial.network import Network
from spatial.rules import SizeClass
from spatial.walking import lattice, mean_by_owner, spacing_for

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
SPACING = 20.0
"""Between the points (m) that stand for land when it is measured on foot."""


@dataclass(frozen=True, eq=False)
class Served:
    """Shares (0 to 1) of a ground that parks serve, a row a size class and one for all at the end.

    Attributes
    ----------
    polygons : (c + 1, q) float
        Of the area of each polygon of the ground: zones, then pieces of land, then flat places.
    places : (c + 1, p) float
        Of the people of each place.
    spacing : float or None
        Between the points (m) that stood for land; None where land was cut.
    unattached : int
        Places too far from any street to walk.
    """

    polygons: Floats
    places: Floats
    spacing: float | None = None
    unattached: int = 0


def served_straight(ground: Ground, parks: Shapes, size_classes: Sequence[SizeClass]) -> Served:
    """Return what lies within the radius of each class by straight line from the border.

    Parameters
    ----------
    ground : Ground
    parks : (n,) Polygon or MultiPolygon
        From `spatial.green.parks.whole_parks`, in the system of the ground.
    size_classes : sequence of SizeClass

    Notes
    -----
    Polygons are cut with the drawn service area (inside the true one by `edge_error`); places that
    are points are judged by their true distance.
    """
    shapes, places = ground.polygons.shapes, ground.places
    point = np.setdiff1d(np.arange(len(places.zone)), places.flat)
    members = size_members(parks, size_classes)
    flat = slice(len(shapes) - len(places.flat), None)
    polygon_rows, place_rows = [], []
    reached = np.zeros(len(point), dtype=bool)
    for one, member in zip(size_classes, members, strict=True):
        hit = within_reach(places.points[point], parks[member], radius=one.radius_m)
        reached |= hit
        polygon_rows.append(_land(shapes, service_area(parks[member], [_any_size(one)])))
        place_rows.append(_joined(hit, polygon_rows[-1][flat], point, places.flat))
    polygon_rows.append(_land(shapes, service_area(parks, size_classes)))
    place_rows.append(_joined(reached, polygon_rows[-1][flat], point, places.flat))
    return Served(np.array(polygon_rows), np.array(place_rows))


def reached_points(
    points: Floats,
    parks: Shapes,
    size_classes: Sequence[SizeClass],
    *,
    walk: "Walk | None" = None,
) -> Flags:
    """Return which points each class of parks serves, (c, n), by their true distance.

    Parameters
    ----------
    points : (n, 2) float
        In metres of the system of the parks, such as where people stand.
    parks, size_classes
        As in `served_straight`.
    walk : Walk, optional
        Distances are then those on foot from the entrances; what lies in a park is served by it.
    """
    members = size_members(parks, size_classes)
    if walk is None:
        hits = [
            within_reach(points, parks[member], radius=one.radius_m)
            for one, member in zip(size_classes, members, strict=True)
        ]
    else:
        at = walk.streets.attach(points, max_snap=walk.max_snap)
        reach = _walker(walk, at, points, parks)
        hits = [reach(m, one.radius_m) for one, m in zip(size_classes, members, strict=True)]
    return np.array(hits, dtype=bool).reshape(len(members), len(points))


def served_on_foot(
    ground: Ground,
    parks: Shapes,
    size_classes: Sequence[SizeClass],
    *,
    walk: "Walk",
) -> Served:
    """Return what lies within a walk of the radius of each class from an entrance.

    Parameters
    ----------
    ground, parks, size_classes
        As in `served_straight`.
    walk : Walk
        The streets and the entrances of `parks`.

    Notes
    -----
    Land is measured at the points of a grid (`spatial.walking.land_points`). What lies in a park is
    served by it, also without an entrance.
    """
    shapes, places = ground.polygons.shapes, ground.places
    spacing = spacing_for(shapes, walk.spacing)
    points, owner = lattice(shapes, spacing=spacing)
    flat = slice(len(shapes) - len(places.flat), None)
    point = np.setdiff1d(np.arange(len(places.zone)), places.flat)
    starts = np.concatenate([points, places.points[point]])
    at = walk.streets.attach(starts, max_snap=walk.max_snap)
    reach = _walker(walk, at, starts, parks)
    polygon_rows, place_rows = [], []
    total = np.zeros(len(starts), dtype=bool)
    for one, member in zip(size_classes, size_members(parks, size_classes), strict=True):
        hit = reach(member, one.radius_m)
        total |= hit
        polygon_rows.append(mean_by_owner(hit[: len(points)], owner, size=len(shapes)))
        place_rows.append(_joined(hit[len(points) :], polygon_rows[-1][flat], point, places.flat))
    polygon_rows.append(mean_by_owner(total[: len(points)], owner, size=len(shapes)))
    place_rows.append(_joined(total[len(points) :], polygon_rows[-1][flat], point, places.flat))
    lost = np.asarray(at.unattached)
    return Served(
        np.array(polygon_rows), np.array(place_rows), spacing, int((lost >= len(points)).sum())
    )


@dataclass(frozen=True, eq=False)
class Walk:
    """How parks are reached on foot: streets, entrances, and how far from a street one may start.

    `spacing` is the distance (m) between the points that stand for land. Brackets hold also where
    people start from a street that is up to `freedom` (m) further than the nearest one.
    """

    streets: Network
    entrances: Entrances
    max_snap: float | None = None
    spacing: float = SPACING
    freedom: float = 0.0


def _walker(walk: Walk, at: Any, starts: Floats, parks: Shapes) -> Callable[[Flags, float], Flags]:
    """Return what tells which `starts`, attached as `at`, reach some of the parks."""

    def reach(member: Flags, radius: float) -> Flags:
        hit = within_reach(starts, parks[member], radius=0.0)
        doors = walk.entrances.of(member)
        if len(doors.points):
            goals = walk.streets.attach(doors.points, max_snap=walk.max_snap)
            distance, _ = walk.streets.nearest(at, goals, limit=radius)
            hit |= np.asarray(distance) <= radius
        return hit

    return reach


def _any_size(one: SizeClass) -> SizeClass:
    """Return a class of the same radius that takes all parks: they are chosen already."""
    return SizeClass(min_m2=0.0, radius_m=one.radius_m)


def _land(shapes: Shapes, served: Shapes) -> Floats:
    """Return the share of each shape within `served`; 0 without area."""
    return np.nan_to_num(served_land(shapes, served))


def _joined(
    points: Flags, flats: Floats, point: NDArray[np.intp], flat: NDArray[np.int64]
) -> Floats:
    """Return the shares of all places from those of the points and those of the polygons."""
    shares = np.zeros(len(point) + len(flat))
    shares[point], shares[flat] = points, flats
    return shares
