"""Disc cells: what each disc of one radius covers that lies nearest to its own center.

With equal radii, a place covered by any disc is covered by the disc of its nearest center. The
union of discs is therefore the disjoint union of the cells `disc ∩ Voronoi cell`. A cell is convex
and holds its center, so a ray from the center leaves it once: its border is a function of the
direction, made of chords (on bisectors with neighbors) and arcs. The area swept between two
directions is then known in closed form; `spatial.coverage.discs` cuts zones with it.
"""

from dataclasses import dataclass

import numpy as np

from spatial.arrays import Floats, Ints
from spatial.coverage.disc_walls import Walls, clip, neighbor_walls

_TURN = 2 * np.pi
_KEY_STEP = 16.0
"""Distance between the search keys of two cells: more than any angle plus one full turn."""
_NANOMETRE = 2.0**-30
"""A power of two, so that rounding to it is exact."""
_START, _BASE, _OFFSET, _NORMAL_X, _NORMAL_Y, _ALONG = range(6)


@dataclass(frozen=True, eq=False)
class Chords:
    """The part of each wall that bounds its cell within the disc.

    Attributes
    ----------
    walls : Walls
    low, high : (w,) float
        Positions along the wall in m: 0 at the foot of the center, growing counter-clockwise.
    """

    walls: Walls
    low: Floats
    high: Floats

    def places(self, position: Floats) -> tuple[Floats, Floats]:
        """Return x and y (m, relative to the center) of `position` along each wall."""
        walls = self.walls
        return (
            walls.offset * walls.normal_x - position * walls.normal_y,
            walls.offset * walls.normal_y + position * walls.normal_x,
        )


