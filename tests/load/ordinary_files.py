"""Files of the size that planners have: every one of them has to pass."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import rasterio
import shapely

PATIENCE = 600


def _buildings(count: int = 250_000) -> gpd.GeoDataFrame:
    """Return buildings of eight columns on a grid over the area of the trial."""
    side = int(np.ceil(np.sqrt(count)))
    at = np.arange(count)
    x, y = 116.3 + 0.2 * (at % side) / side, 39.8 + 0.2 * (at // side) / side
    columns = {
        "name": [f"楼 {number}" for number in at],
        "building_use": ["residential"] * count,
        "floors": at % 30 + 1,
        "source": ["survey"] * count,
        "owner": [f"单位 {number % 1000}" for number in at],
        "checked": ["2024-05-01"] * count,
        "code": [f"B{number:07d}" for number in at],
        "note": [None] * count,
    }
    return gpd.GeoDataFrame(columns, geometry=shapely.box(x, y, x + 2e-4, y + 2e-4), crs=4326)


def buildings_geopackage(folder: Path) -> Path:
    """A quarter of a million buildings in a GeoPackage."""
    path = folder / "buildings.gpkg"
    _buildings().to_file(path, driver="GPKG")
    return path


def buildings_geojson(folder: Path) -> Path:
    """The same as GeoJSON."""
    path = folder / "buildings.geojson"
    _buildings().to_file(path, driver="GeoJSON")
    return path


def buildings_parquet(folder: Path) -> Path:
    """The same as GeoParquet."""
    path = folder / "buildings.parquet"
    _buildings().to_parquet(path)
    return path


def workbook_rows(folder: Path, rows: int = 50_000) -> Path:
    """A workbook of 50,000 rows and 20 columns."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("data")
    sheet.append(["name", "lon", "lat", *[f"field {number}" for number in range(17)]])
    for row in range(rows):
        places = [116.3 + row % 200 / 1000, 39.8 + row % 199 / 1000]
        sheet.append([f"站 {row}", *places, *[f"text {row * 17 + n}" for n in range(17)]])
    path = folder / "rows.xlsx"
    book.save(path)
    return path


def raster_plain(folder: Path, side: int = 20_000) -> Path:
    """A raster of 20,000 by 20,000 cells with people in a tenth of its rows."""
    path = folder / "plain.tif"
    place = rasterio.transform.from_origin(116.3, 40.0, 1e-5, 1e-5)
    chance = np.random.default_rng(1)
    with rasterio.open(
        path, "w", driver="GTiff", width=side, height=side, count=1, dtype="float32", tiled=True,
        crs="EPSG:4326", transform=place, compress="DEFLATE", blockxsize=256, blockysize=256,
    ) as out:  # fmt: skip
        for top in range(0, side, 1000):
            strip = np.zeros((1000, side), "float32")
            strip[:100] = chance.integers(0, 50, (100, side))
            out.write(strip, 1, window=rasterio.windows.Window(0, top, side, 1000))
    return path


FILES: dict[str, Callable[[Path], Path]] = {
    function.__name__: function
    for function in (
        buildings_geopackage,
        buildings_geojson,
        buildings_parquet,
        workbook_rows,
        raster_plain,
    )
}
