"""Service areas on foot as polygons: what lies within a walk, in bands that nest.

Places are those of people and a fixed grid over the area; each speaks for the land nearest to it
(`spatial.walking.polygons`), so no polygon holds a place of people that is not reached, nor leaves
out one that is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from spatial.arrays import Floats, Shapes
from spatial.checks import as_points
from spatial.coverage import as_polygons
from spatial.network import MAX_SNAP, Attachment, Network, Places, walked_to_sites
from spatial.site_points import SitePoints
from spatial.walking.coverage import SPACING
from spatial.walking.land_points import lattice, spacing_for
from spatial.walking.polygons import PlaceCells, divide

MOST_SITES = 100_000
"""Points of the grid at most: beyond, they stand further apart."""


@dataclass(frozen=True, eq=False)
class ServiceSites:
    """The places that service areas of an area are drawn from.

    Attributes
    ----------
    network : Network
    places : Attachment
        Of a grid over the area and of the places of people.
    cells : PlaceCells
        The area divided among them.
    """

    network: Network
    places: Attachment
    cells: PlaceCells

    @property
    def nbytes(self) -> int:
        """About the memory it takes, without that of the network."""
        return self.cells.nbytes + 5 * self.places.points.nbytes

    def distance(self, facilities: Places | SitePoints) -> Floats:
        """Return the metres walked from each place to the nearest facility."""
        if isinstance(facilities, SitePoints):
            return walked_to_sites(self.network, self.places, facilities, max_snap=MAX_SNAP)[0]
        return self.network.nearest(self.places, facilities)[0]


def service_sites(
    area: BaseGeometry,
    network: Network,
    *,
    demand: ArrayLike | None = None,
    max_snap: float = MAX_SNAP,
    spacing: float = SPACING,
) -> ServiceSites:
    """Divide an area among places of people and a grid, all attached to the streets.

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
    points = np.unique(np.concatenate([grid, people]), axis=0)
    return ServiceSites(
        network=network,
        places=network.attach(points, max_snap=max_snap),
        cells=divide(area, points),
    )


def walking_service_areas(
    sites: ServiceSites, facilities: Places, *, limits: Sequence[float]
) -> Shapes:
    """Return the polygons of what lies within each walk of a facility, and of the rest.

    Parameters
    ----------
    sites : ServiceSites
    facilities : (m, 2) array or Attachment
        In metres; those outside the area reach in.
    limits : sequence of float
        In metres walked, ascending; `d <= limit` is reached.

    Returns
    -------
    shapes : (b + 1,) array
        As `spatial.walking.polygons.Cells.polygons`: each band holds the former, the last is what
        no band reaches.
    """
    return sites.cells.polygons(sites.distance(facilities), limits=limits)
