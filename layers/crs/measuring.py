"""The system an area is measured in: the national zone, or a projection made for a wide area.

A zone of 3 or 6 degrees holds a city; a province reaches beyond it, where 500 m on the ground may
measure 533 m. So each choice is measured over the whole area: the zone is taken where it keeps
lengths within 0.1 %, else the best of four conformal projections about the area's own middle, and
where none holds, the area is refused with what was tried.
"""

import math

import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import ProjError
from shapely.geometry.base import BaseGeometry

from layers.arrays import Floats
from layers.crs.scale import places_within, scale_error, scale_range
from layers.crs.systems import in_china
from layers.errors import CrsError
from layers.text import Text

LENGTHS_WITHIN = 0.001
"""The greatest scale error an area is measured with: lengths to a meter a kilometer."""
_HALF_TURN = 180.0
_TURN = np.array([360.0, 0.0])
_METHODS = {
    "lcc": Text("兰勃特正形圆锥投影", "Lambert conformal conic"),
    "tmerc": Text("自定中央子午线的横轴墨卡托投影", "transverse Mercator about its own meridian"),
    "stere": Text("斜轴球面投影", "oblique stereographic"),
    "omerc": Text("斜轴墨卡托投影", "oblique Mercator"),
}


def metric_crs(boundary: BaseGeometry) -> str:
    """Return the system in which an area with this lon/lat boundary is measured.

    The zone of `zone_crs` (`EPSG:n`) where it keeps lengths within 0.1 % everywhere in the area;
    else a PROJ text of the conformal projection that holds it best. Raises `CrsError` where none
    does, for an empty boundary and beyond 84 N or 80 S.
    """
    zone = zone_crs(boundary)
    by_zone = scale_error(zone, boundary).lengths
    if by_zone <= LENGTHS_WITHIN:
        return zone
    errors = {text: scale_error(text, boundary).lengths for text in _projections(boundary)}
    best = min(errors, key=lambda text: errors[text], default=zone)
    if errors.get(best, math.inf) <= LENGTHS_WITHIN:
        return best
    tried = [(zone, by_zone), *((text, errors[text]) for text in errors)]
    raise _too_wide(tried)


def zone_crs(boundary: BaseGeometry) -> str:
    """Return the EPSG code of the national zone of the middle of an area, however wide it is.

    China: CGCS2000 3-degree Gauss-Kruger of the nearest central meridian, without zone prefix
    (EPSG 4534 at 75 E to 4554 at 135 E). Elsewhere: WGS 84 / UTM. Raises `CrsError` for an empty
    boundary and beyond 84 N or 80 S.
    """
    if boundary.is_empty:
        raise CrsError(reason=Text("区域边界为空", "the area's boundary is empty"))
    lon, lat = middle(boundary)
    if not (math.isfinite(lon) and -180 <= lon <= 180 and -80 <= lat <= 84):  # noqa: PLR2004 - UTM
        raise CrsError(
            reason=Text(
                f"区域中心 ({lon:.4f}, {lat:.4f}) 不在南纬 80 度至北纬 84 度之间",
                f"the area's center ({lon:.4f}, {lat:.4f}) is not between 80 S and 84 N",
            )
        )
    if in_china(lon, lat):
        meridian = min(max(3 * round(lon / 3), 75), 135)
        return f"EPSG:{4534 + (meridian - 75) // 3}"
    return utm_crs(lon, lat)


