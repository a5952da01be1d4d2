"""Candidate sites: where a new facility may stand, before any model chooses among them.

Sites come from a grid over the allowed land, from parcels of land, from points that are given, or
from facilities that exist. What lies on forbidden land (water, green, roads) is left out, and
sites nearer to each other than a spacing are thinned. Nothing here looks at who is served.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from spatial.arrays import Flags, Floats, Indices
from spatial.checks import as_points, require_distance
from spatial.errors import ShapeError

MOST_SITES = 200_000


@dataclass(frozen=True)
class CandidateSites:
    """Sites in metres, `points` (m, 2), with the row of the input that each comes from.

    `forbidden` counts the sites left out because of the land they lie on, `outside` those outside
    the area, and `crowded` those left out because another one is nearer than the spacing.
    """

    points: Floats
    origin: Indices
    forbidden: int = 0
    outside: int = 0
    crowded: int = 0

    @property
    def nbytes(self) -> int:
        """Memory in bytes, for a cache."""
        return self.points.nbytes + self.origin.nbytes

    def __len__(self) -> int:
        """Return the number of sites."""
        return len(self.points)


def grid_points(area: BaseGeometry, *, spacing: float) -> Floats:
    """Return the points of a square grid that lie in an area, border included.

    The grid runs through the multiples of `spacing` in the coordinate system, so that two areas,
    or an area whose border has moved, share their points. Rows run from south to north, points of
    a row from west to east.

    Parameters
    ----------
    area : polygon or multipolygon
        In metres of a projected system.
    spacing : float
        Metres between neighbors, more than 0.

    Returns
    -------
    (m, 2) array

    Raises
    ------
    ShapeError
        When the spacing is not above 0, or so small that more than 200,000 points result.
    """
    step = require_distance(spacing, "spacing")
    if step <= 0:
        raise ShapeError(f"spacing is {spacing!r}; accepted: more than 0 m")
    if area.is_empty:
        return np.empty((0, 2))
    west, south, east, north = area.bounds
    count = ((east - west) / step + 1) * ((north - south) / step + 1)
    if count > MOST_SITES:
        raise ShapeError(
            f"spacing {step:g} m gives about {count:.0f} grid points over the area;"
            f" accepted: a spacing that gives at most {MOST_SITES}"
        )
    columns = np.arange(np.ceil(west / step), np.floor(east / step) + 1) * step
    rows = np.arange(np.ceil(south / step), np.floor(north / step) + 1) * step
    x, y = np.meshgrid(columns, rows)
    points = np.column_stack([x.ravel(), y.ravel()])
    return points[_within(points, area)]


def parcel_points(parcels: ArrayLike) -> Floats:
    """Return one point a parcel: its centroid, or where that lies outside, a point of its surface.

    Parameters
    ----------
    parcels : (k,) array of polygons
        In metres; a missing or empty one gives NaN.
    """
    shapes = np.asarray(parcels, dtype=object)
    centers = shapely.centroid(shapes)
    stray = ~shapely.intersects(shapes, centers)
    centers[stray] = shapely.point_on_surface(shapes[stray])
    return np.column_stack([shapely.get_x(centers), shapely.get_y(centers)])


def candidate_sites(
    points: ArrayLike,
    *,
    area: BaseGeometry | None = None,
    forbidden: ArrayLike = (),
    spacing: float = 0.0,
) -> CandidateSites:
    """Return the points that may be built on, thinned to a spacing.

    Parameters
    ----------
    points : (k, 2) array
        In metres, in order of preference: of two that are too near, the earlier one stays.
    area : polygon or multipolygon, optional
        Points outside are left out; its border counts as inside.
    forbidden : (f,) array of polygons
        Land on which no site may lie. A point on the border of forbidden land may be used: it is
        on the border of allowed land too.
    spacing : float
        Least distance (m) between two sites; 0 keeps all but repeated places.

    Raises
    ------
    ShapeError
        When an argument has another shape or is not finite.
    """
    places = as_points(points, "points")
    least = require_distance(spacing, "spacing")
    inside = np.ones(len(places), dtype=bool) if area is None else _within(places, area)
    land = np.asarray(forbidden, dtype=object).reshape(-1)
    barred = inside & on_land(places, land)
    left = np.flatnonzero(inside & ~barred)
    kept = left[spaced(places[left], spacing=least)]
    return CandidateSites(
        points=places[kept],
        origin=kept,
        forbidden=int(barred.sum()),
        outside=int((~inside).sum()),
        crowded=len(left) - len(kept),
    )


def on_land(points: ArrayLike, land: ArrayLike) -> Flags:
    """Say for each point (m) whether it lies inside any of the polygons, borders excluded."""
    places = as_points(points, "points")
    shapes = np.asarray(land, dtype=object).reshape(-1)
    found = np.zeros(len(places), dtype=bool)
    if len(shapes) and len(places):
        tree = shapely.STRtree(shapes)
        found[tree.query(shapely.points(places), predicate="within")[0]] = True
    return found


def spaced(points: ArrayLike, *, spacing: float) -> Indices:
    """Return the rows of points of which no two are nearer than `spacing` (m), earlier ones first.

    The set is maximal: each point left out is nearer than `spacing` to one that stays. With a
    spacing of 0, only repeated places are left out.
    """
    places = as_points(points, "points")
    if not len(places):
        return np.empty(0, dtype=np.intp)
    if spacing <= 0:
        return np.sort(np.unique(places, axis=0, return_index=True)[1])
    # The tree answers a little wider, so that its rounding leaves out no pair.
    pairs = cKDTree(places).query_pairs(spacing * (1 + 1e-12), output_type="ndarray")
    gap = np.hypot(*(places[pairs[:, 0]] - places[pairs[:, 1]]).T)
    pairs = np.sort(pairs[gap < spacing], axis=1)
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    starts = np.searchsorted(pairs[:, 0], np.arange(len(places) + 1))
    stays = np.ones(len(places), dtype=bool)
    for row in range(len(places)):
        if stays[row]:
            stays[pairs[starts[row] : starts[row + 1], 1]] = False
    return np.flatnonzero(stays)


def _within(points: Floats, area: BaseGeometry) -> Flags:
    """Say which points lie in the area or on its border."""
    shapely.prepare(area)
    found: Flags = shapely.intersects_xy(area, points[:, 0], points[:, 1])
    return found
