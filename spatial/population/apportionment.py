"""People divided among places in parts of one size, so that every sum of them is exact.

A sum of fractions depends on the order in which they are added, in its last digits. Two analyses
that add the same people in another order would state two numbers. So the people of a place are a
whole number of parts, each a power of two: sums of such numbers carry no rounding, in any order,
and those of a zone are its total. What rounding to parts leaves over goes to the places that lost
most by it (largest remainders: Hamilton's method, Balinski and Young 1982, Fair Representation).
"""

import numpy as np
import pandas as pd

from spatial.arrays import Floats, Ints
from spatial.population.zones import scale_to_totals

_PARTS = 46
"""All people together are 2**45 to 2**46 parts: 2**7 times as many can be added exactly."""
_LEAST = 2.0**-16
"""Totals that are no whole number of parts are rounded to it if they hold this share of all."""


def part_of(totals: Floats) -> float:
    """Return the size of a part in persons, a power of two; 0 where nobody is counted."""
    whole = float(np.nansum(totals))
    return float(2.0 ** (np.ceil(np.log2(whole)) - _PARTS)) if whole > 0 else 0.0


def whole_totals(totals: Floats) -> Floats:
    """Return the totals of zones in whole parts: whole persons as they are, others to 1e-9.

    Parameters
    ----------
    totals : (n,) float
        Persons, 0 or more; NaN where not known, and small fractions, stay as they are.
    """
    part = part_of(totals)
    if part == 0:
        return totals
    rounded = np.rint(totals / part) * part
    near = (rounded == totals) | (totals >= _LEAST * np.nansum(totals))
    return np.where(near, rounded, totals)


def in_parts(people: Floats, totals: Floats) -> Floats:
    """Return numbers of people rounded to whole parts, such as a total times a share of it.

    A product carries rounding; that of a total and a share of people in whole parts is a whole
    number of parts but for it.
    """
    part = part_of(totals)
    return np.rint(people / part) * part if part else people


def apportioned(weight: Floats, zone: Ints, totals: Floats) -> Floats:
    """Return the people of places, in whole parts, that add up to the total of each zone.

    Parameters
    ----------
    weight : (k,) float
        0 or more, relative to the other places of the zone; all 0: evenly.
    zone : (k,) int
        Row of the zone of each place.
    totals : (n,) float
        Persons as `whole_totals` gives them; where NaN, nobody is placed.

    Returns
    -------
    (k,) float
        Persons, 0 or more. Each differs from its share by less than 2**-44 of all people.

    Raises
    ------
    ShapeError
        When a weight is negative or not finite.
    """
    rows = pd.RangeIndex(len(totals))
    scaled = scale_to_totals(pd.Series(weight), pd.Series(zone), pd.Series(totals, rows))
    people = np.where(np.isnan(totals)[zone], 0.0, scaled.to_numpy(dtype=float))
    part = part_of(totals)
    if part == 0:
        return people
    exact = np.rint(totals / part) * part == totals
    shares = np.where(exact[zone], people / part, 0.0)
    parts = np.rint(shares)
    placed = np.bincount(zone, weights=parts, minlength=len(totals))
    missing = np.where(exact, np.nan_to_num(totals) / part - placed, 0.0)
    lived = np.bincount(zone, minlength=len(totals)) > 0
    parts += _mended(shares - parts, zone, np.where(lived, missing, 0.0))
    return np.where(exact[zone], parts * part, people)


def _mended(lost: Floats, zone: Ints, missing: Floats) -> Floats:
    """Return 1, 0 or -1 for each place: in each zone as many as are `missing`, most lost first."""
    change = np.zeros(len(zone))
    at = np.flatnonzero(missing[zone])
    sign = np.sign(missing)[zone[at]]
    at = at[np.lexsort((-sign * lost[at], zone[at]))]
    _, first, number = np.unique(zone[at], return_index=True, return_inverse=True)
    rank = np.arange(len(at)) - first[number] if len(at) else at
    wanted = missing[zone[at]]
    change[at] = np.where(rank < np.abs(wanted), np.sign(wanted), 0.0)
    return change
