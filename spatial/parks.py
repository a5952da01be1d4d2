"""Which land and whom parks serve, measured from the edge of the park.

The service area of a park is its buffer, the park itself included (GB/T 51346-2019, A.0.3). Parks
are dissolved first, so a park drawn in two pieces counts with its whole size; size classes are
half-open [min, max) (table 4.4.7, note 2). Round corners are drawn with `QUAD_SEGS` segments a
quarter circle: no point of the edge lies more than r * (1 - cos(pi / (4 * QUAD_SEGS))) inside the
true distance, 0.038 m at r = 500 m.
"""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from spatial.green import Shapes, area_inside, dissolve
from spatial.population import assign_zones, cell_people, occupied_land
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


def served_share(
    zones: gpd.GeoDataFrame,
    served: Shapes,
    *,
    denominator: str,
    layers: Mapping[str, gpd.GeoDataFrame],
    population: str,
) -> Floats:
    """Return the share of each zone within the polygons `served`.

    Parameters
    ----------
    zones
        Polygons in a metric CRS.
    served
        Polygons without overlap (`service_area`).
    denominator
        "area", "residential_land", or "population". People are taken from `population_cells`
        where loaded, else spread over residential land, else over the whole zone.
    layers
        `residential` and `population_cells`, each optional.
    population
        "resident" or "registered": the column of the cells.

    Returns
    -------
    ndarray of shape (zones,)
        Between 0 and 1; NaN where the zone has none of what the denominator counts.
    """
    cells = layers.get("population_cells")
    land = layers.get("residential")
    if denominator == "population" and cells is not None and len(cells):
        return _share_of_cells(zones, served, cells, cell_people(cells, population))
    if denominator != "area" and land is not None and len(land):
        ground = occupied_land(zones, land)
        share = _share_of_area(ground.geometry.to_numpy(), served)
        if denominator == "residential_land":
            share[~ground["on_land"].to_numpy()] = np.nan
        return share
    return _share_of_area(zones.geometry.to_numpy(), served)


def _share_of_area(shapes: Shapes, served: Shapes) -> Floats:
    whole = shapely.area(shapes)
    return area_inside(shapes, served) / np.where(whole > 0, whole, np.nan)


def _share_of_cells(
    zones: gpd.GeoDataFrame, served: Shapes, cells: gpd.GeoDataFrame, people: Floats
) -> Floats:
    shapes = cells.geometry.to_numpy()
    flat = shapely.area(shapes) > 0
    covered = np.zeros(len(shapes))
    covered[flat] = _share_of_area(shapes[flat], served)
    points = np.flatnonzero(~flat)
    hit, _ = shapely.STRtree(served).query(shapes[points], predicate="intersects")
    covered[points[hit]] = 1.0
    owner = zones.index.get_indexer(pd.Index(assign_zones(cells, zones)))
    held = owner >= 0
    size = len(zones)
    total = np.bincount(owner[held], weights=people[held], minlength=size)
    reached = np.bincount(owner[held], weights=(people * covered)[held], minlength=size)
    return reached / np.where(total > 0, total, np.nan)
