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
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from spatial.arrays import Floats, Ints, Rows
from spatial.network import Seeds, nearest_source
from spatial.scenario.streets.changing_graph import NONE, Arc, ChangingGraph, Part

Start = tuple[int, float]
Heap = list[tuple[float, int, int]]
Old = dict[int, tuple[float, int]]
LAST = 2**62
"""Label of a node that has none yet: behind every facility."""


class Starts:
    """Where facilities start: `of` holds nodes and metres of each, `at` how many start at a node.

    Parameters
    ----------
    starts : dict
        Facility -> nodes, and metres from the facility to them.
    nodes : int
        How many nodes there are.
    """

    def __init__(self, starts: dict[int, list[Start]], nodes: int) -> None:
        self.of = dict(starts)
        self.at: Ints = np.bincount(self.seeds().node, minlength=nodes)

    def seeds(self) -> Seeds:
        """Return the starts of all facilities as arrays."""
        rows = [(n, s, label) for label, starts in self.of.items() for n, s in starts]
        node, start, label = zip(*rows, strict=True) if rows else ((), (), ())
        return Seeds(
            np.array(node, dtype=np.int64),
            np.array(start, dtype=float),
            np.array(label, dtype=np.int64),
        )

    def put(self, facility: int, starts: Iterable[Start]) -> None:
        """Let a facility start at nodes after metres, where these are finite."""
        mine = [(node, start) for node, start in starts if math.isfinite(start)]
        self.of[facility] = mine
        for node, _ in mine:
            self.at[node] += 1

    def drop(self, facility: int) -> None:
        """Let a facility start nowhere."""
        for node, _ in self.of.pop(facility, ()):
            self.at[node] -= 1


