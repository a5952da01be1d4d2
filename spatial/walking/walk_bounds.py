"""How far the people of a rectangle walk, at least and at most, over the streets they start from.

In the strip beside a piece of street of length l, at t metres along it and h aside, the way is

    h + min(D0 + t, D1 + l - t)

with D0 and D1 the ways from its two ends; before and behind the strip it is the distance to that
end and the way from there. Each branch is bounded over the rectangle by its values at the corners
(above: each branch is less than a convex function) and by tangents and triangles (below).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from spatial.arrays import Floats, Ints, Shapes
from spatial.boxes import near_boxes
from spatial.network import Attachment, Network, nearest_source, ranges, seeds_of
from spatial.population import SLACK
from spatial.walking.street_cells import PAIRS, StreetCells, StreetPieces


@dataclass(frozen=True, eq=False)
class PieceWays:
    """The ways from the ends of pieces of street to the nearest facility.

    Attributes
    ----------
    pieces : StreetPieces
    ends : (2, m) float
        Metres from where a piece begins, and from where it ends; infinite where none is reached.
    first : (m + 1,) int
        Where the facilities that are reached from inside a piece begin in the next two.
    place, leg : (g,) float
        Metres along the piece to where the facility is left for, and from there to it.
    areas : (a,) polygons
        In metres: who stands in them is at a facility and walks 0 m.
    """

    pieces: StreetPieces
    ends: Floats
    first: Ints
    place: Floats
    leg: Floats
    areas: Shapes

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The index that finds areas."""
        shapely.prepare(self.areas)
        return shapely.STRtree(self.areas)


def ways_of(
    pieces: StreetPieces, network: Network, goals: Attachment, areas: Shapes | None = None
) -> PieceWays:
    """Return the ways from all pieces of street to the nearest of `goals`; 0 in `areas`."""
    ways = network.ways
    metres, _ = nearest_source(ways.graph, seeds_of(ways.placed(goals), ways.leaving))
    length = network.edge_length[pieces.edge]
    offset = np.stack([pieces.offset, pieces.offset + pieces.size])
    if len(metres):
        one, other = metres[ways.edge_nodes[pieces.edge]].T
        ends = np.minimum(one + offset, other + np.maximum(length - offset, 0.0))
    else:
        ends = np.full(offset.shape, np.inf)
    placed = np.flatnonzero(goals.attached)
    low = np.searchsorted(pieces.edge, goals.edge[placed], side="left")
    count = np.searchsorted(pieces.edge, goals.edge[placed], side="right") - low
    goal, piece = np.repeat(placed, count), ranges(low, count)
    before = goals.offset[goal] - offset[0, piece]
    after = offset[1, piece] - goals.offset[goal]
    for side, gap in enumerate((before, after)):
        np.minimum.at(ends[side], piece, goals.leg[goal] + np.abs(gap))
    inside = np.flatnonzero((before >= -SLACK) & (after >= -SLACK))
    inside = inside[np.argsort(piece[inside], kind="stable")]
    number = np.bincount(piece[inside], minlength=len(pieces.size))
    return PieceWays(
        pieces,
        ends,
        np.concatenate([[0], np.cumsum(number)]),
        before[inside],
        goals.leg[goal[inside]],
        np.empty(0, dtype=object) if areas is None else areas,
    )


def walks_within(cells: StreetCells, ways: PieceWays) -> tuple[Floats, Floats]:
    """Return the least and the greatest walk (m) of anybody in each rectangle.

    Nobody walks less than the one. Nobody walks more than the other; it is infinite where somebody
    may not arrive at all.
    """
    least, greatest = np.empty(len(cells)), np.empty(len(cells))
    begin = 0
    for run in cells.runs(PAIRS):
        own = slice(begin, begin + len(run))
        least[own], greatest[own] = _walks_of_run(run, ways)
        begin = own.stop
    return _in_areas(cells, ways, least, greatest) if len(ways.areas) else (least, greatest)


def _in_areas(
    cells: StreetCells, ways: PieceWays, least: Floats, greatest: Floats
) -> tuple[Floats, Floats]:
    """Return the walks with 0 for who may, and for all who surely, stand in an area."""
    # Wider, so that rounding misses no area; narrower, so that one on the very edge is in it.
    widest = float(cells.half.max(initial=0.0)) + SLACK
    near = np.flatnonzero(near_boxes(cells.middle, shapely.bounds(ways.areas), margin=widest))
    middle, half = cells.middle[near], cells.half[near]
    found, area = ways.tree.query(_boxes(middle, half + SLACK), predicate="intersects")
    narrower = np.maximum(half[found] - SLACK, 0.0)
    held = shapely.covers(ways.areas[area], _boxes(middle[found], narrower))
    least[near[found]], greatest[near[found[held]]] = 0.0, 0.0
    return least, greatest


def _boxes(middle: Floats, half: Floats) -> Shapes:
    return np.asarray(shapely.box(*(middle - half).T, *(middle + half).T), dtype=object)


def _walks_of_run(cells: StreetCells, ways: PieceWays) -> tuple[Floats, Floats]:
    least, greatest = np.full(len(cells), np.inf), np.full(len(cells), -np.inf)
    if len(cells.cell):
        low, high = _by_piece(cells, ways)
        np.minimum.at(least, cells.cell, low)
        np.maximum.at(greatest, cells.cell, high)
    greatest[cells.far | np.isneginf(greatest)] = np.inf
    return np.maximum(least - SLACK, 0.0), greatest + SLACK


