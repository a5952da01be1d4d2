"""Served and unserved parts of an area, to be drawn; `spatial.coverage.discs` measures areas."""

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from spatial.checks import as_points, require_distance
from spatial.coverage.zone_edges import as_polygons

QUAD_SEGS = 64
"""Segments a quarter circle: at 500 m the drawn border lies within 4 cm of the circle."""


def service_areas(
    area: BaseGeometry, points: ArrayLike, *, radius: float, sites: ArrayLike = ()
) -> tuple[BaseGeometry, BaseGeometry]:
    """Return the parts of `area` within and beyond `radius` of the points, for display.

    Circles are drawn as polygons of 256 sides inside the circle, which loses 0.01 % of a disc:
    measure with `disc_coverage`, draw with this.

    Parameters
    ----------
    area : Polygon or MultiPolygon
        In metres.
    points : (m, 2) array
        In metres of the same system; m may be 0.
    radius : float
        In metres, 0 or more.
    sites : array of Polygon or MultiPolygon
        Areas (metres) that are served whatever the radius.

    Raises
    ------
    ShapeError
        When an argument has another shape or is not finite.
    """
    (polygon,) = as_polygons([area], "area")
    places = as_points(points, "points")
    reach = require_distance(radius, "radius")
    # Only discs that meet the area are united: far facilities cost nothing.
    near = places[shapely.dwithin(shapely.points(places), polygon, reach)]
    discs = np.asarray(shapely.buffer(shapely.points(near), reach, quad_segs=QUAD_SEGS))
    held = np.asarray(sites, dtype=object)
    reached = shapely.union_all(np.concatenate([discs.reshape(-1), held.reshape(-1)]))
    return shapely.intersection(polygon, reached), shapely.difference(polygon, reached)
