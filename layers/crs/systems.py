"""Coordinate systems: what a user or a file names, and safe transformers.

PROJ turns Beijing 1954 and Xi'an 1980 into CGCS2000 or WGS 84 by doing nothing ("ballpark") and
says nothing; every transformer here is built with `allow_ballpark=False` and lon/lat order
(`always_xy=True`), and those datums are refused: their parameters belong to the data's owner.
CGCS2000 (EPSG:4490) and WGS 84 (EPSG:4326) differ by centimetres to decimetres and are taken as
identical.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError as ProjCrsError
from pyproj.exceptions import ProjError

from layers.arrays import Floats, Shapes
from layers.errors import CrsError
from layers.text import Text

METRES_A_DEGREE = 111_319.5
"""Of longitude at the equator, WGS 84."""
LONLAT = "EPSG:4326"
METRIC_DECIMALS = 6
"""Decimals of a meter: a thousand times what degrees in eight bytes lose, and unseen."""
_CGCS2000 = "EPSG:4490"
_MAX_TEXT = 20_000
_IDENTICAL = frozenset({"EPSG:4326", "EPSG:4490", "OGC:CRS84", "EPSG:4979", "EPSG:4480"})
_OLD_DATUM = re.compile(r"(?i)beijing.?(19)?54|xi.?an.?(19)?80|北京.?54|西安.?80|new.?beijing")
_CHINA_2000 = re.compile(r"(?i)cgcs.?2000|china.?2000")

# Where the 3-degree Gauss-Kruger zones of CGCS2000 are the local practice. Coarse, pushed out to
# sea, good to about half a degree on land: it only chooses a projection and says nothing else.
_CHINA_OUTLINE = shapely.Polygon(
    [
        *[(73.6, 39.4), (74.9, 40.5), (76.9, 41.1), (80.2, 42.1), (80.3, 43.2), (80.1, 45.0)],
        *[(82.4, 45.3), (83.0, 47.2), (85.5, 47.1), (85.6, 48.3), (87.8, 49.2), (90.0, 47.9)],
        *[(91.0, 46.9), (90.9, 45.3), (95.3, 44.2), (96.4, 42.7), (100.8, 42.7), (105.0, 41.6)],
        *[(109.3, 42.5), (111.8, 43.7), (111.9, 45.0), (113.6, 44.8), (117.4, 46.6)],
        *[(119.8, 46.7), (118.0, 47.9), (115.6, 47.8), (116.7, 49.8), (119.3, 50.1)],
        *[(120.7, 52.2), (120.2, 52.8), (122.2, 53.6), (125.6, 53.1), (127.6, 49.8)],
        *[(130.6, 48.9), (131.0, 47.8), (134.8, 48.4), (133.1, 45.1), (131.9, 45.3)],
        *[(131.0, 44.8), (131.3, 43.4), (130.6, 42.4), (129.9, 43.0), (128.1, 42.0)],
        *[(126.9, 41.7), (124.5, 40.1), (124.0, 39.3), (123.3, 37.3), (122.6, 34.0)],
        *[(123.2, 31.0), (122.7, 28.5), (120.3, 25.6), (118.4, 23.9), (117.0, 22.3)],
        *[(113.5, 21.3), (111.4, 19.5), (110.1, 17.8), (108.3, 18.2), (108.3, 20.0)],
        *[(108.4, 21.4), (107.9, 21.6), (106.7, 22.0), (106.6, 22.9), (105.3, 23.3)],
        *[(104.0, 22.6), (102.5, 22.7), (101.7, 22.4), (101.8, 21.1), (100.2, 21.5)],
        *[(99.2, 22.1), (98.8, 23.3), (97.6, 23.9), (98.7, 25.9), (98.6, 27.5), (97.4, 28.3)],
        *[(96.2, 28.4), (95.0, 29.1), (92.5, 27.8), (91.6, 27.9), (90.0, 28.2), (88.9, 27.3)],
        *[(88.1, 27.9), (85.9, 28.1), (84.0, 29.0), (81.5, 30.2), (79.0, 31.5), (79.2, 33.0)],
        *[(78.2, 34.7), (76.2, 35.9), (74.6, 37.3), (74.8, 38.4)],
    ]
)


@dataclass(frozen=True)
class Resolved:
    """What the user's `--crs` means: a coordinate system, or an offset to be undone."""

    crs: CRS | None
    offset: Literal["gcj02", "bd09"] | None = None


def resolve_crs(text: str) -> Resolved:
    """Return what `text` means: `EPSG:n`, `OGC:CRS84`, WKT, `gcj02` or `bd09`.

    Raises `CrsError` for anything else, for unknown codes and for datums without safe parameters.
    """
    wanted = text.strip()
    key = wanted.lower().replace("-", "").removeprefix("x")
    if key in ("gcj02", "bd09"):
        return Resolved(None, "gcj02" if key == "gcj02" else "bd09")
    is_code = re.fullmatch(r"(?i)(epsg|esri):\d{1,7}|ogc:crs84", wanted)
    is_wkt = re.match(r"(?i)(geog|proj|bound|compd|vert|geod)\w*\[", wanted)
    if not (is_code or is_wkt) or len(wanted) > _MAX_TEXT:
        raise _refusal(
            f"“{wanted[:60]}”不可识别；可用 EPSG:编号、gcj02 或 bd09",
            f"'{wanted[:60]}' is not understood; accepted: EPSG:number, gcj02 or bd09",
        )
    try:
        crs = CRS.from_user_input(wanted.upper() if is_code else wanted)
    except ProjCrsError:
        raise _refusal(f"没有 {wanted[:60]}", f"there is no {wanted[:60]}") from None
    reason = refusal_reason(crs)
    if reason:
        raise CrsError(reason=reason)
    return Resolved(crs)


