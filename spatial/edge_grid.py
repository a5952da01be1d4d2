"""The nearest of many straight pieces of street, for many points at once and exactly.

Pieces are listed in the cells of a square grid that they pass through. A point looks in its own
cell, then in those of the eight around it that lie nearer than what it has found; with nothing
nearer than the border of these nine cells it asks a tree of the pieces' middles instead. All
three ways measure with the same arithmetic, so the answer does not depend on the way.
"""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from spatial.street_graph import ranges

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NONE = -1
_CHUNK = 32_768
"""Points looked up at once: their pairs with pieces stay in the cache of the processor."""
_FAR_CHUNK = 1_024
_MOST_CELLS = 4_000_000
_AROUND = [(0, -1), (0, 1), (-1, 0), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)]
_PAD = 1e-6
"""Share of a cell by which pieces and searches are widened against rounding."""


class EdgeGrid:
    """Straight pieces of polylines, found by place.

    Parameters
    ----------
    vertices : (v, 2) float
        Polylines one after another, in metres.
    first : (e + 1,) int
        Where each begins in `vertices`.
    """

    def __init__(self, vertices: Floats, first: Ints) -> None:
        inside = np.ones(len(vertices), dtype=bool)
        inside[first[1:] - 1] = False
        self.start: Ints = np.flatnonzero(inside)
        """Row of `vertices` where each piece begins; it ends at the next."""
        self.edge: Ints = np.repeat(np.arange(len(first) - 1), np.diff(first) - 1)
        self._sides = np.concatenate([vertices[self.start], vertices[self.start + 1]], axis=1)
        if len(self.start):
            self._fill()

    @property
    def nbytes(self) -> int:
        """The memory held, in bytes."""
        held = [part for part in vars(self).values() if isinstance(part, np.ndarray)]
        return sum(part.nbytes for part in held)

    def nearest(
        self, points: Floats, *, limit: float = np.inf, open_edge: Flags | None = None
    ) -> tuple[Ints, Floats]:
        """Return the nearest piece of an open edge (-1 = none within `limit`), and its distance.

        Parameters
        ----------
        points : (n, 2) float
        limit : float
            In metres; `d <= limit` is within.
        open_edge : (e,) bool
            None when all are open.

        Returns
        -------
        piece : (n,) int
            Of equally near ones the first, thus that of the lowest edge.
        distance : (n,) float
            Infinite where there is none.
        """
        piece = np.full(len(points), NONE, dtype=np.int64)
        square = np.full(len(points), np.inf)
        if len(self.start) and len(points):
            shut = None if open_edge is None else ~open_edge[self.edge]
            self._search(points, limit, shut, piece, square)
        distance = np.sqrt(square)
        beyond = distance > limit
        piece[beyond], distance[beyond] = NONE, np.inf
        return piece, distance

    def _search(
        self, points: Floats, limit: float, shut: Flags | None, piece: Ints, square: Floats
    ) -> None:
        """Fill in the piece and squared distance of each point."""
        cell = np.floor((points - self._low) / self._size)
        # points outside the grid are far
        near = ((cell >= 1) & (cell < self._shape - 1)).all(axis=1)
        rows = np.flatnonzero(near)
        spot = cell[rows].astype(np.int64)
        rows = rows[np.argsort(spot[:, 0] * self._shape[1] + spot[:, 1], kind="stable")]
        far = [np.flatnonzero(~near)]
        for begin in range(0, len(rows), _CHUNK):
            some = rows[begin : begin + _CHUNK]
            places = points[some]
            found = self._search_near(places, cell[some], limit, shut)
            piece[some], square[some], unsure = found
            far.append(some[unsure])
        rest = np.concatenate(far)
        for begin in range(0, len(rest), _FAR_CHUNK):
            some = rest[begin : begin + _FAR_CHUNK]
            piece[some], square[some] = self._search_far(points[some], limit, shut)

    def _search_near(
        self, places: Floats, cell: Floats, limit: float, shut: Flags | None
    ) -> tuple[Ints, Floats, Flags]:
        """Look in the nine cells around each place; say which may have a nearer piece beyond."""
        x, y = places.T.copy()
        piece = np.full(len(places), NONE, dtype=np.int64)
        square = np.full(len(places), np.inf)
        spot = cell.astype(np.int64)
        number = spot[:, 0] * self._shape[1] + spot[:, 1]
        self._look(np.arange(len(places)), number, (x, y), shut, (piece, square))
        # metres to the four sides of the own cell, a little less against rounding
        pad = _PAD * self._size
        left, low = (places - self._low - cell * self._size).T - pad
        right, high = self._size - left - 3 * pad, self._size - low - 3 * pad
        gaps = {-1: (left, low), 0: (np.zeros(len(x)),) * 2, 1: (right, high)}
        most = limit * limit
        for across, up in _AROUND:
            aside, above = gaps[across][0], gaps[up][1]
            bound = np.maximum(aside, 0) ** 2 + np.maximum(above, 0) ** 2
            rows = np.flatnonzero(bound <= np.minimum(square, most))
            self._look(
                rows, number[rows] + across * self._shape[1] + up, (x, y), shut, (piece, square)
            )
        border = self._size + np.minimum(np.minimum(left, right), np.minimum(low, high))
        unsure: Flags = np.minimum(np.sqrt(square), limit) >= border
        return piece, square, unsure

    def _look(
        self,
        rows: Ints,
        number: Ints,
        places: tuple[Floats, Floats],
        shut: Flags | None,
        best: tuple[Ints, Floats],
    ) -> None:
        """Better what the places in `rows` have by the pieces listed in cells."""
        begin = self._first[number]
        counts = self._first[number + 1] - begin
        some = counts > 0
        rows, begin, counts = rows[some], begin[some], counts[some]
        if not len(rows):
            return
        entry = ranges(begin, counts)
        owner = np.repeat(rows, counts)
        pieces = self._listed[entry]
        squares = _squares(places[0][owner], places[1][owner], self._sides.take(pieces, axis=0))
        if shut is not None:
            squares[shut[pieces]] = np.inf
        _take_nearer(rows, counts, squares, pieces, best)

    def _search_far(self, places: Floats, limit: float, shut: Flags | None) -> tuple[Ints, Floats]:
        """Look for pieces by a tree of their middles; those shut have no place in it."""
        piece = np.full(len(places), NONE, dtype=np.int64)
        square = np.full(len(places), np.inf)
        tree, pieces, half = self._tree if shut is None else self._plant(~shut)
        if not len(pieces):
            return piece, square
        x, y = places.T.copy()
        _, middle = tree.query(places)
        first = pieces[middle]
        bound = np.sqrt(_squares(x, y, self._sides[first]))
        bound = np.minimum(bound, limit) * (1 + _PAD) + half
        near = tree.query_ball_point(places, bound, return_sorted=False)
        counts = np.array([len(some) for some in near], dtype=np.int64)
        rows = np.flatnonzero(counts)
        if not len(rows):
            return piece, square
        found = pieces[np.concatenate([near[row] for row in rows]).astype(np.int64)]
        owner = np.repeat(rows, counts[rows])
        squares = _squares(x[owner], y[owner], self._sides[found])
        _take_nearer(rows, counts[rows], squares, found, (piece, square))
        return piece, square

    @cached_property
    def _tree(self) -> tuple[cKDTree, Ints, float]:
        return self._plant(np.ones(len(self.start), dtype=bool))

    def _plant(self, kept: Flags) -> tuple[cKDTree, Ints, float]:
        """Return a tree of the middles of parts no longer than two cells, and half the longest."""
        pieces = np.flatnonzero(kept)
        begin, end = self._sides[pieces, :2], self._sides[pieces, 2:]
        step = end - begin
        length = np.hypot(*step.T)
        parts = np.maximum(np.ceil(length / (2 * self._size)), 1).astype(np.int64)
        owner = np.repeat(np.arange(len(pieces)), parts)
        share = (ranges(np.zeros(len(parts), np.int64), parts) + 0.5) / parts[owner]
        middles = begin[owner] + share[:, None] * step[owner]
        half = float((length / parts).max(initial=0)) / 2 * (1 + _PAD)
        tree = cKDTree(middles, balanced_tree=False, compact_nodes=False)
        return tree, pieces[owner], half + _PAD * self._size

    def _fill(self) -> None:
        """List each piece in the cells that it passes through."""
        begin, end = self._sides[:, :2], self._sides[:, 2:]
        low, high = np.minimum(begin, end), np.maximum(begin, end)
        corner, far = low.min(axis=0), high.max(axis=0)
        self._size = _cell_size(low, far - corner)
        # two rows of empty cells around, so that cells have neighbors
        self._low = corner - 2 * self._size
        self._shape: Ints = ((far - self._low) // self._size).astype(np.int64) + 3
        pad = _PAD * self._size
        lowest = ((low[:, 1] - pad - self._low[1]) // self._size).astype(np.int64)
        highest = ((high[:, 1] + pad - self._low[1]) // self._size).astype(np.int64)
        counts = highest - lowest + 1
        piece = np.repeat(np.arange(len(low)), counts)
        row = ranges(lowest, counts)
        left, right = self._between_rows(piece, row)
        left = np.maximum(left, low[piece, 0]) - pad - self._low[0]
        right = np.minimum(right, high[piece, 0]) + pad - self._low[0]
        begin = (left // self._size).astype(np.int64)
        counts = np.maximum((right // self._size).astype(np.int64) - begin + 1, 1)
        cell = ranges(begin, counts) * self._shape[1] + np.repeat(row, counts)
        listed = np.repeat(piece, counts)
        order = np.argsort(cell, kind="stable")
        self._listed: Ints = listed[order]
        number = np.bincount(cell, minlength=int(self._shape.prod()))
        self._first: Ints = np.concatenate([[0], np.cumsum(number)])

    def _between_rows(self, piece: Ints, row: Ints) -> tuple[Floats, Floats]:
        """Return between which x a piece passes through a row of cells."""
        begin = self._sides[piece, :2]
        step = self._sides[piece, 2:] - begin
        floor = self._low[1] + row * self._size - _PAD * self._size
        ceiling = floor + (1 + 2 * _PAD) * self._size
        rise = np.where(step[:, 1] == 0, 1.0, step[:, 1])
        ways = [
            begin[:, 0] + np.clip((y - begin[:, 1]) / rise, 0, 1) * step[:, 0]
            for y in (floor, ceiling)
        ]
        level = step[:, 1] == 0
        left: Any = np.where(level, -np.inf, np.minimum(*ways))
        right: Any = np.where(level, np.inf, np.maximum(*ways))
        return left, right


def _cell_size(low: Floats, span: Floats) -> float:
    """Return a width of cells that hold about two pieces where most pieces are."""
    edges = np.quantile(low, [0.02, 0.98], axis=0)
    width, height = np.maximum(edges[1] - edges[0], 1e-6 * span.max())
    size = float(np.sqrt(2 * width * height / len(low)))
    size = max(size, float(np.sqrt(span.prod() / _MOST_CELLS)), float(span.max()) * 1e-6)
    return size if size > 0 else 1.0


def _squares(x: Floats, y: Floats, sides: Floats) -> Floats:
    """Return the squared distances of points to pieces, one to one.

    The nearest place on a piece from a to b is a + t (b - a) with t = (p - a).(b - a) / |b - a|^2
    held to 0..1, and b itself where t is 1, so that pieces which share an end tie exactly there.
    """
    ax, ay, bx, by = sides.T
    dx, dy = bx - ax, by - ay
    share = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)
    share = np.minimum(np.maximum(share, 0.0), 1.0)
    end = share == 1
    aside = x - np.where(end, bx, ax + share * dx)
    above = y - np.where(end, by, ay + share * dy)
    found: Floats = aside * aside + above * above
    return found


def _take_nearer(
    rows: Ints, counts: Ints, squares: Floats, pieces: Ints, best: tuple[Ints, Floats]
) -> None:
    """Keep for each row the nearest, of equally near ones the first piece."""
    begin = np.concatenate([[0], np.cumsum(counts[:-1])])
    least = np.minimum.reduceat(squares, begin)
    tied = np.where(squares == np.repeat(least, counts), pieces, np.iinfo(np.int64).max)
    piece = np.minimum.reduceat(tied, begin)
    known, square = best
    better = (least < square[rows]) | ((least == square[rows]) & (piece < known[rows]))
    better &= np.isfinite(least)
    known[rows[better]], square[rows[better]] = piece[better], least[better]
