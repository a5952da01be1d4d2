"""People as places: counted in cells, buildings and dwellings, or spread over land.

Begin with `place_people`, the rule set by which every analysis places people, and `points_of`, the
points they stand at; `people_bracket` bounds what a share of people can be where nobody knows at
which door they live.
"""

from spatial.population.apportionment import in_parts
from spatial.population.brackets import LEAST_DWELLING, people_bracket
from spatial.population.estimates import StandingPeople, standing_in, with_standing
from spatial.population.places import (
    PeopleShapes,
    covered_land,
    land_by_zone,
    land_pieces,
    placed_people,
)
from spatial.population.placing import (
    PEOPLE_LAYERS,
    SOURCES,
    Basis,
    PeopleLayers,
    PlacedPeople,
    layer_behind,
    place_people,
    points_of,
    residential_land,
)
from spatial.population.points import DemandPoints, ZonePoints, people_at_points, zone_points
from spatial.population.raster import raster_places
from spatial.population.residences import dwellings
from spatial.population.totals import ZoneTotals, with_totals, zone_totals
from spatial.population.unowned import Unowned, left_out, raster_left_out
from spatial.population.whereabouts import (
    SLACK,
    DistanceBounds,
    Whereabouts,
    straight_bounds,
    whereabouts_of,
)
from spatial.population.zones import assign_zones, occupied_land, scale_to_totals

__all__ = [
    "LEAST_DWELLING",
    "PEOPLE_LAYERS",
    "SLACK",
    "SOURCES",
    "Basis",
    "DemandPoints",
    "DistanceBounds",
    "PeopleLayers",
    "PeopleShapes",
    "PlacedPeople",
    "StandingPeople",
    "Unowned",
    "Whereabouts",
    "ZonePoints",
    "ZoneTotals",
    "assign_zones",
    "covered_land",
    "dwellings",
    "in_parts",
    "land_by_zone",
    "land_pieces",
    "layer_behind",
    "left_out",
    "occupied_land",
    "people_at_points",
    "people_bracket",
    "place_people",
    "placed_people",
    "points_of",
    "raster_left_out",
    "raster_places",
    "residential_land",
    "scale_to_totals",
    "standing_in",
    "straight_bounds",
    "whereabouts_of",
    "with_standing",
    "with_totals",
    "zone_points",
    "zone_totals",
]