def _refusal(zh: str, en: str) -> CrsError:
    return CrsError(reason=Text(zh, en))


def refusal_reason(crs: CRS) -> Text | None:
    """Return why data in `crs` cannot be accepted, or None when they can."""
    geodetic = crs.geodetic_crs
    if geodetic is None or crs.is_engineering:
        return Text("不是地理或投影坐标系", "it is neither geographic nor projected")
    datum = geodetic.datum.name if geodetic.datum else ""
    if _OLD_DATUM.search(f"{geodetic.name} {datum}"):
        return Text(
            "该基准转换到 CGCS2000 需要数据所有者提供的七参数，直接套用会偏移约 60–100 米",
            "this datum needs seven parameters from the data's owner to reach CGCS2000; "
            "taken as it is, places would be 60 to 100 m off",
        )
    try:
        _transformer(crs.to_wkt(), _lonlat_of(crs))
    except ProjError:
        return Text(
            "没有已知的转换可到达 WGS 84",
            "no known transformation leads from its datum to WGS 84",
        )
    return None


@lru_cache(maxsize=256)
def name_of(crs: CRS) -> str:
    """Return the shortest exact name: the EPSG code where there is one."""
    authority = crs.to_authority(min_confidence=70)
    return ":".join(authority) if authority else crs.name


def in_china(lon: float, lat: float) -> bool:
    """Whether CGCS2000 zones are local practice here; only to choose a projection."""
    return bool(shapely.contains_xy(_CHINA_OUTLINE, lon, lat))


def to_metric(frame: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    """Return a lon/lat `frame` in the projected `crs` (metres); heights are dropped."""
    _require_crs(frame)
    target = CRS.from_user_input(crs)
    moved = transform_geometries(frame.geometry.to_numpy(), CRS.from_user_input(LONLAT), target)
    return frame.set_geometry(gpd.GeoSeries(moved, index=frame.index, crs=target), crs=target)


def to_lonlat(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `frame` in EPSG:4326, longitude first; heights are dropped.

    Raises `CrsError` when the frame has no coordinate system or one that cannot be accepted.
    Coordinates that the projection cannot reach come back infinite, for the checks to name.
    """
    source = _require_crs(frame)
    reason = refusal_reason(source)
    if reason:
        raise CrsError(reason=reason)
    lonlat = CRS.from_user_input(LONLAT)
    moved = transform_geometries(frame.geometry.to_numpy(), source, lonlat)
    return frame.set_geometry(gpd.GeoSeries(moved, index=frame.index, crs=lonlat), crs=lonlat)


def _require_crs(frame: gpd.GeoDataFrame) -> CRS:
    if frame.crs is None:
        raise _refusal("数据没有坐标系", "the data have no coordinate system")
    return frame.crs


def transform_geometries(geometries: Shapes, source: CRS, target: CRS) -> Shapes:
    """Transform an array of geometries in one call, two-dimensional, longitude or east first.

    From degrees to meters, coordinates are rounded to `METRIC_DECIMALS`: a survey in whole meters
    comes back in whole meters, so that what lies at just the radius is within it (`d <= radius`).
    """
    if geometries.size == 0:
        return geometries
    if _is_lonlat(source) and _is_lonlat(target):
        return np.asarray(shapely.force_2d(geometries))
    source_text = _lonlat_of(target) if _is_lonlat(source) else source.to_wkt()
    target_text = _lonlat_of(source) if _is_lonlat(target) else target.to_wkt()
    transformer = _transformer(source_text, target_text)

    to_metres = _is_lonlat(source) and not _is_lonlat(target)

    def move(points: Floats) -> Floats:
        moved = np.column_stack(transformer.transform(points[:, 0], points[:, 1]))
        return moved.round(METRIC_DECIMALS) if to_metres else moved

    return np.asarray(shapely.transform(geometries, move))


def transform_points(points: Floats, source: CRS) -> Floats:
    """Return an (n, 2) array of `source` coordinates as lon/lat; unreachable places are inf."""
    if _is_lonlat(source):
        return points
    transformer = _transformer(source.to_wkt(), _lonlat_of(source))
    return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))


def _is_lonlat(crs: CRS) -> bool:
    """Whether `crs` is one of the geographic systems taken as identical to EPSG:4326."""
    if not crs.is_geographic:
        return False
    return name_of(crs) in _IDENTICAL


def _lonlat_of(crs: CRS) -> str:
    """Return the geographic system that `crs` reaches without a datum shift: 4490 or 4326."""
    geodetic = crs.geodetic_crs
    if geodetic is None:
        return LONLAT
    datum = geodetic.datum.name if geodetic.datum else ""
    return _CGCS2000 if _CHINA_2000.search(f"{geodetic.name} {datum}") else LONLAT


@lru_cache(maxsize=256)
def _transformer(source: str, target: str) -> Transformer:
    """Build a transformer once; raises `ProjError` rather than pretend two datums are one."""
    return Transformer.from_crs(
        CRS.from_user_input(source),
        CRS.from_user_input(target),
        always_xy=True,
        allow_ballpark=False,
    )