def utm_crs(lon: float, lat: float) -> str:
    """Return the EPSG code of the WGS 84 / UTM zone of a place."""
    zone = min(int((lon + 180) // 6) + 1, 60)
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"


def middle(boundary: BaseGeometry) -> tuple[float, float]:
    """Return longitude and latitude of the middle of where a boundary is.

    One that is split at 180 degrees has its middle there, not on the other side of the earth as
    its bounding box has.
    """
    together = across_180(boundary)
    west, south, east, north = together.bounds
    lon = (west + east) / 2
    if together is not boundary and lon > _HALF_TURN:
        lon -= 360
    return lon, (south + north) / 2


def extent(boundary: BaseGeometry) -> tuple[float, float, float, float]:
    """Return west, south, east and north of where a boundary is, in degrees from -180 to 180.

    West is the greater where it lies on both sides of 180 degrees (RFC 7946, 5.2).
    """
    west, south, east, north = across_180(boundary).bounds
    return west, south, east - 2 * _HALF_TURN if east > _HALF_TURN else east, north


def across_180(boundary: BaseGeometry) -> BaseGeometry:
    """Return a boundary split at 180 degrees in one piece, its western parts beyond 180.

    The boundary itself comes back where it lies together already.
    """
    west, _, east, _ = boundary.bounds
    if not east - west > _HALF_TURN:
        return boundary
    parts = shapely.get_parts(boundary)
    bounds = shapely.bounds(parts)
    behind = bounds[:, 2] <= 0
    moved = parts.copy()
    moved[behind] = shapely.transform(parts[behind], lambda points: points + _TURN)
    whole: BaseGeometry = shapely.MultiPolygon(moved.tolist()) if np.any(behind) else boundary
    return whole if whole.bounds[2] - whole.bounds[0] < east - west else boundary


def described(crs: str) -> Text:
    """Return what a system chosen here is called: its code, or the projection and its middle."""
    if not crs.startswith("+proj="):
        return Text(crs, crs)
    values = dict(part.partition("=")[::2] for part in crs.replace("+", "").split())
    method = _METHODS[values["proj"]]
    lon, lat = values.get("lon_0", values.get("lonc", "")), values.get("lat_0", "")
    return Text(f"{method.zh}（{lon}, {lat}）", f"{method.en} ({lon}, {lat})")


def _projections(boundary: BaseGeometry) -> list[str]:
    """Return the conformal projections about the middle, each with its scale balanced."""
    together = across_180(boundary)
    places = places_within(together)
    lon, lat = (round(value, 1) for value in middle(boundary))
    turn = _direction(places)
    shapes = [
        f"+proj=lcc +lat_1={lat} +lat_0={lat} +lon_0={lon}",
        f"+proj=tmerc +lat_0={lat} +lon_0={lon}",
        f"+proj=stere +lat_0={lat} +lon_0={lon}",
        f"+proj=omerc +lat_0={lat} +lonc={lon} +alpha={turn:.1f}",
    ]
    balanced = (_balanced(shape, places) for shape in shapes)
    return [text for text in balanced if text is not None]


def _balanced(shape: str, places: Floats) -> str | None:
    """Return a projection whose least and greatest scale are equally far from 1."""
    ends = "+x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs +type=crs"
    try:
        least, most = scale_range(f"{shape} +k_0=1 {ends}", places)
        text = f"{shape} +k_0={2 / (least + most):.6f} {ends}"
        CRS.from_user_input(text)
    except ProjError:
        return None
    return text if math.isfinite(most) else None


def _direction(places: Floats) -> float:
    """Return the azimuth in degrees in which the places reach farthest, clear of the axes."""
    flat = places - places.mean(axis=0)
    flat[:, 0] *= np.cos(np.radians(places[:, 1].mean()))
    _, _, axes = np.linalg.svd(flat, full_matrices=False)
    azimuth = float(np.degrees(np.arctan2(axes[0, 0], axes[0, 1]))) % _HALF_TURN
    # along a meridian or a parallel the oblique case is none: the other projections serve
    return min(max(azimuth, 1.0), 179.0)


def _too_wide(tried: list[tuple[str, float]]) -> CrsError:
    zh = "；".join(f"{described(text).zh} {_percent(error)}" for text, error in tried)
    en = "; ".join(f"{described(text).en} {_percent(error)}" for text, error in tried)
    limit = _percent(LENGTHS_WITHIN)
    return CrsError(
        reason=Text(
            f"区域过大，没有一个投影能使全区长度误差不超过 {limit}（{zh}）；"
            "请按地市或按带分成几个区域，分别建立",
            f"the area is too wide: no projection keeps lengths within {limit} all over ({en}); "
            "divide it by prefecture or by zone and create several areas",
        )
    )


def _percent(error: float) -> str:
    return f"{error:.2%}" if math.isfinite(error) else "∞"
