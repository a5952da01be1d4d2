"""What questions about new sites cost: the ground they stand on, the table, and its solution."""

from dataclasses import dataclass
from math import inf

from app.analyses.cost.pieces import (
    CLUSTERED,
    EVEN,
    candidates,
    demand,
    distances,
    pairs,
    places,
    reach_of,
    reading,
    search,
    streets,
)
from app.analyses.ground.cost import Cost, Sizes
from app.analyses.siting.site_ground import PlaceParameters

SOLVED, COVERED, FLOORED, DIVIDED = 40.0, 90.0, 120.0, 1_200.0
"""Bytes that the solver takes for a pair beside the table: most people or least walking, cover of
all, floors of communities, and people divided by capacities."""
GATHERED = 6.5
"""Facilities in reach that leave every second pair nearer than the nearest one: they stand where
people are, not evenly."""
LEAST_NEARER = 0.08
"""Share of the pairs that is taken to be left whatever facilities there are."""


DIVIDING, TREE, BRANCH = 300.0, 60.0, 20.0
"""Bytes that the tree of a search grows by for each pair in a second: dividing people, with
other limits, and to cover all."""
ROOT = 10e6
"""Bytes that it grows by in a second besides."""


@dataclass(frozen=True)
class Solving:
    """How a question about sites is solved.

    Attributes
    ----------
    seconds : float
        Time limit of the search.
    bounded : bool
        Whether only pairs within the radius count.
    kept : bool
        Whether facilities stay, so that only candidates nearer than these count.
    beside : float
        Facilities that are in the table too.
    solved : float
        Bytes that the solver takes for a pair.
    growing : float
        Bytes that it takes more for a pair in every second.
    """

    seconds: float
    bounded: bool = True
    kept: bool = False
    beside: float = 0.0
    solved: float = SOLVED
    growing: float = 0.0


def sites_of(sizes: Sizes, parameters: PlaceParameters) -> float:
    """Return how many candidates there may be."""
    return candidates(sizes, parameters.candidates, parameters.spacing, parameters.facility)


def ground_cost(sizes: Sizes, parameters: PlaceParameters) -> Cost:
    """Return what it costs to read what the question stands on, and to find the candidates."""
    found = reading(sizes) + demand(sizes) + Cost(40e-6, 1_000) * sites_of(sizes, parameters)
    return found + streets(sizes) if parameters.metric == "walking" else found


def solve_cost(sizes: Sizes, parameters: PlaceParameters, how: Solving) -> Cost:
    """Return what it costs to make the table of a question and to search it."""
    radius = reach_of(parameters.radius, parameters.minutes, parameters.speed)
    many, few = places(sizes), sites_of(sizes, parameters)
    gathered = EVEN if parameters.candidates == "grid" else CLUSTERED
    limit = radius if how.bounded else inf
    tried = pairs(sizes, many, few, limit, gathered)
    left = tried
    if how.kept:
        # Where facilities stay, only what is nearer than the nearest of them is left.
        around = sizes.count(parameters.facility) * tried / max(many * few, 1.0)
        left *= max(LEAST_NEARER, 1.0 / (1.0 + around / GATHERED))
    left += pairs(sizes, many, how.beside, limit)
    made = distances(sizes, left, few, limit, parameters.metric) + Cost(0.15e-6) * tried
    # Searches look at the clock between steps, which grow with the table.
    step = 0.4e-6 if how.bounded else 1.5e-6
    made += Cost(step + 1.5e-9 * how.solved, how.solved) * left
    grown = ROOT + how.growing * left if how.growing else 0.0
    return made + search(how.seconds) + Cost(0.0, grown * how.seconds)
