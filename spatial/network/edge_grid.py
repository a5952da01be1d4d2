"""The nearest of many straight pieces of street, for many points at once and exactly.

Pieces are listed in the cells of a square grid that they pass through. A point looks in its own
cell, then in those of the eight around it that lie nearer than what it has found; with nothing
nearer than the border of these nine cells, or too much in them, it asks a tree of the middles of
short parts instead. All three ways measure with the same arithmetic, so the answer does not depend
on the way. Neither the grid nor the tree grows with how unlike each other the pieces are.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from spatial.arrays import Flags, Floats, Ints
from spatial.network.graph import ranges

NONE = -1
_CHUNK = 32_768
"""Points looked up at once: their pairs with pieces stay in the cache of the processor."""
_FAR_PAIRS = 500_000
"""Pairs of points and parts looked at together where the tree is asked."""
_MOST_CELLS = 4_000_000
_MOST_LISTED = 512
"""Pieces in one cell beyond which the tree is quicker."""
_MORE_PARTS = 16_384
"""Parts that few long pieces may be cut into for the tree, and entries of the grid beside some
for each piece."""
_AROUND = [(0, -1), (0, 1), (-1, 0), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)]
_LEAST = 1e-6
"""In m: cells are no narrower."""
_TINY = float(np.finfo(float).tiny)
"""Squares of lengths below it are 0: such a piece is a point."""
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
        self._sides = _rightward(
            np.concatenate([vertices[self.start], vertices[self.start + 1]], axis=1)
        )
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
        number = spot[:, 0] * self._shape[1] + spot[:, 1]
        if self._crowded is not None:
            near[rows] = few = ~self._crowded[number]
            rows, number = rows[few], number[few]
        rows = rows[np.argsort(number, kind="stable")]
        far = [np.flatnonzero(~near)]
        for begin in range(0, len(rows), _CHUNK):
            some = rows[begin : begin + _CHUNK]
            places = points[some]
            found = self._search_near(places, cell[some], limit, shut)
            piece[some], square[some], unsure = found
            far.append(some[unsure])
        rest = np.concatenate(far)
        if len(rest):
            piece[rest], square[rest] = self._search_far(points[rest], limit, shut)

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
        squares = _squares_to(places[0][owner], places[1][owner], self._sides.take(pieces, axis=0))
        if shut is not None:
            squares[shut[pieces]] = np.inf
        _take_nearer(rows, counts, squares, pieces, best)

    def _search_far(self, places: Floats, limit: float, shut: Flags | None) -> tuple[Ints, Floats]:
        """Look for pieces by trees of middles; those shut have no place in them."""
        trees = self._trees if shut is None else self._plant(~shut)
        x, y = places.T.copy()
        bound = np.full(len(places), limit)
        for tree, pieces, _ in trees:
            sides = self._sides[pieces[tree.query(places)[1]]]
            bound = np.minimum(bound, np.sqrt(_squares_to(x, y, sides)))
        bound *= 1 + _PAD
        best = np.full(len(places), NONE, dtype=np.int64), np.full(len(places), np.inf)
        for tree, pieces, half in trees:
            for some, near, counts in _near_middles(tree, places, bound + half):
                found = pieces[near]
                owner = np.repeat(some, counts)
                squares = _squares_to(x[owner], y[owner], self._sides[found])
                _take_nearer(some, counts, squares, found, best)
        return best

    @cached_property
    def _trees(self) -> list[tuple[cKDTree, Ints, float]]:
        return self._plant(np.ones(len(self.start), dtype=bool))

    def _plant(self, kept: Flags) -> list[tuple[cKDTree, Ints, float]]:
        """Return trees of the middles of parts alike in length: their pieces, half the longest."""
        pieces = np.flatnonzero(kept)
        begin, end = self._sides[pieces, :2], self._sides[pieces, 2:]
        step = end - begin
        length = np.hypot(*step.T)
        # not many more parts than pieces, however long some are
        longest = float(length.sum()) / (len(pieces) / 2 + _MORE_PARTS)
        parts = np.maximum(np.ceil(length / max(longest, _TINY)), 1).astype(np.int64)
        owner = np.repeat(np.arange(len(pieces)), parts)
        share = (ranges(np.zeros(len(parts), np.int64), parts) + 0.5) / parts[owner]
        middles = begin[owner] + share[:, None] * step[owner]
        size = (length / parts)[owner]
        rounding = 4 * np.finfo(float).eps * float(np.abs(self._sides).max(initial=0))
        kind = np.frexp(size)[1] // 4
        kind = np.maximum(kind, kind.max(initial=0) - 9)  # lengths that differ up to 16 times
        trees: list[tuple[cKDTree, Ints, float]] = []
        for one in np.unique(kind):
            rows = np.flatnonzero(kind == one)
            tree = cKDTree(middles[rows], balanced_tree=False, compact_nodes=False)
            half = float(size[rows].max()) / 2 * (1 + _PAD) + rounding
            trees.append((tree, pieces[owner[rows]], half))
        return trees

    def _fill(self) -> None:
        """List each piece in the cells that it passes through."""
        begin, end = self._sides[:, :2], self._sides[:, 2:]
        low, high = np.minimum(begin, end), np.maximum(begin, end)
        corner, far = low.min(axis=0), high.max(axis=0)
        self._size = _cell_size(low, far - corner, float((high - low).sum()))
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
        self._crowded = self._beside_crowds(number)

    def _beside_crowds(self, number: Ints) -> Flags | None:
        """Return which cells list too many pieces, or have such a neighbor; None for none."""
        if number.max() <= _MOST_LISTED:
            return None
        crowded = (number > _MOST_LISTED).reshape(self._shape)
        beside = crowded.copy()
        cells = np.argwhere(crowded)
        for across, up in _AROUND:  # the outermost cells hold nothing
            beside[cells[:, 0] + across, cells[:, 1] + up] = True
        return beside.ravel()

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


def _cell_size(low: Floats, span: Floats, run: float) -> float:
    """Return a width of cells that hold about two pieces where most pieces are.

    `run` (m) is how far all pieces go along both axes: they cross about `run` / width borders.
    """
    edges = np.quantile(low, [0.02, 0.98], axis=0)
    width, height = np.maximum(edges[1] - edges[0], 1e-6 * span.max())
    size = float(np.sqrt(2 * width * height / len(low)))
    size = max(size, float(np.sqrt(span.prod() / _MOST_CELLS)), float(span.max()) * 1e-6)
    size = max(size, run / (8 * len(low) + _MORE_PARTS))
    # below this, corners could not be told apart
    return max(size, 1e-9 * float(np.abs(low).max()), _LEAST)


def _squares(x: Floats, y: Floats, sides: Floats) -> Floats:
    """Return the squared distances of points to pieces, one to one, as `EdgeGrid` measures them.

    `sides` (n, 4) holds where each piece begins and ends, in any direction.
    """
    return _squares_to(x, y, _rightward(sides))


def _rightward(sides: Floats) -> Floats:
    """Return pieces from left to right, upright ones upward.

    A street drawn twice, once each way, is then measured twice by the same arithmetic, so that all
    points take the same of the two.
    """
    back = (sides[:, 0] > sides[:, 2]) | (
        (sides[:, 0] == sides[:, 2]) & (sides[:, 1] > sides[:, 3])
    )
    found: Floats = np.where(back[:, None], sides[:, [2, 3, 0, 1]], sides)
    return found


def _squares_to(x: Floats, y: Floats, sides: Floats) -> Floats:
    """Return the squared distances of points to pieces that go rightward, one to one.

    The nearest place on a piece from a to b is a + t (b - a) with t = (p - a).(b - a) / |b - a|^2
    held to 0..1, and b itself where t is 1, so that pieces which share an end tie exactly there.
    """
    ax, ay, bx, by = sides.T
    dx, dy = bx - ax, by - ay
    share = ((x - ax) * dx + (y - ay) * dy) / np.maximum(dx * dx + dy * dy, _TINY)
    share = np.minimum(np.maximum(share, 0.0), 1.0)
    end = share == 1
    aside = x - np.where(end, bx, ax + share * dx)
    above = y - np.where(end, by, ay + share * dy)
    found: Floats = aside * aside + above * above
    return found


def _near_middles(
    tree: cKDTree, places: Floats, reach: Floats
) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Yield rows of places, the entries of the tree in reach of them in one, and how many each."""
    pairs = np.cumsum(tree.query_ball_point(places, reach, return_length=True))
    begin = 0
    while begin < len(places):
        most = (pairs[begin - 1] if begin else 0) + _FAR_PAIRS
        end = max(int(np.searchsorted(pairs, most, side="right")), begin + 1)
        near = tree.query_ball_point(places[begin:end], reach[begin:end], return_sorted=False)
        counts = np.array([len(some) for some in near], dtype=np.int64)
        rows = np.flatnonzero(counts)
        if len(rows):
            entries = np.concatenate([near[row] for row in rows]).astype(np.int64)
            yield begin + rows, entries, counts[rows]
        begin = end


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
