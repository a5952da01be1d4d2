"""GeoTIFF: rasters of one band, checked window by window and stored cloud-optimized.

Only GDAL's GeoTIFF reader is let near the file, without the files beside it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.crs import LONLAT
from layers.formats.judging import tiff
from layers.formats.options import MEBIBYTE, Limits
from layers.formats.refusal import Refusal

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

FORMAT = "GeoTIFF"
MAGIC = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
SETTINGS = {
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_CACHEMAX": 64,
    "GDAL_NUM_THREADS": "1",
}
RANGES = {"population": (0.0, np.inf), "ndvi": (-1.0, 1.0), "canopy": (0.0, np.inf)}
"""Least and greatest value that a kind of raster may hold."""
CLASSES = "land_cover"
_CELLS_AT_ONCE = 1 << 22
_TILE = 512
_BORDER_POINTS = 21


def store_geotiff(
    path: Path, goal: Path, *, kind: str, boundary: BaseGeometry, limits: Limits
) -> dict[str, Any]:
    """Check a GeoTIFF and write it to `goal`, cloud-optimized; return what is known of it.

    Parameters
    ----------
    kind : str
        A key of `layers.store.rasters.KINDS`; it says which values are accepted.
    boundary : Polygon or MultiPolygon
        Of the area in EPSG:4326: the raster has to meet it.

    Returns
    -------
    dict
        `crs` (WKT), `transform` (6 numbers: a, b, c, d, e, f of x = a column + b row + c), `width`,
        `height`, `bounds` (left, bottom, right, top), `nodata`, `cells` (that hold a value).

    Raises
    ------
    Refusal
        It is no GeoTIFF, has no coordinate system, several bands, lies outside the area, or holds
        values that the kind cannot have.
    """
    import rasterio  # noqa: PLC0415 - after the limits of the process
    from rasterio.errors import RasterioError  # noqa: PLC0415

    with path.open("rb") as file:
        if file.read(4) not in MAGIC:
            raise Refusal("not_geotiff")
    if path.stat().st_size > limits.file_bytes:
        found = path.stat().st_size // MEBIBYTE
        raise Refusal("too_large", found=found, limit=limits.file_bytes // MEBIBYTE)
    tiff.require_raster(path, limits)
    try:
        with rasterio.Env(**SETTINGS), rasterio.open(path, driver="GTiff") as source:
            _require_form(source)
            _require_place(source, boundary)
            nodata = _nodata(source)
            cells = _require_values(source, kind, nodata)
            _write(source, goal)
            return {
                "crs": source.crs.to_wkt(),
                "transform": list(source.transform)[:6],
                "width": source.width,
                "height": source.height,
                "bounds": list(source.bounds),
                "nodata": nodata,
                "cells": cells,
            }
    except (RasterioError, OSError, ValueError) as error:
        # cut-off files bring forth any of them
        raise Refusal("damaged", format=FORMAT) from error


def _require_form(source: "DatasetReader") -> None:
    """Refuse several bands, complex numbers, no coordinate system, and grids that are turned."""
    if source.count != 1:
        raise Refusal("raster_bands", found=source.count)
    if np.dtype(source.dtypes[0]).kind not in "iuf":
        raise Refusal("raster_type", found=source.dtypes[0])
    if source.crs is None or not (source.crs.is_projected or source.crs.is_geographic):
        raise Refusal("raster_no_crs")
    turned = source.transform.b or source.transform.d
    if turned or source.transform.a <= 0 or source.transform.e >= 0:
        raise Refusal("raster_turned")


def _require_place(source: "DatasetReader", boundary: BaseGeometry) -> None:
    """Refuse a raster that nowhere meets the area."""
    from rasterio.warp import transform  # noqa: PLC0415 - after the limits of the process

    frame = shapely.segmentize(shapely.box(*shapely.bounds(boundary)), _step(boundary))
    lon, lat = shapely.get_coordinates(frame).T
    x, y = (np.asarray(axis) for axis in transform(LONLAT, source.crs, lon, lat))
    seen = np.isfinite(x) & np.isfinite(y)
    if not seen.any():
        raise Refusal("raster_outside")
    left, bottom, right, top = source.bounds
    across = x[seen].min() < right and x[seen].max() > left
    if not (across and y[seen].min() < top and y[seen].max() > bottom):
        raise Refusal("raster_outside")


def _step(boundary: BaseGeometry) -> float:
    """Return the distance (degrees) of points along the box around the area."""
    left, bottom, right, top = shapely.bounds(boundary)
    return float(max(right - left, top - bottom) / _BORDER_POINTS)


def _nodata(source: "DatasetReader") -> float | None:
    """Return what stands for no data: as stated, NaN for floating-point numbers, else nothing."""
    if source.nodata is not None:
        return float(source.nodata)
    return float("nan") if np.dtype(source.dtypes[0]).kind == "f" else None


def _require_values(source: "DatasetReader", kind: str, nodata: float | None) -> int:
    """Return how many cells hold a value; refuse none at all and values the kind cannot have."""
    low, high = RANGES.get(kind, (-np.inf, np.inf))
    count = 0
    for values in windows(source):
        known = values[~np.isnan(values)] if values.dtype.kind == "f" else values.ravel()
        if nodata is not None and not np.isnan(nodata):
            known = known[known != nodata]
        if not len(known):
            continue
        count += len(known)
        least, greatest = float(known.min()), float(known.max())
        if least < low or greatest > high or not np.isfinite([least, greatest]).all():
            raise Refusal("raster_range", found=f"{least:g} – {greatest:g}", least=f"{low:g}",
                          greatest=f"{high:g}")  # fmt: skip
        if kind == CLASSES and known.dtype.kind == "f" and (known != np.round(known)).any():
            raise Refusal("raster_classes")
    if not count:
        raise Refusal("raster_no_data")
    return count


def windows(source: "DatasetReader") -> Iterator[NDArray[Any]]:
    """Yield the cells of a raster strip by strip, few enough at once for any memory."""
    from rasterio.windows import Window  # noqa: PLC0415 - after the limits of the process

    rows = max(1, _CELLS_AT_ONCE // source.width)
    block = source.block_shapes[0][0]
    if rows > block:
        rows -= rows % block
    for first in range(0, source.height, rows):
        wide = min(source.width, _CELLS_AT_ONCE)
        for left in range(0, source.width, wide):
            yield source.read(
                1,
                window=Window(
                    left, first, min(wide, source.width - left), min(rows, source.height - first)
                ),
            )


def _write(source: "DatasetReader", goal: Path) -> None:
    """Write the cells as they are: tiles, without loss, with smaller copies for drawing."""
    from rasterio.shutil import copy  # noqa: PLC0415 - after the limits of the process

    floating = np.dtype(source.dtypes[0]).kind == "f"
    copy(
        source,
        goal,
        driver="COG",
        compress="DEFLATE",
        predictor="FLOATING_POINT" if floating else "STANDARD",
        blocksize=_TILE,
        # those of the file may show anything
        overviews="IGNORE_EXISTING",
        overview_resampling="NEAREST",
        bigtiff="IF_SAFER",
    )
