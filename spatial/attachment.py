"""Points attached to streets: to the nearest place on an edge, with the metres to get there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spatial.edge_grid import EdgeGrid
from spatial.street_graph import Edges

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NONE = -1


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
    near = piece != NONE
    edge = np.full(len(points), NONE, dtype=np.int64)
    offset = np.full(len(points), np.nan)
    ends = np.zeros((2, len(points)), dtype=np.int64)
    to_ends = np.full((2, len(points)), np.inf)
    if near.any():
        start = grid.start[piece[near]]
        found = grid.edge[piece[near]]
        here = _along_piece(points[near], edges, start)
        length = edges.length[found]
        here = np.minimum(here, length)
        edge[near], offset[near] = found, here
        ends[:, near] = edges.ends[found].T
        to_ends[0, near], to_ends[1, near] = here, length - here
    return Attachment(points, edge, offset, leg, ends, to_ends)


def _along_piece(points: Floats, edges: Edges, start: Ints) -> Floats:
    """Return the metres along the edge to the place nearest to each point on its piece."""
    begin, end = edges.vertices[start], edges.vertices[start + 1]
    step = end - begin
    share = ((points - begin) * step).sum(axis=1) / (step * step).sum(axis=1)
    share = np.clip(share, 0, 1)
    before, after = edges.along[start], edges.along[start + 1]
    here: Floats = np.where(share == 1, after, before + share * (after - before))
    return here
