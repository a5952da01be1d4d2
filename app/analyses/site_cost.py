"""What questions about new sites cost: the ground they stand on, and the table of distances."""

from app.analyses.cost import Cost, Sizes
from app.analyses.cost_pieces import (
    candidates,
    demand,
    distances,
    pairs,
    places,
    reach_of,
    reading,
    streets,
)
from app.analyses.site_ground import PlaceParameters


def sites_of(sizes: Sizes, parameters: PlaceParameters) -> float:
    """Return how many candidates there may be."""
    return candidates(sizes, parameters.candidates, parameters.spacing, parameters.facility)


def ground_cost(sizes: Sizes, parameters: PlaceParameters) -> Cost:
    """Return what it costs to read what the question stands on, and to find the candidates."""
    found = reading(sizes) + demand(sizes) + Cost(20e-6, 500) * sites_of(sizes, parameters)
    return found + streets(sizes) if parameters.metric == "walking" else found


def table_cost(sizes: Sizes, parameters: PlaceParameters, *, bounded: bool) -> Cost:
    """Return what it costs to make the table; `bounded`: only within the radius."""
    reach = reach_of(parameters.radius, parameters.minutes, parameters.speed)
    many, few = places(sizes), sites_of(sizes, parameters)
    count = pairs(sizes, many, few, reach) if bounded else many * few
    return distances(sizes, count, few, parameters.metric)
