"""A population raster as places: the part of each cell that lies in a community, with its people.

A cell that communities share is split by area (areal weighting: Goodchild and Lam 1980,
Geo-Processing 1:297-312).
"""

import os
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from spatial.arrays import Floats, Ints, Shapes
from spatial.checks import POLYGONAL, require_kinds, require_metric
from spatial.errors import ShapeError
from spatial.raster_zones import RasterFile, shapes_in, windows_of

MOST_PLACES = 2_000_000
"""Cells with people in the zones at most."""
_WHOLE = 1 - 1e-9


def raster_places(raster: str | os.PathLike[str] | RasterFile, zones: GeoDataFrame) -> GeoDataFrame:
    """Return the inhabited cells of a population raster, cut by zone, as demand for `coverage`.

    Parameters
    ----------
    raster
        Path of a north-up raster with persons in each cell, or what has such a `path`.
    zones : GeoDataFrame
        Polygons in metres.

    Returns
    -------
    GeoDataFrame
        Polygons in the system of the zones with `population` (persons of the cell times the share
        of it inside the zone) and `zone` (label of the zone). Cells without people have no row.

    Raises
    ------
    NotMetricError, ShapeError
        When the zones are not polygons in metres, or there are more than `MOST_PLACES` cells.
    """
    import rasterio  # noqa: PLC0415 - slow to import

    require_metric(zones, "zones")
    require_kinds(zones, "zones", POLYGONAL)
    with rasterio.open(getattr(raster, "path", raster)) as source:
        shapes = shapes_in(source, zones)
        grid = source.transform
        found = [_cells(source, shape, window) for shape, window in _windows(source, shapes)]
        crs = source.crs
    rows = np.repeat(np.arange(len(found)), [len(part[0]) for part in found])
    if len(rows) > MOST_PLACES:
        raise ShapeError(
            f"raster has {len(rows)} inhabited cells in the zones; accepted: {MOST_PLACES} at most"
        )
    people, column, line = (np.concatenate(part) for part in zip(*found, strict=True))
    west, north = grid.c + column * grid.a, grid.f + line * grid.e
    squares = gpd.GeoSeries(shapely.box(west, north + grid.e, west + grid.a, north), crs=crs)
    moved = squares if zones.crs is None else squares.to_crs(zones.crs)
    return _by_zone(zones, rows, np.array(moved.array), people)


def _windows(source: Any, shapes: Shapes) -> list[tuple[Any, tuple[int, ...]]]:
    windows = windows_of(source, shapes)
    return [(shape, tuple(int(n) for n in windows[:, row])) for row, shape in enumerate(shapes)]


def _cells(source: Any, shape: Any, window: tuple[int, ...]) -> tuple[Floats, Ints, Ints]:
    """Return people, column and row of the inhabited cells in the box around one zone."""
    from rasterio.windows import Window  # noqa: PLC0415 - slow to import

    left, right, top, bottom = window
    if left >= right or top >= bottom or shapely.is_empty(shape):
        none = np.empty(0, dtype=np.int64)
        return np.empty(0), none, none
    values = source.read(1, window=Window(left, top, right - left, bottom - top), masked=True)
    people = np.nan_to_num(np.ma.filled(values.astype(float), 0.0))
    line, column = np.nonzero(people > 0)
    return people[line, column], column + left, line + top


def _by_zone(
    zones: GeoDataFrame,
    rows: Ints,
    cells: Shapes,
    people: Floats,
) -> GeoDataFrame:
    """Return the part of each cell inside its zone, with the people of that share."""
    shapes = zones.geometry.to_numpy()
    parts = cells.copy()
    shapely.prepare(shapes)
    cut = ~shapely.contains_properly(shapes[rows], cells)
    parts[cut] = shapely.intersection(cells[cut], shapes[rows[cut]])
    share = shapely.area(parts) / shapely.area(cells)
    share[share > _WHOLE] = 1.0
    kept = share > 0
    frame = pd.DataFrame(
        {
            "population": (people * share)[kept],
            "zone": pd.Series(zones.index.take(rows[kept])).array,
        }
    )
    return GeoDataFrame(frame, geometry=[_flat(part) for part in parts[kept]], crs=zones.crs)


def _flat(shape: Any) -> Any:
    """Return only the polygons of `shape`: cutting may leave lines where borders coincide."""
    if shape.geom_type in POLYGONAL:
        return shape
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[shapely.area(parts) > 0])
