"""Polygons cut into squares: points with an area that stand for land, or small pieces of it."""

from dataclasses import dataclass

import numpy as np
import shapely

from spatial.arrays import Floats, Ints, Shapes
from spatial.checks import require_distance
from spatial.errors import ShapeError


@dataclass(frozen=True, eq=False)
class Pieces:
    """Pieces that polygons were cut into.

    Attributes
    ----------
    shapes : (k,) Polygon or MultiPolygon
        They do not overlap within one polygon and add up to it.
    points : (k, 2) float
        A point inside each piece in metres: the middle of a whole square.
    area : (k,) float
        In m².
    owner : (k,) int
        Row of the polygon that each piece belongs to, ascending.
    """

    shapes: Shapes
    points: Floats
    area: Floats
    owner: Ints


def cut_squares(polygons: Shapes, *, spacing: float) -> Pieces:
    """Cut polygons by one lattice of squares whose corners are multiples of `spacing`.

    Parameters
    ----------
    polygons : (n,) Polygon or MultiPolygon
        Valid, in metres. Empty ones give no piece; every other one gives at least one.
    spacing : float
        Side of the squares in metres, above 0.

    Raises
    ------
    ShapeError
        When `spacing` is 0 or not finite.
    """
    side = require_distance(spacing, "spacing")
    if side == 0:
        raise ShapeError("spacing is 0; accepted: a number of metres above 0")
    shapes, points, owner = [], [], []
    for row, polygon in enumerate(polygons):
        if shapely.area(polygon) <= 0:
            continue
        found, middles = _cut(polygon, side)
        shapes.append(found)
        points.append(middles)
        owner.append(np.full(len(found), row, dtype=np.int64))
    if not shapes:
        none = np.empty(0)
        return Pieces(np.empty(0, dtype=object), np.empty((0, 2)), none, none.astype(np.int64))
    pieces = np.concatenate(shapes)
    return Pieces(pieces, np.concatenate(points), shapely.area(pieces), np.concatenate(owner))


def _cut(polygon: shapely.Geometry, side: float) -> tuple[Shapes, Floats]:
    """Return the pieces of one polygon and a point inside each."""
    left, bottom, right, top = np.asarray(shapely.bounds(polygon)) / side
    columns = np.arange(np.floor(left), max(np.ceil(right), np.floor(left) + 1))
    rows = np.arange(np.floor(bottom), max(np.ceil(top), np.floor(bottom) + 1))
    x, y = (axis.ravel() * side for axis in np.meshgrid(columns, rows))
    squares = shapely.box(x, y, x + side, y + side)
    shapely.prepare(polygon)
    touched = shapely.intersects(polygon, squares)
    squares, x, y = squares[touched], x[touched], y[touched]
    middles = np.column_stack([x + side / 2, y + side / 2])
    cut = ~shapely.contains_properly(polygon, squares)
    squares[cut] = shapely.intersection(squares[cut], polygon)
    # Squares that only touch the border leave lines and points.
    real = shapely.area(squares) > 0
    squares, middles, cut = squares[real], middles[real], cut[real]
    middles[cut] = shapely.get_coordinates(shapely.point_on_surface(squares[cut]))
    return squares, middles
