"""How far parks are from where people live: a table of distances to the border, 0 inside."""

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from spatial.arrays import Floats, Shapes
from spatial.checks import as_points, require_distance
from spatial.green.entrances import Entrances
from spatial.network import Network

PAIRS = 2_000_000
"""Pairs of point and park, or of point and entrance, that are looked at together at most."""
MOST_POINTS = 1 << 17
"""Points that are made into shapes at once at most."""


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
    step = max(1, min(MOST_POINTS, PAIRS // max(len(parks), 1)))
    parts = []
    for start in range(0, len(places), step):
        part: Any = shapely.points(places[start : start + step])
        row, park = tree.query(part)
        distance = np.asarray(shapely.distance(part[row], parks[park]))
        kept = distance <= reach
        parts.append(_Part.of(row[kept] + start, park[kept], distance[kept], len(parks)))
    return _stacked(parts, (len(places), len(parks)))


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
    inside = straight_line_park_costs(places, parks, limit=0.0).tocsc()
    at = streets.attach(places, max_snap=max_snap)
    order = np.argsort(entrances.park, kind="stable")
    first = np.searchsorted(entrances.park[order], np.arange(len(parks) + 1))
    step = max(1, PAIRS // max(len(places), 1))
    parts, begin = [], 0
    while begin < len(parks):
        # Whole parks, with about so many entrances together; a park alone may have more.
        last = int(np.searchsorted(first, first[begin] + step, side="right")) - 1
        end = min(max(begin + 1, last), len(parks))
        own = slice(inside.indptr[begin], inside.indptr[end])
        held = np.repeat(np.arange(begin, end), np.diff(inside.indptr[begin : end + 1]))
        found = [_Part.of(held, inside.indices[own], inside.data[own], len(places))]
        for door in range(int(first[begin]), int(first[end]), step):
            doors = order[door : min(door + step, int(first[end]))]
            goals = streets.attach(entrances.points[doors], max_snap=max_snap)
            near = streets.costs(at, goals, limit=reach).tocoo()
            park = entrances.park[doors][near.col]
            found.append(_Part.of(park, near.row, near.data, len(places)))
        parts.append(_joined(found, len(places)))
        begin = end
    return _stacked(parts, (len(parks), len(places))).T.tocsr()


class _Part(NamedTuple):
    """Some pairs, each once, in the order of `major` and `minor`, with their least cost."""

    major: NDArray[np.int32]
    minor: NDArray[np.int32]
    cost: Floats

    @classmethod
    def of(cls, major: Any, minor: Any, cost: Floats, size: int) -> "_Part":
        """Return pairs in order; `size` is above every `minor`."""
        # One key a pair: entries come almost in order, which a stable sort makes use of.
        key = major.astype(np.int64) * size + minor
        order = np.argsort(key, kind="stable")
        key, cost = key[order], cost[order]
        first = np.flatnonzero(np.diff(key, prepend=-1))
        if len(first) < len(key):
            cost = np.minimum.reduceat(cost, first)
        one, other = np.divmod(key[first], max(size, 1))
        return cls(one.astype(np.int32), other.astype(np.int32), cost)


def _joined(parts: list[_Part], size: int) -> _Part:
    """Return the pairs of several parts, each once."""
    major, minor, cost = (np.concatenate(values) for values in zip(*parts, strict=True))
    return _Part.of(major, minor, cost, size)


def _stacked(parts: list[_Part], shape: tuple[int, int]) -> csr_array:
    """Return a table of parts that follow each other; zeros are kept. The parts are used up."""
    counts = np.zeros(shape[0] + 1, dtype=np.int64)
    for part in parts:
        counts[1:] += np.bincount(part.major, minlength=shape[0])
    column = np.concatenate([np.empty(0, dtype=np.int64), *(part.minor for part in parts)])
    cost = np.concatenate([np.empty(0), *(part.cost for part in parts)])
    parts.clear()
    return csr_array((cost, column, np.cumsum(counts)), shape=shape)
