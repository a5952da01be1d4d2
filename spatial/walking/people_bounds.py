"""Between which walking distances people live who are only known to be somewhere in a shape.

A shape is covered with rectangles, each with the pieces of street that somebody in it may start
from (`spatial.walking.street_cells`) and bounds of the walks from there
(`spatial.walking.walk_bounds`). Only rectangles that may hold the least or the greatest walk of a
place are cut into four, again and again: what is left unknown in the end is some metres (branch and
bound, Land and Doig 1960, Econometrica 28:497-520).
"""

from dataclasses import dataclass

import numpy as np
import shapely

from spatial.arrays import Flags, Floats, Ints, Shapes
from spatial.network import Attachment, Network, ranges
from spatial.population import SLACK, DistanceBounds, Whereabouts
from spatial.walking.street_cells import (
    Start,
    StreetCells,
    StreetPieces,
    cells_of,
    pieces_of,
    pruned,
)
from spatial.walking.walk_bounds import walks_within, ways_of

COARSE = 100.0
"""In m: the sides of the rectangles for which streets are looked up."""
FINE = 4.0
"""In m: rectangles whose sides are no longer are not cut any more."""
CLOSE = 1.0
"""In m: what is known of a walk to so much is known well enough."""
MOST_CELLS = 400_000
"""Rectangles at most at one time: beyond, they stay larger, and brackets wider."""


@dataclass(frozen=True, eq=False)
class Portions:
    """Where the people of each place may be, and the pieces of street that they may start from.

    Attributes
    ----------
    whereabouts : Whereabouts
    pieces : StreetPieces
    cells : StreetCells
        `owner` is the row of the shape.
    start : Start
    corners : Attachment
        Of the corners of all shapes: what somebody there walks is known exactly.
    corner_of : (c,) int
        Row of the shape of each corner.
    """

    whereabouts: Whereabouts
    pieces: StreetPieces
    cells: StreetCells
    start: Start
    corners: Attachment
    corner_of: Ints

    @property
    def nbytes(self) -> int:
        """The memory it takes, without the shapes."""
        corners = 6 * self.corners.points.nbytes + self.corner_of.nbytes
        return self.pieces.nbytes + self.cells.nbytes + corners


def portions_of(
    whereabouts: Whereabouts, network: Network, *, max_snap: float, freedom: float = 0.0
) -> Portions:
    """Return the pieces of street that people may start from, whatever the facilities.

    Parameters
    ----------
    whereabouts : Whereabouts
        Where the people of each place may be.
    network : Network
        In metres of the same system.
    max_snap : float
        In metres; who is further from every street does not walk.
    freedom : float
        In metres, 0 or more: people may start from any street within `max_snap` that is at most so
        much further from them than the nearest one. With 0 everybody starts from the nearest.
    """
    pieces, start = pieces_of(network), Start(max_snap, freedom)
    middle, half, owner = cover(whereabouts.shapes, COARSE, most=MOST_CELLS)
    kept = meeting(middle, half, whereabouts.shapes[owner])
    cells = cells_of(pieces, middle[kept], half[kept], owner[kept], start=start)
    points, corner_of = shapely.get_coordinates(whereabouts.shapes, return_index=True)
    snap = max_snap if np.isfinite(max_snap) else None
    corners = network.attach(points, max_snap=snap)
    return Portions(whereabouts, pieces, cells, start, corners, corner_of)


def walking_bounds(
    portions: Portions, network: Network, goals: Attachment, areas: Shapes | None = None
) -> DistanceBounds:
    """Return between which walking distances of the nearest of `goals` the people of places live.

    Infinite: somebody (`far`) or everybody (`near`) of the place reaches none. Who stands in one of
    `areas` (polygons in metres) walks 0 m.
    """
    ways = ways_of(portions.pieces, network, goals, areas)
    at_corners, _ = network.nearest(portions.corners, goals)
    if areas is not None and len(areas):
        held = ways.tree.query(shapely.points(portions.corners.points), predicate="intersects")[0]
        at_corners[held] = 0.0
    search = _Search(portions.whereabouts, at_corners, portions.corner_of)
    cells = portions.cells
    while len(cells):
        low, high = walks_within(cells, ways)
        opened = search.opened(cells, low, high)
        search.close(cells.rows(~opened), low[~opened], high[~opened])
        cells = finer(cells.rows(opened), portions, portions.whereabouts.shapes)
    return search.bounds


