"""Green cover of zones from a raster: classes of land cover, an index above a threshold, percents.

Every cell counts by the exact share of it inside the zone (exactextract). Cells without a value
are told apart from cells without green: the cover is a share of the cells with a value, with the
bounds that hold whatever the others are.
"""

import os
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import ArrayLike, NDArray

from spatial.arrays import Floats
from spatial.errors import ShapeError
from spatial.raster_zones import MOST_CELLS, RasterFile, shapes_in


@dataclass(frozen=True, kw_only=True)
class CellGreenness:
    """How green a cell is, from its value; exactly one of the three is given.

    Attributes
    ----------
    classes : tuple of float
        A cell with one of these values is green: codes of a land-cover map.
    threshold : float
        A cell with this value or more is green: a vegetation index such as NDVI.
    full : float
        The value that means wholly green; less is green in proportion: 100 for percents.
    """

    classes: tuple[float, ...] = ()
    threshold: float | None = None
    full: float | None = None

    def __post_init__(self) -> None:
        """Refuse none or several ways, and numbers that mean nothing.

        Raises
        ------
        ShapeError
        """
        given = [bool(self.classes), self.threshold is not None, self.full is not None]
        if sum(given) != 1:
            raise ShapeError("cover takes exactly one of classes, threshold and full")
        numbers = [*self.classes, self.threshold or 0.0, 1.0 if self.full is None else self.full]
        if not np.isfinite(numbers).all() or numbers[-1] <= 0:
            raise ShapeError("cover holds a number that is not finite, or full is not above 0")

    def share(self, values: NDArray[Any]) -> Floats:
        """Return how green (0 to 1) cells with these values are."""
        if self.classes:
            return np.isin(values, self.classes).astype(float)
        if self.threshold is not None:
            return (values >= self.threshold).astype(float)
        return np.asarray(np.clip(values / float(self.full or 1.0), 0.0, 1.0), dtype=float)


def green_cover(
    raster: str | os.PathLike[str] | RasterFile, zones: GeoDataFrame, *, cover: CellGreenness
) -> pd.DataFrame:
    """Return how much of each zone a raster shows as green.

    Parameters
    ----------
    raster
        Path of a north-up raster of one band, or what has such a `path`.
    zones : GeoDataFrame
        Polygons in any system; they may overlap, and each is measured in full. They are brought
        into the system of the raster.
    cover : CellGreenness
        What makes a cell green.

    Returns
    -------
    DataFrame
        Index of the zones. `canopy_ratio`: green over cells with a value (0 to 1; NaN without
        any). `valid_share`: cells with a value over the whole zone (0 to 1). `canopy_ratio_low`
        and `canopy_ratio_high`: none or all of the rest being green.

    Raises
    ------
    NotMetricError, ShapeError
        When the zones have no coordinate system or are not polygons, or the raster is turned.
    """
    import rasterio  # noqa: PLC0415 - slow to import
    from exactextract import exact_extract  # noqa: PLC0415

    with rasterio.open(getattr(raster, "path", raster)) as source:
        shapes = shapes_in(source, zones)
        cell = abs(source.transform.a * source.transform.e)
        features = GeoDataFrame(geometry=list(shapes), crs=source.crs)
        found: Any = pd.DataFrame({"mean": np.nan, "count": 0.0}, index=range(len(shapes)))
        if len(shapes):
            found = exact_extract(
                _green_source()(source, cover),
                features,
                ["mean", "count"],
                output="pandas",
                max_cells_in_memory=MOST_CELLS,
            )
    count = pd.to_numeric(found["count"]).to_numpy(dtype=float)
    mean = pd.to_numeric(found["mean"]).to_numpy(dtype=float)
    area = shapely.area(shapes) / cell
    valid = np.divide(np.minimum(count, area), area, out=np.full(len(area), np.nan), where=area > 0)
    ratio = np.where(count > 0, np.clip(mean, 0.0, 1.0), np.nan)
    low = np.nan_to_num(ratio) * valid
    return pd.DataFrame(
        {
            "canopy_ratio": ratio,
            "canopy_ratio_low": low,
            "canopy_ratio_high": np.minimum(low + (1.0 - valid), 1.0),
            "valid_share": valid,
        },
        index=zones.index,
    )


def summed_cover(rows: pd.DataFrame, areas: ArrayLike) -> dict[str, float | None]:
    """Return the cover of all zones together: each counts by its area (m2) with values."""
    area = np.asarray(areas, dtype=float)
    valid = area * np.nan_to_num(rows["valid_share"].to_numpy(dtype=float))
    green = float((valid * np.nan_to_num(rows["canopy_ratio"].to_numpy(dtype=float))).sum())
    known, whole = float(valid.sum()), float(area.sum())
    return {
        "canopy_ratio": green / known if known else None,
        "canopy_ratio_low": green / whole if whole else None,
        "canopy_ratio_high": (green + whole - known) / whole if whole else None,
        "valid_share": known / whole if whole else None,
    }


@cache
def _green_source() -> Any:
    """Return a class that hands exactextract how green each cell is, window by window."""
    from exactextract.raster import RasterSource  # noqa: PLC0415 - slow to import
    from rasterio.windows import Window  # noqa: PLC0415

    class GreenSource(RasterSource):  # type: ignore[misc]
        def __init__(self, source: Any, cover: CellGreenness) -> None:
            super().__init__()
            self.source, self.cover = source, cover

        def res(self) -> tuple[float, float]:
            return self.source.transform.a, -self.source.transform.e

        def extent(self) -> tuple[float, ...]:
            return tuple(self.source.bounds)

        def nodata_value(self) -> None:
            return None

        def srs_wkt(self) -> str | None:
            return self.source.crs and str(self.source.crs.to_wkt())

        def read_window(self, x0: int, y0: int, nx: int, ny: int) -> Any:
            values = self.source.read(1, window=Window(x0, y0, nx, ny), masked=True)
            return np.where(
                np.ma.getmaskarray(values) | ~np.isfinite(values.data),
                np.nan,
                self.cover.share(values.data),
            )

    return GreenSource
