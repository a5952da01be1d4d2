"""Polygons of what is reached, drawn from places whose distance is known.

Each place speaks for the land nearer to it than to any other place (its Voronoi cell), cut at the
border of the area. A band is the union of the cells of the places within its limit. A place lies
inside its own cell, so a band holds every place that is reached and none that is not; a place
within a limit is within every wider one, so bands nest. Only the edges between places of different
bands are drawn, all bands are made of the same faces, and every place is checked at the end.
Voronoi diagram of places as the sites of a partition: Okabe et al. (2000), Spatial Tessellations.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike
from scipy.spatial import Delaunay, cKDTree
from shapely.geometry.base import BaseGeometry

from spatial.arrays import Flags, Floats, Ints, Shapes
from spatial.checks import as_points, require_distance
from spatial.coverage import as_polygons
from spatial.errors import ShapeError

GRAIN = 1e-6
"""In metres: corners of cells are rounded to it, so that edges meet in the same corner."""
PATCH = 0.01
"""In metres: half the side of the square that mends what rounding took from a place."""
FRAME = 4.0
"""Far places, in sizes of the area from its middle: they make all cells inside the area finite."""


@dataclass(frozen=True, eq=False)
class PlaceCells:
    """An area divided among places, to be drawn for any distances.

    Attributes
    ----------
    area : Polygon or MultiPolygon
    sites : (s, 2) float
        The places inside the area, each spot once, in metres.
    site : (n,) int
        The site of each place that was given; -1 outside the area.
    beside : (r, 2) int
        The sites on both sides of each edge between cells.
    ends : (r, 2, 2) float
        Where the edges begin and end, in metres.
    """

    area: BaseGeometry
    sites: Floats
    site: Ints
    beside: Ints
    ends: Floats

    @property
    def nbytes(self) -> int:
        """The memory of its numbers."""
        return sum(a.nbytes for a in (self.sites, self.site, self.beside, self.ends))

    def polygons(self, distance: ArrayLike, *, limits: Sequence[float]) -> Shapes:
        """Return the polygons of what lies within each limit, and of the rest of the area.

        Parameters
        ----------
        distance : (n,) array
            From each place to the nearest facility in metres; infinite or NaN where none is
            reached. Places at the same spot have the same distance.
        limits : sequence of float
            In metres, ascending; `d <= limit` is reached.

        Returns
        -------
        shapes : (b + 1,) array of Polygon or MultiPolygon
            One for each limit, each holding the former, then the part of the area that no limit
            reaches. Empty where there is nothing.

        Raises
        ------
        ShapeError
            When an argument has another shape, limits do not ascend, or places at the same spot
            differ in what reaches them.
        """
        steps = _limits(limits)
        far = np.asarray(distance, dtype=float)
        if far.shape != (len(self.site),):
            raise ShapeError(f"distance has shape {far.shape}; accepted: ({len(self.site)},)")
        band = self._bands(np.searchsorted(steps, np.nan_to_num(far, nan=np.inf)))
        whole = len(steps)
        if not len(band):
            parts = shapely.get_parts(self.area)
            return _stacked(parts, np.full(len(parts), whole), whole)
        faces, face_band = self._faces(band)
        return _mended(_stacked(faces, face_band, whole), self.sites, band)

    def _bands(self, band: Ints) -> Ints:
        """Return the band of each site from those of the places."""
        inside = self.site >= 0
        found = np.zeros(len(self.sites), dtype=np.int64)
        found[self.site[inside]] = band[inside]
        torn = found[self.site[inside]] != band[inside]
        if torn.any():
            x, y = self.sites[self.site[inside][torn][0]]
            raise ShapeError(f"distance differs between places at the same spot ({x}, {y})")
        return found

    def _faces(self, band: Ints) -> tuple[Shapes, Ints]:
        """Return the area cut along the edges between bands, and the band of each face."""
        if (band == band[0]).all():
            whole = shapely.get_parts(self.area)
            return whole, np.full(len(whole), band[0])
        border = shapely.get_parts(shapely.boundary(self.area))
        apart = band[self.beside[:, 0]] != band[self.beside[:, 1]]
        edges = shapely.linestrings(self.ends[apart])
        lines = shapely.get_parts(shapely.union_all(np.concatenate([border, edges])))
        faces = shapely.get_parts(shapely.polygonize(lines))
        middle = shapely.get_coordinates(shapely.point_on_surface(faces))
        shapely.prepare(self.area)
        kept = shapely.intersects_xy(self.area, *middle.T)
        _, nearest = cKDTree(self.sites).query(middle[kept])
        return faces[kept], band[nearest]


def divide(area: BaseGeometry, points: ArrayLike) -> PlaceCells:
    """Divide an area among places.

    Parameters
    ----------
    area : Polygon or MultiPolygon
        In metres, valid.
    points : (n, 2) array
        Places in metres of the same system; those outside the area have no part in it.

    Raises
    ------
    ShapeError
        When an argument has another shape.
    """
    (region,) = as_polygons([area], "area")
    places = as_points(points, "points")
    shapely.prepare(region)
    inside = shapely.intersects_xy(region, *places.T)
    site = np.full(len(places), -1, dtype=np.int64)
    distinct, site[inside] = np.unique(
        np.ascontiguousarray(places[inside]).view(complex).ravel(), return_inverse=True
    )
    sites = distinct.view(float).reshape(-1, 2)
    beside, ends = _edges(region, sites)
    return PlaceCells(area=region, sites=sites, site=site, beside=beside, ends=ends)


def reached_polygons(
    area: BaseGeometry, points: ArrayLike, distance: ArrayLike, *, limits: Sequence[float]
) -> Shapes:
    """Return `divide(area, points).polygons(distance, limits=limits)`, see there."""
    return divide(area, points).polygons(distance, limits=limits)


def _limits(limits: Sequence[float]) -> Floats:
    steps = np.array([require_distance(one, "limits") for one in limits])
    if not len(steps) or (np.diff(steps) <= 0).any():
        raise ShapeError(f"limits is {list(limits)}; accepted: one or more metres, ascending")
    return steps


def _edges(region: BaseGeometry, sites: Floats) -> tuple[Ints, Floats]:
    """Return the edges between cells that meet the area: the sites beside them, and their ends."""
    bounds = np.array(region.bounds).reshape(2, 2)
    middle, size = bounds.mean(axis=0), np.ptp(bounds, axis=0).max()
    angle = np.arange(16) * np.pi / 8 + 0.1
    frame = FRAME * size * np.column_stack([np.cos(angle), np.sin(angle)])
    # Near the middle of the area numbers are small, so that cells are found more exactly.
    local = np.concatenate([sites - middle, frame])
    triangles = Delaunay(local)
    corner, across = triangles.simplices, triangles.neighbors
    middles = np.round(_circumcenters(local[corner]) / GRAIN) * GRAIN
    rows, sides = np.nonzero(across > np.arange(len(corner))[:, None])
    beside = np.column_stack([corner[rows, (sides + 1) % 3], corner[rows, (sides + 2) % 3]])
    ends = np.stack([middles[rows], middles[across[rows, sides]]], axis=1)
    real = (beside.max(axis=1) < len(sites)) & (ends[:, 0] != ends[:, 1]).any(axis=1)
    beside, ends = beside[real].astype(np.int64), ends[real] + middle
    shapely.prepare(region)
    near = shapely.intersects(region, shapely.linestrings(ends))
    return beside[near], ends[near]


def _circumcenters(corners: Floats) -> Floats:
    """Return the middle of the circle through the three corners of each triangle, as (t, 2)."""
    origin = corners[:, 0]
    (bx, by), (cx, cy) = (corners[:, 1] - origin).T, (corners[:, 2] - origin).T
    twice = 2.0 * (bx * cy - by * cx)
    # Places on one line make a triangle without area: its circle is as good as a straight line.
    flat = np.abs(twice) < np.finfo(float).tiny
    twice = np.where(flat, np.finfo(float).eps, twice)
    b, c = bx * bx + by * by, cx * cx + cy * cy
    return origin + np.column_stack([cy * b - by * c, bx * c - cx * b]) / twice[:, None]


def _stacked(faces: Shapes, band: Ints, whole: int) -> Shapes:
    """Return the faces up to each band united, and those beyond all of them."""
    found = [_united(faces[band <= step]) for step in range(whole)]
    return np.array([*found, _united(faces[band == whole])], dtype=object)


def _united(faces: Shapes) -> BaseGeometry:
    """Return faces that share whole edges as one shape of polygons; corners stay as they are."""
    united: BaseGeometry = shapely.coverage_union_all(faces)
    return united if len(faces) else shapely.MultiPolygon()


def _mended(shapes: Shapes, sites: Floats, band: Ints) -> Shapes:
    """Return the shapes with the places that rounding put on the wrong side of an edge put right.

    Such a place stands within rounding of the border of the area or of a place of another band.
    It gets a small square of its own; that may bend an edge by a rounding, so all are asked again.
    """
    mended, patched = shapes, np.zeros(len(sites), dtype=bool)
    while True:
        misplaced = _misplaced(mended, sites, band)
        wrong = misplaced & ~patched
        if not wrong.any() and misplaced.any():
            x, y = sites[misplaced][0]
            raise ShapeError(
                f"distance differs between places too near each other to be parted, at ({x}, {y})"
            )
        if not wrong.any():
            return mended
        patched |= wrong
        patches = _patches(sites, band, np.flatnonzero(patched))
        mended = shapes.copy()
        for step in range(len(shapes)):
            held = _held(band[patched], step, len(shapes) - 1)
            grown = shapely.union(mended[step], shapely.union_all(patches[held]))
            mended[step] = shapely.difference(grown, shapely.union_all(patches[~held]))


def _held(band: Ints, step: int, last: int) -> Flags:
    """Return which sites the shape at `step` is to hold: those up to a band, or the rest."""
    return np.asarray(band == last if step == last else band <= step)


def _misplaced(shapes: Shapes, sites: Floats, band: Ints) -> Flags:
    """Return the sites that a shape holds and should not, or should and does not."""
    wrong = np.zeros(len(sites), dtype=bool)
    shapely.prepare(shapes)
    for step, shape in enumerate(shapes):
        held = shapely.intersects_xy(shape, *sites.T)
        wrong |= held != _held(band, step, len(shapes) - 1)
    return wrong


def _patches(sites: Floats, band: Ints, rows: Ints) -> Shapes:
    """Return a small square around each of these sites, well away from sites of other bands."""
    half = np.full(len(rows), PATCH)
    for label in np.unique(band[rows]):
        others, own = sites[band != label], band[rows] == label
        if len(others):
            near = cKDTree(others).query(sites[rows[own]])[0]
            half[own] = np.minimum(PATCH, near / 4)
    low, high = sites[rows] - half[:, None], sites[rows] + half[:, None]
    squares: Shapes = shapely.box(*low.T, *high.T)
    return squares
