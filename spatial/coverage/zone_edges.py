"""Zones taken apart for exact areas: checked, quartered where wide, and as directed edges."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from spatial.arrays import Floats, Ints, Shapes
from spatial.checks import MOST_METRES
from spatial.errors import ShapeError

_CORNERS = 128
_SPAN = 4.0
"""Zones with more corners than this and wider than this many radii are quartered."""


def as_polygons(zones: ArrayLike | Sequence[BaseGeometry], name: str) -> Shapes:
    """Return `zones` as an array of polygonal geometries.

    Raises
    ------
    ShapeError
        When one is missing, of another kind, or not finite.
    """
    polygons = np.asarray(zones, dtype=object)
    if polygons.ndim != 1:
        raise ShapeError(f"{name} has {polygons.ndim} dimensions; accepted: one")
    others = np.flatnonzero(~(shapely.is_geometry(polygons) | shapely.is_missing(polygons)))
    if len(others):
        raise ShapeError(
            f"{name} holds {polygons[others[0]]!r} at position {others[0]};"
            " accepted: Polygon or MultiPolygon"
        )
    kinds = shapely.get_type_id(polygons)
    faulty = ~np.isin(kinds, [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON])
    if faulty.any():
        place = int(np.flatnonzero(faulty)[0])
        raise ShapeError(
            f"{name} holds {getattr(polygons[place], 'geom_type', 'nothing')} at position {place};"
            " accepted: Polygon or MultiPolygon"
        )
    # The sum is finite only when every bound is; empty geometries have NaN bounds.
    bounds = shapely.bounds(polygons[~shapely.is_empty(polygons)])
    if not np.isfinite(bounds).all():
        raise ShapeError(f"{name} has coordinates that are not finite; accepted: metres")
    if (np.abs(bounds) > MOST_METRES).any():
        raise ShapeError(
            f"{name} has coordinates beyond {MOST_METRES:g}; accepted: metres of a projected system"
        )
    return polygons


def quartered(polygons: Shapes, radius: float) -> tuple[Shapes, Ints]:
    """Return the polygons with wide ones of many corners cut to pieces, and whose piece each is.

    Wide is measured by the `radius` (m) of the discs to come: the work on a zone is the number of
    its corners times that of the discs around it, so a district border must not meet every disc.
    """
    owner = np.arange(len(polygons))
    done: list[tuple[Shapes, Ints]] = []
    while len(polygons):
        low_x, low_y, high_x, high_y = bounds = shapely.bounds(polygons).T
        wide = np.maximum(high_x - low_x, high_y - low_y) > _SPAN * radius
        wide &= shapely.get_num_coordinates(polygons) > _CORNERS
        done.append((polygons[~wide], owner[~wide]))
        polygons, owner = polygons[wide], owner[wide]
        low_x, low_y, high_x, high_y = bounds[:, wide]
        x, y = (low_x + high_x) / 2, (low_y + high_y) / 2
        quarters = [
            shapely.intersection(polygons, shapely.box(*sides))
            for sides in (
                (low_x, low_y, x, y),
                (x, low_y, high_x, y),
                (low_x, y, x, high_y),
                (x, y, high_x, high_y),
            )
        ]
        polygons, owner = np.concatenate(quarters), np.tile(owner, 4)
        filled = shapely.area(polygons) > 0
        polygons, owner = polygons[filled], owner[filled]
    return np.concatenate([p for p, _ in done]), np.concatenate([o for _, o in done])


def edges_of(polygons: Shapes) -> tuple[Ints, Floats]:
    """Return where the edges of each polygon begin, and all edges as rows a_x, a_y, b_x, b_y.

    Edges run with the polygon to their left: outer rings counter-clockwise, holes clockwise.
    """
    parts, owner = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    outer = np.ones(len(rings), dtype=bool)
    outer[1:] = part[1:] != part[:-1]
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    backward = shapely.is_ccw(rings) != outer
    starts = np.flatnonzero(ring[1:] == ring[:-1])
    a, b = coordinates[starts], coordinates[starts + 1]
    swap = backward[ring[starts]]
    a[swap], b[swap] = b[swap], a[swap].copy()
    zone = owner[part[ring[starts]]]
    first = np.searchsorted(zone, np.arange(len(polygons) + 1))
    return first, np.concatenate([a.T, b.T])
