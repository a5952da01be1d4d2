"""A street graph whose arcs get longer, are joined and are cut, without harm to who shares it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from spatial.arrays import Floats, Rows
from spatial.network import ranges

NONE = -1
NO = (np.empty(0), np.empty(0), np.empty(0))


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


class ChangingGraph:
    """Metres from node to node, (n, n), symmetric: `graph` as it is now.

    It is shared with whoever made it until a length is changed; then it is copied.
    """

    def __init__(self, graph: csr_array) -> None:
        self._use(graph)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what makes it up: the views of single values cannot be stored."""
        return ChangingGraph, (self.graph,)

    def copy(self) -> "ChangingGraph":
        """Return a graph that goes its own way; what is shared is copied before it changes."""
        self._owned = False
        return ChangingGraph(self.graph)

    def __len__(self) -> int:
        """How many nodes there are."""
        return int(self.graph.shape[0])

    def arc(self, tail: int, head: int) -> int:
        """Return the place of an arc that is there, among the lengths."""
        low, high = self._indptr[tail], self._indptr[tail + 1]
        return int(low + np.flatnonzero(self.graph.indices[low:high] == head)[0])

    def length(self, tail: int, head: int) -> float:
        """Return the metres of an arc that is there."""
        return float(self._length[self.arc(tail, head)])

    def neighbors(self, node: int) -> Iterable[tuple[int, float]]:
        """Return the nodes that single arcs lead to, and the metres there."""
        low, high = self._indptr[node], self._indptr[node + 1]
        return zip(
            self.graph.indices[low:high].tolist(), self._length[low:high].tolist(), strict=True
        )

    def set_length(self, arc: Arc) -> None:
        """Give an arc that is there another length, both ways."""
        self._own()
        self._length[self.arc(arc.one, arc.other)] = arc.length
        self._length[self.arc(arc.other, arc.one)] = arc.length

    def insert(self, arcs: list[tuple[int, int, float]], more: int) -> None:
        """Shorten arcs that are there, and put others in their place in the graph.

        `arcs` are tails, heads and metres in their order, for each direction by itself; `more` is
        how many new nodes there are.
        """
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

    def part(self, inside: Rows) -> Part:
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

    def _use(self, graph: csr_array) -> None:
        self.graph = graph
        self._owned = False
        self._from = graph.indptr.astype(np.int64)
        self._indptr: Any = self._from.data
        self._length = graph.data
        # Where each node stands in a part that is worked on; only used in between.
        self._position = np.full(graph.shape[0], NONE, dtype=np.int32)

    def _own(self) -> None:
        """Take a copy of the lengths before the first is changed: the graph belongs to others."""
        if not self._owned:
            data = self.graph.data.copy()
            self.graph = csr_array(
                (data, self.graph.indices, self.graph.indptr), shape=self.graph.shape
            )
            self._length, self._owned = self.graph.data, True
