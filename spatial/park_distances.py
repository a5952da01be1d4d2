"""How far parks are from where people live: a table of distances to the border, 0 inside."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from spatial.checks import as_points, require_distance
from spatial.network import Network
from spatial.park_entrances import Entrances

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
CHUNK = 1 << 17
"""Points that are made into shapes at once."""
DOORS = 4096
"""Entrances that distances on foot are taken to at once: keeps the table within memory."""


def straight_line_park_costs(points: ArrayLike, parks: Shapes, *, limit: float) -> csr_array:
    """Return the distances (m) from points to the parks within `limit`, by straight line.

    Parameters
    ----------
    points : (n, 2) array
        In metres.
    parks : (m,) Polygon or MultiPolygon
        In metres of the same system.
    limit : float
        In metres, 0 or more; `d <= limit` is within.

    Returns
    -------
    (n, m) csr_array
        Every stored entry, zeros too, is a distance to the border; 0 in the park.
    """
    places, reach = as_points(points, "points"), require_distance(limit, "limit")
    # A tree of widened boxes: each distance is then measured once, not for the search as well.
    wider = np.array([-1, -1, 1, 1]) * reach * (1 + 1e-12)
    boxes: Any = shapely.box(*(shapely.bounds(parks) + wider).T)
    tree = shapely.STRtree(boxes)
    rows, columns, costs = [], [], []
    for start in range(0, len(places), CHUNK):
        part: Any = shapely.points(places[start : start + CHUNK])
        row, park = tree.query(part)
        distance = np.asarray(shapely.distance(part[row], parks[park]))
        kept = distance <= reach
        rows.append(row[kept] + start)
        columns.append(park[kept])
        costs.append(distance[kept])
    return _table(rows, columns, costs, (len(places), len(parks)))


def walking_park_costs(
    points: ArrayLike,
    parks: Shapes,
    entrances: Entrances,
    *,
    streets: Network,
    limit: float,
    max_snap: float | None = None,
) -> csr_array:
    """Return the distances (m) on foot from points to the nearest entrance of parks in `limit`.

    Parameters
    ----------
    points : (n, 2) array
        In metres.
    parks : (m,) Polygon or MultiPolygon
        In metres of the same system.
    entrances : Entrances
        Of these parks.
    streets : Network
    limit : float
        In metres, 0 or more.
    max_snap : float, optional
        How far from a street a point may lie, in metres.

    Returns
    -------
    (n, m) csr_array
        As `straight_line_park_costs`; who is in the park has 0 to walk.
    """
    places, reach = as_points(points, "points"), require_distance(limit, "limit")
    inside = straight_line_park_costs(places, parks, limit=0.0).tocoo()
    rows, columns, costs = [inside.row], [inside.col], [inside.data]
    at = streets.attach(places, max_snap=max_snap)
    for start in range(0, len(entrances.points), DOORS):
        part = slice(start, start + DOORS)
        goals = streets.attach(entrances.points[part], max_snap=max_snap)
        found = streets.costs(at, goals, limit=reach).tocoo()
        rows.append(found.row)
        columns.append(entrances.park[part][found.col])
        costs.append(found.data)
    return _table(rows, columns, costs, (len(places), len(parks)))


def _table(
    rows: list[Any], columns: list[Any], costs: list[Any], shape: tuple[int, int]
) -> csr_array:
    """Return a table that holds the least cost of every pair; zeros are kept."""
    row = np.concatenate([np.empty(0, dtype=np.intp), *rows])
    column = np.concatenate([np.empty(0, dtype=np.intp), *columns])
    cost = np.concatenate([np.empty(0), *costs])
    # One key a pair: entries come almost in order, which a stable sort makes use of.
    key = row.astype(np.int64) * shape[1] + column
    order = np.argsort(key, kind="stable")
    key, cost = key[order], cost[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    if len(first) < len(key):
        cost = np.minimum.reduceat(cost, first)
    row, column = np.divmod(key[first], max(shape[1], 1))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=shape[0]))])
    return csr_array((cost, column, indptr), shape=shape)
