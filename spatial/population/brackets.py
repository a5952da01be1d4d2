"""Brackets: how many people are covered at least and at most, wherever they live inside a place.

What is known of people is only in which place they are: in a zone, on its residential land, in a
cell, in a building. The bracket holds the number of covered people whatever their homes there, so
it is no confidence interval and nothing is assumed of how people spread. The bounds for dwellings
are those of a fractional knapsack: everyone is put where there is room, the places that count
against the bound last (Dantzig 1957, Operations Research 5:266-277).
"""

import numpy as np

from spatial.arrays import Flags, Floats, Ints
from spatial.checks import require_distance
from spatial.errors import ShapeError
from spatial.population.places import PeopleShapes
from spatial.population.whereabouts import DistanceBounds
from spatial.shares import share_of

LEAST_DWELLING = 5.0
"""m² of dwelling floor area for each person at the least: nowhere do people live closer."""


def counted_bracket(
    surely: Flags, possibly: Flags, weight: Floats, zone: Ints, people: Floats
) -> tuple[Floats, Floats]:
    """Return the least and the most people covered in each zone when each place has its count.

    Parameters
    ----------
    surely, possibly : (p,) bool
        Whether everybody in a place is covered, and whether anybody may be.
    weight : (p,) float
        People of each place relative to the other places of its zone.
    zone : (p,) int
        Row of the zone of each place.
    people : (n,) float
        Persons in each zone; NaN where that is not known.

    Returns
    -------
    low, high : (n,) float
        Persons. A zone without any place has NaN.
    """
    whole, sure, perhaps = (
        np.bincount(zone, weights=weight * flags, minlength=len(people)).astype(float)
        for flags in (np.ones(len(weight)), surely, possibly | surely)
    )
    return people * share_of(sure, whole), people * share_of(perhaps, whole)


def allocated_bracket(
    surely: Flags, possibly: Flags, room: Floats, zone: Ints, people: Floats
) -> tuple[Floats, Floats]:
    """Return the same when of each place only the greatest number of people is known.

    Parameters
    ----------
    room : (p,) float
        People that a place holds at most; infinite where that is not known.

    Returns
    -------
    low, high : (n,) float
        `low` = people - room of the places not surely covered, `high` = room of those possibly
        covered, both within 0 and the people of the zone. Where all rooms of a zone hold fewer
        people than it has, the rooms cannot be right, and any place may hold them all.
    """
    total, outside, within = (
        np.bincount(zone, weights=np.where(flags, room, 0.0), minlength=len(people)).astype(float)
        for flags in (np.ones(len(room), dtype=bool), ~surely, possibly | surely)
    )
    crowded = total < people
    outside[crowded & (outside > 0)] = np.inf
    within[crowded & (within > 0)] = np.inf
    # Persons without room left over, by counts that are not whole, are rounding.
    return np.maximum(people - outside, 0.0), np.minimum(people, within)


def people_bracket(
    places: PeopleShapes,
    population: Floats,
    bounds: DistanceBounds,
    *,
    radius: float,
    least_dwelling: float = LEAST_DWELLING,
) -> tuple[Floats, Floats]:
    """Return how many people of each zone are within `radius` (m) at least, and at most.

    Parameters
    ----------
    places : PeopleShapes
    population : (n,) float
        Persons in each zone; NaN where that is not known.
    bounds : DistanceBounds
        Of the places.
    least_dwelling : float
        m² of dwelling for each person at least, above 0; only where places know dwelling area.

    Raises
    ------
    ShapeError
        When `radius` or `least_dwelling` is not such a number.
    """
    limit = require_distance(radius, "radius")
    least = require_distance(least_dwelling, "least_dwelling")
    if least == 0:
        raise ShapeError("least_dwelling is 0; accepted: a number of m2 above 0")
    surely, possibly = bounds.far <= limit, bounds.near <= limit
    if places.dwelling is None:
        return counted_bracket(surely, possibly, places.weight, places.zone, population)
    return allocated_bracket(surely, possibly, places.dwelling / least, places.zone, population)
