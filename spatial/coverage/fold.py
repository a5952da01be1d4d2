"""How often people are served: within reach of one facility, of two, of k."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from spatial.arrays import Floats
from spatial.costs import as_costs
from spatial.errors import ShapeError


def fold_coverage(cost: Any, people: ArrayLike, *, radius: float, most: int) -> Floats:
    """Return the share of people within reach of 1, 2, ... `most` facilities or more.

    Multiple coverage: Hogan and ReVelle (1986), Management Science 32:1434-1444. Share k is
    sum of P_i over places with k facilities or more at cost <= radius, over sum of P_i.

    Parameters
    ----------
    cost : (n, m) array or sparse table
        From places to facilities; see `spatial.costs.as_costs`.
    people : (n,) array
        0 or more.
    radius : float
        In the unit of the cost, included.
    most : int
        1 or more.

    Returns
    -------
    (most,) array
        Shares 0 to 1, falling; NaN where nobody lives.

    Raises
    ------
    ShapeError
        When shapes do not fit or a number is out of range.
    """
    table = as_costs(cost)
    whole: object = most
    if isinstance(whole, bool) or not isinstance(whole, int | np.integer) or most < 1:
        raise ShapeError(f"most is {most!r}; accepted: a whole number, 1 or more")
    known: object = radius
    if not (isinstance(known, int | float | np.number) and known >= 0):
        raise ShapeError(f"radius is {radius!r}; accepted: a number, 0 or more")
    count = np.asarray(people, dtype=float)
    if count.shape != (table.shape[0],) or not (np.isfinite(count) & (count >= 0)).all():
        raise ShapeError(f"people must be {table.shape[0]} numbers, 0 or more, one a row of cost")
    times = facilities_in_reach(table, radius=radius)
    total = count.sum()
    if not total > 0:
        return np.full(most, np.nan)
    found: Floats = np.array([count[times >= k].sum() for k in range(1, most + 1)]) / total
    return found


def facilities_in_reach(cost: Any, *, radius: float) -> Floats:
    """Return how many facilities each place (n,) has at cost <= radius."""
    table = as_costs(cost)
    rows = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    near = table.data <= radius
    return np.bincount(rows[near], minlength=table.shape[0]).astype(np.float64)
