"""The area of polygons within a straight distance of sites: their areas whole, and discs beside.

What lies in the area of a site is at distance 0, whatever the radius. Discs about the points on its
edge (`spatial.coverage.discs`) hold all of an area that is narrow beside the radius. A wider one is
cut out of the polygons and counted whole, and the discs cover what is left.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from spatial.arrays import Floats
from spatial.coverage.discs import MeasuredPolygons, covered_areas, measured_polygons
from spatial.site_points import SitePoints, outside_areas, spacing_of


@dataclass(frozen=True, eq=False)
class SiteCover:
    """Polygons measured from sites, for any radius.

    Attributes
    ----------
    polygons : MeasuredPolygons
    sites : SitePoints
    nearest : (q,) float
        From the middle of each polygon to the nearest point of a site in metres; infinite without.
    """

    polygons: MeasuredPolygons
    sites: SitePoints
    nearest: Floats

    @property
    def nbytes(self) -> int:
        """About the memory it takes beside the polygons and the shapes of sites."""
        return self.sites.points.nbytes + self.nearest.nbytes

    @cached_property
    def _depth(self) -> Floats:
        """Metres from a point of the site within which all of each area surely lies.

        No place in a polygon is further from its edge than half the short side of its box.
        """
        west, south, east, north = shapely.bounds(self.sites.areas).T
        inward = np.minimum(east - west, north - south) / 2
        depth = np.hypot(inward, spacing_of(self.sites.areas) / 2)
        return np.where(self.sites.from_edge, depth, np.inf)

    def within(self, reach: float) -> Floats:
        """Return the area (m²) of each polygon within `reach` (m) of the sites."""
        polygons, nearest, points = self.polygons, self.nearest, self.sites.points
        wide = self.sites.areas[self._depth > reach]
        rows, left = outside_areas(polygons.shapes, wide)
        covered = covered_areas(polygons, points, nearest, radius=reach)
        if len(rows):
            rest = measured_polygons(left)
            beside = covered_areas(rest, points, rest.nearest(points), radius=reach)
            area = polygons.area[rows]
            together = np.minimum(area - rest.area + beside, area)
            covered[rows] = np.where(beside == rest.area, area, together)
        return covered


def cover_by_sites(polygons: MeasuredPolygons, sites: SitePoints) -> SiteCover:
    """Measure how far polygons are from sites."""
    return SiteCover(polygons, sites, polygons.nearest(sites.points))
