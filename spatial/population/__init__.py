"""People as places: counted in cells, buildings and dwellings, or spread over land.

Begin with `people_at_points`, `placed_people` and `assign_zones`; `people_bracket` bounds what a
share of people can be where nobody knows at which door they live.
"""

from spatial.population.brackets import LEAST_DWELLING, people_bracket
from spatial.population.extents import SLACK, Extents, Reach, extents_of, straight_reach
from spatial.population.places import Places, covered_land, land_by_zone, land_pieces, placed_people
from spatial.population.points import DemandPoints, people_at_points
from spatial.population.raster import raster_places
from spatial.population.residences import dwellings
from spatial.population.zones import assign_zones, cell_people, occupied_land, scale_to_totals

__all__ = [
    "LEAST_DWELLING",
    "SLACK",
    "DemandPoints",
    "Extents",
    "Places",
    "Reach",
    "assign_zones",
    "cell_people",
    "covered_land",
    "dwellings",
    "extents_of",
    "land_by_zone",
    "land_pieces",
    "occupied_land",
    "people_at_points",
    "people_bracket",
    "placed_people",
    "raster_places",
    "scale_to_totals",
    "straight_reach",
]