class NodeLabels:
    """Distance (m) and facility of every node of a graph, settled from what has changed."""

    def __init__(
        self, streets: ChangingGraph, starts: Starts, distance: Floats, label: Rows
    ) -> None:
        self.streets = streets
        self.starts = starts
        self.distance, self.label = distance, label
        # Single values are read and written several times faster through these views.
        self._distance: Any = distance.data
        self._label: Any = label.data

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what makes it up: the views of single values cannot be stored."""
        return NodeLabels, (self.streets, self.starts, self.distance, self.label)

    def spread(self, facility: int) -> Rows:
        """Walk on from the starts of a facility as long as it comes nearer; return the changed."""
        heap: Heap = []
        old: Old = {}
        for node, start in self.starts.of[facility]:
            now = self._distance[node]
            if start < now or (start == now and facility < self._label[node]):
                old.setdefault(node, (now, self._label[node]))
                self._distance[node], self._label[node] = start, facility
                heappush(heap, (start, facility, node))
        self.settle(heap, old)
        return np.fromiter(old, dtype=np.int64, count=len(old))

    def shortest(self, tail: int, head: int) -> bool:
        """Say whether the arc from `tail` to `head` is the end of a shortest way to `head`."""
        away, length = self._distance[tail], self.streets.length(tail, head)
        return bool(away + length == self._distance[head] < math.inf)

    def settle(self, heap: Heap, old: Old) -> None:
        """Walk on from the nodes in `heap` while something comes nearer; note what was in `old`."""
        distance, label, neighbors = self._distance, self._label, self.streets.neighbors
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
            inside = self.behind([node], label=mine)
            for one in inside.tolist():
                old.setdefault(one, (self._distance[one], mine))
            self.label[inside] = LAST
            part = self.streets.part(inside)
            seeds, names = self._border(part)
            # Distances stay; what gives them exactly offers its facility.
            exact = seeds.start == self.distance[inside[seeds.node]]
            rows = inside[seeds.node[exact]]
            np.minimum.at(self.label, rows, names[seeds.label[exact]])
            self.settle(self.heap(np.unique(rows)), old)

    def _supported(self, node: int, facility: int) -> bool:
        away = self._distance[node]
        if (node, away) in self.starts.of.get(facility, ()):
            return True
        return any(
            self._label[tail] == facility
            and self._distance[tail] < away
            and self._distance[tail] + length == away
            for tail, length in self.streets.neighbors(node)
        )

    def behind(self, heads: list[int], *, label: int | None = None) -> Rows:
        """Return the nodes that a shortest way reaches through `heads`, these included."""
        found = set(heads)
        stack = list(found)
        while stack:
            node = stack.pop()
            away = self._distance[node]
            for head, length in self.streets.neighbors(node):
                if (
                    head not in found
                    and away + length == self._distance[head] < math.inf
                    and (label is None or self._label[head] == label)
                ):
                    found.add(head)
                    stack.append(head)
        return np.sort(np.fromiter(found, dtype=np.int64, count=len(found)))

    def refill(self, inside: Rows) -> Rows:
        """Empty the nodes `inside` and fill them anew from their border; return the changed."""
        if not len(inside):
            return inside
        self.distance[inside], self.label[inside] = np.inf, LAST
        part = self.streets.part(inside)
        seeds, names = self._border(part)
        away, found = nearest_source(part.graph, seeds)
        owner = np.append(names, NONE)[found]
        self.distance[inside], self.label[inside] = away, owner
        # Beyond the border nothing is further than before, but rounding may bring a lower facility.
        passed = away[part.tail] + part.length == self.distance[part.head]
        passed &= (owner[part.tail] < self.label[part.head]) & np.isfinite(away[part.tail])
        old: Old = {}
        if passed.any():
            self.settle(self.heap(inside[np.unique(part.tail[passed])]), old)
        return np.append(inside, np.fromiter(old, dtype=np.int64, count=len(old)))

    def heap(self, nodes: Rows) -> Heap:
        """Return nodes as they are now, to walk on from."""
        away, owner = self.distance[nodes].tolist(), self.label[nodes].tolist()
        heap: Heap = list(zip(away, owner, nodes.tolist(), strict=True))
        heapify(heap)
        return heap

    def _border(self, part: Part) -> tuple[Seeds, Rows]:
        """Return what settled neighbors and starts offer the nodes inside, and the facilities.

        Labels of the seeds count the facilities in their order.
        """
        node, start = part.tail, self.distance[part.head] + part.length
        owner = self.label[part.head]
        if self.starts.at[part.inside].any():
            seeds = self.starts.seeds()
            place = np.searchsorted(part.inside, seeds.node)
            mine = np.append(part.inside, NONE)[place] == seeds.node
            node = np.append(node, place[mine])
            start = np.append(start, seeds.start[mine])
            owner = np.append(owner, seeds.label[mine])
        finite = np.isfinite(start)
        names, label = np.unique(owner[finite], return_inverse=True)
        return Seeds(node[finite], start[finite], label.astype(np.int64)), names


class DynamicPaths:
    """Distance (m) and facility of every node, with the facilities' starts; mended in place."""

    def __init__(self, graph: csr_array, starts: dict[int, list[Start]]) -> None:
        self._streets = ChangingGraph(graph)
        self._starts = Starts(starts, len(self._streets))
        self._hold(*nearest_source(graph, self.seeds()))

    def copy(self) -> "DynamicPaths":
        """Return a state of its own; the graph is shared until a street changes."""
        twin = object.__new__(DynamicPaths)
        twin._streets = self._streets.copy()
        twin._starts = Starts(self.starts, len(self._streets))
        twin._hold(self.distance.copy(), self.label.copy())
        return twin

    @property
    def graph(self) -> csr_array:
        """Metres from node to node as they are now."""
        return self._streets.graph

    @property
    def distance(self) -> Floats:
        """Metres from each node to its nearest facility; infinite without one."""
        return self._labels.distance

    @property
    def label(self) -> Rows:
        """The nearest facility of each node; -1 without one."""
        return self._labels.label

    @property
    def starts(self) -> dict[int, list[Start]]:
        """Nodes and metres at which each facility starts."""
        return self._starts.of

    def seeds(self) -> Seeds:
        """Return the starts of all facilities as arrays."""
        return self._starts.seeds()

    def add(self, facility: int, starts: Iterable[Start], *, among: Rows | None = None) -> Rows:
        """Let `facility` start at nodes after metres; return the nodes that changed.

        `among` are the nodes that may come nearer, ascending, where they are known.
        """
        self._starts.put(facility, starts)
        found = None if among is None else self._add_among(facility, among)
        return self._labels.spread(facility) if found is None else found

    def _add_among(self, facility: int, among: Rows) -> Rows | None:
        """Compare with all ways from a facility to the nodes `among`; None when some are equal."""
        if not len(among):
            return among
        part = self._streets.part(among)
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

    def close(self, facility: int) -> Rows:
        """Let `facility` start nowhere; return the nodes that changed."""
        self._starts.drop(facility)
        return self._labels.refill(np.flatnonzero(self.label == facility))

    def cut(self, arcs: Iterable[Arc]) -> Rows:
        """Give arcs a greater length, infinite where there is no way left; return what changed."""
        behind: list[int] = []
        for arc in arcs:
            # Both ways are judged before either is longer: ends may hold on to each other.
            behind += [
                head
                for tail, head in ((arc.one, arc.other), (arc.other, arc.one))
                if self._labels.shortest(tail, head)
            ]
            self._streets.set_length(arc)
        return self._labels.refill(self._labels.behind(behind))

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
        self._streets.insert(sorted((*pair, length) for pair, length in lengths.items()), more)
        self._starts = Starts(self.starts, nodes)
        self._hold(
            np.append(self.distance, np.full(more, np.inf)),
            np.append(self.label, np.full(more, NONE)),
        )
        ends = np.unique(np.array(list(lengths), dtype=np.int64))
        old: Old = {}
        self._labels.settle(self._labels.heap(ends[np.isfinite(self.distance[ends])]), old)
        return np.fromiter(old, dtype=np.int64, count=len(old))

    def _hold(self, distance: Floats, label: Rows) -> None:
        self._labels = NodeLabels(self._streets, self._starts, distance, label)
