"""Shortest ways over a graph of streets, with an arithmetic that is fixed to the last bit.

Distances are the least fixed point of

    d[v] = min(start at v, min over neighbors u of fl(d[u] + length(u, v)))

where fl rounds to double precision: the least sum over all ways, added up from the start on. As
rounding never turns an order around there is exactly one such d, whatever the order of work. The
label of v is the least among those of its starts and neighbors that give d[v] exactly.
"""

from collections.abc import Iterator
from math import sqrt
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from spatial.arrays import Floats, Ints
from spatial.network.graph import ranges

NONE = -1
_BATCH = 1_000_000
"""Distances held at once when many sources are searched one by one: 8 MB, and 40 MB to sort."""


class Seeds(NamedTuple):
    """Where ways begin: at which node, after how many metres, of which source (0, 1, ...)."""

    node: Ints
    start: Floats
    label: Ints


def nearest_source(graph: csr_array, seeds: Seeds, *, limit: float = np.inf) -> tuple[Floats, Ints]:
    """Return the distance of every node to the nearest source, and which it is.

    Parameters
    ----------
    graph : (n, n) csr_array
        Metres from node to node, above 0, symmetric, no entry twice.
    seeds : Seeds
        A source may have several; infinite starts are ignored.
    limit : float
        Nodes further away are not reached.

    Returns
    -------
    distance : (n,) float
        Infinite where nothing is reached.
    label : (n,) int
        Of equally near sources the lowest; -1 where none is reached.
    """
    number = graph.shape[0]
    distance, label = np.full(number, np.inf), np.full(number, NONE, dtype=np.int64)
    joined, seeds = _with_sources(graph, seeds)
    sources = joined.shape[0] - number
    if not sources:
        return distance, label
    distance, _, origin = dijkstra(
        joined,
        indices=np.arange(number, number + sources),
        min_only=True,
        return_predecessors=True,
        limit=limit,
    )
    distance, origin = distance[:number], origin[:number]
    reached = origin >= 0
    label[reached] = origin[reached] - number
    _lower_ties(graph, seeds, distance, label)
    return distance, label


def nearest_sources(
    graph: csr_array, seeds: Seeds, *, k: int, limit: float = np.inf
) -> tuple[Floats, Ints]:
    """Return the distances of every node to its k nearest different sources, and which they are.

    After the nearest the second nearest is found, and so on. Two neighboring nodes with the same
    nearer sources look for the same further ones, so that ways go on between them as before;
    between others the nearer sources of the one may be further sources of the other, and are
    seeds there (Erwig 2000, Networks 36:156-163, for the first; the further ones by induction).

    Returns
    -------
    distance : (n, k) float
        The nearest first; infinite where there are no more within `limit`.
    label : (n, k) int
    """
    number = graph.shape[0]
    distance, label = np.full((number, k), np.inf), np.full((number, k), NONE, dtype=np.int64)
    tails = np.repeat(np.arange(number), np.diff(graph.indptr))
    finite = np.isfinite(seeds.start)
    seeds = Seeds(seeds.node[finite], seeds.start[finite], seeds.label[finite])
    for rank in range(k):
        nearer = np.sort(label[:, :rank], axis=1).T.copy()
        inner = np.ones(len(tails), dtype=bool)
        for one in nearer:  # one by one: all at once would take the memory of k graphs
            inner &= one[tails] == one[graph.indices]
        counts = np.bincount(tails[inner], minlength=number)
        indptr = np.concatenate([[0], np.cumsum(counts)]).astype(graph.indptr.dtype)
        cells = csr_array((graph.data[inner], graph.indices[inner], indptr), shape=graph.shape)
        tail, head, length = tails[~inner], graph.indices[~inner], graph.data[~inner]
        parts = [seeds] + [
            Seeds(head, distance[tail, j] + length, label[tail, j]) for j in range(rank)
        ]
        node, start, source = (np.concatenate(part) for part in zip(*parts, strict=True))
        new = source >= 0
        for one in nearer:
            new &= one[node] != source
        begun = Seeds(node[new], start[new], source[new])
        distance[:, rank], label[:, rank] = nearest_source(cells, begun, limit=limit)
    return distance, label


def distances_within(
    graph: csr_array, seeds: Seeds, *, sources: int, limit: float
) -> Iterator[tuple[int, Ints, Ints, Floats]]:
    """Yield, for groups of sources, the nodes within `limit` of each source by itself.

    Yields
    ------
    last, source, node, distance
        Entries of the sources up to (not including) `last`, sorted by source, then node.
    """
    number = graph.shape[0]
    kept = np.isfinite(seeds.start)
    order = np.flatnonzero(kept)[np.argsort(seeds.label[kept], kind="stable")]
    node, start, label = seeds.node[order], seeds.start[order], seeds.label[order]
    # So many sources at once that they and the graph make a table of `_BATCH` distances.
    step = max(1, int((sqrt(number**2 + 4.0 * _BATCH) - number) / 2))
    for begin in range(0, sources, step):
        last = min(begin + step, sources)
        own = slice(*np.searchsorted(label, (begin, last)))
        some = Seeds(node[own], start[own], label[own] - begin)
        joined, _ = _with_sources(graph, some, last - begin)
        table = dijkstra(joined, indices=np.arange(number, joined.shape[0]), limit=limit)
        metres = table.ravel()
        near = np.flatnonzero(metres <= limit if np.isfinite(limit) else np.isfinite(metres))
        source, found = np.divmod(near, table.shape[1])
        kept = found < number  # not the sources themselves
        yield last, source[kept] + begin, found[kept], metres[near[kept]]


def _with_sources(
    graph: csr_array, seeds: Seeds, sources: int | None = None
) -> tuple[csr_array, Seeds]:
    """Return the graph with one more node a source, from which its seeds are the only ways."""
    kept = np.isfinite(seeds.start)
    order = np.flatnonzero(kept)[np.argsort(seeds.label[kept], kind="stable")]
    node, start, label = seeds.node[order], seeds.start[order], seeds.label[order]
    sources = int(label.max(initial=NONE)) + 1 if sources is None else sources
    last = graph.indptr[-1] + np.cumsum(np.bincount(label, minlength=sources))
    size = graph.shape[0] + sources
    kind = graph.indices.dtype
    joined = csr_array(
        (
            np.concatenate([graph.data, start]),
            np.concatenate([graph.indices, node.astype(kind)]),
            np.concatenate([graph.indptr, last.astype(kind)]),
        ),
        shape=(size, size),
    )
    return joined, Seeds(node, start, label)


def _lower_ties(graph: csr_array, seeds: Seeds, distance: Floats, label: Ints) -> None:
    """Lower labels to the least that is equally near, by way of exact ties."""
    tied = (seeds.start == distance[seeds.node]) & (seeds.label < label[seeds.node])
    changed = seeds.node[tied]
    np.minimum.at(label, changed, seeds.label[tied])
    lower = np.flatnonzero(np.repeat(label, np.diff(graph.indptr)) < label[graph.indices])
    tails = np.unique(np.searchsorted(graph.indptr, lower, side="right") - 1)
    changed = np.union1d(changed, tails[label[tails] >= 0])
    while len(changed):
        counts = graph.indptr[changed + 1] - graph.indptr[changed]
        arcs = ranges(graph.indptr[changed].astype(np.int64), counts.astype(np.int64))
        tail, head = np.repeat(changed, counts), graph.indices[arcs]
        tied = (label[tail] < label[head]) & (distance[tail] + graph.data[arcs] == distance[head])
        np.minimum.at(label, head[tied], label[tail[tied]])
        changed = np.unique(head[tied])
