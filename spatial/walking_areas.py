"""Service areas on foot as polygons: what lies within a walk, in bands that nest.

Places are those of people and a fixed grid over the area; each speaks for the land nearest to it
(`spatial.service_polygons`), so no polygon holds a place of people that is not reached, nor leaves
out one that is.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from spatial.attachment import Attachment
from spatial.checks import as_points
from spatial.land_points import lattice, spacing_for
from spatial.network import Network, Places
from spatial.service_polygons import reached_polygons
from spatial.walking import MAX_SNAP, SPACING
from spatial.zone_edges import as_polygons

MOST_SITES = 100_000
"""Points of the grid at most: beyond, they stand further apart."""


def service_sites(
    area: BaseGeometry,
    network: Network,
    *,
    demand: ArrayLike | None = None,
    max_snap: float = MAX_SNAP,
    spacing: float = SPACING,
) -> Attachment:
    """Return the places that service areas of `area` are drawn from, attached to the streets.

    Parameters
    ----------
    area : Polygon or MultiPolygon
        In metres.
    network : Network
        In metres of the same system.
    demand : (n, 2) array, optional
        Where people are: no polygon will hold one that is not reached nor leave out one that is.
    max_snap : float
        In metres: what is further from every street is not reached.
    spacing : float
        In metres, above 0: of the grid over the area; more where it would be too many points.
    """
    shapes = as_polygons([area], "area")
    grid, _ = lattice(shapes, spacing=spacing_for(shapes, spacing, most=MOST_SITES))
    people = np.empty((0, 2)) if demand is None else as_points(demand, "demand")
    return network.attach(np.unique(np.concatenate([grid, people]), axis=0), max_snap=max_snap)


def walking_service_areas(
    area: BaseGeometry,
    facilities: Places,
    network: Network,
    *,
    sites: Attachment,
    limits: Sequence[float],
) -> NDArray[np.object_]:
    """Return the polygons of what lies within each walk of a facility, and of the rest.

    Parameters
    ----------
    area, network
        As in `service_sites`.
    facilities : (m, 2) array or Attachment
        Those outside the area reach in.
    sites : Attachment
        From `service_sites`.
    limits : sequence of float
        In metres walked, ascending; `d <= limit` is reached.

    Returns
    -------
    shapes : (b + 1,) array
        As `spatial.service_polygons.reached_polygons`: each band holds the former, the last is
        what no band reaches.
    """
    distance, _ = network.nearest(sites, facilities)
    return reached_polygons(area, sites.points, distance, limits=limits)
