"""GeoTIFFs of a few cells, whose values and place a test states."""

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from rasterio.transform import from_origin

from tests.builders.frames import DEGREES, METRIC


def write_raster(
    path: Path,
    cells: Any,
    *,
    transform: Affine,
    crs: Any = METRIC,
    bands: int = 1,
    **profile: Any,
) -> Path:
    """Write rows of cells, the northernmost first, into each band; return the path."""
    values = np.asarray(cells)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=values.shape[0],
        width=values.shape[1],
        count=bands,
        dtype=values.dtype,
        crs=crs,
        transform=transform,
        **profile,
    ) as file:
        for band in range(1, bands + 1):
            file.write(values, band)
    return path


def write_even_raster(
    path: Path,
    value: float,
    *,
    west: float,
    north: float,
    cell: float,
    side: int,
    nodata: float,
    crs: Any = DEGREES,
) -> Path:
    """Write `side` x `side` cells of one value, in degrees unless another system is given."""
    cells = np.full((side, side), value, dtype="float32")
    place = from_origin(west, north, cell, cell)
    return write_raster(path, cells, transform=place, crs=crs, nodata=nodata)
