"""Private streets lead to whoever lives or stands on them, and are no way through.

Who lives in an estate leaves by whichever gate is best, who goes there comes in by whichever is
best, and both walk freely inside; nobody comes in by one gate to leave by another. That is a graph
with one-way arcs. Streets of an estate have nodes of their own at its gates: from the public ones
ways lead in and end there. A second copy of the estate is where ways of its facilities begin, with
arcs out at the gates. Ways run from facilities; as each is allowed in either direction, the metres
are those from the homes.
"""

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from spatial.arrays import Flags, Floats, Ints
from spatial.network.graph import components_of, least_arcs

LEAST_GATES = 2
"""A way through needs two."""
STEP = float(np.nextafter(0.0, 1.0))
"""Metres through a gate: above 0, and nothing in any sum."""


class Estates(NamedTuple):
    """Private streets that somebody could pass through.

    Attributes
    ----------
    inside : (e,) bool
        Which edges are such streets.
    gate : (n,) bool
        Which nodes they share with others.
    number : (n,) int
        The estate that a node of such an edge is of.
    """

    inside: Flags
    gate: Flags
    number: Ints


class PartedGraph(NamedTuple):
    """The graph of streets with estates.

    Attributes
    ----------
    graph : (s, s) csr_array
        Metres from node to node, from facilities on.
    own : (n,) int
        The node at which streets of an estate end: another one at its gates.
    leaving : (n + g,) int
        Where ways that begin at such a node begin as well: a node of the second copy; the node
        itself outside of estates.
    """

    graph: csr_array
    own: Ints
    leaving: Ints


def estates_of(ends: Ints, private: Flags, number: int) -> Estates:
    """Return the estates with two gates or more.

    Parameters
    ----------
    ends : (e, 2) int
        Nodes of each edge.
    private : (e,) bool
        Whether only its own people walk on it.
    number : int
        How many nodes there are.
    """
    mine = ends[private]
    links = coo_array((np.ones(len(mine), np.int8), tuple(mine.T)), shape=(number, number))
    _, estate = connected_components(links, directed=False)
    gate = _touched(ends[~private], number) & _touched(mine, number)
    gates = np.bincount(estate[gate], minlength=number)
    inside = private & (gates[estate[ends[:, 0]]] >= LEAST_GATES)
    return Estates(inside, gate & _touched(ends[inside], number), estate.astype(np.int64))


def parted_graph(ends: Ints, length: Floats, estates: Estates) -> PartedGraph:
    """Return the graph of edges (e, 2) of so many metres (e,) in which nobody passes through."""
    inside, gate, _ = estates
    number, gates = len(gate), np.flatnonzero(gate)
    own = np.arange(number)
    own[gates] = number + np.arange(len(gates))
    private, public = own[ends[inside]], ends[~inside]
    within = np.unique(private)
    leaving = np.arange(number + len(gates))
    leaving[within] = len(leaving) + np.arange(len(within))
    doors = np.full(len(gates), STEP)
    arcs = [
        (public, length[~inside]),
        (public[:, ::-1], length[~inside]),
        (private, length[inside]),
        (private[:, ::-1], length[inside]),
        (leaving[private], length[inside]),
        (leaving[private[:, ::-1]], length[inside]),
        (np.column_stack([gates, own[gates]]), doors),
        (np.column_stack([leaving[own[gates]], gates]), doors),
    ]
    tail, head = np.concatenate([pair for pair, _ in arcs]).T
    metres = np.concatenate([long for _, long in arcs])
    graph = least_arcs(tail, head, metres, len(leaving) + len(within))
    return PartedGraph(graph, own, leaving)


def parts_of(ends: Ints, length: Floats, estates: Estates) -> tuple[Ints, Ints]:
    """Return the connected part of each node and edge: an estate joins no part to another.

    Numbered as by `components_of`. An estate with gates to several parts is of the longest.
    """
    inside, gate, estate = estates
    number = len(gate)
    outer = components_of(ends[~inside], length[~inside], number)
    rank = np.where(outer < 0, number, outer)
    gates = np.flatnonzero(gate)
    # The last one written stays: the gate to the longest part.
    gates = gates[np.argsort(-rank[gates], kind="stable")]
    chosen = np.zeros(number, dtype=np.int64)
    chosen[estate[gates]] = gates
    joined, mine = ends.copy(), ends[inside]
    joined[inside] = np.where(gate[mine], chosen[estate[mine]], mine)
    found = components_of(joined, length, number)
    return found, found[joined[:, 0]]


def _touched(ends: Ints, number: int) -> Flags:
    found = np.zeros(number, dtype=bool)
    found[ends] = True
    return found
