"""Shortest ways from facilities to the nodes of a street graph, mended when something changes.

What is kept is the one answer of `spatial.network.shortest_paths`: the distance of a node is the
least `fl(d[u] + length)` over its neighbors and starts, its label the least facility that gives
this distance by exact ties. An edit touches only nodes whose answer may change (Ramalingam and Reps
1996, Journal of Algorithms 21:267-305):

- a new facility spreads from its starts as long as it comes nearer (a pruned Dijkstra);
- the cell of a closed facility is emptied and filled anew from its border;
- of a closed street everything behind it on shortest ways is emptied and filled anew;
- an opened street is walked through from both of its ends.

Rounding may make a way through u as long as before though u came nearer. A node whose facility
then no longer stands behind any of its neighbors is labeled anew.
"""

import math
from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from spatial.arrays import Floats, Rows
from spatial.network import Seeds, nearest_source, ranges

Start = tuple[int, float]
Heap = list[tuple[float, int, int]]
Old = dict[int, tuple[float, int]]
NONE = -1
NO = (np.empty(0), np.empty(0), np.empty(0))
LAST = 2**62
"""Label of a node that has none yet: behind every facility."""


class Arc(NamedTuple):
    """A way between two nodes, in both directions; an infinite length is no way."""

    one: int
    other: int
    length: float


class Part(NamedTuple):
    """Some nodes by themselves, counted from 0: the graph between them, and arcs that leave it."""

    inside: Rows
    graph: csr_array
    tail: Rows
    head: Rows
    length: Floats


