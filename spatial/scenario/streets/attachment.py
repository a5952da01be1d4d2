"""Attach a few points to the streets around them, whichever edges are open.

The index of a network holds all of its edges; to leave some out it has to look at each. Here the
few edges around the points are compared one by one. Pieces are measured by the same arithmetic and
edges keep their order, so the answer is that of `spatial.network.Network.attach`.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from spatial.arrays import Flags, Floats, Rows
from spatial.network import Attachment, Edges, EveryPiece, Network, attach, ranges

ROUNDED = 1e-6
"""Metres that no rounding of coordinates and lengths reaches."""
LOOKS = (100.0, 400.0, 1_600.0, 6_400.0, np.inf)
"""Metres around the points that are searched, until each has found an edge."""


class EdgesAround:
    """The extents of the edges of a network, to find those near some points.

    Attributes
    ----------
    extents : list of two pairs of (e,) float
        Coordinates in metres that each edge lies between, along each axis.
    """

    def __init__(self, network: Network, known: "EdgesAround | None" = None) -> None:
        """Measure the edges; those that `known` holds, of the same network before, are not."""
        self._edges = network.edges
        old = 0 if known is None else len(known.extents[0][0])
        first, stop = network.edge_first[old:-1], network.edge_first[old + 1 :]
        # No place on an edge is further from the middle of its ends than half its length.
        half = network.edge_length[old:] / 2 * (1 + 1e-9) + ROUNDED
        self.extents: list[tuple[Floats, Floats]] = []
        for axis in range(2):
            along = network.vertices[:, axis]
            middle = (along[first] + along[stop - 1]) / 2
            low, high = middle - half, middle + half
            if known is not None:
                before = known.extents[axis]
                low, high = np.append(before[0], low), np.append(before[1], high)
            self.extents.append((low, high))

    def attach(self, points: Floats, open_edge: Flags, *, max_snap: float | None) -> Attachment:
        """Attach points to the nearest place on an open edge, as `Network.attach` does.

        Parameters
        ----------
        points : (n, 2) float
        open_edge : (e,) bool
        max_snap : float or None
            Points further from every open edge stay unattached.
        """
        limit = np.inf if max_snap is None else max_snap
        found = self._look(points, open_edge, min(LOOKS[0], limit))
        for reach in LOOKS[1:]:
            rest = found.unattached
            if len(rest):
                more = self._look(points[rest], open_edge, min(reach, limit))
                found = found.replaced(rest, more)
        return found

    def _near(self, points: Floats, open_edge: Flags, reach: float) -> Rows:
        """Return the open edges whose extent comes within `reach` of that of the points."""
        # A touch wider, so that rounding leaves out nothing at the limit.
        wide = reach * (1 + 1e-9)
        near: Rows | None = None
        for axis, (low, high) in enumerate(self.extents):
            # Few are left after the first axis.
            some = (low, high) if near is None else (low[near], high[near])
            least, most = points[:, axis].min() - wide, points[:, axis].max() + wide
            here = np.flatnonzero((some[0] <= most) & (some[1] >= least))
            near = here if near is None else near[here]
        found: Rows = near[open_edge[near]] if near is not None else np.flatnonzero(open_edge)
        return found

    def _look(self, points: Floats, open_edge: Flags, reach: float) -> Attachment:
        """Attach to the edges within `reach` (m)."""
        edges = self._edges
        near = self._near(points, open_edge, reach)
        counts = edges.first[near + 1] - edges.first[near]
        held = ranges(edges.first[near], counts)
        part = Edges(
            edges.nodes,
            edges.ends[near],
            edges.line[near],
            edges.vertices[held],
            np.concatenate([[0], np.cumsum(counts)]),
            edges.along[held],
        )
        grid: Any = EveryPiece(part)
        found = attach(grid, part, points, limit=reach)
        edge = np.where(found.attached, np.append(near, -1)[found.edge], found.edge)
        return replace(found, edge=edge)
