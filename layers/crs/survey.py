"""Survey tables of China: X is north and Y is east, with or without the zone before the easting.

Surveyors write a Gauss-Kruger point as X (from the equator, 7 digits)
and Y (6 digits, or 8 with the number of the zone first). Zones 13 to 23 are those of 6 degrees,
25 to 45 those of 3 degrees, so a prefix names its grid.
"""

import numpy as np
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from layers.arrays import Floats, Shapes
from layers.crs.measuring import middle
from layers.crs.systems import in_china, transform_points

GK3 = range(25, 46)
"""Zone numbers in an 8-digit easting, 3-degree zones."""
GK6 = range(13, 24)
"""And 6-degree zones."""
NORTHINGS = (1.8e6, 6.2e6)
"""Northings of China, meters."""
_EASTINGS = (1.0e5, 9.0e5)  # of a zone, with 500 km on its meridian
_PREFIX = 1_000_000
_MERIDIANS = range(75, 136, 3)
_LEAST = 0.5  # of the rows inside the area


def north_first(points: Floats) -> bool:
    """Whether the first numbers are northings of China and the second eastings of a zone."""
    if not len(points):
        return False
    north, east = np.median(points, axis=0)
    zone, within = divmod(east, _PREFIX)
    known = zone == 0 or int(zone) in GK3 or int(zone) in GK6
    return bool(
        NORTHINGS[0] <= north <= NORTHINGS[1] and known and _EASTINGS[0] <= within <= _EASTINGS[1]
    )


def exchanged(shapes: Shapes) -> Shapes:
    """Return shapes with x and y exchanged."""
    return np.asarray(shapely.transform(shapes, lambda points: points[:, ::-1]))


def grids(points: Floats, boundary: BaseGeometry | None) -> list[str]:
    """Return the CGCS2000 grids in which north-first points can be, by prefix and boundary.

    With a boundary: the grids that put more than half of the points inside, one a meridian.
    Without one: the grid of the zone prefix, or nothing.
    """
    if not north_first(points):
        return []
    turned = points[:, ::-1]
    prefixed = prefixed_grid(turned)
    if boundary is None:
        return [prefixed] if prefixed else []
    if not in_china(*middle(boundary)):
        return []
    # the 6-degree grids without prefix are those of every other 3-degree meridian
    tried = [prefixed] if prefixed else [plain_grid(meridian) for meridian in _MERIDIANS]
    return [code for code in tried if _share_inside(turned, code, boundary) > _LEAST]


def prefixed_grid(points: Floats) -> str | None:
    """Return the CGCS2000 grid that the 8-digit eastings of east-first points name, or None."""
    zone = int(np.median(points[:, 0]) // _PREFIX)
    if zone in GK3:
        return f"EPSG:{4513 + zone - 25}"
    return f"EPSG:{4491 + zone - 13}" if zone in GK6 else None


def plain_grid(meridian: int) -> str:
    """Return the CGCS2000 grid without prefix of a central meridian, 75 to 135 E."""
    return f"EPSG:{4534 + (meridian - 75) // 3}"


def _share_inside(points: Floats, code: str, boundary: BaseGeometry) -> float:
    moved = transform_points(points, CRS.from_user_input(code))
    good = np.isfinite(moved).all(axis=1)
    return float(shapely.contains_xy(boundary, moved[good]).sum() / len(points))
