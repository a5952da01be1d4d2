"""Sums of a raster over polygons, each cell by the exact share of it that a polygon covers.

Cell fractions: exactextract (Baston, ISciences). The polygons are brought into the raster's
coordinate system, never the raster into theirs: warping cells would not keep their sum.
"""

import os
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from spatial.arrays import Floats, Ints, Shapes
from spatial.checks import POLYGONAL, require_kinds
from spatial.errors import NotMetricError, ShapeError

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

TILE = 1024
"""Zones whose middles lie in one square of so many cells are worked on together."""
MOST_CELLS = 8_000_000
"""Cells of one window at most; a zone that needs more is read piece by piece."""


class RasterFile(Protocol):
    """What has a raster file: `path`."""

    @property
    def path(self) -> Any:
        """A GeoTIFF, north up."""
        ...


def zonal_sum(raster: str | os.PathLike[str] | RasterFile, zones: GeoDataFrame) -> pd.Series:
    """Return the sum of the cells of a raster over each zone.

    Parameters
    ----------
    raster
        Path of a north-up raster of one band, or what has such a `path`.
    zones : GeoDataFrame
        Polygons in any system; they may overlap, and each is counted in full.

    Returns
    -------
    Series
        Index of the zones: sum over the cells of value * share of the cell inside the zone. NaN
        where a zone meets no cell with a value.

    Raises
    ------
    NotMetricError, ShapeError
        When the zones have no coordinate system, or other shapes than polygons.
    """
    (sums,) = zonal_stats(raster, zones, ["sum"])
    counts = pd.Series(sums, index=zones.index, name="sum", dtype=float)
    counts.index.name = zones.index.name
    return counts


def zonal_stats(
    raster: str | os.PathLike[str] | RasterFile, zones: GeoDataFrame, operations: Sequence[str]
) -> list[Floats]:
    """Return for each operation of exactextract ("sum", "count", "mean") a value for every zone.

    "count" is the number of cells with a value, by the share of each inside the zone. NaN where a
    zone meets no cell with a value ("count": 0). Memory does not grow with the raster: windows of
    at most `MOST_CELLS` cells are read.

    Raises
    ------
    NotMetricError, ShapeError
        As `zonal_sum`.
    """
    import rasterio  # noqa: PLC0415 - slow to import

    with rasterio.open(getattr(raster, "path", raster)) as source:
        shapes = shapes_in(source, zones)
        wanted = ["count", *operations]
        found = [np.zeros(len(shapes)) for _ in wanted]
        for rows, window in _groups(source, shapes):
            part = _extract(_source(source, window), shapes[rows], wanted)
            for values, column in zip(found, part, strict=True):
                values[rows] = column
    count = found[0]
    return [
        count if name == "count" else np.where(count > 0, values, np.nan)
        for name, values in zip(operations, found[1:], strict=True)
    ]


def shapes_in(source: "DatasetReader", zones: GeoDataFrame) -> Shapes:
    """Return the zones as polygons in the system of a raster, borders bent as they have to be.

    Raises
    ------
    NotMetricError, ShapeError
        When the zones have no coordinate system, or other shapes than polygons.
    """
    if zones.crs is None:
        raise NotMetricError("zones has no coordinate system; accepted: any (set it with set_crs)")
    require_kinds(zones, "zones", POLYGONAL, empty=True)
    transform = source.transform
    if transform.b or transform.d or transform.a <= 0 or transform.e >= 0:
        raise ShapeError("raster is turned or not north up; accepted: columns east, rows south")
    geometry = zones.geometry
    if source.crs is not None and zones.crs != source.crs.to_wkt():
        geometry = geometry.to_crs(source.crs.to_wkt())
    return np.asarray(geometry.to_numpy(), dtype=object)


