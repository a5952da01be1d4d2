"""Streets opened, and what points attach to after streets were opened or closed."""

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from spatial.attachment import Attachment, attach
from spatial.edge_grid import EdgeGrid
from spatial.street_graph import Edges, edges_of, identify, lengths_along, ranges

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def opened(edges: Edges, open_edge: Flags, lines: ArrayLike) -> tuple[Edges, Ints]:
    """Add lines; return all edges, old ones with their numbers, and those that were split.

    A split edge stays in its place, to be closed; its parts stand behind, after the new lines.
    """
    new = np.asarray(lines, dtype=object)
    places = shapely.get_coordinates(new) + 0.0
    met = _met(edges, open_edge, places)
    old = shapely.linestrings(
        edges.vertices[ranges(edges.first[met], np.diff(edges.first)[met])],
        indices=np.repeat(np.arange(len(met)), np.diff(edges.first)[met]),
    )
    known = np.union1d(np.flatnonzero(_boxed(edges.nodes, places)), edges.ends[met])
    pieces = edges_of(np.concatenate([new, old]), also=edges.nodes[known])
    line = np.concatenate([edges.line.max(initial=-1) + 1 + np.arange(len(new)), edges.line[met]])
    return _appended(edges, replace(pieces, line=line[pieces.line]), known), met


def _met(edges: Edges, open_edge: Flags, places: Floats) -> Ints:
    """Return the open edges that have one of the places inside."""
    inner = np.ones(len(edges.vertices), dtype=bool)
    inner[edges.first[:-1]] = inner[edges.first[1:] - 1] = False
    near = np.flatnonzero(inner & _boxed(edges.vertices, places))
    number, _ = identify(np.concatenate([places, edges.vertices[near]]))
    shared = np.isin(number[len(places) :], number[: len(places)])
    edge = np.unique(np.searchsorted(edges.first, near[shared], side="right") - 1)
    return edge[open_edge[edge]]


def _boxed(places: Floats, others: Floats) -> Flags:
    """Return which places are within the bounding box of others."""
    if not len(others):
        return np.zeros(len(places), dtype=bool)
    inside: Flags = ((places >= others.min(axis=0)) & (places <= others.max(axis=0))).all(axis=1)
    return inside


def _appended(edges: Edges, pieces: Edges, known: Ints) -> Edges:
    """Return edges with pieces behind, whose nodes among the `known` ones are the same nodes."""
    number, count = identify(np.concatenate([edges.nodes[known], pieces.nodes]))
    node = np.full(len(count), -1, dtype=np.int64)
    node[number[: len(known)]] = known
    mine = number[len(known) :]
    fresh = np.flatnonzero(node[mine] < 0)
    node[mine[fresh]] = len(edges.nodes) + np.arange(len(fresh))
    first = np.concatenate([edges.first, edges.first[-1] + pieces.first[1:]])
    return Edges(
        np.concatenate([edges.nodes, pieces.nodes[fresh]]),
        np.concatenate([edges.ends, node[mine][pieces.ends]]),
        np.concatenate([edges.line, pieces.line]),
        np.concatenate([edges.vertices, pieces.vertices]),
        first,
        np.concatenate([edges.along, lengths_along(pieces.vertices, pieces.first)]),
    )


def reattached(
    earlier: Attachment, closed: Flags, edges: Edges, limit: float
) -> tuple[Ints, Attachment]:
    """Return which rows have to be attached anew, and all rows as new edges may have moved them.

    Parameters
    ----------
    earlier : Attachment
    closed : (o,) bool
        Of the edges known then, which are closed now; edges from number o on are new.
    edges : Edges
        All edges, old and new.
    limit : float
        In metres, as the earlier one was made with.
    """
    again = np.flatnonzero(closed[earlier.edge] & earlier.attached)
    old = len(closed)
    if old == len(edges.ends):
        return again, earlier
    begin = edges.first[old]
    fresh = Edges(
        edges.nodes,
        edges.ends[old:],
        edges.line[old:],
        edges.vertices[begin:],
        edges.first[old:] - begin,
        edges.along[begin:],
    )
    box = fresh.vertices.min(axis=0), fresh.vertices.max(axis=0)
    beside = np.maximum(np.maximum(box[0] - earlier.points, earlier.points - box[1]), 0)
    near = np.hypot(*beside.T) <= np.minimum(earlier.leg, limit) * (1 + 1e-9)
    rows = np.flatnonzero(near)
    found = attach(EdgeGrid(fresh.vertices, fresh.first), fresh, earlier.points[rows], limit=limit)
    nearer = found.leg < earlier.leg[rows]  # of equally near edges the lower, thus the old one
    # The root of squares that differ may be the same: these are compared with all edges again.
    tied = np.isfinite(found.leg) & (found.leg == earlier.leg[rows])
    again = np.union1d(again, rows[tied])
    found = replace(found, edge=found.edge + old)
    return again, earlier.replaced(rows[nearer], found.rows(nearer))
