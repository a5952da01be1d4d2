"""Where open streets lead: the graph of them, and the parts that hang together."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from spatial.arrays import Flags, Floats, Ints
from spatial.network.attachment import Attachment
from spatial.network.graph import components_of, graph_of
from spatial.network.own_end import Estates, PartedGraph, estates_of, parted_graph, parts_of

NONE = -1


@dataclass(frozen=True, eq=False)
class Ways:
    """Ways along single open edges.

    Attributes
    ----------
    ends, length, is_open : (e, 2) int, (e,) float and (e,) bool
        Nodes and metres of each edge, and whether it may be walked.
    private : (e,) bool or None
        Edges that are no way through.
    nodes : int
        How many there are.
    """

    ends: Ints
    length: Floats
    is_open: Flags
    private: Flags | None
    nodes: int

    @property
    def graph(self) -> csr_array:
        """Metres from node to node: (n, n), symmetric; with estates larger, and one-way."""
        return self._symmetric if self._parted is None else self._parted.graph

    @property
    def leaving(self) -> Ints | None:
        """Where ways out of estates begin (`spatial.network.own_end`); None without estates."""
        return None if self._parted is None else self._parted.leaving

    @cached_property
    def edge_nodes(self) -> Ints:
        """The nodes of `graph` where each edge begins and ends, (e, 2)."""
        if self._estates is None or self._parted is None:
            return self.ends
        found = self.ends.copy()
        inside = np.flatnonzero(self.is_open)[self._estates.inside]
        found[inside] = self._parted.own[found[inside]]
        return found

    @cached_property
    def of_nodes(self) -> Ints:
        """The connected part of each node, (n,): 0 is the longest; -1 without an open edge."""
        return self._parts[0]

    @cached_property
    def of_edges(self) -> Ints:
        """The connected part of each edge, (e,); -1 for closed ones."""
        found = np.full(len(self.ends), NONE, dtype=np.int64)
        found[self.is_open] = self._parts[1]
        return found

    def placed(self, at: Attachment) -> Attachment:
        """Return places with the nodes of `graph` at the ends of their edges."""
        if self.leaving is None:
            return at
        return replace(
            at, ends=np.where(at.attached[:, None], self.edge_nodes[at.edge], 0).T.copy()
        )

    @property
    def nbytes(self) -> int:
        """The memory held in bytes by the graph, where it is made."""
        made = vars(self).get("_symmetric")
        parted = vars(self).get("_parted")
        held = 0 if parted is None else parted.own.nbytes + parted.leaving.nbytes
        graph = made if parted is None else parted.graph
        if graph is not None:
            held += graph.data.nbytes + graph.indices.nbytes + graph.indptr.nbytes
        return held

    @cached_property
    def _estates(self) -> Estates | None:
        if self.private is None:
            return None
        used = self.is_open
        found = estates_of(self.ends[used], self.private[used], self.nodes)
        return found if found.inside.any() else None

    @cached_property
    def _symmetric(self) -> csr_array:
        return graph_of(self.ends[self.is_open], self.length[self.is_open], self.nodes)

    @cached_property
    def _parted(self) -> PartedGraph | None:
        if self._estates is None:
            return None
        used = self.is_open
        return parted_graph(self.ends[used], self.length[used], self._estates)

    @cached_property
    def _parts(self) -> tuple[Ints, Ints]:
        ends, length = self.ends[self.is_open], self.length[self.is_open]
        if self._estates is None:
            found = components_of(ends, length, self.nodes)
            return found, found[ends[:, 0]]
        return parts_of(ends, length, self._estates)