def _by_piece(cells: StreetCells, ways: PieceWays) -> tuple[Floats, Floats]:
    """Return the same for each rectangle and each piece that is started from in it."""
    pieces, piece = ways.pieces, cells.piece
    size = pieces.size[piece]
    shape = _Beside(cells, pieces)
    ends = ways.ends[:, piece]
    low = np.minimum(ends[0] + shape.least_from(0), ends[1] + shape.least_from(1))
    high = shape.most + (ends[0] + ends[1] + size) / 2
    reach = [shape.most + size, shape.most + size]
    corner = [np.full(len(piece), -np.inf) for _ in range(2)]
    for along, distance in shape.corners:
        for side, metres in enumerate((along, size - along)):
            np.maximum(corner[side], distance + np.maximum(metres, 0.0), out=corner[side])
    for side in (0, 1):
        np.minimum(high, ends[side] + np.minimum(corner[side], reach[side]), out=high)
    number = ways.first[piece + 1] - ways.first[piece]
    pair = np.repeat(np.arange(len(piece)), number)
    if len(pair):
        goal = ranges(ways.first[piece], number)
        np.minimum.at(low, pair, ways.leg[goal] + shape.least_to(pair, ways.place[goal]))
        np.minimum.at(high, pair, ways.leg[goal] + shape.most_to(pair, ways.place[goal]))
    return low, high


class _Beside:
    """Where rectangles lie beside the pieces of street that are started from in them."""

    def __init__(self, cells: StreetCells, pieces: StreetPieces) -> None:
        self.middle, self.half = cells.middle[cells.cell], cells.half[cells.cell] + SLACK
        piece = cells.piece
        self.size, self.unit, self.begin = (
            pieces.size[piece],
            pieces.unit[piece],
            pieces.begin[piece],
        )
        self.corners = [pieces.beside(piece, corner)[::2] for corner in cells.corners(cells.cell)]
        self.most = np.max([distance for _, distance in self.corners], axis=0)
        along, aside, distance = pieces.beside(piece, self.middle)
        self.aside = aside
        extent = (np.abs(self.unit) * self.half).sum(axis=1)
        self.along = np.stack([along - extent, along + extent])
        breadth = (np.abs(self.unit[:, ::-1]) * self.half).sum(axis=1)
        self.least_aside = np.maximum(aside - breadth, 0.0)
        foot = self.begin + np.clip(along, 0.0, self.size)[:, None] * self.unit
        slope = (self.middle - foot) / np.where(distance > 0, distance, 1.0)[:, None]
        fall = (np.abs(slope) * self.half).sum(axis=1)
        self.least = np.maximum(np.maximum(distance - fall, self.least_aside), 0.0)
        self._middle_along = along

    def least_from(self, side: int) -> Floats:
        """Return the least of distance to the piece and metres along it from one of its ends."""
        unit = self.unit if side == 0 else -self.unit
        near, over = (
            (self.along[0], self.along[1])
            if side == 0
            else (self.size - self.along[1], self.size - self.along[0])
        )
        middle = self._middle_along if side == 0 else self.size - self._middle_along
        end = self.begin if side == 0 else self.begin + self.unit * self.size[:, None]
        found = np.maximum(self._to(end), self.least + np.clip(near, 0.0, self.size))
        # aside + along rises by this much a metre to the east and to the north; on which side of
        # the street the middle lies says where aside grows.
        across = self.middle - self.begin
        left = np.sign(self.unit[:, 0] * across[:, 1] - self.unit[:, 1] * across[:, 0])
        rise = unit + left[:, None] * np.stack([-self.unit[:, 1], self.unit[:, 0]], axis=1)
        plane = self.aside + middle - (np.abs(rise) * self.half).sum(axis=1)
        behind = np.where(over > self.size, self.size + self.least_aside, np.inf)
        return np.asarray(np.maximum(found, np.minimum(plane, behind)))

    def least_to(self, pair: Ints, place: Floats) -> Floats:
        """Return the least of distance to the piece and metres along it to `place` on it."""
        low, high = np.clip(self.along[:, pair], 0.0, self.size[pair])
        gap = np.maximum(np.maximum(low - place, place - high), 0.0)
        goal = self.begin[pair] + place[:, None] * self.unit[pair]
        return np.asarray(np.maximum(self._to(goal, pair), self.least[pair] + gap))

    def most_to(self, pair: Ints, place: Floats) -> Floats:
        """Return what these are at most."""
        held = np.clip(place, 0.0, self.size[pair])
        ways = [distance[pair] + np.abs(along[pair] - held) for along, distance in self.corners]
        return np.asarray(np.max(ways, axis=0) + SLACK)

    def _to(self, points: Floats, pair: Ints | None = None) -> Floats:
        """Return the distance of the rectangles to points."""
        middle, half = (
            (self.middle, self.half) if pair is None else (self.middle[pair], self.half[pair])
        )
        away = np.maximum(np.abs(points - middle) - half, 0.0)
        found: Floats = np.hypot(*away.T)
        return found
