"""Walls between discs: the bisectors of neighboring centers, and clipping lines by them.

Sources: Voronoi cells after F. Aurenhammer (1991), "Voronoi diagrams", ACM Computing Surveys 23(3);
clipping after M. Cyrus and J. Beck (1978), Computers & Graphics 3(1).
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import Delaunay, cKDTree

from spatial.arrays import Floats, Ints

_CROWDED = 1e-7
"""Centers closer than this share of the extent are not trusted to the triangulation, whose test
compares squared coordinates: its rounding is some 1e-16 of the squared extent."""


@dataclass(frozen=True, eq=False)
class Walls:
    """Half-planes `x·normal <= offset`, relative to the center of their cell, grouped by cell.

    Attributes
    ----------
    first : (n + 1,) int
        Where the walls of each cell begin; those of cell i are `first[i]:first[i + 1]`.
    normal_x, normal_y : (w,) float
        Unit vectors pointing away from the center.
    offset : (w,) float
        Distance of the wall from the center, in m, above 0.
    """

    first: Ints
    normal_x: Floats
    normal_y: Floats
    offset: Floats

    @property
    def count(self) -> Ints:
        """Number of walls of each cell."""
        return np.diff(self.first)

    @property
    def cell(self) -> Ints:
        """Cell of each wall."""
        return np.repeat(np.arange(len(self.first) - 1), self.count)


def neighbor_walls(centers: Floats, radius: float) -> Walls:
    """Return the bisectors with all neighbors whose discs may touch."""
    number = len(centers)
    cell, neighbor = _neighbors(centers, radius)
    toward = centers[neighbor] - centers[cell]
    distance = np.hypot(toward[:, 0], toward[:, 1])
    near = distance < 2 * radius
    cell, toward, distance = cell[near], toward[near], distance[near]
    return Walls(
        first=np.searchsorted(cell, np.arange(number + 1)),
        normal_x=toward[:, 0] / distance,
        normal_y=toward[:, 1] / distance,
        offset=distance / 2,
    )


def clip(walls: Walls, cell: Ints, lines: Floats, own: Ints | None = None) -> tuple[Floats, Floats]:
    """Return where each line a + t (b - a) lies within the walls of its cell.

    Parameters
    ----------
    walls : Walls
    cell : (k,) int
        Ordered by falling number of walls: each round then works on a leading slice.
    lines : (4, k) float
        Rows a_x, a_y, b_x, b_y in metres relative to the center of the cell.
    own : (k,) int, optional
        A wall (its place within the cell) that is passed over: the one the line lies on.

    Returns
    -------
    enter, leave : (k,) float
        The line is inside for t between the two; nowhere when enter > leave.
    """
    enter = np.full(len(cell), -np.inf)
    leave = np.full(len(cell), np.inf)
    count = walls.count[cell]
    first = walls.first[cell]
    for number in range(int(count[0]) if len(count) else 0):
        part = slice(0, int(np.searchsorted(-count, -number, side="left")))
        wall = first[part] + number
        normal_x, normal_y, offset = (
            walls.normal_x[wall],
            walls.normal_y[wall],
            walls.offset[wall],
        )
        a_x, a_y, b_x, b_y = lines[:, part]
        outside_a = normal_x * a_x + normal_y * a_y - offset
        approach = outside_a - (normal_x * b_x + normal_y * b_y - offset)
        with np.errstate(divide="ignore", invalid="ignore"):
            # Parallel lines: +inf outside (never entered), -inf inside, NaN on the wall itself.
            crossing = outside_a / approach
        if own is not None:
            crossing[own[part] == number] = np.nan
        entering = approach >= 0
        np.fmax(enter[part], crossing, out=enter[part], where=entering)
        np.fmin(leave[part], crossing, out=leave[part], where=~entering)
    return enter, leave


def _neighbors(centers: Floats, radius: float) -> tuple[Ints, Ints]:
    """Return pairs of centers in both directions, ordered: the Delaunay neighbors and more.

    A triangulation in floating point drops or misplaces centers that lie too close together; those
    are paired with everything in reach instead.
    """
    number = len(centers)
    low, high = centers.min(axis=0), centers.max(axis=0)
    local = centers - (low + high) / 2
    # Far guards give few or collinear points a triangulation; their bisectors miss every disc.
    reach = float(np.max(high - low)) + 4 * radius
    guards = reach * np.array([[-1.0, -1.1], [1.1, -1.0], [1.0, 1.1], [-1.1, 1.0]])
    triangulation = Delaunay(np.concatenate([local, guards]))
    start, neighbor = triangulation.vertex_neighbor_vertices
    cell = np.repeat(np.arange(number), np.diff(start[: number + 1]))
    neighbor = neighbor[: start[number]].astype(np.int64)
    real = neighbor < number
    cell, neighbor = cell[real], neighbor[real]
    gap = np.hypot(*(local[neighbor] - local[cell]).T)
    crowded = np.zeros(number, dtype=bool)
    crowded[triangulation.coplanar[:, 0]] = True
    crowded[cell[gap < _CROWDED * reach]] = True
    if not crowded.any():
        return cell, neighbor
    alone = cKDTree(local[crowded]).sparse_distance_matrix(
        cKDTree(local), 2 * radius, output_type="coo_matrix"
    )
    one, other = np.flatnonzero(crowded)[alone.row], alone.col.astype(np.int64)
    keys = np.concatenate([cell * number + neighbor, one * number + other, other * number + one])
    cell, neighbor = np.divmod(np.unique(keys), number)
    apart = cell != neighbor
    return cell[apart], neighbor[apart]
