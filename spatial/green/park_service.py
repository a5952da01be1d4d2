"""What parks serve of a ground: by straight line from the border, or on foot from the entrances.

The answer is a share (0 to 1) for each zone and each piece of residential land, and yes or no for
each point of people, by class of size and for all classes together. A park serves itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spatial.arrays import Flags, Floats, Shapes
from spatial.coverage import Ground
from spatial.green.entrances import Entrances
from spatial.green.parks import served_land, service_area, size_members, within_reach
from spatial.network import Attachment, Network, opened_to_main
from spatial.rules import SizeClass
from spatial.walking import lattice, mean_by_owner, spacing_for

SPACING = 20.0
"""Between the points (m) that stand for land when it is measured on foot."""


@dataclass(frozen=True, eq=False)
class ParkService:
    """What parks serve of a ground, a row a size class and one for all at the end.

    Attributes
    ----------
    polygons : (c + 1, q) float
        Share (0 to 1) of the area of each polygon of the ground: zones, then pieces of land.
    points : (c + 1, s) bool
        Whether the people of each point are served.
    spacing : float or None
        Between the points (m) that stood for land; None where land was cut.
    unattached : int
        Points too far from any street to walk.
    """

    polygons: Floats
    points: Flags
    spacing: float | None = None
    unattached: int = 0


def served_straight(
    ground: Ground, parks: Shapes, size_classes: Sequence[SizeClass]
) -> ParkService:
    """Return what lies within the radius of each class by straight line from the border.

    Parameters
    ----------
    ground : Ground
    parks : (n,) Polygon or MultiPolygon
        From `spatial.green.parks.whole_parks`, in the system of the ground.
    size_classes : sequence of SizeClass

    Notes
    -----
    Polygons are cut with the drawn service area (inside the true one by `edge_error`); points are
    judged by their true distance.
    """
    shapes, members = ground.polygons.shapes, size_members(parks, size_classes)
    rows = [
        _land(shapes, service_area(parks[member], [_any_size(one)]))
        for one, member in zip(size_classes, members, strict=True)
    ]
    rows.append(_land(shapes, service_area(parks, size_classes)))
    return ParkService(
        np.array(rows), _with_all(reached_points(ground.points.points, parks, size_classes))
    )


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
        return _walked(walk, at, parks, size_classes)
    return np.array(hits, dtype=bool).reshape(len(members), len(points))


def served_on_foot(
    ground: Ground,
    parks: Shapes,
    size_classes: Sequence[SizeClass],
    *,
    walk: "Walk",
) -> ParkService:
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
    shapes, people = ground.polygons.shapes, ground.points.points
    spacing = spacing_for(shapes, walk.spacing)
    points, owner = lattice(shapes, spacing=spacing)
    starts = np.concatenate([points, people])
    at = walk.streets.attach(starts, max_snap=walk.max_snap)
    hits = _with_all(_walked(walk, at, parks, size_classes))
    grid = hits[:, : len(points)]
    rows = [mean_by_owner(hit, owner, size=len(shapes)) for hit in grid]
    lost = np.asarray(at.unattached)
    return ParkService(
        np.array(rows), hits[:, len(points) :], spacing, int((lost >= len(points)).sum())
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

    def goals(self, entrances: Floats) -> Attachment:
        """Return entrances on the streets: also on the largest part, where they may open to it."""
        at = self.streets.attach(entrances, max_snap=self.max_snap)
        return opened_to_main(self.streets, at, freedom=self.freedom, max_snap=self.max_snap)[0]


def _walked(walk: Walk, at: Attachment, parks: Shapes, size_classes: Sequence[SizeClass]) -> Flags:
    """Return which starts, attached as `at`, each class of parks serves on foot, (c, n)."""
    hits = []
    for one, member in zip(size_classes, size_members(parks, size_classes), strict=True):
        inside = within_reach(at.points, parks[member], radius=0.0)
        doors = walk.entrances.of(member)
        if len(doors.points):
            goals = walk.goals(doors.points)
            distance, _ = walk.streets.nearest(at, goals, limit=one.radius_m)
            inside |= np.asarray(distance) <= one.radius_m
        hits.append(inside)
    return np.array(hits, dtype=bool).reshape(len(size_classes), len(at))


def _with_all(hits: Flags) -> Flags:
    """Return the rows of the classes, and one for all of them at the end."""
    return np.concatenate([hits, hits.any(axis=0, keepdims=True)])


def _any_size(one: SizeClass) -> SizeClass:
    """Return a class of the same radius that takes all parks: they are chosen already."""
    return SizeClass(min_m2=0.0, radius_m=one.radius_m)


def _land(shapes: Shapes, served: Shapes) -> Floats:
    """Return the share of each shape within `served`; 0 without area."""
    return np.nan_to_num(served_land(shapes, served))
