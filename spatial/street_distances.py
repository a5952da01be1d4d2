"""Walking distances between points attached to streets: nearest, k nearest, tables within a limit.

The way from a facility f to a demand point p is the least of

    fl(fl(d_f[end] + metres from that end to p) + leg of p)            over both ends of p's edge
    fl(fl(leg of f + |offset of p - offset of f|) + leg of p)          where both share an edge

with d_f as in `shortest_paths`, started with fl(leg of f + metres to the end) at both ends of the
edge of f. Of equally near facilities the lowest row is named.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from spatial.attachment import Attachment
from spatial.shortest_paths import (
    Seeds,
    distances_within,
    nearest_source,
    nearest_sources,
)
from spatial.street_graph import ranges

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NONE = -1
_PAIRS = 2_000_000
"""Pairs of points looked at together."""
_LAST = np.iinfo(np.int64).max


def seeds_of(facilities: Attachment) -> Seeds:
    """Return where ways from facilities begin: both ends of the edge of each."""
    return Seeds(
        facilities.ends.ravel(),
        (facilities.leg + facilities.to_ends).ravel(),
        np.tile(np.arange(len(facilities)), 2),
    )


def nearest_facility(
    graph: csr_array, demand: Attachment, facilities: Attachment, *, limit: float = np.inf
) -> tuple[Floats, Ints]:
    """Return the distance (m) of each demand point to the nearest facility, and its row.

    Returns
    -------
    distance : (n,) float
        Infinite where none is within `limit`.
    facility : (n,) int
        -1 where none is.
    """
    distance, label = nearest_source(graph, seeds_of(facilities), limit=limit)
    found = nearest_from_nodes(distance, label, demand)
    for row, source, metres in _shared_edges(demand, facilities):
        order = np.lexsort((source, metres, row))
        first = order[_starts(row[order])]
        _better(found, row[first], metres[first], source[first])
    return _within(*found, limit)


def nearest_from_nodes(distance: Floats, label: Ints, demand: Attachment) -> tuple[Floats, Ints]:
    """Return distance and label of demand points from those of the nodes, by either end."""
    if not len(distance):
        return np.full(len(demand), np.inf), np.full(len(demand), NONE, dtype=np.int64)
    begin, end = demand.ends
    metres = (distance[begin] + demand.to_ends[0]) + demand.leg
    other = (distance[end] + demand.to_ends[1]) + demand.leg
    named, second = label[begin], label[end]
    taken = (other < metres) | ((other == metres) & (second < named))
    return np.where(taken, other, metres), np.where(taken, second, named)


def nearest_facilities(
    graph: csr_array, demand: Attachment, facilities: Attachment, *, k: int, limit: float = np.inf
) -> tuple[Floats, Ints]:
    """Return the k nearest different facilities of each demand point, the nearest first.

    Returns
    -------
    distance : (n, k) float
    facility : (n, k) int
    """
    distance, label = nearest_sources(graph, seeds_of(facilities), k=k, limit=limit)
    found = np.full((len(demand), k), np.inf), np.full((len(demand), k), NONE, dtype=np.int64)
    direct = _direct(demand, facilities, k)
    step = max(1, _PAIRS // (3 * k))
    for begin in range(0, len(demand) if len(distance) else 0, step):
        some = slice(begin, begin + step)
        part = demand.rows(some)
        metres = [
            distance[part.ends[side]] + part.to_ends[side][:, None] + part.leg[:, None]
            for side in (0, 1)
        ]
        named = [label[part.ends[side]] for side in (0, 1)]
        if direct is not None:
            metres.append(direct[0][some])
            named.append(direct[1][some])
        found[0][some], found[1][some] = _best_different(np.hstack(metres), np.hstack(named), k)
    return _within(*found, limit)


def table_within(
    graph: csr_array, demand: Attachment, sites: Attachment, *, limit: float
) -> csr_array:
    """Return the walking metres from demand to the sites within `limit`, (n, m), sparse."""
    shape = (len(demand), len(sites))
    parts: list[tuple[Ints, Ints, Floats]] = []
    direct = list(_shared_edges(demand, sites))
    begin = 0
    for last, source, node, metres in distances_within(
        graph, seeds_of(sites), sources=len(sites), limit=limit
    ):
        near = coo_array((metres, (node, source - begin)), shape=(graph.shape[0], last - begin))
        direct_here = [_between(found, begin, last) for found in direct]
        parts.append(_site_group(near.tocsr(), demand, begin, direct_here, limit))
        begin = last
    if not parts:
        return csr_array(shape, dtype=float)
    row, site, metres = (np.concatenate(part) for part in zip(*parts, strict=True))
    table: csr_array = coo_array((metres, (row, site)), shape=shape).tocsr()
    table.sort_indices()
    return table


def _site_group(
    near: csr_array,
    demand: Attachment,
    begin: int,
    direct: list[tuple[Ints, Ints, Floats]],
    limit: float,
) -> tuple[Ints, Ints, Floats]:
    """Return row, site and metres within the limit for the sites that `near` has columns for."""
    known = np.flatnonzero(demand.attached)
    pieces = list(direct)
    for side in (0, 1):
        node = demand.ends[side][known]
        counts = (near.indptr[node + 1] - near.indptr[node]).astype(np.int64)
        entry = ranges(near.indptr[node].astype(np.int64), counts)
        row = np.repeat(known, counts)
        metres = (near.data[entry] + demand.to_ends[side][row]) + demand.leg[row]
        kept = metres <= limit
        pieces.append((row[kept], near.indices[entry[kept]] + begin, metres[kept]))
    row, site, metres = (np.concatenate(part) for part in zip(*pieces, strict=True))
    kept = metres <= limit
    row, site, metres = row[kept], site[kept], metres[kept]
    key = row * np.int64(begin + near.shape[1]) + site
    order = np.argsort(key, kind="stable")
    if not len(order):
        return row, site, metres
    starts = _starts(key[order])
    return row[order][starts], site[order][starts], np.minimum.reduceat(metres[order], starts)


def _between(found: tuple[Ints, Ints, Floats], begin: int, last: int) -> tuple[Ints, Ints, Floats]:
    row, site, metres = found
    kept = (site >= begin) & (site < last)
    return row[kept], site[kept], metres[kept]


def _shared_edges(
    demand: Attachment, facilities: Attachment
) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Yield demand row, facility row and metres of the pairs on one edge; each row in one go."""
    placed = np.flatnonzero(facilities.attached)
    most = max(demand.edge.max(initial=0), facilities.edge.max(initial=0)) + 1
    counts = np.bincount(facilities.edge[placed], minlength=most)
    placed = placed[np.argsort(facilities.edge[placed], kind="stable")]
    first = np.cumsum(counts) - counts
    rows = np.flatnonzero((counts[demand.edge] > 0) & demand.attached)
    rows = rows[np.argsort(demand.edge[rows], kind="stable")]
    pairs = np.cumsum(counts[demand.edge[rows]])
    while len(rows):
        taken = max(1, int(np.searchsorted(pairs - pairs[0], _PAIRS)))
        some, rows = rows[:taken], rows[taken:]
        pairs = pairs[taken:]
        number = counts[demand.edge[some]]
        row = np.repeat(some, number)
        source = placed[ranges(first[demand.edge[some]], number)]
        way = facilities.leg[source] + np.abs(demand.offset[row] - facilities.offset[source])
        yield row, source, way + demand.leg[row]


