"""Distance to the nearest facility, and weighted percentiles of it."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial import cKDTree

from spatial.arrays import Floats, Ints
from spatial.checks import as_points
from spatial.errors import ShapeError

_TIED = 1 + 1e-12
"""Distances in a tree are rounded otherwise than `hypot`: so close, either may be the less."""
QUANTILES = {"p50": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95, "max": 1.0}


def nearest_distance(demand: ArrayLike, points: ArrayLike) -> tuple[Floats, Ints]:
    """Return the straight-line distance (m) from each place to the nearest point, and which it is.

    The distance is `numpy.hypot` of the two differences, least over all points; of equally near
    points the first is taken. So it is the same number wherever it is asked for.

    Parameters
    ----------
    demand : (n, 2) array
        In metres.
    points : (m, 2) array
        In metres of the same system.

    Returns
    -------
    distance : (n,) float
        Infinite when there are no points.
    index : (n,) int
        Row of `points`; -1 when there are no points.

    Raises
    ------
    ShapeError
        When an argument has another shape or is not finite.
    """
    places, goals = as_points(demand, "demand"), as_points(points, "points")
    if not len(goals):
        return np.full(len(places), np.inf), np.full(len(places), -1)
    # Of points at one place only the first can be the nearest.
    first = np.sort(np.unique(goals, axis=0, return_index=True)[1])
    goals = goals[first]
    tree = cKDTree(goals)
    rough, near = tree.query(places, k=[1, 2])
    index = near[:, 0].astype(np.int64)
    distance = np.hypot(*(places - goals[index]).T)
    tied = np.flatnonzero(rough[:, 1] <= rough[:, 0] * _TIED)
    around = tree.query_ball_point(places[tied], rough[tied, 0] * _TIED, return_sorted=True)
    for place, some in zip(tied, around, strict=True):
        exact = np.hypot(*(places[place] - goals[some]).T)
        index[place] = some[exact.argmin()]
        distance[place] = exact.min()
    return distance, first[index]


def weighted_percentiles(values: ArrayLike, weights: ArrayLike, quantiles: ArrayLike) -> Floats:
    """Return for each quantile the least value up to which at least that share of weight lies.

    Values are sorted; the first one whose cumulative weight reaches `quantile` of the total is
    taken, so the answer is always one of the values. NaN when there is no weight.

    >>> weighted_percentiles([300.0, 100.0, 200.0], [1, 1, 2], [0.5, 0.76])
    array([200., 300.])

    Raises
    ------
    ShapeError
        When lengths differ, a weight is negative or not finite, or a quantile is not in 0..1.
    """
    value, weight = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    quantile = np.asarray(quantiles, dtype=float)
    if value.shape != weight.shape or value.ndim != 1:
        raise ShapeError(f"values has shape {value.shape}, weights {weight.shape}; accepted: (n,)")
    if not (np.isfinite(weight) & (weight >= 0)).all():
        raise ShapeError("weights holds negative or missing numbers; accepted: 0 or more")
    if not ((quantile >= 0) & (quantile <= 1)).all():
        raise ShapeError(f"quantiles is {quantiles!r}; accepted: 0 to 1")
    value, weight = value[weight > 0], weight[weight > 0]
    if not len(value):
        return np.full(quantile.shape, np.nan)
    order = np.argsort(value, kind="stable")
    cumulative = np.cumsum(weight[order])
    # Sums of many weights carry rounding: a share met to 12 digits is met.
    place = np.searchsorted(cumulative, quantile * cumulative[-1] * (1 - 1e-12))
    found: Floats = value[order][place]
    return found
