"""The smallest change that meets a rule: the fewest sites, or the shortest link of streets.

Begin with `fix_zone` for sites and `shortest_link` for streets.
"""

from spatial.fixes.links import Link, ShareRule, shortest_link
from spatial.fixes.sites import FewestSites, fewest_sites, fix_zone, missing_distance, people_needed

__all__ = [
    "FewestSites",
    "Link",
    "ShareRule",
    "fewest_sites",
    "fix_zone",
    "missing_distance",
    "people_needed",
    "shortest_link",
]
