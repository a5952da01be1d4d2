"""Coverage on foot along streets, with bounds where only land is known.

Begin with `walking_coverage`; `prepare_walking` and `measure_walks` do it for many radii.
"""

from spatial.walking.coverage import (
    WalkingGround,
    WalkingProximity,
    measure_walks,
    prepare_walking,
    walking_coverage,
    walking_coverage_within,
)
from spatial.walking.land_points import lattice, mean_by_owner, spacing_for
from spatial.walking.people_bounds import portions_of, walking_bounds
from spatial.walking.service_areas import ServiceSites, service_sites, walking_service_areas

__all__ = [
    "ServiceSites",
    "WalkingGround",
    "WalkingProximity",
    "lattice",
    "mean_by_owner",
    "measure_walks",
    "portions_of",
    "prepare_walking",
    "service_sites",
    "spacing_for",
    "walking_bounds",
    "walking_coverage",
    "walking_coverage_within",
    "walking_service_areas",
]
