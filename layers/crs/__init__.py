"""Coordinate systems: which one a file has, the metric one of an area, and the datums of China.

Begin with `resolve_crs`, `to_metric` and `to_lonlat`.
"""

from layers.crs.china import TO_WGS84
from layers.crs.measuring import (
    LENGTHS_WITHIN,
    across_180,
    described,
    extent,
    metric_crs,
    zone_crs,
)
from layers.crs.scale import ScaleError, scale_error
from layers.crs.systems import (
    LONLAT,
    METRES_A_DEGREE,
    Resolved,
    resolve_crs,
    to_lonlat,
    to_metric,
    transform_geometries,
)

__all__ = [
    "LENGTHS_WITHIN",
    "LONLAT",
    "METRES_A_DEGREE",
    "TO_WGS84",
    "Resolved",
    "ScaleError",
    "across_180",
    "described",
    "extent",
    "metric_crs",
    "resolve_crs",
    "scale_error",
    "to_lonlat",
    "to_metric",
    "transform_geometries",
    "zone_crs",
]
