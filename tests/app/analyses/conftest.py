"""A town of two square communities in one subdistrict, small enough to compute by hand.

Metric coordinates in EPSG:4548; west is [0, 1000] x [0, 1000] m from the origin, east the next.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from rasterio.transform import from_origin
from shapely.geometry import MultiPolygon, Point, box

from app.standards import Standards
from layers.catalogue import LAYER_TYPES
from layers.crs.systems import to_lonlat, to_metric
from layers.store.layers import Area
from layers.text import Text
from tests.builders.rasters import write_raster

CRS = "EPSG:4548"
X, Y = 450_000.0, 4_420_000.0
ORIGIN = np.array([X, Y])


def _metric(layer: str, shapes: list[Any], **columns: list[Any]) -> gpd.GeoDataFrame:
    moved = [shapely.transform(shape, lambda points: points + ORIGIN) for shape in shapes]
    frame = gpd.GeoDataFrame(columns, geometry=moved, crs=CRS)
    for column in LAYER_TYPES[layer].columns:
        if column.name not in frame:
            frame[column.name] = None
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="id")
    return frame


class Town:
    """Inputs from memory; a test may replace or remove a layer."""

    kind = "communities"

    def __init__(self, standards: Standards) -> None:
        self.frames = {
            "communities": _metric(
                "communities",
                [box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)],
                name=["West", "East"],
                subdistrict=["Town", "Town"],
                population_resident=[8000.0, 2000.0],
                population_registered=[9000.0, None],
            ),
            "subdistricts": _metric("subdistricts", [box(0, 0, 2000, 1000)], name=["Town"]),
            "health_centers": _metric(
                "health_centers",
                [Point(500, 500), Point(1500, 500)],
                name=["Open", "Closed"],
                grade=["center", "center"],
                closed_on=[None, "2001-01-01"],
            ),
            "green_spaces": _metric(
                "green_spaces",
                [box(0, 0, 100, 100), box(50, 0, 150, 100)],
                name=["A", "B"],
                green_class=["pocket_park", "pocket_park"],
            ),
        }
        self.used: dict[str, None] = {}
        self.rasters: dict[str, Any] = {}
        self._standards = standards
        whole = gpd.GeoDataFrame(geometry=[self.boundary()], crs=CRS)
        self.area = Area(
            slug="town",
            title=Text("小镇", "Town"),
            boundary=MultiPolygon([to_lonlat(whole).geometry.iloc[0]]),
            crs=CRS,
            figures={},
        )

    def put(self, layer: str, shapes: list[Any], **columns: list[Any]) -> None:
        self.frames[layer] = _metric(layer, shapes, **columns)

    def holds(self, layer: str) -> bool:
        return len(self.frames.get(layer, ())) > 0

    def metric(self, layer: str) -> gpd.GeoDataFrame:
        return self.frames[layer] if layer in self.frames else _metric(layer, [])

    def lonlat(self, layer: str) -> gpd.GeoDataFrame:
        return to_lonlat(self.metric(layer))

    def boundary(self) -> Any:
        return box(X, Y, X + 2000, Y + 1000)

    def project(self, lon: float, lat: float) -> tuple[float, float]:
        frame = gpd.GeoDataFrame(geometry=[Point(lon, lat)], crs="EPSG:4326")
        point = to_metric(frame, CRS).geometry.iloc[0]
        return point.x, point.y

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return lon, lat of a point of the town."""
        frame = gpd.GeoDataFrame(geometry=[Point(X + x, Y + y)], crs=CRS)
        point = to_lonlat(frame).geometry.iloc[0]
        return point.x, point.y

    def kept(self, _name: str, _layers: tuple[str, ...], make: Callable[[], Any]) -> Any:
        return make()

    def standing(self, _population: str) -> None:
        """Nobody was estimated."""

    def traced(self, _name: Any, make: Callable[[], Any]) -> Any:
        return make()

    def version(self, layer: str) -> int:
        return 1 if layer in self.frames else 0

    def raster(self, kind: str) -> Any:
        return self.rasters.get(kind)

    def standard(self, identifier: str) -> Any:
        return self._standards.get(identifier)


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return Town(Standards(tmp_path_factory.mktemp("standards")))


@pytest.fixture
def put(town, tmp_path):
    def make(kind, values, nodata=None):
        """Four columns of 500 m by one row over the whole town."""
        path = write_raster(
            tmp_path / f"{kind}.tif",
            [values],
            transform=from_origin(X, Y + 1000, 500, 1000),
            nodata=nodata,
        )
        town.rasters[kind] = SimpleNamespace(kind=kind, path=path)

    return make
