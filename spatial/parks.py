"""Which land and whom parks serve, measured from the edge of the park.

The service area of a park is its buffer, the park itself included (GB/T 51346-2019, A.0.3). Parks
are dissolved first, so a park drawn in two pieces counts with its whole size; size classes are
half-open [min, max) (table 4.4.7, note 2). Round corners are drawn with `QUAD_SEGS` segments a
quarter circle: no point of the edge lies more than r * (1 - cos(pi / (4 * QUAD_SEGS))) inside the
true distance, 0.038 m at r = 500 m.
"""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from spatial.green import Shapes, area_inside, dissolve
from spatial.rules import SizeClass

QUAD_SEGS = 64
Floats = NDArray[np.float64]


def sized_parks(
    green_spaces: gpd.GeoDataFrame,
    *,
    classes: Sequence[str] = (),
    min_area_m2: float | None = None,
    max_area_m2: float | None = None,
) -> Shapes:
    """Return the dissolved greens of these classes whose area lies in [min, max)."""
    chosen = green_spaces
    if classes:
        chosen = green_spaces[green_spaces["green_class"].isin(list(classes))]
    parts = dissolve(chosen.geometry.to_numpy())
    return _of_size(parts, min_area_m2 or 0.0, max_area_m2)


def _of_size(parts: Shapes, smallest: float, largest: float | None) -> Shapes:
    # Areas come out of floating coordinates: 5,000 m2 drawn as 4,999.9999999 is meant as 5,000.
    area = shapely.area(parts) * (1 + 1e-9)
    return parts[(area >= smallest) & (area < (np.inf if largest is None else largest))]


def service_area(parks: Shapes, size_classes: Sequence[SizeClass]) -> Shapes:
    """Return the land within reach of dissolved `parks`, as polygons without overlap.

    A park counts in every class whose bounds hold its area; parks of no class serve nobody.
    """
    reached = [
        shapely.buffer(_of_size(parks, one.min_m2, one.max_m2), one.radius_m, quad_segs=QUAD_SEGS)
        for one in size_classes
    ]
    return dissolve(np.concatenate(reached)) if reached else parks[:0]


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


def served_people(zones: gpd.GeoDataFrame, served: Shapes, people: gpd.GeoDataFrame) -> Floats:
    """Return the share (0 to 1) of the people of each zone within `served`; NaN without people.

    Parameters
    ----------
    zones
        Polygons in a metric CRS.
    served
        Polygons without overlap (`service_area`).
    people
        Points (inside or not) or polygons (by share of area) with `population` and the label of
        their `zone`.
    """
    count = people["population"].to_numpy(dtype=float)
    shapes = people.geometry.to_numpy()
    flat = shapely.area(shapes) > 0
    covered = np.zeros(len(shapes))
    covered[flat] = served_land(shapes[flat], served)
    points = np.flatnonzero(~flat)
    hit, _ = shapely.STRtree(served).query(shapes[points], predicate="intersects")
    covered[points[hit]] = 1.0
    owner = zones.index.get_indexer(pd.Index(people["zone"]))
    size = len(zones)
    total = np.bincount(owner, weights=count, minlength=size)
    reached = np.bincount(owner, weights=count * covered, minlength=size)
    return np.minimum(reached / np.where(total > 0, total, np.nan), 1.0)
