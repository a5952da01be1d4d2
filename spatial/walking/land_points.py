"""Polygons as points: a square grid of places that share the area of the polygon among them.

Used where a share of land cannot be cut out, such as the land within a walk.
"""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from spatial.arrays import Floats, Indices, Shapes
from spatial.checks import require_distance
from spatial.errors import ShapeError

MOST = 2_000_000
"""Points at most: beyond, the grid is made coarser."""


def spacing_for(shapes: Shapes, wanted: float, *, most: int = MOST) -> float:
    """Return `wanted` (m), or the coarser spacing at which the polygons have some `most` points."""
    boxes = shapely.bounds(shapes)
    area = float(np.nansum((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])))
    return max(require_distance(wanted, "spacing"), float(np.sqrt(area / most)))


def lattice(shapes: Shapes, *, spacing: float) -> tuple[Floats, Indices]:
    """Return the points of a grid that lie in polygons, and the row of the polygon of each.

    Parameters
    ----------
    shapes : (n,) Polygon or MultiPolygon
        In metres.
    spacing : float
        Between points in metres. The grid starts at the origin of the system, so it does not
        depend on the polygons.

    Returns
    -------
    points : (k, 2) float
    owner : (k,) int
        Ascending. A polygon with an area that holds no point of the grid is stood for by one on
        its surface.

    Raises
    ------
    ShapeError
        When the spacing is not more than 0.
    """
    step = require_distance(spacing, "spacing")
    if step <= 0:
        raise ShapeError("spacing is 0; accepted: a distance of more than 0 m")
    # Half a step off the origin: borders drawn in whole metres then hold no points.
    low, high = np.split(np.nan_to_num(shapely.bounds(shapes)) / step - 0.5, 2, axis=1)
    first = np.ceil(low).astype(np.intp)
    number = np.maximum(np.floor(high).astype(np.intp) - first + 1, 0)
    size = number.prod(axis=1)
    owner = np.repeat(np.arange(len(shapes)), size)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(size) - size, size)
    column, row = np.divmod(place, np.maximum(number[owner, 1], 1))
    points = (np.column_stack([column, row]) + first[owner] + 0.5) * step
    shapely.prepare(shapes)
    inside = shapely.intersects_xy(shapes[owner], *points.T)
    points, owner = points[inside], owner[inside]
    bare = np.setdiff1d(np.flatnonzero(shapely.area(shapes) > 0), owner)
    points = np.concatenate(
        [points, shapely.get_coordinates(shapely.point_on_surface(shapes[bare]))]
    )
    owner = np.concatenate([owner, bare])
    order = np.argsort(owner, kind="stable")
    return np.asarray(points[order], dtype=np.float64), owner[order]


def mean_by_owner(values: NDArray[Any], owner: Indices, *, size: int) -> Floats:
    """Return the mean of `values` of the points of each of `size` polygons; 0 without points."""
    total = np.bincount(owner, weights=values, minlength=size)
    return np.asarray(total / np.maximum(np.bincount(owner, minlength=size), 1), dtype=float)
