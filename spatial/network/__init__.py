"""Streets as a graph whose places lie on edges, not on corners.

Begin with `Network`: it joins streets, attaches points, and measures to the nearest facilities, in
tables, and as service areas. `walkers` says who walks how fast on which streets.
"""

from spatial.network.attachment import Attachment, attach
from spatial.network.changes import EveryPiece, drawn_away, reattached
from spatial.network.crossings import (
    border_meetings,
    line_crossings,
    points_along,
    polylines_near,
    walked_to_sites,
    with_crossings,
)
from spatial.network.distances import nearest_from_nodes, seeds_of
from spatial.network.graph import Edges, in_squares, ranges
from spatial.network.main_part import opened_to_main
from spatial.network.network import Network, Places
from spatial.network.service_area import ServiceArea
from spatial.network.shortest_paths import Seeds, nearest_source
from spatial.network.walkers import (
    ELDERLY_SPEED,
    MAX_SNAP,
    WALKING_SPEED,
    walkable_streets,
    walking_network,
)

__all__ = [
    "ELDERLY_SPEED",
    "MAX_SNAP",
    "WALKING_SPEED",
    "Attachment",
    "Edges",
    "EveryPiece",
    "Network",
    "Places",
    "Seeds",
    "ServiceArea",
    "attach",
    "border_meetings",
    "drawn_away",
    "in_squares",
    "line_crossings",
    "nearest_from_nodes",
    "nearest_source",
    "opened_to_main",
    "points_along",
    "polylines_near",
    "ranges",
    "reattached",
    "seeds_of",
    "walkable_streets",
    "walked_to_sites",
    "walking_network",
    "with_crossings",
]