def _groups(
    source: "DatasetReader", shapes: Shapes
) -> Iterator[tuple[Ints, tuple[int, int, int, int] | None]]:
    """Yield rows of zones close to each other, and the window (columns, rows) that holds them.

    Zones that meet no cell are left out; those too large for one window come alone, with None.
    """
    cells = windows_of(source, shapes)
    inside = (cells[0] < cells[1]) & (cells[2] < cells[3])
    tile = (cells[0] + cells[1]) // (2 * TILE), (cells[2] + cells[3]) // (2 * TILE)
    order = np.lexsort(tile)
    order = order[inside[order]]
    turns = np.flatnonzero((np.diff(tile[0][order]) != 0) | (np.diff(tile[1][order]) != 0)) + 1
    for rows in np.split(order, turns) if len(order) else ():
        begin, end = cells[0::2, rows].min(axis=1), cells[1::2, rows].max(axis=1)
        if int(np.prod(end - begin)) <= MOST_CELLS:
            yield rows, (int(begin[0]), int(end[0]), int(begin[1]), int(end[1]))
            continue
        for row in rows:
            size = int((cells[1, row] - cells[0, row]) * (cells[3, row] - cells[2, row]))
            window = tuple(int(n) for n in cells[:, row]) if size <= MOST_CELLS else None
            yield np.array([row]), window  # type: ignore[misc]


def windows_of(source: "DatasetReader", shapes: Shapes) -> Ints:
    """Return first and last column, first and last row (4, n) of the cells each polygon may touch.

    The last is the first beyond; a polygon off the raster or empty has none.
    """
    west, south, east, north = np.nan_to_num(shapely.bounds(shapes), nan=-np.inf).T
    grid = source.transform
    columns = np.stack([np.floor((west - grid.c) / grid.a), np.ceil((east - grid.c) / grid.a)])
    rows = np.stack([np.floor((north - grid.f) / grid.e), np.ceil((south - grid.f) / grid.e)])
    cells: Ints = np.concatenate(
        [np.clip(columns, 0, source.width), np.clip(rows, 0, source.height)]
    ).astype(np.int64)
    cells[:, shapely.is_empty(shapes)] = 0
    return cells


def _source(source: "DatasetReader", window: tuple[int, int, int, int] | None) -> Any:
    """Return a window of the raster as exactextract takes it; without one the whole, by pieces."""
    from exactextract.raster import NumPyRasterSource  # noqa: PLC0415 - slow to import
    from rasterio.windows import Window  # noqa: PLC0415

    if window is None:
        return source
    left, right, top, bottom = window
    grid = source.transform
    values = source.read(1, window=Window(left, top, right - left, bottom - top))
    nodata = None if source.nodata is None else values.dtype.type(source.nodata).item()
    return NumPyRasterSource(
        values,
        xmin=grid.c + left * grid.a,
        xmax=grid.c + right * grid.a,
        ymin=grid.f + bottom * grid.e,
        ymax=grid.f + top * grid.e,
        nodata=nodata,
    )


def _extract(source: Any, shapes: Shapes, operations: Sequence[str]) -> list[Floats]:
    """Return the values of each operation for polygons in the system of the raster."""
    from exactextract import exact_extract  # noqa: PLC0415 - slow to import

    features = _feature_source()(shapes, getattr(source, "crs", None))
    found = exact_extract(
        source, features, list(operations), output="pandas", max_cells_in_memory=MOST_CELLS
    )
    return [pd.to_numeric(found[name]).to_numpy(dtype=float) for name in operations]


@cache
def _feature_source() -> Any:
    """Return a class that hands polygons to exactextract as WKB: by way of text is slower."""
    from exactextract.feature import FeatureSource, JSONFeature  # noqa: PLC0415 - slow to import

    class Shape(JSONFeature):  # type: ignore[misc]
        def __init__(self, wkb: bytes) -> None:
            super().__init__()
            self.wkb = wkb

        def geometry(self) -> bytes:
            return self.wkb

    class ZoneShapes(FeatureSource):  # type: ignore[misc]
        def __init__(self, shapes: Shapes, crs: Any) -> None:
            super().__init__()
            self.shapes = shapely.to_wkb(shapes)
            self.crs = crs

        def count(self) -> int:
            return len(self.shapes)

        def __iter__(self) -> Iterator[Shape]:
            return (Shape(wkb) for wkb in self.shapes)

        def srs_wkt(self) -> str | None:
            return self.crs and str(self.crs.to_wkt())

    return ZoneShapes
