"""Land in rectangles: which streets people start from in each, and how much of the land it holds.

The area of a polygon inside a rectangle is the integral of the height of the polygon there, summed
over its sides: with the rectangle from Y0 to Y1, a side that rises from left to right counts
against, one that falls counts for, each by the integral of its height held between Y0 and Y1.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from spatial.arrays import Flags, Floats, Ints, Shapes
from spatial.network import Network, ranges
from spatial.walking.people_bounds import cover, meeting
from spatial.walking.street_cells import (
    Start,
    StreetCells,
    StreetPieces,
    cells_of,
    pieces_of,
    pruned,
)

COARSE = 100.0
"""In m: the sides of the rectangles for which streets are looked up."""
SIDE = 25.0
"""In m: the sides of the rectangles that are kept."""
MOST_CELLS = 300_000
"""Rectangles kept at most: beyond, they are larger."""
_FLAT = 1e-5
"""In m: a side that rises by less is taken at its middle."""


@dataclass(frozen=True, eq=False)
class Borders:
    """Sides of polygons, those of one polygon in a row, the polygon on the same hand of all.

    Attributes
    ----------
    begin, end : (s, 2) float
        In metres.
    first : (n + 1,) int
        Where the sides of each polygon begin.
    """

    begin: Floats
    end: Floats
    first: Ints

    def area_inside(self, row: Ints, middle: Floats, half: Floats) -> Floats:
        """Return the area (m²) of the polygons of `row` inside rectangles, none more than these."""
        count = self.first[row + 1] - self.first[row]
        side, cell = ranges(self.first[row], count), np.repeat(np.arange(len(row)), count)
        # Measured from the lower left corner: coordinates are large, rectangles are small.
        corner, (width, height) = (middle - half)[cell], 2 * half[cell].T
        (left, low), (right, high) = (self.begin[side] - corner).T, (self.end[side] - corner).T
        run = right - left
        slope = (high - low) / np.where(run == 0, 1.0, run)
        start, stop = np.clip(left, 0.0, width), np.clip(right, 0.0, width)
        mean = _mean_height(low + (start - left) * slope, low + (stop - left) * slope, height)
        found = np.bincount(cell, weights=(start - stop) * mean, minlength=len(row))
        return np.asarray(np.clip(found, 0.0, 4 * half.prod(axis=1)), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Land:
    """Polygons of land in rectangles.

    Attributes
    ----------
    cells : StreetCells
        `owner` is the row of the part.
    area : (k,) float
        Of the land in each rectangle, in m².
    parts : (n,) polygons
        What rectangles were cut from.
    polygon : (n,) int
        Row of the polygon that each part belongs to.
    whole : (n,) bool
        Whether the part is all of its rectangle.
    borders : Borders
        Of the parts; whole ones have none.
    pieces : StreetPieces
    start : Start
    size : int
        Number of polygons.
    """

    cells: StreetCells
    area: Floats
    parts: Shapes
    polygon: Ints
    whole: Flags
    borders: Borders
    pieces: StreetPieces
    start: Start
    size: int

    @property
    def nbytes(self) -> int:
        """About the memory it takes."""
        sides = self.borders.begin.nbytes * 4
        return self.cells.nbytes + self.area.nbytes + sides + 200 * len(self.parts)

    def finer(self, cells: StreetCells) -> tuple[StreetCells, Floats]:
        """Return rectangles cut into four, those that hold land, and the area (m²) of it."""
        quarters = cells.quarters()
        area = self.areas(quarters)
        kept = area > 0
        return pruned(quarters.rows(kept), self.pieces, start=self.start), area[kept]

    def areas(self, cells: StreetCells) -> Floats:
        """Return the area (m²) of the land in rectangles."""
        area: Floats = 4 * cells.half.prod(axis=1)
        cut = np.flatnonzero(~self.whole[cells.owner])
        area[cut] = self.borders.area_inside(cells.owner[cut], cells.middle[cut], cells.half[cut])
        return area

    def sums(self, cells: StreetCells, area: Floats) -> Floats:
        """Return the area (m²) in rectangles for each polygon."""
        row = self.polygon[cells.owner]
        return np.bincount(row, weights=area, minlength=self.size).astype(float)


def land_of(polygons: Shapes, network: Network, *, start: Start) -> Land:
    """Cut polygons into rectangles with the pieces of street that people in them start from.

    Parameters
    ----------
    polygons : (n,) Polygon or MultiPolygon
        In metres of the system of the network.
    network : Network
    start : Start
    """
    pieces = pieces_of(network)
    middle, half, polygon = cover(polygons, COARSE, most=MOST_CELLS)
    met = meeting(middle, half, polygons[polygon])
    middle, half, polygon = middle[met], half[met], polygon[met]
    squares = np.asarray(shapely.box(*(middle - half).T, *(middle + half).T), dtype=object)
    whole = np.asarray(shapely.contains_properly(polygons[polygon], squares))
    parts = squares.copy()
    parts[~whole] = shapely.intersection(polygons[polygon[~whole]], squares[~whole])
    cells = cells_of(pieces, middle, half, np.arange(len(polygon)), start=start)
    none = np.empty(0)
    land = Land(
        cells, none, parts, polygon, whole, _borders(parts, whole), pieces, start, len(polygons)
    )
    area = land.areas(cells)
    while len(cells) and 2 * cells.half.max() > SIDE and 4 * len(cells) <= MOST_CELLS:
        cells, area = land.finer(cells)
    return Land(cells, area, parts, polygon, whole, land.borders, pieces, start, len(polygons))


def _borders(parts: Shapes, whole: Flags) -> Borders:
    """Return the sides of those parts that are not whole, the outer ones counterclockwise."""
    cut = parts.copy()
    cut[whole] = None
    polygons, owner = shapely.get_parts(cut, return_index=True)
    # What only touches a rectangle leaves lines and points, alone or among polygons.
    more, inner = shapely.get_parts(polygons, return_index=True)
    flat = shapely.area(more) > 0
    polygons, owner = shapely.orient_polygons(more[flat]), owner[inner[flat]]
    rings, of = shapely.get_rings(polygons, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[1:] == ring[:-1]
    row = owner[of][ring[:-1][joined]]
    number = np.bincount(row, minlength=len(parts))
    return Borders(
        corners[:-1][joined], corners[1:][joined], np.concatenate([[0], np.cumsum(number)])
    )


def _mean_height(one: Floats, other: Floats, height: Floats) -> Floats:
    """Return the mean of a height that goes from `one` to `other`, held between 0 and `height`."""

    def upto(level: Floats) -> Floats:
        held = np.clip(level, 0.0, height)
        return np.asarray(held * held / 2 + height * np.maximum(level - height, 0.0))

    rise = other - one
    flat = np.abs(rise) < _FLAT
    middle = np.clip((one + other) / 2, 0.0, height)
    mean = (upto(other) - upto(one)) / np.where(flat, 1.0, rise)
    return np.where(flat, middle, mean)
