"""Private streets lead to whoever lives or stands on them, and are no way through.

Who lives in an estate leaves by its nearest gate. Where an estate has several, its streets are
parted between them at the places that are as far from one gate as from another, so that no way
leads in by one gate and out by another.
"""

from dataclasses import replace

import numpy as np
from scipy.sparse.csgraph import dijkstra

from spatial.arrays import Flags, Ints
from spatial.network.graph import Edges, graph_of

NONE = -1


def without_way_through(edges: Edges, private: Flags) -> Edges:
    """Return edges in which no way leads through private streets from one gate to another.

    Parameters
    ----------
    edges : Edges
    private : (l,) bool
        Of each line that edges came from, whether only its own people walk there.

    Returns
    -------
    Edges
        The same edges, in the same order. One between two gates ends, at its far end, at a node
        of its own: who lives along it still walks out.

    Notes
    -----
    A way to the nearest gate is at most as short as the best of all gates; it is never a way
    through.
    """
    mine = np.flatnonzero(private[edges.line])
    if not len(mine):
        return edges
    number = len(edges.nodes)
    public = np.zeros(number, dtype=bool)
    public[edges.ends[~private[edges.line]]] = True
    inside = np.zeros(number, dtype=bool)
    inside[edges.ends[mine]] = True
    gates = np.flatnonzero(public & inside)
    if len(gates) < 2:  # noqa: PLR2004 - a way through needs two
        return edges
    away, gate = _nearest_gate(edges, mine, gates)
    first, last = edges.ends[mine].T
    parted = (gate[first] != gate[last]) & (gate[first] != NONE) & (gate[last] != NONE)
    cut = mine[parted]
    if not len(cut):
        return edges
    far = np.where(away[edges.ends[cut, 0]] <= away[edges.ends[cut, 1]], 1, 0)
    ends = edges.ends.copy()
    ends[cut, far] = number + np.arange(len(cut))
    nodes = np.concatenate([edges.nodes, edges.nodes[edges.ends[cut, far]]])
    return replace(edges, ends=ends, nodes=nodes)


def _nearest_gate(edges: Edges, mine: Ints, gates: Ints) -> tuple[np.ndarray, Ints]:
    """Return the metres from each node to its nearest gate along private edges, and the gate."""
    graph = graph_of(edges.ends[mine], edges.length[mine], len(edges.nodes))
    away, _, gate = dijkstra(graph, indices=gates, min_only=True, return_predecessors=True)
    found = np.where(np.isfinite(away), gate, NONE).astype(np.int64)
    return away, found