class DynamicPaths:
    """Distance (m) and facility of every node, with the facilities' starts; mended in place."""

    def __init__(self, graph: csr_array, starts: dict[int, list[Start]]) -> None:
        self.starts = dict(starts)
        self._owned = False
        self._use(graph)
        distance, label = nearest_source(graph, self.seeds())
        self._hold(distance, label)

    def copy(self) -> "DynamicPaths":
        """Return a state of its own; the graph is shared until a street changes."""
        twin = object.__new__(DynamicPaths)
        twin.starts = dict(self.starts)
        twin._use(self.graph)
        self._owned = False
        twin._hold(self.distance.copy(), self.label.copy())
        return twin

    def __getstate__(self) -> dict[str, Any]:
        """Return what makes it up: the views of single values cannot be stored."""
        names = ("starts", "graph", "distance", "label")
        return {name: getattr(self, name) for name in names}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Go on from what was stored."""
        self.starts = dict(state["starts"])
        self._use(state["graph"])
        self._hold(state["distance"], state["label"])

    def seeds(self) -> Seeds:
        """Return the starts of all facilities as arrays."""
        rows = [(n, s, label) for label, starts in self.starts.items() for n, s in starts]
        node, start, label = zip(*rows, strict=True) if rows else ((), (), ())
        return Seeds(
            np.array(node, dtype=np.int64),
            np.array(start, dtype=float),
            np.array(label, dtype=np.int64),
        )

    def add(self, facility: int, starts: Iterable[Start], *, among: Rows | None = None) -> Rows:
        """Let `facility` start at nodes after metres; return the nodes that changed.

        `among` are the nodes that may come nearer, ascending, where they are known.
        """
        mine = [(node, start) for node, start in starts if math.isfinite(start)]
        self.starts[facility] = mine
        for node, _ in mine:
            self._starting[node] += 1
        found = None if among is None else self._add_among(facility, among)
        return self._spread(facility) if found is None else found

    def _add_among(self, facility: int, among: Rows) -> Rows | None:
        """Compare with all ways from a facility to the nodes `among`; None when some are equal."""
        if not len(among):
            return among
        part = self._part(among)
        places = np.array([node for node, _ in self.starts[facility]], dtype=np.int64)
        start = np.array([metres for _, metres in self.starts[facility]], dtype=float)
        at = np.searchsorted(among, places)
        known = np.append(among, NONE)[at] == places
        seeds = Seeds(at[known], start[known], np.zeros(np.count_nonzero(known), dtype=np.int64))
        away, _ = nearest_source(part.graph, seeds)
        now = self.distance[among]
        if (np.isfinite(away) & (away == now)).any():
            return None
        nearer = away < now
        found: Rows = among[nearer]
        self.distance[found], self.label[found] = away[nearer], facility
        return found

    def _spread(self, facility: int) -> Rows:
        """Walk on from the starts of a facility as long as it comes nearer."""
        heap: Heap = []
        old: Old = {}
        for node, start in self.starts[facility]:
            now = self._distance[node]
            if start < now or (start == now and facility < self._label[node]):
                old.setdefault(node, (now, self._label[node]))
                self._distance[node], self._label[node] = start, facility
                heappush(heap, (start, facility, node))
        self._settle(heap, old)
        return np.fromiter(old, dtype=np.int64, count=len(old))

    def close(self, facility: int) -> Rows:
        """Let `facility` start nowhere; return the nodes that changed."""
        for node, _ in self.starts.pop(facility, ()):
            self._starting[node] -= 1
        return self._refill(np.flatnonzero(self.label == facility))

    def cut(self, arcs: Iterable[Arc]) -> Rows:
        """Give arcs a greater length, infinite where there is no way left; return what changed."""
        behind: list[int] = []
        for one, other, length in arcs:
            for tail, head in ((one, other), (other, one)):
                place = self._place(tail, head)
                # Both ways are judged before either is longer: ends may hold on to each other.
                if self._distance[tail] + self._length[place] == self._distance[head] < math.inf:
                    behind.append(head)
            self._own()
            self._length[self._place(one, other)] = length
            self._length[self._place(other, one)] = length
        return self._refill(self._behind(behind))

    def join(self, arcs: Iterable[Arc], nodes: int) -> Rows:
        """Add ways, or make them shorter; return what changed.

        There are `nodes` nodes then: new ones stand behind the old ones.
        """
        lengths: dict[tuple[int, int], float] = {}
        for one, other, length in arcs:
            for pair in ((one, other), (other, one)):
                if one != other:
                    lengths[pair] = min(length, lengths.get(pair, math.inf))
        more = nodes - len(self.distance)
        self._insert(sorted((*pair, length) for pair, length in lengths.items()), more)
        self._hold(
            np.append(self.distance, np.full(more, np.inf)),
            np.append(self.label, np.full(more, NONE)),
        )
        ends = np.unique(np.array(list(lengths), dtype=np.int64))
        old: Old = {}
        self._settle(self._heap(ends[np.isfinite(self.distance[ends])]), old)
        return np.fromiter(old, dtype=np.int64, count=len(old))

    def _insert(self, arcs: list[tuple[int, int, float]], more: int) -> None:
        """Shorten arcs that are there, and put others in their place in the graph."""
        graph, nodes = self.graph, self.graph.shape[0]
        places, rest = [], []
        for tail, head, length in arcs:
            low, high = graph.indptr[tail : tail + 2] if tail < nodes else (graph.nnz, graph.nnz)
            place = int(low + np.searchsorted(graph.indices[low:high], head))
            if place < high and graph.indices[place] == head:
                self._own()
                self._length[place] = min(self._length[place], length)
            else:
                places.append(place)
                rest.append((tail, head, length))
        tails, heads, lengths = (np.array(one) for one in zip(*rest, strict=True)) if rest else NO
        counts = np.bincount(tails.astype(np.int64), minlength=nodes + more)
        first = np.append(graph.indptr, np.full(more, graph.nnz)) + np.append(0, np.cumsum(counts))
        data = np.insert(self.graph.data, places, lengths)
        indices = np.insert(graph.indices, places, heads)
        shape = (nodes + more, nodes + more)
        self._use(csr_array((data, indices, first.astype(indices.dtype)), shape=shape))
        self._owned = True

    def _use(self, graph: csr_array) -> None:
        self.graph = graph
        self._owned = False
        self._from = graph.indptr.astype(np.int64)
        self._indptr: Any = self._from.data
        self._length = graph.data
        # Where each node stands in a part that is worked on; only used in between.
        self._position = np.full(graph.shape[0], NONE, dtype=np.int32)
        self._starting = np.bincount(self.seeds().node, minlength=graph.shape[0])

    def _own(self) -> None:
        """Take a copy of the lengths before the first is changed: the graph belongs to others."""
        if not self._owned:
            data = self.graph.data.copy()
            self.graph = csr_array(
                (data, self.graph.indices, self.graph.indptr), shape=self.graph.shape
            )
            self._length, self._owned = self.graph.data, True

    def _hold(self, distance: Floats, label: Rows) -> None:
        self.distance, self.label = distance, label
        # Single values are read and written several times faster through these views.
        self._distance: Any = distance.data
        self._label: Any = label.data

    def _place(self, tail: int, head: int) -> int:
        low, high = self._indptr[tail], self._indptr[tail + 1]
        return int(low + np.flatnonzero(self.graph.indices[low:high] == head)[0])

    def _neighbors(self, node: int) -> Iterable[tuple[int, float]]:
        low, high = self._indptr[node], self._indptr[node + 1]
        return zip(
            self.graph.indices[low:high].tolist(), self._length[low:high].tolist(), strict=True
        )

    def _settle(self, heap: Heap, old: Old) -> None:
        """Walk on from the nodes in `heap` while something comes nearer; note what was in `old`."""
        distance, label, neighbors = self._distance, self._label, self._neighbors
        suspects: set[int] = set()
        while heap:
            away, facility, node = heappop(heap)
            if away != distance[node] or facility != label[node]:
                continue
            for head, length in neighbors(node):
                reached, now = away + length, distance[head]
                if reached > now or reached == math.inf:
                    continue
                if reached < now or facility < label[head]:
                    if head not in old:
                        old[head] = (now, label[head])
                    distance[head], label[head] = reached, facility
                    heappush(heap, (reached, facility, head))
                elif facility != label[head] and node in old:
                    before, owner = old[node]
                    if owner == label[head] and before + length == now:
                        suspects.add(head)
        if suspects:
            self._relabel(suspects, old)

    def _relabel(self, suspects: set[int], old: Old) -> None:
        """Give nodes as far as before the label of those that still stand behind them."""
        for node in sorted(suspects, key=lambda one: self._distance[one]):
            mine = self._label[node]
            if self._supported(node, mine):
                continue
            inside = self._behind([node], label=mine)
            for one in inside.tolist():
                old.setdefault(one, (self._distance[one], mine))
            self.label[inside] = LAST
            part = self._part(inside)
            seeds, names = self._border(part)
            # Distances stay; what gives them exactly offers its facility.
            exact = seeds.start == self.distance[inside[seeds.node]]
            rows = inside[seeds.node[exact]]
            np.minimum.at(self.label, rows, names[seeds.label[exact]])
            self._settle(self._heap(np.unique(rows)), old)

    def _supported(self, node: int, facility: int) -> bool:
        away = self._distance[node]
        if (node, away) in self.starts.get(facility, ()):
            return True
        return any(
            self._label[tail] == facility
            and self._distance[tail] < away
            and self._distance[tail] + length == away
            for tail, length in self._neighbors(node)
        )

    def _behind(self, heads: list[int], *, label: int | None = None) -> Rows:
        """Return the nodes that a shortest way reaches through `heads`, these included."""
        found = set(heads)
        stack = list(found)
        while stack:
            node = stack.pop()
            away = self._distance[node]
            for head, length in self._neighbors(node):
                if (
                    head not in found
                    and away + length == self._distance[head] < math.inf
                    and (label is None or self._label[head] == label)
                ):
                    found.add(head)
                    stack.append(head)
        return np.sort(np.fromiter(found, dtype=np.int64, count=len(found)))

    def _refill(self, inside: Rows) -> Rows:
        """Empty the nodes `inside` and fill them anew from their border; return the changed."""
        if not len(inside):
            return inside
        self.distance[inside], self.label[inside] = np.inf, LAST
        part = self._part(inside)
        seeds, names = self._border(part)
        away, found = nearest_source(part.graph, seeds)
        owner = np.append(names, NONE)[found]
        self.distance[inside], self.label[inside] = away, owner
        # Beyond the border nothing is further than before, but rounding may bring a lower facility.
        passed = away[part.tail] + part.length == self.distance[part.head]
        passed &= (owner[part.tail] < self.label[part.head]) & np.isfinite(away[part.tail])
        old: Old = {}
        if passed.any():
            self._settle(self._heap(inside[np.unique(part.tail[passed])]), old)
        return np.append(inside, np.fromiter(old, dtype=np.int64, count=len(old)))

    def _heap(self, nodes: Rows) -> Heap:
        """Return nodes as they are now, to walk on from."""
        away, owner = self.distance[nodes].tolist(), self.label[nodes].tolist()
        heap: Heap = list(zip(away, owner, nodes.tolist(), strict=True))
        heapify(heap)
        return heap

    def _part(self, inside: Rows) -> Part:
        """Return the graph between the nodes `inside`, ascending, and the arcs that leave it."""
        low = self._from[inside]
        counts = self._from[inside + 1] - low
        arcs, tail = ranges(low, counts), np.repeat(np.arange(len(inside)), counts)
        head, length = self.graph.indices[arcs], self._length[arcs]
        self._position[inside] = np.arange(len(inside))
        at = self._position[head]
        self._position[inside] = NONE
        inner = at >= 0
        outer = ~inner
        inner &= np.isfinite(length)
        ends = np.cumsum(np.bincount(tail[inner], minlength=len(inside)))
        graph = csr_array(
            (length[inner], at[inner], np.append(0, ends).astype(np.int32)),
            shape=(len(inside), len(inside)),
        )
        return Part(inside, graph, tail[outer], head[outer], length[outer])

    def _border(self, part: Part) -> tuple[Seeds, Rows]:
        """Return what settled neighbors and starts offer the nodes inside, and the facilities.

        Labels of the seeds count the facilities in their order.
        """
        node, start = part.tail, self.distance[part.head] + part.length
        owner = self.label[part.head]
        if self._starting[part.inside].any():
            seeds = self.seeds()
            place = np.searchsorted(part.inside, seeds.node)
            mine = np.append(part.inside, NONE)[place] == seeds.node
            node = np.append(node, place[mine])
            start = np.append(start, seeds.start[mine])
            owner = np.append(owner, seeds.label[mine])
        finite = np.isfinite(start)
        names, label = np.unique(owner[finite], return_inverse=True)
        return Seeds(node[finite], start[finite], label.astype(np.int64)), names