def _direct(demand: Attachment, facilities: Attachment, k: int) -> tuple[Floats, Ints] | None:
    """Return the k nearest facilities on the own edge of each demand point; None when none has."""
    found: tuple[Floats, Ints] | None = None
    for pair, source, metres in _shared_edges(demand, facilities):
        if found is None:
            shape = (len(demand), k)
            found = np.full(shape, np.inf), np.full(shape, NONE, dtype=np.int64)
        order = np.lexsort((source, metres, pair))
        row = pair[order]
        starts = _starts(row)
        rank = np.arange(len(row)) - np.repeat(starts, np.diff(np.append(starts, len(row))))
        kept = rank < k
        found[0][row[kept], rank[kept]] = metres[order][kept]
        found[1][row[kept], rank[kept]] = source[order][kept]
    return found


def _best_different(metres: Floats, named: Ints, k: int) -> tuple[Floats, Ints]:
    """Return the k least of each row with different names; ties to the lowest name."""
    named = np.where(np.isfinite(metres), named, _LAST)
    for _ in range(2):  # sorted, then repeats put last
        order = np.lexsort((named, metres), axis=-1)
        metres = np.take_along_axis(metres, order, axis=1)
        named = np.take_along_axis(named, order, axis=1)
        for column in range(1, named.shape[1]):
            repeated = (named[:, :column] == named[:, [column]]).any(axis=1)
            metres[repeated, column], named[repeated, column] = np.inf, _LAST
    metres, named = metres[:, :k], named[:, :k]
    return metres, np.where(named == _LAST, NONE, named)


def _better(found: tuple[Floats, Ints], row: Ints, metres: Floats, source: Ints) -> None:
    """Take what is nearer, or equally near with a lower row; each row stands once."""
    distance, facility = found
    nearer = (metres < distance[row]) | ((metres == distance[row]) & (source < facility[row]))
    distance[row[nearer]], facility[row[nearer]] = metres[nearer], source[nearer]


def _within(distance: Floats, facility: Ints, limit: float) -> tuple[Floats, Ints]:
    """Blank what is beyond the limit or not reached at all."""
    beyond = ~(distance <= limit) | np.isinf(distance)
    distance[beyond], facility[beyond] = np.inf, NONE
    return distance, facility


def _starts(ordered: Ints) -> Ints:
    """Return where each run of equal numbers begins."""
    if not len(ordered):
        return np.empty(0, dtype=np.int64)
    return np.concatenate([[0], np.flatnonzero(np.diff(ordered)) + 1])
