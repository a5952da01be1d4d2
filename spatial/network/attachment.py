"""Points attached to streets: to the nearest place on an edge, with the metres to get there."""

from dataclasses import dataclass

import numpy as np

from spatial.arrays import Flags, Floats, Ints
from spatial.network.edge_grid import EdgeGrid
from spatial.network.graph import Edges

NONE = -1
_TINY = float(np.finfo(float).tiny)
"""Squares of lengths below it are 0: such a piece is a point."""


@dataclass(frozen=True, eq=False)
class Attachment:
    """Where points stand on the streets.

    Attributes
    ----------
    points : (n, 2) float
        As given, in metres.
    edge : (n,) int
        The nearest edge, of equally near ones the lowest; -1 when none is near enough.
    offset : (n,) float
        Metres along the edge from its beginning to the place nearest to the point; NaN when none.
    leg : (n,) float
        Metres, straight, from the point to that place: the access leg; infinite when none.
    ends : (2, n) int
        The nodes where the edge begins and ends; 0 when none.
    to_ends : (2, n) float
        Metres along the edge to these nodes: `offset` and length - offset; infinite when none.
    """

    points: Floats
    edge: Ints
    offset: Floats
    leg: Floats
    ends: Ints
    to_ends: Floats

    def __len__(self) -> int:
        """How many points."""
        return len(self.edge)

    @property
    def attached(self) -> Flags:
        """Which points stand on a street."""
        return np.not_equal(self.edge, NONE)

    @property
    def unattached(self) -> Ints:
        """Rows of the points that are too far from every street."""
        return np.flatnonzero(self.edge == NONE)

    def rows(self, chosen: Ints | Flags | slice) -> "Attachment":
        """Return the attachment of some of the points."""
        return Attachment(
            self.points[chosen],
            self.edge[chosen],
            self.offset[chosen],
            self.leg[chosen],
            self.ends[:, chosen],
            self.to_ends[:, chosen],
        )

    def and_then(self, other: "Attachment") -> "Attachment":
        """Return the attachment of these points and of others behind them."""
        return Attachment(
            np.concatenate([self.points, other.points]),
            np.concatenate([self.edge, other.edge]),
            np.concatenate([self.offset, other.offset]),
            np.concatenate([self.leg, other.leg]),
            np.concatenate([self.ends, other.ends], axis=1),
            np.concatenate([self.to_ends, other.to_ends], axis=1),
        )

    def replaced(self, rows: Ints, other: "Attachment") -> "Attachment":
        """Return an attachment in which those of `other` stand in some rows."""
        edge, offset, leg = self.edge.copy(), self.offset.copy(), self.leg.copy()
        ends, to_ends = self.ends.copy(), self.to_ends.copy()
        edge[rows], offset[rows], leg[rows] = other.edge, other.offset, other.leg
        ends[:, rows], to_ends[:, rows] = other.ends, other.to_ends
        return Attachment(self.points, edge, offset, leg, ends, to_ends)


def attach(
    grid: EdgeGrid,
    edges: Edges,
    points: Floats,
    *,
    limit: float = np.inf,
    open_edge: Flags | None = None,
) -> Attachment:
    """Attach points to the nearest open edge within `limit` metres.

    Parameters
    ----------
    grid : EdgeGrid
        Of the same edges.
    edges : Polylines
    points : (n, 2) float
    limit : float
        Points further from every edge stay unattached.
    open_edge : (e,) bool
        None when all are open.
    """
    piece, leg = grid.nearest(points, limit=limit, open_edge=open_edge)
    none = np.flatnonzero(piece == NONE)
    if len(none) == len(piece):
        return _nowhere(points)
    # those that found none take any piece for now, and are blanked after
    start, edge = grid.start[piece], grid.edge[piece]
    length = edges.along[edges.first[edge + 1] - 1]
    offset = np.minimum(_along_piece(points, edges, start), length)
    ends = edges.ends.take(edge, axis=0).T.copy()
    to_ends = np.stack([offset, length - offset])
    edge[none], offset[none], ends[:, none], to_ends[:, none] = NONE, np.nan, 0, np.inf
    return Attachment(points, edge, offset, leg, ends, to_ends)


def _nowhere(points: Floats) -> Attachment:
    """Return points that are attached to nothing."""
    number = len(points)
    nowhere = np.full((2, number), np.inf)
    return Attachment(
        points,
        np.full(number, NONE, dtype=np.int64),
        np.full(number, np.nan),
        nowhere[0].copy(),
        np.zeros((2, number), dtype=np.int64),
        nowhere,
    )


def _along_piece(points: Floats, edges: Edges, start: Ints) -> Floats:
    """Return the metres along the edge to the place nearest to each point on its piece."""
    x, y = edges.vertices.take(start, axis=0).T
    dx, dy = edges.vertices.take(start + 1, axis=0).T - (x, y)
    square = np.maximum(dx * dx + dy * dy, _TINY)
    share = ((points[:, 0] - x) * dx + (points[:, 1] - y) * dy) / square
    share = np.minimum(np.maximum(share, 0.0), 1.0)
    before, after = edges.along[start], edges.along[start + 1]
    here: Floats = np.where(share == 1, after, before + share * (after - before))
    return here
