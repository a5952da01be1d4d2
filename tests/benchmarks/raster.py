"""Population of zones on a raster: ours beside exactextract as it comes and masks of rasterio.

Each method runs in a process of its own, so that its memory is its own.
"""

import math
import multiprocessing
import resource
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CRS = "EPSG:4548"
CELL = 10.0
WEST, NORTH = 400_000.0, 4_500_000.0
SIZES = {True: (900, 100), False: (10_000, 10_000)}
"""Side of the raster in cells, and number of zones, for the small case and the whole one."""
RUNS = 2
CENTERS_ERROR = 0.05
"""Share by which sums over cells whose middle is inside may differ from exact ones."""
MEGABYTE = 1024


@dataclass(frozen=True)
class Line:
    """One line of the table; `memory` in MB at its peak, libraries included."""

    method: str
    seconds: float
    memory: float
    difference: float
    agrees: bool


def write_raster(path: Path, side: int) -> None:
    """Write a square raster of so many cells with people, the same at every run."""
    import rasterio  # noqa: PLC0415 - slow to import
    from rasterio.windows import Window  # noqa: PLC0415

    rng = np.random.default_rng(1)
    settings = {"tiled": True, "blockxsize": 512, "blockysize": 512, "compress": "deflate"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with rasterio.open(
            path, "w", driver="GTiff", height=side, width=side, count=1, dtype="float32",
            crs=CRS, transform=Affine(CELL, 0, WEST, 0, -CELL, NORTH), nodata=-1, **settings,
        ) as out:  # fmt: skip
            for top in range(0, side, 512):
                rows = min(512, side - top)
                values = np.round(rng.gamma(0.5, 2.0, (rows, side))).astype("float32")
                out.write(values, 1, window=Window(0, top, side, rows))


def make_zones(side: int, number: int) -> gpd.GeoDataFrame:
    """Return irregular zones that tile the raster, the same at every run."""
    rng = np.random.default_rng(2004)
    square = shapely.box(WEST, NORTH - side * CELL, WEST + side * CELL, NORTH)
    corner = np.array([WEST, NORTH - side * CELL])
    seeds = shapely.multipoints(rng.uniform(0, side * CELL, (number, 2)) + corner)
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=square))
    return gpd.GeoDataFrame(geometry=shapely.intersection(cells, square), crs=CRS)


def ours(path: Path, zones: gpd.GeoDataFrame) -> Floats:
    """Return the sum of each zone by `spatial.raster_zones`."""
    from spatial.raster_zones import zonal_sum  # noqa: PLC0415 - counted with the libraries

    return zonal_sum(path, zones).to_numpy()


def exactextract_alone(path: Path, zones: gpd.GeoDataFrame) -> Floats:
    """Return the same by exactextract as it comes, zone by zone."""
    return _exactextract(path, zones, "feature-sequential")


def exactextract_by_raster(path: Path, zones: gpd.GeoDataFrame) -> Floats:
    """Return the same by exactextract, piece of raster by piece."""
    return _exactextract(path, zones, "raster-sequential")


def _exactextract(path: Path, zones: gpd.GeoDataFrame, strategy: str) -> Floats:
    import rasterio  # noqa: PLC0415 - slow to import
    from exactextract import exact_extract  # noqa: PLC0415

    with rasterio.open(path) as source:
        found = exact_extract(source, zones, ["sum"], output="pandas", strategy=strategy)
    return found["sum"].to_numpy(dtype=float)


def masks(path: Path, zones: gpd.GeoDataFrame) -> Floats:
    """Return the sum over the cells whose middle is inside, by a mask of rasterio a zone."""
    import rasterio  # noqa: PLC0415 - slow to import
    from rasterio.mask import mask  # noqa: PLC0415

    with rasterio.open(path) as source:
        found = [mask(source, [shape], crop=True, nodata=0)[0].sum() for shape in zones.geometry]
    return np.array(found, dtype=float)


METHODS: dict[str, Callable[[Path, gpd.GeoDataFrame], Floats]] = {
    "ours": ours,
    "exactextract": exactextract_alone,
    "exactextract by raster": exactextract_by_raster,
    "rasterio masks": masks,
}


def measure(method: str, path: Path, side: int, number: int) -> tuple[float, float, Floats]:
    """Return seconds, MB at the peak and the sums of one method in this process."""
    warnings.simplefilter("ignore")
    zones = make_zones(side, number)
    begun = time.perf_counter()
    sums = METHODS[method](path, zones)
    seconds = time.perf_counter() - begun
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE, sums


def compare(side: int, number: int, *, runs: int = RUNS) -> list[Line]:
    """Measure every method in turn, `runs` times over, each in a fresh process."""
    context = multiprocessing.get_context("spawn")
    found: dict[str, list[tuple[float, float, Floats]]] = {method: [] for method in METHODS}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.tif"
        write_raster(path, side)
        for _ in range(runs):
            for method in METHODS:
                with context.Pool(1) as pool:
                    found[method].append(pool.apply(measure, (method, path, side, number)))
    return [_line(method, results, found["ours"][0][2]) for method, results in found.items()]


def _line(method: str, results: list[tuple[float, float, Floats]], exact: Floats) -> Line:
    sums = results[0][2]
    difference = float(np.abs(sums - exact).max() / exact.max())
    allowed = CENTERS_ERROR if method == "rasterio masks" else 1e-6
    seconds = min(result[0] for result in results)
    memory = max(result[1] for result in results)
    return Line(method, seconds, memory, difference, bool(difference <= allowed))


def render(side: int, number: int, lines: list[Line]) -> str:
    """Return the table as text."""
    head = f"{number:,} zones on {side:,} x {side:,} cells; best of {RUNS}, each by itself"
    rows = [f"{'method':<24}{'s':>9}{'of ours':>9}{'MB':>8}{'greatest difference':>21}  agrees"]
    rows += [
        f"{line.method:<24}{line.seconds:>9.2f}{line.seconds / lines[0].seconds:>9.2f}"
        f"{line.memory:>8.0f}{line.difference:>21.1e}  {'yes' if line.agrees else 'NO'}"
        for line in lines
    ]
    return "\n".join([head, *rows])


def main(*, small: bool) -> bool:
    """Print the table; False when a method does not agree with ours."""
    side, number = SIZES[small]
    lines = compare(side, number)
    print(render(side, number, lines))
    fits = math.isfinite(lines[0].memory) and lines[0].memory < 1000
    print(f"ours below 1 GB: {'yes' if fits else 'NO'}")
    return fits and all(line.agrees for line in lines)
