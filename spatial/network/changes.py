"""Streets opened, and what points attach to after streets were opened or closed."""

from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike

from spatial.arrays import Flags, Floats, Ints
from spatial.network.attachment import Attachment, attach
from spatial.network.edge_grid import EdgeGrid
from spatial.network.edge_grid import _squares as squared_distances
from spatial.network.graph import Edges, edges_of, identify, lengths_along, ranges

MOST_PAIRS = 1_000_000


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
    known = np.union1d(_boxed(edges.nodes, places), edges.ends[met])
    pieces = edges_of(np.concatenate([new, old]), also=edges.nodes[known])
    line = np.concatenate([edges.line.max(initial=-1) + 1 + np.arange(len(new)), edges.line[met]])
    return _appended(edges, replace(pieces, line=line[pieces.line]), known), met


def _met(edges: Edges, open_edge: Flags, places: Floats) -> Ints:
    """Return the open edges that have one of the places inside."""
    near = _boxed(edges.vertices, places)
    number, _ = identify(np.concatenate([places, edges.vertices[near]]))
    shared = near[np.isin(number[len(places) :], number[: len(places)])]
    edge = np.searchsorted(edges.first, shared, side="right") - 1
    inner = (shared != edges.first[edge]) & (shared != edges.first[edge + 1] - 1)
    edge = np.unique(edge[inner])
    return edge[open_edge[edge]]


def _boxed(places: Floats, others: Floats) -> Ints:
    """Return the rows of the places within the bounding box of others, ascending."""
    rows = np.arange(len(places) if len(others) else 0)
    for axis in range(2 if len(others) else 0):
        # Few are left after the first axis.
        low, high = others[:, axis].min(), others[:, axis].max()
        along = places[:, axis] if axis == 0 else places[rows, axis]
        rows = rows[(along >= low) & (along <= high)]
    return rows


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


class EveryPiece:
    """The straight pieces of a few edges, compared one by one: what `EdgeGrid` is to many."""

    def __init__(self, edges: Edges) -> None:
        inside = np.ones(len(edges.vertices), dtype=bool)
        inside[edges.first[1:] - 1] = False
        self.start = np.flatnonzero(inside)
        self.edge = np.repeat(np.arange(len(edges.ends)), np.diff(edges.first) - 1)
        self._sides = np.concatenate(
            [edges.vertices[self.start], edges.vertices[self.start + 1]], axis=1
        )

    def nearest(
        self, points: Floats, *, limit: float, open_edge: None = None
    ) -> tuple[Ints, Floats]:
        """Return the nearest piece of each point (-1 = none within `limit`) and its distance."""
        del open_edge  # those that are closed are left out from the start
        piece = np.full(len(points), -1, dtype=np.int64)
        away = np.full(len(points), np.inf)
        step = max(1, MOST_PAIRS // max(len(self.start), 1))
        for begin in range(0, len(points) if len(self.start) else 0, step):
            some = slice(begin, begin + step)
            x, y = (np.repeat(one, len(self.start)) for one in points[some].T)
            sides = np.tile(self._sides, (len(points[some]), 1))
            squares = squared_distances(x, y, sides).reshape(-1, len(self.start))
            # Of equally near pieces the first, thus that of the lowest edge.
            piece[some] = squares.argmin(axis=1)
            away[some] = np.sqrt(squares.min(axis=1))
        beyond = away > limit
        piece[beyond], away[beyond] = -1, np.inf
        return piece, away


def reattached(
    earlier: Attachment, closed: Flags, edges: Edges, limit: float
) -> tuple[Ints, Attachment]:
    """Return which rows have to be attached anew, and all rows as new edges may have moved them.

    Parameters are those of `drawn_away`.
    """
    again, rows, found = drawn_away(earlier, closed, edges, limit)
    return again, earlier.replaced(rows, found)


def drawn_away(
    earlier: Attachment, closed: Flags, edges: Edges, limit: float
) -> tuple[Ints, Ints, Attachment]:
    """Return which rows have to be attached anew, which are nearer to new edges, and these there.

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
    again = np.flatnonzero(np.append(closed, np.False_)[earlier.edge])  # -1: attached to none
    old = len(closed)
    if old == len(edges.ends):
        none = np.empty(0, dtype=np.int64)
        return again, none, earlier.rows(none)
    begin = edges.first[old]
    fresh = Edges(
        edges.nodes,
        edges.ends[old:],
        edges.line[old:],
        edges.vertices[begin:],
        edges.first[old:] - begin,
        edges.along[begin:],
    )
    rows = _in_reach(earlier, fresh.vertices, limit)
    found = attach(_index(fresh, len(rows)), fresh, earlier.points[rows], limit=limit)
    nearer = found.leg < earlier.leg[rows]  # of equally near edges the lower, thus the old one
    # The root of squares that differ may be the same: these are compared with all edges again.
    tied = np.isfinite(found.leg) & (found.leg == earlier.leg[rows])
    again = np.union1d(again, rows[tied])
    found = replace(found, edge=found.edge + old)
    return again, rows[nearer], found.rows(nearer)


def _in_reach(earlier: Attachment, vertices: Floats, limit: float) -> Ints:
    """Return the points that may be nearer to new streets than to their own, ascending."""
    rows = np.arange(len(earlier))
    beside: list[Floats] = []
    for axis in range(2):
        # Few are left after the first axis.
        along = earlier.points[:, axis] if axis == 0 else earlier.points[rows, axis]
        leg = earlier.leg if axis == 0 else earlier.leg[rows]
        low, high = vertices[:, axis].min(), vertices[:, axis].max()
        away = np.maximum(np.maximum(low - along, along - high), 0.0)
        near = np.flatnonzero(away <= np.minimum(leg, limit) * (1 + 1e-9))
        rows, beside = rows[near], [*(one[near] for one in beside), away[near]]
    far = np.minimum(earlier.leg[rows], limit) * (1 + 1e-9)
    found: Ints = rows[np.hypot(*beside) <= far]
    return found


def _index(edges: Edges, points: int) -> Any:
    """Return an index of edges; a few are compared with each point, which takes no building."""
    few = len(edges.vertices) * points <= MOST_PAIRS
    return EveryPiece(edges) if few else EdgeGrid(edges.vertices, edges.first)
