"""Green space: the ledger that balances, parks within reach, cover from rasters.

Begin with `green` for areas and square metres a person, `park_coverage` for parks within a service
radius, and `by_boundary`, `by_share` and `by_reach` for whose green it is.
"""

from spatial.green.catchment import GreenAccount, Reached, by_boundary, by_reach, by_share
from spatial.green.cover import CellGreenness, green_cover, summed_cover
from spatial.green.coverage import ParkCoverage, park_coverage
from spatial.green.entrances import Entrances, park_entrances
from spatial.green.ledger import PARK_CLASSES, GreenByZone, area_inside, dissolve, green, per_person
from spatial.green.park_distances import straight_line_park_costs, walking_park_costs
from spatial.green.park_service import Walk, reached_points
from spatial.green.parks import served_land, service_area, size_members, sized_parks

__all__ = [
    "PARK_CLASSES",
    "CellGreenness",
    "Entrances",
    "GreenAccount",
    "GreenByZone",
    "ParkCoverage",
    "Reached",
    "Walk",
    "area_inside",
    "by_boundary",
    "by_reach",
    "by_share",
    "dissolve",
    "green",
    "green_cover",
    "park_coverage",
    "park_entrances",
    "per_person",
    "reached_points",
    "served_land",
    "service_area",
    "size_members",
    "sized_parks",
    "straight_line_park_costs",
    "summed_cover",
    "walking_park_costs",
]