class _Search:
    """The least and greatest walks of places found so far."""

    def __init__(self, whereabouts: Whereabouts, walked: Floats, shape: Ints) -> None:
        size = whereabouts.size
        self._place = whereabouts.owner
        self._near, self._far = np.full(size, np.inf), np.full(size, -np.inf)
        # Somebody walks at least this far, and somebody at most so far.
        self._someone_far, self._someone_near = np.full(size, -np.inf), np.full(size, np.inf)
        np.maximum.at(self._someone_far, self._place[shape], walked)
        np.minimum.at(self._someone_near, self._place[shape], walked)

    def opened(self, cells: StreetCells, low: Floats, high: Floats) -> Flags:
        """Return which rectangles may change what is known of their place by being cut."""
        place = self._place[cells.owner]
        np.maximum.at(self._someone_far, place, low)
        np.minimum.at(self._someone_near, place, high)
        farther = high > self._someone_far[place] + CLOSE
        nearer = low < self._someone_near[place] - CLOSE
        large = 2 * cells.half.max(axis=1) > FINE
        opened: Flags = (farther | nearer) & large
        return opened if 4 * opened.sum() <= MOST_CELLS else np.zeros_like(opened)

    def close(self, cells: StreetCells, low: Floats, high: Floats) -> None:
        """Take the bounds of rectangles that stay as they are."""
        place = self._place[cells.owner]
        np.minimum.at(self._near, place, low)
        np.maximum.at(self._far, place, high)

    @property
    def bounds(self) -> DistanceBounds:
        """What is known in the end."""
        far = np.where(np.isneginf(self._far), np.inf, self._far)
        # Who surely stands in an area walks exactly 0 m.
        rounding = np.where(far > 0, SLACK, 0.0)
        return DistanceBounds(np.maximum(self._near - SLACK, 0.0), far + rounding)


def finer(cells: StreetCells, portions: "Portions", shapes: Shapes) -> StreetCells:
    """Return rectangles cut into four, those that meet their shape, with their pieces."""
    quarters = cells.quarters()
    kept = meeting(quarters.middle, quarters.half, shapes[quarters.owner])
    return pruned(quarters.rows(kept), portions.pieces, start=portions.start)


def cover(shapes: Shapes, side: float, *, most: int) -> tuple[Floats, Floats, Ints]:
    """Return rectangles that together are the bounding boxes of shapes.

    Parameters
    ----------
    shapes : (n,) points and polygons
    side : float
        In metres: the longest side, more where there would be over `most`.

    Returns
    -------
    middle, half : (k, 2) float
        Middle and half the sides.
    owner : (k,) int
        Row of the shape, ascending.
    """
    low, high = np.split(np.nan_to_num(shapely.bounds(shapes)), 2, axis=1)
    step = max(side, float(np.sqrt(np.prod(high - low, axis=1).sum() / most)))
    number = np.maximum(np.ceil((high - low) / step), 1.0).astype(np.int64)
    count = number.prod(axis=1)
    owner = np.repeat(np.arange(len(shapes)), count)
    place = ranges(np.zeros(len(shapes), dtype=np.int64), count)
    at = np.column_stack(np.divmod(place, number[owner, 1]))
    half = ((high - low) / number / 2)[owner]
    return low[owner] + (2 * at + 1) * half, half, owner


def meeting(middle: Floats, half: Floats, shapes: Shapes) -> Flags:
    """Return which rectangles, widened by rounding, meet the shape of the same row."""
    shapely.prepare(shapes)
    met = np.asarray(shapely.intersects_xy(shapes, *middle.T))
    rest = np.flatnonzero(~met)
    low, high = (middle + side * (half + SLACK) for side in (-1, 1))
    met[rest] = shapely.intersects(shapes[rest], shapely.box(*low[rest].T, *high[rest].T))
    return met
