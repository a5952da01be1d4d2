"""Streets that close and open one by one, points attached to them, and the ways that changed."""

import copy
import itertools
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike

from spatial.arrays import Flags, Floats, Rows
from spatial.errors import ShapeError
from spatial.network import Attachment, Network
from spatial.scenario.streets.attachment import EdgesAround
from spatial.scenario.streets.changing_graph import Arc


class Opened(NamedTuple):
    """What an opened street did: edges that it split, ways they leave, and its own ways."""

    closed: Flags
    cut: list[Arc]
    joined: list[Arc]


class ChangingStreets:
    """The `network` as it is now; `max_snap` as in `Network.attach`."""

    def __init__(self, network: Network, max_snap: float | None) -> None:
        self.network = network
        self.max_snap = max_snap
        self._untouched = network
        self._around: EdgesAround | None = None

    def copy(self) -> "ChangingStreets":
        """Return streets that go their own way: no network is ever changed in place."""
        return copy.copy(self)

    def attach(self, points: Floats) -> Attachment:
        """Attach points to the streets as they are now."""
        if self.network is self._untouched:
            return self.network.attach(points, max_snap=self.max_snap)
        if self._around is None:
            self._around = EdgesAround(self.network)
        return self._around.attach(points, self.network.edge_open, max_snap=self.max_snap)

    def close(self, edges: ArrayLike) -> tuple[Rows, list[Arc]]:
        """Take `edges` out; return them, ascending, and the ways left between their ends.

        Raises
        ------
        ShapeError
            When an edge is not there or closed already.
        """
        shut, known = np.unique(np.asarray(edges, dtype=np.int64)), self.network.edge_open
        if not len(shut) or shut[0] < 0 or shut[-1] >= len(known) or not known[shut].all():
            raise ShapeError(f"edges is {edges!r}; accepted: open edges, 0 to {len(known) - 1}")
        self.network = self.network.without_edges(shut)
        return shut, self._arcs(shut)

    def open(self, line: shapely.LineString) -> Opened:
        """Add a street along `line`."""
        before = self.network
        self.network = before.with_lines(np.array([line], dtype=object))
        if self._around is not None:
            self._around = EdgesAround(self.network, self._around)
        number = len(before.edge_open)
        closed = before.edge_open & ~self.network.edge_open[:number]
        split = np.flatnonzero(closed)
        cut = self._arcs(split, number) if len(split) else []
        return Opened(closed, cut, self._fresh(number))

    def _fresh(self, number: int) -> list[Arc]:
        """Return the arcs of the edges from `number` on."""
        ends, length = self.network.edge_ends[number:], self.network.edge_length[number:]
        pairs = zip(*ends.T.tolist(), length.tolist(), strict=True)
        return list(itertools.starmap(Arc, pairs))

    def _arcs(self, shut: Rows, number: int | None = None) -> list[Arc]:
        """Return the pairs of nodes that edges joined, with the shortest way left between them.

        Only edges up to `number` count: those behind are joined later.
        """
        beside, left = self._between(shut, number), self.network.edge_open[:number]
        low, high = np.sort(self.network.edge_ends[beside], axis=1).T
        key = low * np.int64(len(self.network.nodes)) + high
        keys = np.unique(key[np.isin(beside, shut) & (low != high)])
        rest = np.isin(key, keys) & left[beside]
        length = np.full(len(keys), np.inf)
        lengths = self.network.edge_length[beside[rest]]
        np.minimum.at(length, np.searchsorted(keys, key[rest]), lengths)
        one, other = np.divmod(keys, len(self.network.nodes))
        return list(map(Arc, one.tolist(), other.tolist(), length.tolist()))

    def _between(self, shut: Rows, number: int | None) -> Rows:
        """Return the edges, `shut` among them, with both ends at nodes where one of them ends."""
        ends = self.network.edge_ends[:number]
        at = np.zeros(len(self.network.nodes), dtype=bool)
        at[ends[shut]] = True
        beside = np.flatnonzero(at[ends[:, 0]])
        found: Rows = beside[at[ends[beside, 1]]]
        return found
