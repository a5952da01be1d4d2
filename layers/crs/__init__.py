"""Coordinate systems: which one a file has, the metric one of an area, and the datums of China.

Begin with `resolve_crs`, `to_metric` and `to_lonlat`.
"""

from layers.crs.china import TO_WGS84
from layers.crs.systems import (
    LONLAT,
    METRES_A_DEGREE,
    Resolved,
    metric_crs,
    resolve_crs,
    to_lonlat,
    to_metric,
    transform_geometries,
)

__all__ = [
    "LONLAT",
    "METRES_A_DEGREE",
    "TO_WGS84",
    "Resolved",
    "metric_crs",
    "resolve_crs",
    "to_lonlat",
    "to_metric",
    "transform_geometries",
]
