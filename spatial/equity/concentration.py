"""Does the better-off part of the people have more? The concentration index."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from spatial.arrays import Floats
from spatial.equity.inequality import people_by
from spatial.errors import ShapeError


class Concentration(NamedTuple):
    """The index, and the same corrected for the bounds of the measure."""

    standard: float
    corrected: float


def concentration_index(
    values: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    by: ArrayLike,
    bounds: tuple[float, float] | None = None,
) -> Concentration:
    """Return how a measure is concentrated among people ordered by something else.

    C = 2 / mu x sum of w_i (x_i - mu) (r_i - 1/2) / W with the fractional rank r_i: the share of
    people before i and half of those of i (Wagstaff, Paci and van Doorslaer 1991, Social Science
    & Medicine 33:545-557; van Doorslaer and Koolman 2004, Health Economics 13:609-628). Corrected
    (Erreygers 2009, Journal of Health Economics 28:504-515): 4 mu / (upper - lower) x C. Negative
    where those who come first in the order have more, positive where the others do.

    Parameters
    ----------
    values : (n,) array
        The measure for a person of each unit, 0 or more.
    weights : (n,) array, optional
        People of each unit.
    by : (n,) array
        What people are ordered by, from the least to the most, such as income per head or the
        share of the elderly. Units that are equal in it share their mean rank. Units without it
        are left out.
    bounds : pair of float, optional
        Least and greatest value that the measure can have; those found by default.

    Returns
    -------
    Concentration
        -1 to 1 each; NaN where the mean is 0, and `corrected` where both bounds are the same.

    Raises
    ------
    ShapeError
        As `spatial.equity.lorenz`, when nobody has `by`, or when values lie outside the bounds.
    """
    x, w, places = people_by(values, weights, by=by)
    low, high = (float(x.min()), float(x.max())) if bounds is None else bounds
    if not low <= x.min() <= x.max() <= high:
        raise ShapeError(f"bounds are {bounds!r}; accepted: a pair that holds all values")
    share = w / w.sum()
    mean = float(share @ x)
    if mean == 0:
        return Concentration(float("nan"), float("nan"))
    total = float(2 * share @ ((x - mean) * (_ranks(places, share) - 0.5)))
    corrected = 4 * total / (high - low) if high > low else float("nan")
    return Concentration(total / mean, corrected)


def _ranks(places: Floats, share: Floats) -> Floats:
    """Return the share of people before each unit, and half of those who are equal to it."""
    _, kind = np.unique(places, return_inverse=True)
    equal = np.bincount(kind, share)
    ranks: Floats = (np.cumsum(equal) - equal / 2)[kind]
    return ranks
