"""Where to put facilities, with a bound that proves how good an answer is.

Begin with `p_median`, `p_center`, `maximal_coverage` and `set_coverage`. The solver is private.
"""

from spatial.siting.backup import backup_coverage
from spatial.siting.candidates import CandidateSites, candidate_sites, grid_points, parcel_points
from spatial.siting.dispersion import MOST_CANDIDATES, p_dispersion
from spatial.siting.effects import SiteEffects, site_effects
from spatial.siting.floors import greatest_shares, least_for_floor
from spatial.siting.models import frontier, maximal_coverage, p_center, p_median, set_coverage
from spatial.siting.next_best import alternatives
from spatial.siting.problem import (
    Progress,
    SitingLimits,
    Solution,
    Watch,
    as_demand,
    relative_gap,
    within,
)

__all__ = [
    "MOST_CANDIDATES",
    "CandidateSites",
    "Progress",
    "SiteEffects",
    "SitingLimits",
    "Solution",
    "Watch",
    "alternatives",
    "as_demand",
    "backup_coverage",
    "candidate_sites",
    "frontier",
    "greatest_shares",
    "grid_points",
    "least_for_floor",
    "maximal_coverage",
    "p_center",
    "p_dispersion",
    "p_median",
    "parcel_points",
    "relative_gap",
    "set_coverage",
    "site_effects",
    "within",
]
