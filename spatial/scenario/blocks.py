"""Points in blocks of neighbors, to find those that a new facility could come nearer to.

Points are put in order along a Z-order curve (Morton 1966) and cut into blocks of equal size, each
with its extent and the greatest distance that a point in it has to its facility. A facility that is
further from the extent than that is nearer to none of the block.
"""

import numpy as np

from spatial.arrays import Floats, Rows
from spatial.network import in_squares, ranges

SLACK = 1e-9
"""Bounds are rounded; this much wider, they leave nothing out."""


class PointBlocks:
    """Blocks of `size` points (n, 2) in metres; with `reached`, unreached ones are left out."""

    def __init__(self, points: Floats, size: int, *, reached: bool = False) -> None:
        self._points, self._reached = points, reached
        self._order = in_squares(points)
        self._block = np.empty(len(points), dtype=np.int64)
        self._block[self._order] = np.arange(len(points)) // size
        start = np.arange(0, len(points), size)
        self._bounds = np.append(start, len(points))
        ordered = points[self._order]
        self._low = np.minimum.reduceat(ordered, start) if len(points) else ordered
        self._high = np.maximum.reduceat(ordered, start) if len(points) else ordered
        self._far = np.full(len(start), -1.0)

    def copy(self) -> "PointBlocks":
        """Return blocks of the same points with distances of their own."""
        twin = object.__new__(PointBlocks)
        twin.__dict__ |= self.__dict__
        twin._far = self._far.copy()
        return twin

    def extend(self, points: Floats) -> None:
        """Go on with more points behind the known ones; those are one block, without distances."""
        known = len(self._points)
        fresh = points[known:]
        self._points = points
        if len(fresh):
            self._order = np.append(self._order, np.arange(known, len(points)))
            self._block = np.append(self._block, np.full(len(fresh), len(self._far)))
            self._bounds = np.append(self._bounds, len(points))
            self._low = np.vstack([self._low, fresh.min(axis=0)])
            self._high = np.vstack([self._high, fresh.max(axis=0)])
            self._far = np.append(self._far, -1.0)

    def renew(self, rows: Rows | None, distance: Floats) -> None:
        """Take note that the distances of `rows` (None: of all points) have changed."""
        blocks = np.arange(len(self._far)) if rows is None else np.unique(self._block[rows])
        if len(blocks):
            start = self._bounds[blocks]
            length = self._bounds[blocks + 1] - start
            edges = np.cumsum(length) - length
            away = self._counted(distance[self._order[ranges(start, length)]])
            self._far[blocks] = np.maximum.reduceat(away, edges)

    def within(self, point: Floats, limit: float) -> tuple[Rows, Floats]:
        """Return the points within `limit` metres of `point`, in no order, and how far they are."""
        apart = np.maximum(np.maximum(self._low - point, point - self._high), 0.0)
        rows = self._held_by(np.flatnonzero(np.hypot(*apart.T) <= limit * (1 + SLACK)))
        away = np.hypot(*(self._points[rows] - point).T)
        near = away <= limit
        return rows[near], away[near]

    def within_reach(self, point: Floats, distance: Floats) -> Rows:
        """Return the points that are nearer to `point`, in a straight line, than their distance."""
        apart = np.maximum(np.maximum(self._low - point, point - self._high), 0.0)
        rows = self._held_by(np.flatnonzero(np.hypot(*apart.T) <= self._far * (1 + SLACK)))
        away = np.hypot(*(self._points[rows] - point).T)
        found: Rows = rows[away <= self._counted(distance[rows]) * (1 + SLACK)]
        return found

    def _held_by(self, blocks: Rows) -> Rows:
        """Return the points of some blocks."""
        start = self._bounds[blocks]
        length = self._bounds[blocks + 1] - start
        rows: Rows = self._order[ranges(start, length)]
        return rows

    def _counted(self, distance: Floats) -> Floats:
        return np.where(np.isinf(distance), -1.0, distance) if self._reached else distance
