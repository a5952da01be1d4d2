"""Exact area of polygons within a distance of the nearest point: no polygonal circles.

The union of equal discs is the disjoint union of their cells (see `spatial.coverage.disc_cells`),
so the covered area of a zone is the sum of |zone ∩ cell|. Seen from the center of a cell, a zone is
the signed sum of the triangles from the center to each border edge (Green's theorem), and a
triangle meets the star-shaped cell in: the triangle over the part of the edge inside the cell, and
the sector of the cell swept by the parts outside. Both are closed forms, continuous in the
coordinates, so touching borders, corners on circles and points on edges need no special case.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from spatial.arrays import Floats, Ints, Shapes
from spatial.checks import as_points, require_distance
from spatial.coverage.disc_cells import DiscCells, disc_cells
from spatial.coverage.disc_walls import clip
from spatial.coverage.zone_edges import as_polygons, edges_of, quartered
from spatial.errors import ShapeError
from spatial.nearest import nearest_distance

_NOISE = 1e-12
"""Share of the smaller of zone and disc that rounding may leave of nothing."""
_LEAST = 1e-15
"""In m: smaller discs cover nothing that coordinates in metres can tell."""
_ROWS = 1 << 16
"""Edge-cell pairs worked on at once: keeps the arrays within the processor cache."""


@dataclass(frozen=True, eq=False)
class MeasuredPolygons:
    """Polygons with what does not depend on the discs that are to cover them.

    Attributes
    ----------
    shapes : (n,) Polygon or MultiPolygon
    area : (n,) float
        In m².
    middle : (n, 2) float
        Middle of the bounding box in metres; NaN for empty polygons.
    size : (n,) float
        Half diagonal of the bounding box in metres: no part lies farther from the middle.
    """

    shapes: Shapes
    area: Floats
    middle: Floats
    size: Floats

    def nearest(self, points: Floats) -> Floats:
        """Return the distance (m) from each middle to the nearest of `points`, else infinite."""
        filled = np.isfinite(self.middle).all(axis=1)
        distance = np.full(len(self.area), np.inf)
        distance[filled] = nearest_distance(self.middle[filled], points)[0]
        return distance


def disc_coverage(
    zones: ArrayLike | Sequence[BaseGeometry], points: ArrayLike, *, radius: float
) -> Floats:
    """Return the area (m²) of each zone that lies within `radius` of any point.

    Parameters
    ----------
    zones : (n,) array of Polygon or MultiPolygon
        Valid, in metres of one projected system; holes and any ring direction are fine.
    points : (m, 2) array
        In metres of the same system; m may be 0, points may coincide.
    radius : float
        In metres, 0 or more.

    Returns
    -------
    (n,) float

    Raises
    ------
    ShapeError
        When an argument has another shape or is not finite, or a zone is not valid.
    """
    polygons = measured_polygons(zones)
    _require_valid(polygons.shapes)
    places = as_points(points, "points")
    reach = require_distance(radius, "radius")
    return covered_areas(polygons, places, polygons.nearest(places), radius=reach)


def _require_valid(zones: Shapes) -> None:
    """Refuse zones that cross themselves: parts of them would count as less than nothing."""
    crossed = np.flatnonzero(~shapely.is_valid(zones))
    wide = shapely.area(shapely.convex_hull(zones[crossed])) > 0  # flat ones have no area to miss
    if wide.any():
        place = int(crossed[wide][0])
        raise ShapeError(
            f"zones is not valid at position {place}: {shapely.is_valid_reason(zones[place])};"
            " accepted: valid polygons (see shapely.make_valid)"
        )


def measured_polygons(zones: ArrayLike | Sequence[BaseGeometry]) -> MeasuredPolygons:
    """Return the (n,) polygons of `zones` measured, for `covered_areas` at many radii.

    Raises
    ------
    ShapeError
        When one is missing, of another kind, or not finite.
    """
    polygons = as_polygons(zones, "zones")
    bounds = shapely.bounds(polygons)
    span = bounds[:, 2:] - bounds[:, :2]
    return MeasuredPolygons(
        shapes=polygons,
        area=shapely.area(polygons),
        middle=(bounds[:, :2] + bounds[:, 2:]) / 2,
        size=np.nan_to_num(np.hypot(span[:, 0], span[:, 1]) / 2),
    )


def covered_areas(
    polygons: MeasuredPolygons, points: Floats, nearest: Floats, *, radius: float
) -> Floats:
    """Return `disc_coverage` of polygons whose distances to the points are known.

    `nearest` (n,) is `polygons.nearest(points)`: it tells those covered whole and those out of
    reach, so that only polygons that a circle may cross are cut.
    """
    covered = np.zeros(len(polygons.area))
    if radius < _LEAST or not len(points):
        return covered
    whole = nearest + polygons.size <= radius
    covered[whole] = polygons.area[whole]
    cut = np.flatnonzero(~whole & (nearest - polygons.size < radius) & (polygons.area > 0))
    shapes, area = polygons.shapes[cut], polygons.area[cut]
    near = _within_reach(points, shapes, radius) if len(cut) else points[:0]
    if len(near):
        cells = disc_cells(near, radius)
        parts, owner = quartered(shapes, radius)
        sums = np.bincount(owner, weights=_sum_pairs(parts, cells), minlength=len(cut))
        covered[cut] = _settle(sums.astype(float), area, radius)
    return covered


def _settle(covered: Floats, area: Floats, reach: float) -> Floats:
    """Return `covered` (m²) with rounding taken off: exactly nothing and exactly all stay so."""
    noise = _NOISE * np.minimum(area, reach**2)
    settled: Floats = np.where(covered > noise, covered, 0.0)
    return np.where(covered < area - noise, settled, area)


def _within_reach(places: Floats, polygons: Shapes, reach: float) -> Floats:
    """Return the points that can reach the box around all zones; the others change nothing."""
    low_x, low_y, high_x, high_y = shapely.total_bounds(polygons)
    x, y = places.T
    near = (x >= low_x - reach) & (x <= high_x + reach)
    near &= (y >= low_y - reach) & (y <= high_y + reach)
    kept: Floats = places[near]
    return kept


def _sum_pairs(polygons: Shapes, cells: DiscCells) -> Floats:
    """Return the area (m²) of each polygon inside the cells."""
    first_edge, edges = edges_of(polygons)
    zone, cell = _overlapping(polygons, cells)
    order = np.argsort(-cells.walls.count[cell].astype(np.int16), kind="stable")
    zone, cell = zone[order], cell[order]
    number = np.diff(first_edge)[zone]
    ends = np.cumsum(number)
    covered = np.zeros(len(polygons))
    done = 0
    while done < len(zone):
        begun = ends[done] - number[done]
        stop = max(int(np.searchsorted(ends, begun + _ROWS, side="right")), done + 1)
        part = slice(done, stop)
        rows = np.repeat(np.arange(stop - done), number[part])
        edge = np.arange(len(rows)) - (ends[part] - number[part] - begun)[rows]
        edge += first_edge[zone[part]][rows]
        areas = _edge_areas(cells, cell[part][rows], edges[:, edge])
        covered += np.bincount(zone[part][rows], weights=areas, minlength=len(covered))
        done = stop
    return covered


def _edge_areas(cells: DiscCells, cell: Ints, edges: Floats) -> Floats:
    """Return the signed area (m²) of cell ∩ triangle(center, a, b) for each edge a-b.

    `cell` (k,) is ordered by falling number of walls; `edges` (4, k) holds a_x, a_y, b_x, b_y.
    """
    lines = edges - np.tile(cells.centers[cell], 2).T
    a_x, a_y, b_x, b_y = lines
    step_x, step_y = b_x - a_x, b_y - a_y
    enter, leave = clip(cells.walls, cell, lines)
    _clip_to_disc(enter, leave, lines, cells.radius)
    # An edge that misses the cell is one outside part from a to b.
    missed = ~(enter < leave)
    enter[missed] = leave[missed] = 1.0
    areas: Floats = 0.5 * (leave - enter) * (a_x * b_y - a_y * b_x)
    head, tail = np.flatnonzero(enter > 0), np.flatnonzero(leave < 1)
    areas[head] += cells.swept(
        cell[head],
        a_x[head],
        a_y[head],
        a_x[head] + enter[head] * step_x[head],
        a_y[head] + enter[head] * step_y[head],
    )
    areas[tail] += cells.swept(
        cell[tail],
        b_x[tail] + (leave[tail] - 1) * step_x[tail],
        b_y[tail] + (leave[tail] - 1) * step_y[tail],
        b_x[tail],
        b_y[tail],
    )
    return areas


def _clip_to_disc(enter: Floats, leave: Floats, lines: Floats, radius: float) -> None:
    """Narrow `enter` and `leave` to the disc and to the edge itself, in place.

    The roots t of |a + t (b - a)| = radius are taken from the foot of the center on the line.
    """
    a_x, a_y, b_x, b_y = lines
    step_x, step_y = b_x - a_x, b_y - a_y
    squared = step_x**2 + step_y**2
    with np.errstate(divide="ignore", invalid="ignore"):
        foot = -(a_x * step_x + a_y * step_y) / squared
        apart = (a_x * step_y - a_y * step_x) / squared
        half = np.sqrt(radius**2 / squared - apart**2)
    # A line that misses the disc has NaN roots; so has an edge without length.
    np.maximum(enter, np.fmax(foot - half, 0.0), out=enter)
    np.minimum(leave, np.fmin(foot + half, 1.0), out=leave)
    leave[np.isnan(half)] = -np.inf


def _overlapping(polygons: Shapes, cells: DiscCells) -> tuple[Ints, Ints]:
    """Return the pairs (zone, cell) whose bounding boxes meet."""
    tree = shapely.STRtree(polygons)
    cell, zone = tree.query(shapely.box(*cells.bounds.T))
    return zone, cell
