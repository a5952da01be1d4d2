"""Which land and whom parks serve, measured from the edge of the park.

The service area of a park is its buffer, the park itself included (GB/T 51346-2019, A.0.3). Size
classes are half-open [min, max) (table 4.4.7, note 2).

One park is what overlaps or shares a border, whatever classes of green it is drawn in: a park drawn
in two pieces counts with its whole size. Slits that drawing leaves (up to `GAP`) are no border;
greens that meet only in a corner stay two parks.

Round corners are drawn with `QUAD_SEGS` segments a quarter circle: no point of the edge lies more
than `edge_error(r)` inside the true distance, 0.038 m at r = 500 m. Points are not judged by the
drawn edge but by their true distance (`within_reach`).
"""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely

from spatial.arrays import Flags, Floats, Shapes
from spatial.green.ledger import area_inside, connected, dissolve
from spatial.rules import SizeClass

QUAD_SEGS = 64
GAP = 0.01
"""Width (m) of a slit between two polygons that is taken for a fault of drawing."""
BORDER = 0.1
"""Length (m) of border that two polygons share at least to be one park."""
CHUNK = 1 << 18
"""Points that are made into shapes at once."""


def sized_parks(
    green_spaces: gpd.GeoDataFrame,
    *,
    classes: Sequence[str] = (),
    min_area_m2: float | None = None,
    max_area_m2: float | None = None,
) -> Shapes:
    """Return the parks among greens of these classes whose area lies in [min, max)."""
    chosen = green_spaces
    if classes:
        chosen = green_spaces[green_spaces["green_class"].isin(list(classes))]
    parks = whole_parks(chosen.geometry.to_numpy())
    return parks[_of_size(parks, min_area_m2 or 0.0, max_area_m2)]


def whole_parks(polygons: Shapes) -> Shapes:
    """Return one shape a park: what overlaps or shares a border belongs together.

    Parameters
    ----------
    polygons : (n,) Polygon or MultiPolygon
        In metres; overlapping, repeated or split as they may be.

    Returns
    -------
    (m,) Polygon or MultiPolygon
        Without overlap. A MultiPolygon is a park whose pieces are no more than `GAP` apart along
        at least `BORDER`.
    """
    parts = dissolve(polygons)
    left, right = shapely.STRtree(parts).query(parts, predicate="dwithin", distance=GAP)
    pair = left < right
    left, right = left[pair], right[pair]
    near = shapely.buffer(parts[right], GAP, quad_segs=1)
    along = shapely.length(shapely.intersection(shapely.boundary(parts[left]), near)) >= BORDER
    group = connected(left[along], right[along], len(parts))
    size = np.bincount(group)
    alone = size[group] == 1
    order = np.flatnonzero(~alone)
    order = order[np.argsort(group[order], kind="stable")]
    number = np.unique(group[order], return_inverse=True)[1]
    joined = shapely.multipolygons(parts[order], indices=number) if len(order) else parts[:0]
    return np.concatenate([parts[alone], joined])


def size_members(parks: Shapes, size_classes: Sequence[SizeClass]) -> Flags:
    """Return for each size class (row) which `parks` (columns) belong to it."""
    rows = [_of_size(parks, one.min_m2, one.max_m2) for one in size_classes]
    return np.array(rows, dtype=bool).reshape(len(rows), len(parks))


def _of_size(parks: Shapes, smallest: float, largest: float | None) -> Flags:
    # Areas come out of floating coordinates: 5,000 m2 drawn as 4,999.9999999 is meant as 5,000.
    area = shapely.area(parks) * (1 + 1e-9)
    chosen: Flags = (area >= smallest) & (area < (np.inf if largest is None else largest))
    return chosen


def edge_error(radius: float) -> float:
    """Return how far (m) the drawn edge of a service area lies inside the true one at most."""
    return float(radius * (1 - np.cos(np.pi / (4 * QUAD_SEGS))))


def service_area(parks: Shapes, size_classes: Sequence[SizeClass]) -> Shapes:
    """Return the land within reach of `parks`, as polygons without overlap.

    A park counts in every class whose bounds hold its area; parks of no class serve nobody.
    """
    members = size_members(parks, size_classes)
    reached = [
        shapely.buffer(parks[member], one.radius_m, quad_segs=QUAD_SEGS)
        for one, member in zip(size_classes, members, strict=True)
    ]
    return dissolve(np.concatenate(reached)) if reached else parks[:0]


def within_reach(points: Floats, parks: Shapes, *, radius: float) -> Flags:
    """Return which points lie within `radius` (m) of any of `parks`, or in one.

    Parameters
    ----------
    points : (n, 2) float
        In metres.
    parks : (m,) Polygon or MultiPolygon

    Notes
    -----
    What lies in the drawn service area is within reach, for its edge runs inside the true one.
    Only the other points are measured, as far as they are near a park at all.
    """
    found = np.zeros(len(points), dtype=bool)
    drawn = dissolve(shapely.buffer(parks, radius, quad_segs=QUAD_SEGS))
    tree = shapely.STRtree(parks)
    for start in range(0, len(points), CHUNK):
        part = points[start : start + CHUNK]
        hit = _covered(part, drawn)
        # At radius 0 the drawing is the park itself.
        rest = np.flatnonzero(~hit) if radius > 0 else np.empty(0, dtype=np.intp)
        exact, _ = tree.query(shapely.points(part[rest]), predicate="dwithin", distance=radius)
        hit[rest[exact]] = True
        found[start : start + CHUNK] = hit
    return found


def _covered(points: Floats, polygons: Shapes) -> Flags:
    """Return which points lie in any of `polygons`, which are prepared for the many questions."""
    point, polygon = shapely.STRtree(polygons).query(shapely.points(points))
    order = np.argsort(polygon, kind="stable")
    point, polygon = point[order], polygon[order]
    shapely.prepare(polygons)
    inside = shapely.intersects_xy(polygons[polygon], *points[point].T)
    found = np.zeros(len(points), dtype=bool)
    found[point[inside]] = True
    return found


def served_land(shapes: Shapes, served: Shapes) -> Floats:
    """Return the share (0 to 1) of each shape within the polygons `served`; NaN without area.

    Parameters
    ----------
    shapes
        Polygons: zones, or the residential land of each zone.
    served
        Polygons without overlap (`service_area`).
    """
    whole = shapely.area(shapes)
    share = area_inside(shapes, served) / np.where(whole > 0, whole, np.nan)
    # Pieces of a cut shape can add up to a little more than the shape.
    return np.minimum(share, 1.0)
