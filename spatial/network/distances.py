"""Walking distances between points attached to streets: nearest, k nearest, tables within a limit.

The way from a facility f to a demand point p is the least of

    fl(fl(d_f[end] + metres from that end to p) + leg of p)            over both ends of p's edge
    fl(fl(leg of f + |offset of p - offset of f|) + leg of p)          where both share an edge

with d_f as in `shortest_paths`, started with fl(leg of f + metres to the end) at both ends of the
edge of f. Of equally near facilities the lowest row is named.
"""

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csc_array, csr_array

from spatial.arrays import Floats, Ints, ShortInts
from spatial.network.attachment import Attachment
from spatial.network.graph import ranges
from spatial.network.shortest_paths import Seeds, distances_within, nearest_source, nearest_sources

Pairs = tuple[Ints, Ints, Floats]
"""Demand rows, facility rows and metres."""

NONE = -1
_PAIRS = 500_000
"""Pairs of points looked at together."""
_LAST = np.iinfo(np.int64).max


def seeds_of(facilities: Attachment, leaving: Ints | None = None) -> Seeds:
    """Return where ways from facilities begin: both ends of the edge of each.

    `leaving` are the nodes where ways out of estates begin as well (`spatial.network.own_end`).
    """
    node, start = facilities.ends.ravel(), (facilities.leg + facilities.to_ends).ravel()
    label = np.tile(np.arange(len(facilities)), 2)
    if leaving is not None:
        out = np.flatnonzero(leaving[node] != node)
        node = np.concatenate([node, leaving[node[out]]])
        start, label = np.concatenate([start, start[out]]), np.concatenate([label, label[out]])
    return Seeds(node, start, label)


def nearest_facility(
    graph: csr_array,
    demand: Attachment,
    facilities: Attachment,
    *,
    limit: float = np.inf,
    leaving: Ints | None = None,
) -> tuple[Floats, Ints]:
    """Return the distance (m) of each demand point to the nearest facility, and its row.

    Returns
    -------
    distance : (n,) float
        Infinite where none is within `limit`.
    facility : (n,) int
        -1 where none is.
    """
    distance, label = nearest_source(graph, seeds_of(facilities, leaving), limit=limit)
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
    graph: csr_array,
    demand: Attachment,
    facilities: Attachment,
    *,
    k: int,
    limit: float = np.inf,
    leaving: Ints | None = None,
) -> tuple[Floats, Ints]:
    """Return the k nearest different facilities of each demand point, the nearest first.

    Returns
    -------
    distance : (n, k) float
    facility : (n, k) int
    """
    distance, label = nearest_sources(graph, seeds_of(facilities, leaving), k=k, limit=limit)
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
    graph: csr_array,
    demand: Attachment,
    sites: Attachment,
    *,
    limit: float,
    below: Floats | None = None,
    leaving: Ints | None = None,
) -> csr_array:
    """Return the walking metres from demand to the sites within `limit`, (n, m), sparse.

    With `below`, (n,), only ways below that of their demand row are kept.

    Sites are searched in groups and their pairs in portions, so that beside the table, once by its
    columns and once by its rows, only some hundred MB are held.
    """
    shape = (len(demand), len(sites))
    beside = _demand_at_nodes(demand, graph.shape[0])
    row, site, metres = _joined(list(_shared_edges(demand, sites)))
    kept = np.flatnonzero(metres <= limit)
    kept = kept[np.argsort(site[kept], kind="stable")]
    row, site, metres = row[kept], site[kept], metres[kept]
    counts = np.zeros(len(sites) + 1, dtype=np.int64)
    rows: list[ShortInts] = []
    ways: list[Floats] = []
    seeds = seeds_of(sites, leaving)
    groups = distances_within(graph, seeds, sources=len(sites), limit=limit)
    done = 0
    for last, source, node, way in groups:
        for first, end, some in _portions(source, np.diff(beside[0])[node], done, last):
            own = slice(*np.searchsorted(site, (first, end)))
            near = _from_nodes(demand, beside, (source[some], node[some], way[some]), limit)
            pairs = _least(_joined([(row[own], site[own], metres[own]), near]), len(demand))
            if below is not None:
                less = pairs[2] < below[pairs[0]]
                pairs = pairs[0][less], pairs[1][less], pairs[2][less]
            counts[first + 1 : end + 1] = np.bincount(pairs[1] - first, minlength=end - first)
            rows.append(pairs[0].astype(np.int32))
            ways.append(pairs[2])
        done = last
    indices = np.concatenate([np.empty(0, dtype=np.int64), *rows])
    rows.clear()
    data = np.concatenate([np.empty(0), *ways])
    ways.clear()
    # Each column holds its rows in order, so that each row will hold its columns in order.
    return csc_array((data, indices, np.cumsum(counts)), shape=shape).tocsr()


def _portions(
    source: Ints, counts: Ints, begin: int, last: int
) -> Iterator[tuple[int, int, slice]]:
    """Yield runs of whole sites with about `_PAIRS` pairs: begin, end, and their entries."""
    first = np.searchsorted(source, np.arange(begin, last + 1))
    before = np.concatenate([[0], np.cumsum(counts)])[first]
    here = 0
    while here < last - begin:
        most = int(np.searchsorted(before, before[here] + _PAIRS, side="right")) - 1
        there = max(most, here + 1)
        yield begin + here, begin + there, slice(first[here], first[there])
        here = there


def _demand_at_nodes(demand: Attachment, number: int) -> tuple[Ints, Ints]:
    """Return which demand has an end of its edge at each node: row, or row + n by its other end."""
    half = np.flatnonzero(np.tile(demand.attached, 2))
    node = demand.ends.ravel()[half]
    first = np.concatenate([[0], np.cumsum(np.bincount(node, minlength=number))])
    return first, half[np.argsort(node, kind="stable")]


def _from_nodes(
    demand: Attachment, beside: tuple[Ints, Ints], reached: tuple[Ints, Ints, Floats], limit: float
) -> Pairs:
    """Return the pairs of demand beside reached nodes with their sites, within the limit."""
    first, halves = beside
    source, node, way = reached
    counts = first[node + 1] - first[node]
    half = halves[ranges(first[node], counts)]
    row = half % max(len(demand), 1)
    metres = (np.repeat(way, counts) + demand.to_ends.ravel()[half]) + demand.leg[row]
    kept = metres <= limit
    return row[kept], np.repeat(source, counts)[kept], metres[kept]


def _least(pairs: Pairs, rows: int) -> Pairs:
    """Return each pair once, with its least metres, by site and row."""
    row, site, metres = pairs
    order = np.argsort(site * np.int64(rows) + row, kind="stable")
    row, site, metres = row[order], site[order], metres[order]
    starts = _starts(site * np.int64(rows) + row)
    if not len(starts):
        return pairs
    return row[starts], site[starts], np.minimum.reduceat(metres, starts)


def _joined(parts: list[Pairs]) -> Pairs:
    """Return all pairs behind each other."""
    none = np.empty(0, dtype=np.int64)
    row, site, metres = zip((none, none, np.empty(0)), *parts, strict=True)
    return np.concatenate(row), np.concatenate(site), np.concatenate(metres)


def _shared_edges(demand: Attachment, facilities: Attachment) -> Iterator[Pairs]:
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
