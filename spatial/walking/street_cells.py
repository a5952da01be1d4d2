"""Rectangles of land, and the pieces of street from which somebody in them may start to walk.

A piece is left out of a rectangle when another one is nearer from everywhere in it. The distance
to a piece is convex: it lies above its tangent plane and is greatest at a corner, so that

    tangent plane of the one - distance to the other

is concave and least at a corner. Where that is more than 0 nobody starts from the one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from spatial.arrays import Flags, Floats, Ints
from spatial.network import Network, ranges
from spatial.population import SLACK

PAIRS = 200_000
"""Pairs of rectangle and piece that are looked at together: each takes some hundred bytes."""
_RECTANGLES = 2_000
"""Rectangles for which pieces are looked up together."""
CORNERS = np.array([(-1.0, -1.0), (-1.0, 1.0), (1.0, -1.0), (1.0, 1.0)])


@dataclass(frozen=True, eq=False)
class StreetPieces:
    """The straight pieces of the open edges of a network.

    Attributes
    ----------
    begin : (m, 2) float
        In metres.
    unit : (m, 2) float
        Direction, of length 1; 0 where a piece has no length.
    size : (m,) float
        Length in metres.
    edge : (m,) int
        Ascending.
    offset : (m,) float
        Metres along the edge to where the piece begins.
    """

    begin: Floats
    unit: Floats
    size: Floats
    edge: Ints
    offset: Floats

    @property
    def nbytes(self) -> int:
        """The memory it takes."""
        return sum(part.nbytes for part in vars(self).values())

    def tree(self) -> shapely.STRtree:
        """Return a tree of the pieces."""
        end = self.begin + self.unit * self.size[:, None]
        return shapely.STRtree(np.asarray(shapely.linestrings(np.stack([self.begin, end], axis=1))))

    def beside(self, piece: Ints, points: Floats) -> tuple[Floats, Floats, Floats]:
        """Return how far points are along the line of pieces, and aside, and from the piece (m)."""
        x, y = (points[:, axis] - self.begin[:, axis][piece] for axis in (0, 1))
        unit_x, unit_y = self.unit[:, 0][piece], self.unit[:, 1][piece]
        along, aside = x * unit_x + y * unit_y, np.abs(x * unit_y - y * unit_x)
        over = along - np.clip(along, 0.0, self.size[piece])
        return along, aside, np.hypot(aside, over)


@dataclass(frozen=True, eq=False)
class StreetCells:
    """Rectangles with the pieces of street that people in them may start from.

    Attributes
    ----------
    middle, half : (k, 2) float
        Middle and half the sides of each rectangle, in metres.
    owner : (k,) int
        Row of what the rectangle was cut from.
    far : (k,) bool
        Whether somebody in it may be too far from every street to walk.
    cell, piece : (q,) int
        Which piece of street may be started from in which rectangle; rectangles ascend.
    """

    middle: Floats
    half: Floats
    owner: Ints
    far: Flags
    cell: Ints
    piece: Ints

    def __len__(self) -> int:
        """How many rectangles."""
        return len(self.owner)

    @property
    def nbytes(self) -> int:
        """The memory it takes."""
        return sum(part.nbytes for part in vars(self).values())

    def corners(self, pairs: Ints | None = None) -> list[Floats]:
        """Return the four corners of the rectangles, widened by rounding."""
        middle, half = self.middle, self.half + SLACK
        if pairs is not None:
            middle, half = middle[pairs], half[pairs]
        return [middle + half * corner for corner in CORNERS]

    def rows(self, chosen: Flags) -> "StreetCells":
        """Return some of the rectangles."""
        kept = chosen[self.cell]
        number = np.cumsum(chosen) - 1
        return StreetCells(
            self.middle[chosen],
            self.half[chosen],
            self.owner[chosen],
            self.far[chosen],
            number[self.cell[kept]],
            self.piece[kept],
        )

    def runs(self, pairs: int) -> Iterator["StreetCells"]:
        """Yield the rectangles in order, in runs that have about so many pieces of street."""
        last = np.searchsorted(self.cell, np.arange(1, len(self) + 1))
        begin = start = 0
        while begin < len(self):
            end = max(begin + 1, int(np.searchsorted(last, start + pairs, side="right")))
            some, held = slice(begin, end), slice(start, int(last[end - 1]))
            yield StreetCells(
                self.middle[some],
                self.half[some],
                self.owner[some],
                self.far[some],
                self.cell[held] - begin,
                self.piece[held],
            )
            begin, start = end, held.stop

    def quarters(self) -> "StreetCells":
        """Return all rectangles cut into four, which inherit the pieces of street."""
        count = np.bincount(self.cell, minlength=len(self))
        first = np.cumsum(count) - count
        old = np.repeat(np.arange(len(self)), 4)
        pair = ranges(first[old], count[old])
        return StreetCells(
            (self.middle[:, None] + self.half[:, None] / 2 * CORNERS).reshape(-1, 2),
            self.half[old] / 2,
            self.owner[old],
            self.far[old],
            np.repeat(np.arange(len(old)), count[old]),
            self.piece[pair],
        )


@dataclass(frozen=True)
class Start:
    """From which streets people may start.

    Attributes
    ----------
    max_snap : float
        In metres; who is further from every street does not walk.
    freedom : float
        In metres, 0 or more: people may start from any street within `max_snap` that is at most so
        much further from them than the nearest one. With 0 everybody starts from the nearest.
    """

    max_snap: float
    freedom: float = 0.0


def pieces_of(network: Network) -> StreetPieces:
    """Return the straight pieces of the open edges of a network."""
    opened = np.flatnonzero(network.edge_open)
    first = network.edge_first[opened]
    number = network.edge_first[opened + 1] - first - 1
    at = ranges(first, number)
    begin, along = network.vertices[at], network.vertices[at + 1] - network.vertices[at]
    size = np.hypot(*along.T)
    return StreetPieces(
        begin,
        along / np.where(size > 0, size, 1.0)[:, None],
        size,
        np.repeat(opened, number),
        network.along[at],
    )


def cells_of(
    pieces: StreetPieces, middle: Floats, half: Floats, owner: Ints, *, start: Start
) -> StreetCells:
    """Return rectangles with the pieces that people in them may start from."""
    none = np.empty(0, dtype=np.int64)
    far = np.ones(len(middle), dtype=bool)
    if not len(pieces.size) or not len(middle):
        return StreetCells(middle, half, owner, far, none, none)
    tree, parts = pieces.tree(), []
    for begin in range(0, len(middle), _RECTANGLES):
        some = slice(begin, begin + _RECTANGLES)
        found = _near(tree, middle[some], half[some], owner[some], start=start)
        parts.append(pruned(found, pieces, start=start))
    return _joined(parts)


def _near(
    tree: shapely.STRtree, middle: Floats, half: Floats, owner: Ints, *, start: Start
) -> StreetCells:
    """Return rectangles with the pieces near enough that somebody may start from them."""
    points = np.asarray(shapely.points(middle))
    leg = np.full(len(middle), np.inf)
    (cell, _), nearest = tree.query_nearest(points, return_distance=True, all_matches=False)
    leg[cell] = nearest
    spread = np.hypot(*half.T) + SLACK
    reach = np.minimum(leg + 2 * spread + start.freedom, start.max_snap + spread) + SLACK
    cell, piece = tree.query(points, predicate="dwithin", distance=reach)
    order = np.argsort(cell, kind="stable")
    far = np.ones(len(middle), dtype=bool)
    return StreetCells(middle, half, owner, far, cell[order].astype(np.int64), piece[order])


def pruned(cells: StreetCells, pieces: StreetPieces, *, start: Start) -> StreetCells:
    """Return the rectangles without the pieces from which nobody in them starts."""
    return _joined([_pruned(run, pieces, start) for run in cells.runs(PAIRS)] or [cells])


def _joined(parts: list[StreetCells]) -> StreetCells:
    """Return runs of rectangles behind each other."""
    if len(parts) == 1:
        return parts[0]
    first = np.cumsum([0, *(len(part) for part in parts[:-1])])
    return StreetCells(
        np.concatenate([part.middle for part in parts]),
        np.concatenate([part.half for part in parts]),
        np.concatenate([part.owner for part in parts]),
        np.concatenate([part.far for part in parts]),
        np.concatenate([part.cell + begin for part, begin in zip(parts, first, strict=True)]),
        np.concatenate([part.piece for part in parts]),
    )


def _pruned(cells: StreetCells, pieces: StreetPieces, start: Start) -> StreetCells:
    cell, piece, far = cells.cell, cells.piece, np.ones(len(cells), dtype=bool)
    if not len(cell):
        return StreetCells(cells.middle, cells.half, cells.owner, far, cell, piece)
    held = np.flatnonzero(np.diff(cell, prepend=-1))
    east, north, distance = _away(pieces, piece, cells.middle[cell])
    leg = np.full(len(cells), np.inf)
    leg[cell[held]] = np.minimum.reduceat(distance, held)
    first = np.flatnonzero(distance == leg[cell])[::-1]
    nearest = np.full(len(cells), piece[0])
    nearest[cell[first]] = piece[first]
    # Whoever is `spread` from the middle is at most so much nearer or further than it.
    spread = np.hypot(*(cells.half + SLACK).T)
    wide = distance <= (leg + 2 * spread + start.freedom + SLACK)[cell]
    cell, piece, distance = cell[wide], piece[wide], distance[wide]
    scale = np.where(distance > 0, distance, 1.0)
    rise_x, rise_y = ((cells.half + SLACK)[:, axis][cell] for axis in (0, 1))
    rise_x, rise_y = rise_x * east[wide] / scale, rise_y * north[wide] / scale
    behind, most = np.full(len(cell), np.inf), np.zeros(len(cells))
    for (x, y), corner in zip(CORNERS, cells.corners(), strict=True):
        _, _, other = pieces.beside(nearest, corner)
        plane = distance + (x * rise_x + y * rise_y)
        np.minimum(behind, plane - other[cell], out=behind)
        np.maximum(most, other, out=most)
    far = ~np.isfinite(leg) | (most > start.max_snap)
    least = distance - np.abs(rise_x) - np.abs(rise_y)
    kept = (behind <= start.freedom + SLACK) & (least <= start.max_snap + SLACK)
    return StreetCells(cells.middle, cells.half, cells.owner, far, cell[kept], piece[kept])


def _away(pieces: StreetPieces, piece: Ints, points: Floats) -> tuple[Floats, Floats, Floats]:
    """Return how far points are to the east and north of the nearest place of pieces, and away."""
    x, y = points[:, 0] - pieces.begin[:, 0][piece], points[:, 1] - pieces.begin[:, 1][piece]
    unit_x, unit_y = pieces.unit[:, 0][piece], pieces.unit[:, 1][piece]
    foot = np.clip(x * unit_x + y * unit_y, 0.0, pieces.size[piece])
    east, north = x - foot * unit_x, y - foot * unit_y
    return east, north, np.hypot(east, north)