@dataclass(frozen=True, eq=False)
class DiscCells:
    """The cells of n discs with distinct centers, with what is needed to sweep them.

    Attributes
    ----------
    centers : (n, 2) float
        In metres.
    radius : float
        In metres.
    walls : Walls
        Only those that bound a cell inside its disc.
    bounds : (n, 4) float
        Smallest x, y and largest x, y of each cell, in metres.
    area : (n,) float
        In m².
    first_piece, pieces, keys
        Border pieces in the order of their angle, and their search keys.
    """

    centers: Floats
    radius: float
    walls: Walls
    bounds: Floats
    area: Floats
    first_piece: Ints
    pieces: Floats
    keys: Floats

    def swept(
        self, cell: Ints, from_x: Floats, from_y: Floats, to_x: Floats, to_y: Floats
    ) -> Floats:
        """Return the signed area (m²) of each cell between two directions from its center.

        Counter-clockwise is positive; the turn must be less than half a circle. Directions are
        vectors of any length except 0, relative to the center; all arguments have shape (k,).
        """
        angle_from, area_from = self._area_up_to(cell, from_x, from_y)
        angle_to, area_to = self._area_up_to(cell, to_x, to_y)
        turn = angle_to - angle_from
        wraps = (turn < -np.pi).astype(np.float64) - (turn > np.pi)
        return area_to - area_from + wraps * self.area[cell]

    def _area_up_to(self, cell: Ints, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return the angle of (x, y), from the first border piece on, and the area swept."""
        angle = np.arctan2(y, x)
        origin = self.pieces[self.first_piece[cell], _START]
        angle += _TURN * (angle < origin)
        angle -= _TURN * (angle >= origin + _TURN)
        found = np.searchsorted(self.keys, cell * _KEY_STEP + angle, side="right") - 1
        # Rounding of the keys may point one piece past the border of the cell.
        found = np.clip(found, self.first_piece[cell], self.first_piece[cell + 1] - 1)
        start, base, offset, normal_x, normal_y, along = self.pieces[found].T
        arc = 0.5 * self.radius**2 * (angle - start)
        with np.errstate(divide="ignore", invalid="ignore"):
            reached = offset * (y * normal_x - x * normal_y) / (x * normal_x + y * normal_y)
        # Where a corner is known to few digits, the ray may pass the end of its chord.
        chord = 0.5 * offset * (np.clip(reached, -self.radius, self.radius) - along)
        return angle, base + np.where(offset > 0, chord, arc)


def disc_cells(points: Floats, radius: float) -> DiscCells:
    """Return the cells of the discs of `radius` (m, above 0) around `points` (n, 2), n above 0.

    Points at the same place are taken once.
    """
    centers = _distinct(points)
    chords, middle = _by_angle(*_bounding_parts(neighbor_walls(centers, radius), radius))
    first_piece, pieces, area = _border(chords, middle, radius)
    owner = np.repeat(np.arange(len(centers)), np.diff(first_piece))
    return DiscCells(
        centers=centers,
        radius=radius,
        walls=chords.walls,
        bounds=_bounds(centers, chords, radius),
        area=area,
        first_piece=first_piece,
        pieces=pieces,
        keys=owner * _KEY_STEP + pieces[:, _START],
    )


def _distinct(points: Floats) -> Floats:
    """Return each place once, ordered by x, then y, so that input order cannot matter.

    Places are taken to the nanometre: a direction between closer ones has no digits left.
    """
    points = np.rint(points / _NANOMETRE) * _NANOMETRE
    ordered = points[np.lexsort((points[:, 1], points[:, 0]))]
    fresh = np.ones(len(ordered), dtype=bool)
    fresh[1:] = (np.diff(ordered, axis=0) != 0).any(axis=1)
    return ordered[fresh]


def _bounding_parts(walls: Walls, radius: float) -> tuple[Walls, Floats, Floats]:
    """Return the walls that bound their cell inside the disc, and from where to where (m)."""
    cell = walls.cell
    half = np.sqrt((radius - walls.offset) * (radius + walls.offset))
    foot_x, foot_y = walls.offset * walls.normal_x, walls.offset * walls.normal_y
    step_x, step_y = -half * walls.normal_y, half * walls.normal_x
    lines = np.array([foot_x - step_x, foot_y - step_y, foot_x + step_x, foot_y + step_y])
    order = np.argsort(-walls.count[cell], kind="stable")
    own = np.arange(len(cell)) - walls.first[cell]
    enter, leave = np.empty(len(cell)), np.empty(len(cell))
    enter[order], leave[order] = clip(walls, cell[order], lines[:, order], own[order])
    low, high = half * (2 * np.clip(enter, 0, 1) - 1), half * (2 * np.clip(leave, 0, 1) - 1)
    kept = low < high
    first = np.concatenate([[0], np.cumsum(kept)])[walls.first]
    bounding = Walls(first, walls.normal_x[kept], walls.normal_y[kept], walls.offset[kept])
    return bounding, low[kept], high[kept]


def _by_angle(walls: Walls, low: Floats, high: Floats) -> tuple[Chords, Floats]:
    """Return the chords in the order of their angle within each cell, and their middle angles.

    Starts may tie or swap by rounding where a chord is very short; middles do not.
    """
    half = (high + low) / 2
    middle = np.arctan2(
        walls.offset * walls.normal_y + half * walls.normal_x,
        walls.offset * walls.normal_x - half * walls.normal_y,
    )
    order = np.lexsort((middle, walls.cell))
    ordered = Walls(walls.first, walls.normal_x[order], walls.normal_y[order], walls.offset[order])
    return Chords(ordered, low[order], high[order]), middle[order]


def _border(chords: Chords, middle: Floats, radius: float) -> tuple[Ints, Floats, Floats]:
    """Return where the border pieces of each cell begin, the pieces, and the area of each cell.

    A cell without walls has one arc; otherwise each chord is followed by an arc, which has no
    angle where the next chord begins at the same corner.
    """
    walls, low, high = chords.walls, chords.low, chords.high
    offset, count = walls.offset, walls.count
    half = (high + low) / 2
    start = middle - np.arctan2(offset * (half - low), offset**2 + low * half)
    end = middle + np.arctan2(offset * (high - half), offset**2 + high * half)
    following, turn = _following(walls)
    next_start = start[following] + turn
    # Almost parallel walls meet at a corner known to few digits; the triangle between what each
    # of them takes for the corner makes up for it, where an arc would not.
    full = np.sqrt((radius - offset) * (radius + offset))
    corner = (high < full) & (low > -full)[following]
    end_x, end_y = chords.places(high)
    next_x, next_y = (place[following] for place in chords.places(low))
    end = np.where(corner, next_start, np.minimum(end, next_start))

    per_cell = np.maximum(2 * count, 1)
    first_piece = np.concatenate([[0], np.cumsum(per_cell)])
    pieces, sizes = np.zeros((first_piece[-1], 6)), np.zeros(first_piece[-1])
    chord = first_piece[walls.cell] + 2 * (np.arange(len(offset)) - walls.first[walls.cell])
    pieces[chord] = np.array(
        [start, np.zeros(len(offset)), offset, walls.normal_x, walls.normal_y, low]
    ).T
    pieces[chord + 1, _START] = end
    mended = 0.5 * (end_x * next_y - end_y * next_x)
    sizes[chord] = 0.5 * offset * (high - low) + np.where(corner, mended, 0)
    sizes[chord + 1] = 0.5 * radius**2 * (next_start - end)
    alone = first_piece[:-1][count == 0]
    pieces[alone, _START] = -np.pi
    sizes[alone] = np.pi * radius**2

    area = np.add.reduceat(sizes, first_piece[:-1])
    pieces[:, _BASE] = _sums_before(sizes, area, first_piece)
    return first_piece, pieces, area


def _following(walls: Walls) -> tuple[Ints, Floats]:
    """Return the next wall of the same cell around its center, and the turn (rad) to add to it."""
    following = np.arange(1, len(walls.offset) + 1)
    turn = np.zeros(len(following))
    walled = walls.count > 0
    last = walls.first[1:][walled] - 1
    following[last] = walls.first[:-1][walled]
    turn[last] = _TURN
    return following, turn


def _sums_before(sizes: Floats, totals: Floats, first: Ints) -> Floats:
    """Return for each entry the sum of those before it in its group.

    One running sum over all groups, from which the mean of each group is taken so that it stays
    small: otherwise millions of cells would cost digits.
    """
    number = np.diff(first)
    mean = np.repeat(totals / number, number)
    running = np.cumsum(sizes - mean) - (sizes - mean)
    place = np.arange(len(sizes)) - np.repeat(first[:-1], number)
    return running - np.repeat(running[first[:-1]], number) + mean * place


def _bounds(centers: Floats, chords: Chords, radius: float) -> Floats:
    """Return the bounding box of each cell: around its chord ends and its outermost arc places."""
    bounds = np.tile([-radius, -radius, radius, radius], (len(centers), 1))
    walls = chords.walls
    walled = walls.count > 0
    starts = walls.first[:-1][walled]
    if len(starts):
        ends = (chords.places(chords.low), chords.places(chords.high))
        for axis, normal in enumerate((walls.normal_x, walls.normal_y)):
            with np.errstate(divide="ignore"):
                cut = walls.offset / normal
            # How far the axis runs within the cell each way, and how far the corners lie out.
            forward = np.where(normal > 0, np.minimum(cut, radius), radius)
            backward = np.where(normal < 0, np.maximum(cut, -radius), -radius)
            lowest = np.minimum(ends[0][axis], ends[1][axis])
            highest = np.maximum(ends[0][axis], ends[1][axis])
            bounds[walled, axis] = np.minimum(
                np.maximum.reduceat(backward, starts), np.minimum.reduceat(lowest, starts)
            )
            bounds[walled, axis + 2] = np.maximum(
                np.minimum.reduceat(forward, starts), np.maximum.reduceat(highest, starts)
            )
    return bounds + np.tile(centers, 2)
