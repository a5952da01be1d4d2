"""Who and what lies within a straight distance of facilities, exact discs and not polygons.

Begin with `disc_coverage`, which takes frames; `prepare_ground` and `coverage_within` do it for
many radii on one ground. `service_areas` are the bands around facilities.
"""

from spatial.coverage.bands import service_areas
from spatial.coverage.discs import measured_polygons
from spatial.coverage.fold import facilities_in_reach, fold_coverage
from spatial.coverage.ground import Ground, Proximity, measure_proximity, prepare_ground
from spatial.coverage.site_cover import SiteCover, cover_by_sites
from spatial.coverage.straight import (
    Coverage,
    coverage,
    coverage_within,
    disc_coverage,
    shares_within,
)
from spatial.coverage.sums import sum_rows
from spatial.coverage.zone_edges import as_polygons

__all__ = [
    "Coverage",
    "Ground",
    "Proximity",
    "SiteCover",
    "as_polygons",
    "cover_by_sites",
    "coverage",
    "coverage_within",
    "disc_coverage",
    "facilities_in_reach",
    "fold_coverage",
    "measure_proximity",
    "measured_polygons",
    "prepare_ground",
    "service_areas",
    "shares_within",
    "sum_rows",
]
