"""Frames of shapes, in metres as the methods of `spatial` want them or in degrees as files are."""

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import shapely

METRIC = "EPSG:4548"
"""CGCS2000 / 3-degree Gauss-Kruger at 117 E: metres, around Beijing."""
DEGREES = "EPSG:4326"


def frame(
    shapes: Iterable[Any], *, crs: Any = METRIC, index: Any = None, **columns: Any
) -> gpd.GeoDataFrame:
    """Return shapes with columns, in metres unless another system is given."""
    return gpd.GeoDataFrame(columns, geometry=list(shapes), index=index, crs=crs)


def lonlat_frame(shapes: Iterable[Any], **columns: Any) -> gpd.GeoDataFrame:
    """Return shapes with columns, in degrees."""
    return frame(shapes, crs=DEGREES, **columns)


def named_points(*names: str, **columns: Any) -> gpd.GeoDataFrame:
    """Return a point, in degrees, for each name: from 116.4 E, 39.9 N every 0.001 degrees east."""
    places = [shapely.Point(116.4 + i / 1e3, 39.9) for i in range(len(names))]
    return lonlat_frame(places, name=list(names), **columns)


def points(*places: tuple[float, float], **columns: Any) -> gpd.GeoDataFrame:
    """Return a point, in metres, for each (x, y); there may be none."""
    return frame([shapely.Point(x, y) for x, y in places], **columns)


def row_of_squares(
    count: int, *, side: float, index: Any = None, **columns: Any
) -> gpd.GeoDataFrame:
    """Return squares in a row: number i from x = i * side to (i + 1) * side, y from 0 to side."""
    shapes = [shapely.box(i * side, 0, (i + 1) * side, side) for i in range(count)]
    return frame(shapes, index=index, **columns)
